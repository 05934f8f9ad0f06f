"""Words that mean the same in a cluster's trade, kept by its people as CSV or TOML."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from qunli.engines.matching.analysis import analyzed
from qunli.engines.matching.records import RecordFault, RecordsRefused, is_list

__all__ = ["Entry", "Glossary", "read_glossary"]

WEIGHT: Final = 0.8
"""What another word for the same thing counts beside the word itself."""
_MOST: Final = 2.0


@dataclass(frozen=True, slots=True)
class Entry:
    """Words for one thing, in any language, as people write them; what each counts for the others."""

    words: tuple[str, ...]
    weight: float = WEIGHT


@dataclass(frozen=True, slots=True)
class Glossary:
    """Entries, made ready to be found in analyzed texts."""

    entries: tuple[Entry, ...] = ()
    _forms: tuple[tuple[str, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Analyze every word once."""
        forms = tuple(_forms_of(entry) for entry in self.entries)
        object.__setattr__(self, "_forms", forms)

    def others(self, text: str) -> Iterator[tuple[str, tuple[str, ...], float]]:
        """Yield for each entry that an analyzed text names: the word named, the other words, what they count.

        >>> list(Glossary((Entry(("磷酸铁锂", "LFP")),)).others("磷酸铁锂电池"))
        [('磷酸铁锂', ('lfp',), 0.8)]
        """
        padded = f" {text} "
        for entry, forms in zip(self.entries, self._forms, strict=True):
            named = next((form for form in forms if _stands_in(form, padded)), None)
            if named is not None and len(forms) > 1:
                yield named, tuple(form for form in forms if form != named), entry.weight


def _forms_of(entry: Entry) -> tuple[str, ...]:
    forms = (analyzed(word) for word in entry.words)
    return tuple(dict.fromkeys(form for form in forms if form))


def _stands_in(form: str, padded: str) -> bool:
    """Tell whether a form stands in a text; a word only whole, Han characters also inside a run."""
    before = "" if form[0] > "\u3000" else " "
    behind = "" if form[-1] > "\u3000" else " "
    return f"{before}{form}{behind}" in padded


def read_glossary(text: str, *, kind: str) -> Glossary:
    r"""Read a glossary: TOML tables `[[term]] words = [...]` with an optional `weight`, or CSV with a term a row.

    A CSV row is the words for one thing; a first row of the names zh, en, words or weight is a header. Raises
    `RecordsRefused` with every fault.

    >>> read_glossary("zh,en\n固态电池,solid-state battery\n", kind="csv").entries
    (Entry(words=('固态电池', 'solid-state battery'), weight=0.8),)
    """
    faults: list[RecordFault] = []
    rows = _toml(text, faults) if kind == "toml" else _csv(text)
    entries = [_entry(line, words, weight, faults) for line, words, weight in rows]
    if faults:
        raise RecordsRefused(faults)
    return Glossary(tuple(entry for entry in entries if entry))


def _csv(text: str) -> Iterator[tuple[int, Sequence[Any], Any]]:
    rows = csv.reader(text.lstrip("\ufeff").splitlines())
    weighed = -1
    for line, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        heads = [cell.casefold() for cell in cells]
        if line == 1 and set(heads) & {"zh", "en", "words", "weight"}:
            weighed = heads.index("weight") if "weight" in heads else -1
            continue
        weight = cells[weighed] if 0 <= weighed < len(cells) else ""
        words = [cell for place, cell in enumerate(cells) if cell and place != weighed]
        if words:
            yield line, words, weight or WEIGHT


def _toml(text: str, faults: list[RecordFault]) -> Iterator[tuple[int, Sequence[Any], Any]]:
    try:
        tables: Any = tomllib.loads(text).get("term", [])
    except tomllib.TOMLDecodeError as error:
        faults.append(RecordFault(0, "TOML", str(error)))
        return
    listed: list[Any] = tables if is_list(tables) else [tables]
    for number, table in enumerate(listed, 1):
        found = cast("dict[str, Any]", table) if isinstance(table, dict) else {}
        yield number, found.get("words", ()), found.get("weight", WEIGHT)


def _entry(line: int, words: Sequence[Any], weight: object, faults: list[RecordFault]) -> Entry | None:
    if isinstance(words, str) or not all(isinstance(word, str) and word.strip() for word in words) or len(words) < 2:  # noqa: PLR2004 -- one word has no other
        faults.append(RecordFault(line, "words", "two words or more for one thing are needed"))
        return None
    try:
        counted = float(str(weight))
    except ValueError:
        counted = -1.0
    if not 0 < counted <= _MOST:
        faults.append(RecordFault(line, "weight", f"a number above 0 and at most {_MOST:g} is needed, not {weight!r}"))
        return None
    return Entry(tuple(words), counted)
