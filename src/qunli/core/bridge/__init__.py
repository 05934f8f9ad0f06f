"""Turning values into files."""

from qunli.core.bridge.papers import Fields, Heading, PaperContent, Signatures, TableBlock, Text, word_file

__all__ = ["Fields", "Heading", "PaperContent", "Signatures", "TableBlock", "Text", "word_file"]
