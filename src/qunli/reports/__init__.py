"""Room `reports`: a cluster's recognition, its dossier, its yearly reports and its ledger."""
