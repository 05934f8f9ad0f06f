"""The settings: `live`, `demo` and `test`, each on `base`."""
