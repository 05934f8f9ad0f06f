"""Engines: values in, decision and reasons out. No Django, no database, no clock."""
