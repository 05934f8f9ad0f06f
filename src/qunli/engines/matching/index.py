"""The index: a folder that the caller names, filled and updated bit by bit, searched without being loaded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self, cast

import tantivy

from qunli.engines.matching.analysis import run_tokens
from qunli.engines.matching.conditions import tags_of
from qunli.engines.matching.records import Capability, Key, read_capability
from qunli.engines.matching.scoring import Collection
from qunli.engines.matching.wants import analyzed_record

__all__ = ["Hit", "IndexBusy", "IndexUnusable", "MatchIndex", "Snapshot"]

FORMAT: Final = {"made_by": "qunli match", "format": 1}
_MARK: Final = "qunli-match.json"
HEAP: Final = 64_000_000
"""Bytes that a writer gathers before it writes a segment."""
_encode: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_EVERY: Final = "*"
_COUNTED: Final = 50_000
"""A term that more texts hold than this is not counted anew where some texts were replaced, only scaled."""
_LATIN: Final = 4
"""A text with so many words for each Han character is not in Chinese."""


class IndexBusy(RuntimeError):
    """Another writer has the index in hand."""


class IndexUnusable(RuntimeError):
    """The folder holds no index that this version reads."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found, as it is indexed; the record is read only where it is asked for."""

    key: str
    text: str
    length: int
    latin: bool
    stored: bytes

    def capability(self) -> Capability:
        """Return the record."""
        return read_capability(json.loads(self.stored))


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tag", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("term", tokenizer_name="terms", index_option="freq")
    builder.add_bytes_field("text", stored=True)
    builder.add_bytes_field("record", stored=True)
    builder.add_unsigned_field("length", fast=True)
    builder.add_unsigned_field("latin", fast=True)
    return builder.build()


class Snapshot:
    """The index as it was when it was opened or last written."""

    def __init__(self, index: tantivy.Index) -> None:
        self._searcher = index.searcher()
        self.texts = self._searcher.num_docs
        self._kept = self._searcher.doc_freq("tag", _EVERY)
        self.average = self._mean("length")
        self.latin = round(self._mean("latin") * self.texts)
        self._known: dict[str, int] = {}

    def _mean(self, field: str) -> float:
        if not self.texts:
            return 0.0
        asked: dict[str, Any] = {"mean": {"avg": {"field": field}}}
        found = cast("dict[str, Any]", self._searcher.aggregate(tantivy.Query.all_query(), asked))  # pyright: ignore[reportUnknownMemberType] -- typed as a bare dict
        return float(found["mean"]["value"] or 0.0)

    def collection(self) -> Collection:
        """Return what scoring needs to know."""
        return Collection(max(1, self.texts), self.average, self.holding)

    def holding(self, term: str) -> int:
        """Return how many texts hold a term; replaced and removed ones do not count."""
        known = self._known.get(term)
        if known is None:
            known = self._searcher.doc_freq("term", term)
            if known and self._kept != self.texts:
                known = self._living(term, known)
            self._known[term] = known
        return known

    def _living(self, term: str, kept: int) -> int:
        if kept > _COUNTED:
            return max(1, round(kept * self.texts / self._kept))
        found: Any = self._searcher.search(_term_query("term", term), 1, count=True)
        return int(found.count)

    def search(
        self, weighed: Sequence[tuple[str, float]], limit: int, *, groups: Iterable[Sequence[str]] = ()
    ) -> list[Hit]:
        """Return the texts that hold most of the weighed terms, with a tag of every group."""
        terms = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(_term_query("term", term), weight))
            for term, weight in weighed
        ]
        query = tantivy.Query.boolean_query(terms)
        tagged = [(tantivy.Occur.Must, _any_tag(group)) for group in groups]
        if tagged:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *tagged])
        return self._hits(self._searcher.search(query, limit, count=False))

    def _hits(self, result: tantivy.SearchResult) -> list[Hit]:
        places = [place for _, place in result.hits]
        if not places:
            return []
        lengths = self._searcher.fast_field_values("length", places)
        latin = self._searcher.fast_field_values("latin", places)
        return [self._hit(*one) for one in zip(places, lengths, latin, strict=True)]

    def named(self, keys: Iterable[str]) -> list[Hit]:
        """Return the texts of these ids, as far as they are there."""
        found: list[Hit] = []
        for key in keys:
            found += self._hits(self._searcher.search(_term_query("key", key), 1, count=False))
        return found

    def every(self) -> list[Hit]:
        """Return every text; for vectors, which need them all at once."""
        return self._hits(self._searcher.search(tantivy.Query.all_query(), max(1, self.texts), count=False))

    def _hit(self, place: tantivy.DocAddress, length: float | None, latin: float | None) -> Hit:
        found = self._searcher.doc(place)
        text, record = cast("bytes", found.get_first("text")), cast("bytes", found.get_first("record"))
        return Hit(str(found.get_first("key")), text.decode(), int(length or 0), bool(latin), record)

    def has(self, key: Key) -> bool:
        """Tell whether a capability of this id is in the index."""
        return bool(self._searcher.search(_term_query("key", str(key)), 1, count=False).hits)


def _term_query(field: str, term: str) -> tantivy.Query:
    return tantivy.Query.term_query(_schema(), field, term, "freq" if field == "term" else "basic")


