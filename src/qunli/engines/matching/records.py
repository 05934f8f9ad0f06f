"""What is matched: needs, and the capabilities that may answer them; every fault of a record with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeGuard, cast

__all__ = [
    "Capability",
    "Conditions",
    "Conflict",
    "Need",
    "RecordFault",
    "RecordsRefused",
    "is_list",
    "read_capability",
    "read_need",
]

_LONGEST_ID: Final = 500
_PLAIN_KEYS: Final = 2
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Key = str | int
Record = Mapping[str, Any]  # as JSON gives it: each key is checked where it is read


@dataclass(frozen=True, slots=True)
class RecordFault:
    """One fault: the line of the file (0 where there is none), the key of the record, and what is wrong."""

    line: int
    key: str
    words: str

    def __str__(self) -> str:
        """Show place and fault."""
        place = f"line {self.line}, " if self.line else ""
        return f"{place}{self.key}: {self.words}"


class RecordsRefused(ValueError):
    """Records cannot be used; carries every fault, in the order of the file."""

    def __init__(self, faults: Iterable[RecordFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("; ".join(str(fault) for fault in self.faults[:20]))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody who must not be offered, and why."""

    id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a capability must be, or would better be: any of the tiers, in any of the regions, free in the days."""

    tiers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    days: tuple[date, date] | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is asked."""
        return bool(self.tiers or self.regions or self.days)


@dataclass(frozen=True, slots=True)
class Need:
    """What is looked for."""

    id: Key
    text: str
    title: str = ""
    keywords: tuple[str, ...] = ()
    party: str = ""
    require: Conditions = Conditions()
    prefer: Conditions = Conditions()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Capability:
    """What may answer: an organization, a past project, an outcome, an expert, an instrument."""

    id: Key
    text: str
    title: str = ""
    keywords: tuple[str, ...] = ()
    kind: str = ""
    party: str = ""
    tiers: tuple[str, ...] = ()
    region: str = ""
    free: tuple[date | None, date | None] = (None, None)
    conflicts: tuple[Conflict, ...] = ()


@dataclass(slots=True)
class _Reader:
    """Reads the keys of one record and gathers what is wrong."""

    record: Record
    line: int
    faults: list[RecordFault] = field(default_factory=list[RecordFault])

    def fault(self, key: str, words: str) -> None:
        self.faults.append(RecordFault(self.line, key, words))

    def id(self) -> Key:
        found = self.record.get("id")
        if isinstance(found, bool) or not isinstance(found, str | int):
            self.fault("id", "a text or a whole number is needed")
            return ""
        if isinstance(found, str) and not 0 < len(found.strip()) <= _LONGEST_ID:
            self.fault("id", f"must have 1 to {_LONGEST_ID} characters")
        return self._whole(found, "id") if isinstance(found, str) else found

    def _whole(self, found: str, key: str) -> str:
        if _SURROGATE.search(found):
            self.fault(key, "holds half a character (a lone surrogate)")
        return found

    def text(self, key: str, *, needed: bool = False) -> str:
        found = self.record.get(key)
        if found is None and not needed:
            return ""
        if isinstance(found, str):
            return self._whole(found, key)
        self.fault(key, "a text is needed" if found is not None or needed else "")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.record.get(key)
        if found is None or found == "":
            return ()
        listed: object = [found] if isinstance(found, str) else found
        if is_list(listed) and all(isinstance(one, str) for one in listed):
            return tuple(self._whole(one, key) for one in listed)
        self.fault(key, "a text or a list of texts is needed")
        return ()

    def day(self, key: str) -> date | None:
        found = self.record.get(key)
        if found is None:
            return None
        try:
            return date.fromisoformat(found)
        except (TypeError, ValueError):
            self.fault(key, f"a day as YYYY-MM-DD is needed, not {found!r}")
            return None

    def conflicts(self) -> tuple[Conflict, ...]:
        found = self.record.get("conflicts")
        if found is None:
            return ()
        made = [_conflict(one) for one in found] if is_list(found) else [None]
        if None in made:
            self.fault("conflicts", 'a list of ids, or of {"id", "reason"}, is needed')
        return tuple(one for one in made if one)

    def conditions(self, key: str) -> Conditions:
        found = self.record.get(key)
        if found is None:
            return Conditions()
        if not isinstance(found, dict):
            self.fault(key, 'a table is needed: {"tier": [], "region": [], "from": "", "until": ""}')
            return Conditions()
        inner = _Reader(cast("Record", found), self.line)
        strange = sorted(set(inner.record) - {"tier", "region", "from", "until"})
        first, last = inner.day("from"), inner.day("until")
        made = Conditions(inner.texts("tier"), inner.texts("region"), _span(first or last, last or first))
        if strange:
            inner.fault(strange[0], "is no condition: tier, region, from and until are")
        if first and last and first > last:
            inner.fault("until", "lies before from")
        self.faults += [RecordFault(one.line, f"{key}.{one.key}", one.words) for one in inner.faults]
        return made


def is_list(found: object) -> TypeGuard[list[Any]]:
    """Tell whether JSON or TOML gave a list."""
    return isinstance(found, list)


def _span(first: date | None, last: date | None) -> tuple[date, date] | None:
    return (first, last) if first and last else None


def _conflict(found: object) -> Conflict | None:
    match found:
        case bool():
            return None
        case str() | int():
            return Conflict(str(found))
        case {"id": str() | int() as key, "reason": str(reason)}:
            return Conflict(str(key), reason)
        case {"id": str() | int() as key}:
            return Conflict(str(key))
        case _:
            return None


def _reader(record: object, line: int) -> _Reader:
    if isinstance(record, dict):
        return _Reader(cast("Record", record), line)
    raise RecordsRefused([RecordFault(line, "record", "an object with id and text is needed")])


def read_need(record: object, line: int = 0) -> Need:
    """Read a need as JSON gives it; raises `RecordsRefused` with all its faults.

    >>> read_need({"id": "n1", "text": "固态电池"}).text
    '固态电池'
    """
    reader = _reader(record, line)
    need = Need(
        reader.id(),
        reader.text("text", needed=True),
        reader.text("title"),
        reader.texts("keywords"),
        reader.text("party"),
        reader.conditions("require"),
        reader.conditions("prefer"),
        reader.conflicts(),
    )
    if not reader.faults and not (need.text + need.title + "".join(need.keywords)).strip():
        reader.fault("text", "says nothing to look for")
    if reader.faults:
        raise RecordsRefused(reader.faults)
    return need


def _plain_capability(record: object) -> Capability | None:
    """Read what has an id and a text and no more, as a million records may, without further ado."""
    if not isinstance(record, dict) or len(cast("Record", record)) != _PLAIN_KEYS:
        return None
    found = cast("Record", record)
    key, text = found.get("id"), found.get("text")
    if not isinstance(key, str) or not isinstance(text, str) or _SURROGATE.search(key + text):
        return None
    return Capability(key, text) if 0 < len(key.strip()) <= _LONGEST_ID else None


def read_capability(record: object, line: int = 0) -> Capability:
    """Read a capability as JSON gives it; raises `RecordsRefused` with all its faults."""
    if (plain := _plain_capability(record)) is not None:
        return plain
    reader = _reader(record, line)
    capability = Capability(
        reader.id(),
        reader.text("text", needed=True),
        reader.text("title"),
        reader.texts("keywords"),
        reader.text("kind"),
        reader.text("party"),
        reader.texts("tier"),
        reader.text("region"),
        (reader.day("available_from"), reader.day("available_until")),
        reader.conflicts(),
    )
    if reader.faults:
        raise RecordsRefused(reader.faults)
    return capability
