"""Indicators: figures with scope, period and sources."""
