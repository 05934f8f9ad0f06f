"""Reads papers as they come."""

from qunli.engines.reading.results import Reading
from qunli.engines.reading.text import read_text
