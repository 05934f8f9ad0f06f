"""`qunli read`: reads files into passages, claims and organizations, in processes of their own."""

from qunli.cli.reading.command import read

__all__ = ["read"]