def _any_tag(tags: Sequence[str]) -> tantivy.Query:
    tagged = tantivy.Query.boolean_query([(tantivy.Occur.Should, _term_query("tag", tag)) for tag in tags])
    return tantivy.Query.const_score_query(tagged, 0.0)


class MatchIndex:
    """An index in a folder; several may read it while one writes.

    `create` makes an empty one, `open` takes up one that is there. What `put` and `remove` do is seen at once by this
    object, by others after `refresh`; either all of it is done or, where the process dies, nothing.
    """

    def __init__(self, index: tantivy.Index, folder: Path) -> None:
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        index.register_tokenizer("terms", builder.build())
        self._index = index
        self.folder = folder
        self.snapshot = Snapshot(index)

    @classmethod
    def create(cls, folder: str | Path) -> Self:
        """Make an empty index in a folder that is empty or not there yet."""
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            message = f"{path} is not empty."
            raise IndexUnusable(message)
        made = cls(tantivy.Index(_schema(), str(path)), path)
        (path / _MARK).write_text(json.dumps(FORMAT), encoding="utf-8")
        return made

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """Take up the index of a folder."""
        path = Path(folder)
        try:
            mark = json.loads((path / _MARK).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            message = f"{path} holds no index of `qunli match`."
            raise IndexUnusable(message) from error
        if mark != FORMAT:
            message = f"{path} was indexed by another version: index the capabilities anew."
            raise IndexUnusable(message)
        try:
            return cls(tantivy.Index.open(str(path)), path)
        except ValueError as error:
            message = f"{path} holds a damaged index: index the capabilities anew."
            raise IndexUnusable(message) from error

    @staticmethod
    def exists(folder: str | Path) -> bool:
        """Tell whether the folder holds an index."""
        return (Path(folder) / _MARK).is_file()

    def __len__(self) -> int:
        """Return how many capabilities it holds."""
        return self.snapshot.texts

    def __contains__(self, key: Key) -> bool:
        """Tell whether a capability of this id is there."""
        return self.snapshot.has(key)

    def refresh(self) -> None:
        """See what others wrote."""
        self._index.reload()
        self.snapshot = Snapshot(self._index)

    def put(self, capabilities: Iterable[Capability]) -> int:
        """Add capabilities; one whose id is there already takes its place. Return how many were put.

        Where an id comes twice in one call, the last one stays. An error in the iterable leaves the index as it was.
        """
        with self._writer() as writer:
            fresh = not len(self)
            seen = _Perhaps()
            many = 0
            for capability in capabilities:
                key = str(capability.id)
                if seen.perhaps(key) or not fresh:
                    writer.delete_documents_by_term("key", key)
                writer.add_document(_document(key, capability))
                many += 1
        self.refresh()
        return many

    def remove(self, keys: Iterable[Key]) -> int:
        """Take capabilities out; return how many of them were there."""
        gone = {str(key) for key in keys}
        there = sum(key in self for key in gone)
        with self._writer() as writer:
            for key in gone:
                writer.delete_documents_by_term("key", key)
        self.refresh()
        return there

    def _writer(self) -> _Writing:
        return _Writing(self._index)


class _Perhaps:
    """Remembers ids in two megabytes: an id that came before is always known, a new one nearly always told apart."""

    _BITS: Final = 1 << 24

    def __init__(self) -> None:
        self._bits = bytearray(self._BITS // 8)

    def perhaps(self, key: str) -> bool:
        """Remember the id; tell whether it may have come before."""
        mark = hash(key)
        known = True
        for place in (mark % self._BITS, (mark >> 24) % self._BITS):
            byte, bit = place >> 3, 1 << (place & 7)
            known = known and bool(self._bits[byte] & bit)
            self._bits[byte] |= bit
        return known


class _Writing:
    """Commits at the end, or takes everything back where it ends by an error."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index

    def __enter__(self) -> tantivy.IndexWriter:
        try:
            self._writer = self._index.writer(HEAP, 1)
        except ValueError as error:
            if "Lock" in str(error):
                message = "Another writer has this index in hand: try again when it is done."
                raise IndexBusy(message) from error
            raise
        return self._writer

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._writer.commit()
        else:
            self._writer.rollback()
        self._writer.wait_merging_threads()


def _document(key: str, capability: Capability) -> tantivy.Document:
    text = analyzed_record(capability)
    terms, han, words = run_tokens(text)
    made = tantivy.Document()
    made.add_text("key", key)
    made.add_text("tag", _EVERY)
    for tag in tags_of(capability):
        made.add_text("tag", tag)
    made.add_text("term", terms)
    made.add_bytes("text", text.encode())
    made.add_bytes("record", _encode(_stored(capability)).encode())
    made.add_unsigned("length", han + words)
    made.add_unsigned("latin", int(words > _LATIN * han))
    return made


def _stored(capability: Capability) -> Mapping[str, Any]:
    """Return the record as it will be read again; what it does not say is left out."""
    said: dict[str, Any] = {"id": capability.id, "text": capability.text}
    first, last = capability.free
    more: tuple[tuple[str, Any], ...] = (
        ("title", capability.title),
        ("keywords", capability.keywords),
        ("kind", capability.kind),
        ("party", capability.party),
        ("tier", capability.tiers),
        ("region", capability.region),
        ("available_from", first and first.isoformat()),
        ("available_until", last and last.isoformat()),
        ("conflicts", [{"id": one.id, "reason": one.reason} for one in capability.conflicts]),
    )
    said.update((name, value) for name, value in more if value)
    return said
