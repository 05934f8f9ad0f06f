"""Duties: who owes what by when."""
