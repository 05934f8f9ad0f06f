"""Pages of figures, events, assessments and ladders."""
