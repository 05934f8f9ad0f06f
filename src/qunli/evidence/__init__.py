"""Evidence: documents as they came, claims read out of them, and confirmations."""
