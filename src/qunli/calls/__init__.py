"""Calls: opened needs, questions, teams and their proposals."""
