"""Rulebook: published regulations as data. Knows jurisdictions by code only."""
