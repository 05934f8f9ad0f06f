"""Turning values into files."""

from qunli.core.bridge.papers import (
    Block,
    Closing,
    Fields,
    Heading,
    PaperContent,
    Signatures,
    TableBlock,
    Text,
    loose_file,
    word_file,
)
from qunli.core.bridge.shelf import PaperRow, PaperSource, paper_rows

__all__ = [
    "Block",
    "Closing",
    "Fields",
    "Heading",
    "PaperContent",
    "PaperRow",
    "PaperSource",
    "Signatures",
    "TableBlock",
    "Text",
    "loose_file",
    "paper_rows",
    "word_file",
]
