"""Cuts a text into the units that are judged: lines, long ones again at the ends of sentences."""

import re
from dataclasses import dataclass
from typing import Final

from qunli.engines.reading.judging import BLANK, Judged
from qunli.engines.reading.results import Dropped, PassageKind

__all__ = ["Unit", "cut_units"]

LONG_LINE: Final = 360
PIECE: Final = 160
LONGEST_PIECE: Final = 700
_SENTENCES: Final = re.compile(r"(?:[^。!?！？.]+|\.(?!\s))*(?:[。!?！？]+[”’」』\"')）]*\s*|\.\s+|\Z)")
_PADDED: Final = re.compile("\x00{2,}|(?:[^\x00]|\x00(?!\x00))+")
_BREAKS: Final = re.compile(r"[\s,，、|]")


@dataclass(slots=True)
class Unit:
    """A line, or a piece of a long one; ``keep`` is None until it is decided.

    ``text`` is its reading copy without outer space, empty for a line of nothing else.
    """

    start: int
    end: int
    text: str
    alone: Judged = BLANK
    keep: bool | None = None
    kind: PassageKind = PassageKind.PROSE
    reason: Dropped = Dropped.KEPT
    region: bool = False

    def take(self, alone: Judged) -> None:
        """Take what it is by itself."""
        self.alone = alone
        self.keep, self.kind, self.reason = alone.keep, alone.kind, alone.reason

    def decide(self, kind: PassageKind, reason: Dropped = Dropped.KEPT) -> None:
        """Keep it, or set it aside for a reason."""
        self.keep = reason is Dropped.KEPT
        self.kind = kind
        self.reason = reason


def cut_units(text: str, copy: str) -> list[Unit]:
    """Cut the text into units without gap; ``copy`` is its reading copy."""
    return [Unit(start, end, copy[start:end].strip()) for start, end in _spans(text)]


def _lines(text: str) -> list[str]:
    """Cut at the ends of lines, and around runs of NUL, which pad what a machine wrote."""
    lines = text.splitlines(keepends=True)
    return lines if "\x00\x00" not in text else [piece for line in lines for piece in _PADDED.findall(line)]


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for line in _lines(text):
        end = start + len(line)
        if len(line) <= LONG_LINE:
            spans.append((start, end))
        else:
            spans.extend(_pieces(text, start, end))
        start = end
    return spans


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a long line at ends of sentences into pieces of some length, and endless ones at any break."""
    pieces: list[tuple[int, int]] = []
    begun = start
    for match in _SENTENCES.finditer(text, start, end):
        here = match.end()
        while here - begun > LONGEST_PIECE:
            cut = _BREAKS.search(text, begun + PIECE, begun + LONGEST_PIECE)
            stop = cut.end() if cut else begun + LONGEST_PIECE
            pieces.append((begun, stop))
            begun = stop
        if here - begun >= PIECE:
            pieces.append((begun, here))
            begun = here
    if begun < end:
        pieces.append((begun, end))
    return pieces
