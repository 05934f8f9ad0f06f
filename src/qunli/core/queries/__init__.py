"""Core's reads."""
