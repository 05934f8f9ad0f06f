"""People: accounts, roles, and parties that can owe, hold a role and be told."""
