"""Joint funds: money of several jurisdictions under one agreement, in books that the database itself holds."""
