"""Apportioning, proving and carrying the books."""
