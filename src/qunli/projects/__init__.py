"""Projects: task books, milestones, payments, acceptance, outcomes, transfer."""
