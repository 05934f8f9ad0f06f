"""Reading a rule pack: from the text of a TOML file to its checked content, or to every fault with its line."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qunli.core.states import Refused, Words, listed, strung
from qunli.engines.assessing import pack_of
from qunli.engines.assessing.places import TablePath, places_of
from qunli.engines.assessing.ranges import COMPARISONS
from qunli.rulebook.queries import Content
from qunli.rulebook.states import CallStep, Confidence, PackKind

Table = Mapping[str, object]

TEXTS: Final = ("code", "version", "kind", "issuer", "number", "jurisdiction", "in_force_from", "in_force_to")
PARAMETER_TEXTS: Final = ("key", "unit", "article", "source", "confidence")
CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
KEY: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
ASSESSED: Final = ("input", "rule", "score", "class")
OCCASIONS: Final = ("", "new", "re-check")
TOP: Final[TablePath] = ()
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
        super().__init__(strung(str(fault) for fault in self.faults))


def digest_of(content: Content) -> str:
    """SHA-256 over what a pack says, whatever the layout of its file."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def text_of_pack(source: bytes) -> str:
    """Decode a file; raise `PackRefused` with the line where it is not UTF-8."""
    try:
        return source.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        line = source[: wrong.start].count(b"\n") + 1
        raise PackRefused([PackFault(line, "UTF-8", _("The file is not in UTF-8."))]) from wrong


def read_pack(text: str) -> Content:
    """Return the content of a pack; raise `PackRefused` with all of its faults."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        place = _TOML_LINE.search(str(wrong))
        line = int(place[1]) if place else text.count("\n") + 1
        raise PackRefused([PackFault(line, "TOML", str(wrong))]) from wrong
    places = places_of(text)
    faults = [PackFault(places.line(path, key), key, words) for path, key, words in _faults(table)]
    if faults:
        raise PackRefused(faults)
    parameters = table.pop("parameter", [])
    return {**table, "parameters": parameters}


Fault = tuple[TablePath, str, Words]


def _faults(table: Table) -> Iterator[Fault]:
    """Yield (the table it stands in, key, what is wrong)."""
    yield from _unknown(table, (*TEXTS, "title", "sequence", "applies_to", "tier", "parameter", *ASSESSED), TOP)
    yield from _not_texts(table, TEXTS, TOP)
    yield from _not_two_languages(table, "title", TOP)
    yield from _wrong_identity(table)
    yield from _wrong_days(table)
    yield from _wrong_sequence(table)
    yield from _wrong_assessment(table)
    parameters = table.get("parameter", [])
    if not isinstance(parameters, list) or not all(isinstance(row, dict) for row in parameters):
        yield TOP, "parameter", _("Write each parameter as a table: [[parameter]].")
        return
    seen: set[object] = set()
    for number, row in enumerate(parameters):
        yield from _wrong_parameter(row, (("parameter", number),))
        if row.get("key") in seen:
            yield (("parameter", number),), "key", _("“%(key)s” is given twice.") % {"key": row["key"]}
        seen.add(row.get("key"))


def _wrong_identity(table: Table) -> Iterator[Fault]:
    code, version, kind = (str(table.get(name, "")) for name in ("code", "version", "kind"))
    if not CODE.match(code):
        yield TOP, "code", _("A code is small letters, digits and single hyphens.")
    if not version:
        yield TOP, "version", _("Say which version of the text this is.")
    if not isinstance(table.get("tier", ""), str):
        yield TOP, "tier", _("Name the tier that the regulation grants by its code.")
    if kind not in PackKind.values:
        yield TOP, "kind", _("“%(kind)s” is none of: %(known)s.") % {"kind": kind, "known": listed(PackKind.values)}


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
            known = listed(CallStep.values)
            yield TOP, "sequence", _("“%(step)s” is none of: %(known)s.") % {"step": step, "known": known}
    if len(set(map(str, sequence))) < len(sequence):
        yield TOP, "sequence", _("A step is named twice.")


def _wrong_assessment(table: Table) -> Iterator[Fault]:
    """What a subject is held against: the engine reads it, and every rule and score says where it was read."""
    if table.get("applies_to", "") not in OCCASIONS:
        yield TOP, "applies_to", _("applies_to is “new”, “re-check” or empty for both.")
    for fault in pack_of(table)[1]:
        yield fault.path, fault.key, gettext(fault.words) % dict(fault.params)
    for name in ("rule", "score"):
        written = table.get(name, [])
        rows = written if isinstance(written, list) else []
        for number, row in enumerate(one for one in rows if isinstance(one, dict)):
            path: TablePath = ((name, number),)
            yield from _not_texts(row, ("article", "source", "confidence"), path)
            yield from _wrong_grounds(row, path, "need", lacks_value=_lacks_limit(row))


def _lacks_limit(written: object) -> bool:
    """Tell whether a condition, at any depth, has a limit that was looked for and not found."""
    if isinstance(written, list):
        return any(_lacks_limit(one) for one in written)
    if not isinstance(written, dict):
        return False
    return any((key in COMPARISONS and one == "") or _lacks_limit(one) for key, one in written.items())


def _wrong_parameter(row: Table, path: TablePath) -> Iterator[Fault]:
    yield from _unknown(row, (*PARAMETER_TEXTS, "value", "text"), path)
    yield from _not_texts(row, PARAMETER_TEXTS, path)
    yield from _not_two_languages(row, "text", path)
    if not KEY.match(str(row.get("key", ""))):
        yield path, "key", _("A key is small letters, digits and underscores.")
    yield from _wrong_grounds(row, path, "value", lacks_value=row.get("value", "") == "")
    if row.get("confidence") == Confidence.EMPTY and "value" not in row:
        yield path, "value", _('The key is missing; write "" for a value that was not found.')


def _wrong_grounds(row: Table, path: TablePath, key: str, *, lacks_value: bool) -> Iterator[Fault]:
    """Where it was read, and how sure we are; a value is missing exactly where that is “empty”."""
    if row.get("source") == "":
        yield path, "source", _("Say where this was read, or that it was looked for and not found.")
    confidence = str(row.get("confidence", ""))
    if confidence not in Confidence.values:
        words = _("“%(confidence)s” is none of: %(known)s.")
        yield path, "confidence", words % {"confidence": confidence, "known": listed(Confidence.values)}
    elif (confidence == Confidence.EMPTY) != lacks_value:
        yield path, key, _("A value is missing exactly where the confidence is “empty”.")


def _unknown(table: Table, known: tuple[str, ...], path: TablePath) -> Iterator[Fault]:
    for key in table:
        if key not in known:
            yield path, key, _("This key is not known here; known are: %(known)s.") % {"known": listed(known)}


def _not_texts(table: Table, names: tuple[str, ...], path: TablePath) -> Iterator[Fault]:
    for name in names:
        if not isinstance(table.get(name), str):
            yield path, name, _('A text is missing; write "" for what is not known.')


def _not_two_languages(table: Table, name: str, path: TablePath) -> Iterator[Fault]:
    words = table.get(name)
    spoken = [words.get(code) for code in ("zh", "en")] if isinstance(words, dict) else [None]
    if not all(isinstance(text, str) and text for text in spoken):
        yield path, name, _('Words in Chinese and English are missing: { zh = "…", en = "…" }.')
