"""The `qunli` command."""

from qunli.cli.entry import main

__all__ = ["main"]
