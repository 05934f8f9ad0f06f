"""Records for tests, made through the acts that the pages use; one module per room."""
