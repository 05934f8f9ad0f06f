"""Reading a rule pack: from the text of a TOML file to its checked content, or to every fault with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from qunli.core.states import Refused, Words
from qunli.rulebook.queries import Content
from qunli.rulebook.states import CallStep, Confidence, PackKind

Table = Mapping[str, object]

TEXTS: Final = ("code", "version", "kind", "issuer", "number", "jurisdiction", "in_force_from", "in_force_to")
PARAMETER_TEXTS: Final = ("key", "unit", "article", "source", "confidence")
CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
KEY: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
TOP: Final = -1
_KEY_LINE: Final = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_TOML_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class PackFault:
    """What is wrong, on which line and under which key."""

    line: int
    key: str
    words: Words

    def __str__(self) -> str:
        """Show place and fault."""
        return str(_("line %(line)s, %(key)s: %(words)s") % {"line": self.line, "key": self.key, "words": self.words})


class PackRefused(Refused):
    """A file is no rule pack; carries every fault found, in the order of the file."""

    def __init__(self, faults: list[PackFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("; ".join(str(fault) for fault in self.faults))


def read_pack(text: str) -> Content:
    """Return the content of a pack; raise `PackRefused` with all of its faults."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        place = _TOML_LINE.search(str(wrong))
        line = int(place[1]) if place else text.count("\n") + 1
        raise PackRefused([PackFault(line, "TOML", str(wrong))]) from wrong
    faults = [PackFault(_lines(text)(part, key), key, words) for part, key, words in _faults(table)]
    if faults:
        raise PackRefused(faults)
    parameters = table.pop("parameter", [])
    return {**table, "parameters": parameters}


Fault = tuple[int, str, Words]


def _faults(table: Table) -> Iterator[Fault]:
    """Yield (number of the parameter or TOP, key, what is wrong)."""
    yield from _unknown(table, (*TEXTS, "title", "sequence", "parameter"), TOP)
    yield from _not_texts(table, TEXTS, TOP)
    yield from _not_two_languages(table, "title", TOP)
    yield from _wrong_identity(table)
    yield from _wrong_days(table)
    yield from _wrong_sequence(table)
    parameters = table.get("parameter", [])
    if not isinstance(parameters, list) or not all(isinstance(row, dict) for row in parameters):
        yield TOP, "parameter", _("Write each parameter as a table: [[parameter]].")
        return
    seen: set[object] = set()
    for number, row in enumerate(parameters):
        yield from _wrong_parameter(row, number)
        if row.get("key") in seen:
            yield number, "key", _("“%(key)s” is given twice.") % {"key": row["key"]}
        seen.add(row.get("key"))


def _wrong_identity(table: Table) -> Iterator[Fault]:
    code, version, kind = (str(table.get(name, "")) for name in ("code", "version", "kind"))
    if not CODE.match(code):
        yield TOP, "code", _("A code is small letters, digits and single hyphens.")
    if not version:
        yield TOP, "version", _("Say which version of the text this is.")
    if kind not in PackKind.values:
        yield TOP, "kind", _("“%(kind)s” is none of: %(known)s.") % {"kind": kind, "known": ", ".join(PackKind.values)}


def _wrong_days(table: Table) -> Iterator[Fault]:
    days: list[date] = []
    for name in ("in_force_from", "in_force_to"):
        written = table.get(name)
        if not isinstance(written, str) or not written:
            continue
        try:
            days.append(date.fromisoformat(written))
        except ValueError:
            yield TOP, name, _("“%(day)s” is no date of the form 2026-04-01.") % {"day": written}
    if len(days) == 2 and days[1] < days[0]:  # noqa: PLR2004 - from and to
        yield TOP, "in_force_to", _("It ends before it begins.")


def _wrong_sequence(table: Table) -> Iterator[Fault]:
    sequence = table.get("sequence")
    if not isinstance(sequence, list):
        yield TOP, "sequence", _("A list of steps is missing; it may be empty.")
        return
    for step in sequence:
        if step not in CallStep.values:
            known = ", ".join(CallStep.values)
            yield TOP, "sequence", _("“%(step)s” is none of: %(known)s.") % {"step": step, "known": known}
    if len(set(map(str, sequence))) < len(sequence):
        yield TOP, "sequence", _("A step is named twice.")


def _wrong_parameter(row: Table, number: int) -> Iterator[Fault]:
    yield from _unknown(row, (*PARAMETER_TEXTS, "value", "text"), number)
    yield from _not_texts(row, PARAMETER_TEXTS, number)
    yield from _not_two_languages(row, "text", number)
    if not KEY.match(str(row.get("key", ""))):
        yield number, "key", _("A key is small letters, digits and underscores.")
    if row.get("source") == "":
        yield number, "source", _("Say where this was read, or that it was looked for and not found.")
    yield from _wrong_confidence(row, number)


def _wrong_confidence(row: Table, number: int) -> Iterator[Fault]:
    confidence = str(row.get("confidence", ""))
    if confidence not in Confidence.values:
        words = _("“%(confidence)s” is none of: %(known)s.")
        yield number, "confidence", words % {"confidence": confidence, "known": ", ".join(Confidence.values)}
    elif (confidence == Confidence.EMPTY) != (row.get("value", "") == ""):
        yield number, "value", _("A value is missing exactly where the confidence is “empty”.")
    elif "value" not in row:
        yield number, "value", _('The key is missing; write "" for a value that was not found.')


def _unknown(table: Table, known: tuple[str, ...], number: int) -> Iterator[Fault]:
    for key in table:
        if key not in known:
            yield number, key, _("This key is not known here; known are: %(known)s.") % {"known": ", ".join(known)}


def _not_texts(table: Table, names: tuple[str, ...], number: int) -> Iterator[Fault]:
    for name in names:
        if not isinstance(table.get(name), str):
            yield number, name, _('A text is missing; write "" for what is not known.')


def _not_two_languages(table: Table, name: str, number: int) -> Iterator[Fault]:
    words = table.get(name)
    spoken = [words.get(code) for code in ("zh", "en")] if isinstance(words, dict) else [None]
    if not all(isinstance(text, str) and text for text in spoken):
        yield number, name, _('Words in Chinese and English are missing: { zh = "…", en = "…" }.')


def _lines(text: str) -> Callable[[int, str], int]:
    """Return a finder of lines: where a key stands, or the head of its table where it does not."""
    heads: dict[int, int] = {TOP: 1}
    places: dict[tuple[int, str], int] = {}
    part = TOP
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().startswith("[[parameter]]"):
            part += 1
            heads[part] = number
        elif key := _KEY_LINE.match(line):
            places.setdefault((part, key[1]), number)
    return lambda part, key: places.get((part, key), heads.get(part, 1))
