"""Turns the bytes of a file into text: which format it is, and a reader for each."""

from qunli.engines.reading.formats.opening import (
    LARGEST,
    Opened,
    Unopened,
    UnopenedCause,
    format_of,
    open_document,
)

__all__ = ["LARGEST", "Opened", "Unopened", "UnopenedCause", "format_of", "open_document"]
