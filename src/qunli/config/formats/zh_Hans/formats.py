"""Chinese numbers: officials group by three digits, as accounts do; Django knows no separator for Chinese."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
