"""Pages of the review room."""
