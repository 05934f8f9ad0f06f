"""How well and how quickly needs are matched, beside bm25s and rank_bm25 on words cut by jieba.

The collections lie in the folder that QUNLI_SHARED names, under `matching/`: CSL (titles and keywords to abstracts,
Apache-2.0) and XQuAD (Chinese questions to Chinese and to English paragraphs, CC BY-SA 4.0). None of them is committed.
Speed is CPU time of this process.
"""

from __future__ import annotations

import json
import logging
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from math import log2
from pathlib import Path
from typing import Any, Final

from qunli.engines.matching import Capability, Matcher, MatchIndex, Options, read_capability, read_need

COLLECTIONS: Final = (
    ("CSL, title to abstract", "csl_dev/docs.jsonl", "csl_dev/queries_title.jsonl"),
    ("CSL, keywords to abstract", "csl_dev/docs.jsonl", "csl_dev/queries_keywords.jsonl"),
    ("XQuAD, Chinese to Chinese", "xquad_zh/docs.jsonl", "xquad_zh/queries.jsonl"),
    ("XQuAD, Chinese to English", "xquad_zh_to_en/docs.jsonl", "xquad_zh_to_en/queries.jsonl"),
)
TOP: Final = 10
MANY: Final = 1_000_000
ASKED: Final = 300

Record = dict[str, Any]
Search = Callable[[str], Sequence[str]]


def lines(path: Path) -> list[Record]:
    """Read a file of an object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def gain(found: Sequence[str], relevant: Sequence[str]) -> float:
    """Return nDCG at 10, every relevant text counting the same."""
    got = sum(1 / log2(place + 2) for place, key in enumerate(found[:TOP]) if key in relevant)
    return got / sum(1 / log2(place + 2) for place in range(min(TOP, len(relevant))))


def words(text: str) -> list[str]:
    """Cut a text into words as the peers take it."""
    import jieba  # noqa: PLC0415 -- the peers stay out of memory while ours is measured

    jieba.setLogLevel(logging.ERROR)
    return [word for word in jieba.lcut(text.lower()) if word.strip()]


def with_qunli(texts: Sequence[Record], folder: str) -> Search:
    """Index by the engine."""
    index = MatchIndex.create(folder)
    index.put(map(read_capability, texts))
    matcher = Matcher(index, Options(top=TOP))
    return lambda text: [str(match.id) for match in matcher.match(read_need({"id": "n", "text": text})).matches]


def with_bm25s(texts: Sequence[Record]) -> Search:
    """Index by bm25s as it comes."""
    import bm25s  # noqa: PLC0415 -- as above

    peer = bm25s.BM25()
    peer.index([words(text["text"]) for text in texts], show_progress=False)

    def search(text: str) -> Sequence[str]:
        found, _ = peer.retrieve([words(text)], k=TOP, show_progress=False)
        return [str(texts[place]["id"]) for place in found[0]]

    return search


def with_rank_bm25(texts: Sequence[Record]) -> Search:
    """Index by rank_bm25 as it comes."""
    from rank_bm25 import BM25Okapi  # noqa: PLC0415 -- as above

    peer = BM25Okapi([words(text["text"]) for text in texts])

    def search(text: str) -> Sequence[str]:
        scores = peer.get_scores(words(text))
        best = sorted(range(len(texts)), key=lambda place: (-scores[place], place))[:TOP]
        return [str(texts[place]["id"]) for place in best]

    return search


def quality(folder: Path) -> Iterator[str]:
    """Yield a line for each collection."""
    yield f"{'nDCG@10':<28}{'qunli':>9}{'bm25s':>9}{'rank_bm25':>11}{'over bm25s':>12}"
    for name, texts_file, needs_file in COLLECTIONS:
        texts, needs = lines(folder / texts_file), lines(folder / needs_file)
        with tempfile.TemporaryDirectory() as kept:
            ways = (with_qunli(texts, kept), with_bm25s(texts), with_rank_bm25(texts))
            means = [sum(gain(way(need["text"]), need["relevant"]) for need in needs) / len(needs) for way in ways]
        ours, theirs, other = means
        yield f"{name:<28}{ours:>9.4f}{theirs:>9.4f}{other:>11.4f}{ours - theirs:>+12.4f}"


def many_texts(folder: Path, many: int) -> Iterator[Capability]:
    """Yield short texts made of clauses of real ones, the same each time."""
    chance = random.Random(1)  # noqa: S311 -- no secret
    clauses = [clause for text in lines(folder / COLLECTIONS[0][1]) for clause in text["text"].split(",")]
    clauses = [clause for clause in clauses if 4 <= len(clause) <= 40]  # noqa: PLR2004 -- neither crumbs nor pages
    for number in range(many):
        yield Capability(f"c{number}", "，".join(chance.choices(clauses, k=chance.choice((1, 2, 2, 3)))))


def speed(folder: Path, many: int) -> Iterator[str]:
    """Yield what indexing and asking cost."""
    with tempfile.TemporaryDirectory() as kept:
        index = MatchIndex.create(kept)
        start = time.process_time()
        made = sum(1 for _ in many_texts(folder, many))
        making = time.process_time() - start
        start = time.process_time()
        index.put(many_texts(folder, made))
        spent = time.process_time() - start - making
        yield f"{many:,} texts indexed in {spent:.1f} CPU s (making them not counted), {resident():.0f} MB at most"
        for _, _, needs_file in COLLECTIONS[:2]:
            taken = sorted(asked(Matcher(index), lines(folder / needs_file)[:ASKED]))
            median, tail = taken[len(taken) // 2], taken[int(0.95 * len(taken))]
            yield f"asking {needs_file}: median {median:.2f} ms, p95 {tail:.2f} ms, {resident():.0f} MB at most"


def asked(matcher: Matcher, needs: Sequence[Record]) -> Iterator[float]:
    """Yield the milliseconds of CPU time of each need, reasons and passages included."""
    for need in needs:
        start = time.thread_time()
        matcher.match(read_need(need))
        yield (time.thread_time() - start) * 1000


def resident() -> float:
    """Return the most megabytes that this process ever had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: Sequence[str]) -> int:
    """Print both tables; a second argument is how many texts to index (1,000,000)."""
    if not arguments:
        print("usage: python -m benchmarks.matching SHARED_FOLDER [TEXTS]")
        return 2
    many = int(arguments[1]) if len(arguments) > 1 else MANY
    for line in report(Path(arguments[0]), many):
        print(line, flush=True)
    return 0


def report(shared: Path, many: int = MANY) -> Iterator[str]:
    """Yield speed, then quality."""
    yield from speed(shared / "matching", many)
    yield from quality(shared / "matching")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
