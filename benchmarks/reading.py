"""How well and how quickly papers are read, beside trafilatura and the line rules of C4 and of Gopher and FineWeb.

The right answers are those of tests/engines/reading/corpus. Speed is CPU time of this process on the same texts, so
that each way's figure is a ratio to the others of the same run.
"""

from __future__ import annotations

import html
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import trafilatura

from qunli.engines.notation.script import to_simplified
from qunli.engines.notation.width import fold_width
from qunli.engines.reading import read_text
from qunli.engines.reading.judging import is_of_an_office
from qunli.engines.reading.passages import find_passages
from qunli.engines.reading.tables import pairs_of

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from engines.reading.marking import Marked, Tally, documents, mark, table

SETS: Final = {
    "development": "development*.txt",
    "validation": "validation*.txt",
}
MEGABYTE: Final = 1_000_000
ROUNDS: Final = 10
TERMINAL: Final = tuple('。！？.!?”"」')
C4_FEWEST_WORDS: Final = 5
C4_FEWEST_SENTENCES: Final = 3
GOPHER_FEWEST_WORDS: Final = 50
GOPHER_SYMBOLS: Final = 0.1
GOPHER_BULLETS: Final = 0.9
GOPHER_STOP_WORDS: Final = 2
FINEWEB_ENDED: Final = 0.12
FINEWEB_TWICE: Final = 0.1
FINEWEB_SHORT: Final = 0.67
SHORT_LINE: Final = 30
_WORD: Final = re.compile(r"[A-Za-z]+|[\u3400-\u9fff]")
_STOP: Final = re.compile(r"\b(?:the|be|to|of|and|that|have|with)\b|[的了在是和与为等]")

Rule = Callable[[str], Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of telling what to keep: its marks and its speed."""

    name: str
    keep: Tally
    megabytes_a_second: float


def by_ours(text: str) -> list[bool]:
    """Return for each character whether the engine keeps it."""
    kept = [False] * len(text)
    for passage in find_passages(text, fold_width(to_simplified(text))):
        kept[passage.start : passage.end] = [passage.keep] * (passage.end - passage.start)
    return kept


def _of_lines(text: str, wanted: Callable[[str], bool]) -> list[bool]:
    return [keep for line in text.splitlines(keepends=True) for keep in [wanted(line.strip())] * len(line)]


def by_c4(text: str) -> list[bool]:
    """Keep lines that end a sentence and have five words; drop pages with braces or fewer than three sentences."""
    if "{" in text or sum(map(text.count, "。！？.!?")) < C4_FEWEST_SENTENCES:
        return [False] * len(text)
    return _of_lines(
        text,
        lambda line: (
            line.endswith(TERMINAL) and len(_WORD.findall(line)) >= C4_FEWEST_WORDS and "javascript" not in line.lower()
        ),
    )


def by_gopher_and_fineweb(text: str) -> list[bool]:
    """Keep or drop a whole page by its words, symbols, bullets, stop words, and by how its lines end and repeat."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    words = len(_WORD.findall(text))
    twice = sum(len(line) for line, times in Counter(lines).items() if times > 1)
    good = (
        words >= GOPHER_FEWEST_WORDS
        and sum(map(text.count, "#…")) / words <= GOPHER_SYMBOLS
        and sum(line.startswith(("•", "-", "*")) for line in lines) <= GOPHER_BULLETS * len(lines)
        and len(_STOP.findall(text)) >= GOPHER_STOP_WORDS
        and sum(line.endswith(TERMINAL) for line in lines) >= FINEWEB_ENDED * len(lines)
        and twice <= FINEWEB_TWICE * len(text)
        and sum(len(line) < SHORT_LINE for line in lines) <= FINEWEB_SHORT * len(lines)
    )
    return [good] * len(text)


def by_trafilatura(text: str) -> list[bool]:
    """Give the lines to trafilatura as paragraphs of a page; a line is kept where its words come back."""
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.splitlines())
    page = f"<html><body><article>{body}</article></body></html>"
    back = re.sub(r"\s+", "", trafilatura.extract(page, include_tables=True) or "")
    return _of_lines(text, lambda line: bool(line) and re.sub(r"\s+", "", line) in back)


WAYS: Final[dict[str, Rule]] = {
    "qunli reading": by_ours,
    "trafilatura": by_trafilatura,
    "C4 rules": by_c4,
    "Gopher and FineWeb rules": by_gopher_and_fineweb,
}


def tally(marked: Sequence[Marked], rule: Rule) -> Tally:
    """Hold a way's choice against the right answers, character by character."""
    found = Tally()
    for document in marked:
        for wanted, got in zip(document.keep, rule(document.text), strict=True):
            if wanted is not None:
                found.right += wanted and got
                found.wrong += got and not wanted
                found.missed += wanted and not got
    return found


def speed(run: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return megabytes of UTF-8 a second of CPU time; what a way remembers of lines it has met is forgotten between."""
    size = sum(len(text.encode()) for text in texts)
    for text in texts[:3]:
        run(text)
    spent = 0.0
    for _round in range(ROUNDS):
        is_of_an_office.cache_clear()
        pairs_of.cache_clear()
        began = time.process_time()
        for text in texts:
            run(text)
        spent += time.process_time() - began
    return ROUNDS * size / MEGABYTE / spent


def measured(pattern: str) -> list[Way]:
    """Measure every way on one set."""
    marked = list(documents(pattern))
    texts = [document.text for document in marked]
    return [Way(name, tally(marked, rule), speed(rule, texts)) for name, rule in WAYS.items()]


def report() -> str:
    """Measure all sets and write them under each other."""
    parts = []
    for name, pattern in SETS.items():
        marked = list(documents(pattern))
        parts.append(f"{name}: {len(marked)} documents\n{table(mark(marked))}")
        head = f"{'what is kept':<28}{'precision':>10}{'recall':>10}{'F1':>8}{'MB/s':>8}"
        rows = [
            f"{way.name:<28}{way.keep.precision:>10.3f}{way.keep.recall:>10.3f}{way.keep.f1:>8.3f}"
            f"{way.megabytes_a_second:>8.2f}"
            for way in measured(pattern)
        ]
        parts.append("\n".join((head, *rows)))
    texts = [document.text for document in documents("*.txt")]
    whole = ["\n".join(texts)]
    parts.append(
        f"all of them as one text: passages {speed(by_ours, whole):.2f} MB/s,"
        f" claims and organizations too {speed(read_text, whole):.2f} MB/s"
    )
    return "\n\n".join(parts)


if __name__ == "__main__":
    print(report())
