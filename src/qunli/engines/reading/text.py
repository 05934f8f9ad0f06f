"""Reads a text."""
from qunli.engines.notation.script import to_simplified
from qunli.engines.reading.passages import find_passages
from qunli.engines.reading.results import Reading


def read_text(text: str) -> Reading:
    simplified = to_simplified(text)
    return Reading(text, find_passages(text, simplified))
