"""English: read on every continent, so the year first or the month by name, and 24 hours."""
