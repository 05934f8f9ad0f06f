"""Tags of indicators."""
