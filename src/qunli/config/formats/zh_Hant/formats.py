"""As in Simplified Chinese."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
