"""`qunli assign`: experts to proposals from files, without the site."""

from qunli.cli.assigning.command import assign

__all__ = ["assign"]
