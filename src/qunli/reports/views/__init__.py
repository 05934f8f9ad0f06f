"""Pages of recognitions and dossiers."""
