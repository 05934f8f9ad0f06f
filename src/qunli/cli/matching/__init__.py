"""`qunli match`: needs against capabilities, files in and JSON out, without the site."""

from qunli.cli.matching.command import match

__all__ = ["match"]
