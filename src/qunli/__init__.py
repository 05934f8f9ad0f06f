"""Qunli runs an innovation cluster."""
