"""Directory: organizations, members, experts, tiers, capabilities, relations, credit marks."""
