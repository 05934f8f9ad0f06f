"""Portal: front page, search, and every page that joins floors."""
