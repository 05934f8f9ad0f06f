"""Awards: the recommended list, the collective decision, winner and reserve."""
