"""Texts as they are stored, and reading them by the engine in a process apart."""
