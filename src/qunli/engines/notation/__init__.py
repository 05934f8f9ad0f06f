"""Reads and writes what people put on paper: numbers, units, dates, codes and names.

Import from the modules, not from here: some of them load large tables.
"""
