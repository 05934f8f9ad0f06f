"""Reads a pack: from the tables of a TOML file to rules that can be judged, or to every fault with its place."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, cast

from qunli.engines.assessing.conditions import Table, TableReader, as_number
from qunli.engines.assessing.faults import PackFault, PackUnreadable, gettext_noop
from qunli.engines.assessing.packs import (
    All,
    Band,
    Condition,
    Input,
    InputKind,
    Item,
    MeasureKind,
    Origin,
    Pack,
    Rule,
    Score,
    SizeClass,
    Words,
)
from qunli.engines.assessing.places import TablePath, places_of
from qunli.engines.assessing.ranges import COMPARISONS
from qunli.engines.notation.units import read_unit
from qunli.engines.notation.unreadable import Unreadable

__all__ = ["pack_faults", "pack_of", "read_pack"]

_OCCASIONS: Final = ("", "new", "re-check")
_RECORDS: Final = ("", "months_since_founding")
_TOML_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")
_SHARED: Final = ("key", "text", "article", "source", "confidence")
_ALLOWED: Final = {
    "input": ("key", "text", "kind", "unit", "choices", "from", "outside", "indicator", "tiers", "record"),
    "rule": (*_SHARED, "need", "waived_by", "veto", "counts", "applies_to"),
    "score": (*_SHARED, "item"),
    "item": (
        *("key", "text", "part", "bands", "adds_up", "most", "given", "years", "take"),
        *(kind.value for kind in MeasureKind),
    ),
    "class": ("key", "text", "when"),
}
_KINDS_WITHOUT_UNIT: Final = frozenset({InputKind.YES_NO, InputKind.CHOICE})


def read_pack(text: str) -> Pack:
    """Read the text of a TOML file; raise `PackUnreadable` with every fault and its line.

    Tables other than `input`, `rule`, `score` and `class` are not looked at: parameters, for one, are not assessed.
    """
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as wrong:
        place = _TOML_LINE.search(str(wrong))
        line = int(place[1]) if place else text.count("\n") + 1
        raise PackUnreadable([PackFault((), "TOML", "%(words)s", {"words": str(wrong)}, line)]) from wrong
    pack, faults = pack_of(table)
    if faults:
        places = places_of(text)
        raise PackUnreadable([replace(one, line=places.line(one.path, one.key)) for one in faults])
    return pack


def pack_faults(table: Table) -> list[PackFault]:
    """Return what is wrong with the assessable part of a pack."""
    return pack_of(table)[1]


def pack_of(table: Table) -> tuple[Pack, list[PackFault]]:
    """Return the assessable part of a pack and its faults; with faults, the pack must not be used."""
    faults: list[PackFault] = []
    inputs = tuple(_input(reader, one) for reader, one in _tables(table, "input", faults))
    scores = _rows(table.get("score"))
    rules = _rows(table.get("rule"))
    known = {one.key: one for one in inputs}
    rule_keys = frozenset(str(one.get("key")) for one in rules)
    parts = {
        str(one.get("key")): frozenset(str(item.get("part", "")) for item in _rows(one.get("item"))) for one in scores
    }
    knowing = TableReader((), known, rule_keys, parts, faults)
    pack = Pack(
        code=str(table.get("code", "")),
        version=str(table.get("version", "")),
        title=_words_of(table.get("title")),
        inputs=inputs,
        rules=tuple(_rule(reader, one) for reader, one in _tables(table, "rule", faults, knowing)),
        scores=tuple(_score(reader, one) for reader, one in _tables(table, "score", faults, knowing)),
        classes=tuple(_class(reader, one) for reader, one in _tables(table, "class", faults, knowing)),
        by_key=known,
    )
    faults.extend(_circles(pack, rules, scores))
    return pack, faults


def _rows(written: object) -> list[Table]:
    if not isinstance(written, list):
        return []
    return [cast("Table", one) for one in cast("list[object]", written) if isinstance(one, Mapping)]


def _tables(
    table: Table, name: str, faults: list[PackFault], knowing: TableReader | None = None, above: TablePath = ()
) -> list[tuple[TableReader, Table]]:
    """Pair each table of a name with a reader that knows its place; check its keys and the common texts."""
    written = table.get(name, [])
    rows = _rows(written)
    if not isinstance(written, list) or len(rows) != len(cast("list[object]", written)):
        faults.append(
            PackFault(above, name, gettext_noop("Write each as a table of its own: [[%(name)s]]."), {"name": name})
        )
    known = knowing or TableReader((), {}, frozenset(), {}, faults)
    paired = [
        (TableReader((*above, (name, number)), known.inputs, known.rules, known.scores, faults), one)
        for number, one in enumerate(rows)
    ]
    times = Counter(str(one.get("key")) for one in rows)
    for reader, one in paired:
        _check_common(reader, one, name, times)
    return paired


def _check_common(reader: TableReader, table: Table, name: str, times: Counter[str]) -> None:
    known = ", ".join(_ALLOWED[name])
    for strange in sorted(table.keys() - set(_ALLOWED[name])):
        reader.fault(strange, gettext_noop("This key is not known here; known are: %(known)s."), known=known)
    key = table.get("key")
    if not isinstance(key, str) or not key:
        reader.fault("key", gettext_noop("A key is missing."))
    elif times[key] > 1:
        reader.fault("key", gettext_noop("“%(key)s” is given twice."), key=key)
    if not {"zh", "en"} <= set(_words_of(table.get("text"))):
        reader.fault("text", gettext_noop('Words in Chinese and English are missing: { zh = "…", en = "…" }.'))


def _words_of(written: object) -> Words:
    if not isinstance(written, Mapping):
        return {}
    return {str(language): str(text) for language, text in cast("Mapping[object, object]", written).items() if text}


def _input(reader: TableReader, table: Table) -> Input:
    kind, origin = str(table.get("kind", "number")), str(table.get("from", "figures"))
    if kind not in set(InputKind):
        reader.fault("kind", gettext_noop("kind is one of: %(known)s."), known=", ".join(InputKind))
    if origin not in set(Origin):
        reader.fault("from", gettext_noop("from is one of: %(known)s."), known=", ".join(Origin))
    made = Input(
        key=str(table.get("key", "")),
        text=_words_of(table.get("text")),
        kind=InputKind(kind) if kind in set(InputKind) else InputKind.NUMBER,
        unit=str(table.get("unit", "")),
        choices=tuple(str(one) for one in cast("list[object]", table.get("choices", []))),
        origin=Origin(origin) if origin in set(Origin) else Origin.FIGURES,
        outside=str(table.get("outside", "")),
        indicator=str(table.get("indicator", "")),
        tiers=_texts(table.get("tiers", [])),
        record=str(table.get("record", "")),
    )
    if "tiers" in table and (not made.tiers or made.kind is InputKind.CHOICE):
        reader.fault("tiers", gettext_noop("tiers lists the tiers that are counted, or of which one is held."))
    if made.record not in _RECORDS:
        reader.fault("record", gettext_noop("record is one of: %(known)s."), known=", ".join(_RECORDS[1:]))
    _check_input(reader, made)
    return made


def _texts(written: object) -> tuple[str, ...]:
    listed = cast("list[object]", written) if isinstance(written, list) else []
    return tuple(one for one in listed if isinstance(one, str))


def _check_input(reader: TableReader, made: Input) -> None:
    if made.kind is InputKind.CHOICE and not made.choices:
        reader.fault("choices", gettext_noop("Name the choices."))
    if made.origin is Origin.OUTSIDE and not made.outside:
        reader.fault("outside", gettext_noop("Name the system that alone computes it."))
    if made.unit and made.kind in _KINDS_WITHOUT_UNIT:
        reader.fault("unit", gettext_noop("Only a number has a unit."))
    if made.unit not in {"", "share"} and made.kind is InputKind.NUMBER:
        try:
            read_unit(made.unit)
        except Unreadable:
            reader.fault("unit", gettext_noop("No unit “%(unit)s” is known."), unit=made.unit)


def _rule(reader: TableReader, table: Table) -> Rule:
    occasion = str(table.get("applies_to", ""))
    if occasion not in _OCCASIONS:
        reader.fault("applies_to", gettext_noop("applies_to is “new”, “re-check” or empty for both."))
    waivers = reader.several("waived_by", table["waived_by"]) if "waived_by" in table else ()
    return Rule(
        key=str(table.get("key", "")),
        text=_words_of(table.get("text")),
        need=reader.condition("need", table.get("need")),
        article=str(table.get("article", "")),
        source=str(table.get("source", "")),
        confidence=str(table.get("confidence", "")),
        waived_by=waivers,
        is_veto=table.get("veto") is True,
        counts=table.get("counts") is not False,
        occasion=occasion,
    )


def _score(reader: TableReader, table: Table) -> Score:
    items = _tables(table, "item", reader.faults, reader, reader.path)
    if not items:
        reader.fault("item", gettext_noop("A score has items: [[score.item]]."))
    return Score(
        key=str(table.get("key", "")),
        text=_words_of(table.get("text")),
        items=tuple(_item(inner, one) for inner, one in items),
        article=str(table.get("article", "")),
        source=str(table.get("source", "")),
        confidence=str(table.get("confidence", "")),
    )


def _class(reader: TableReader, table: Table) -> SizeClass:
    when = reader.condition("when", table["when"]) if "when" in table else None
    return SizeClass(str(table.get("key", "")), _words_of(table.get("text")), when)


def _item(reader: TableReader, table: Table) -> Item:
    bands, given = _rows(table.get("bands")), table.get("given")
    if given is None and not bands:
        reader.fault("bands", gettext_noop("Write the bands as a list of tables."))
    cap = table.get("most")
    if cap is not None and as_number(cap) is None:
        reader.fault("most", gettext_noop("%(operator)s cannot be “%(found)s”."), operator="most", found=cap)
    if given is not None and (bands or cap is None):
        reader.fault("given", gettext_noop("An item whose points are given has “most”, and no bands."))
    return Item(
        given=None if given is None else reader.condition("given", {"figure": given, "at_least": 0}),
        key=str(table.get("key", "")),
        text=_words_of(table.get("text")),
        bands=tuple(_band(reader, table, one) for one in bands),
        part=str(table.get("part", "")),
        adds_up=table.get("adds_up") is True,
        cap=as_number(cap),
    )


def _band(reader: TableReader, item: Table, band: Table) -> Band:
    least, most = _points(reader, band.get("points"))
    return Band(_band_condition(reader, item, band), least, most)


def _band_condition(reader: TableReader, item: Table, band: Table) -> Condition | None:
    """A band without a condition takes whoever is left; a bare limit is one on the item's own measure."""
    if "when" in band:
        return reader.condition("bands", band["when"])
    limits = {name: one for name, one in band.items() if name != "points"}
    if not limits:
        return None
    if set(limits) - {*COMPARISONS, "one_of"} or not any(kind.value in item for kind in MeasureKind):
        reader.fault("bands", gettext_noop("A band has points and a limit on the item's figure, or points and “when”."))
        return None
    measure = {name: item[name] for name in (*MeasureKind, "years", "take") if name in item}
    made = [reader.condition("bands", {**measure, name: one}) for name, one in limits.items()]
    return made[0] if len(made) == 1 else All(tuple(made))


def _points(reader: TableReader, written: object) -> tuple[Decimal, Decimal]:
    ends = cast("list[object]", written) if isinstance(written, list) else [written, written]
    numbers = [as_number(one) for one in ends]
    if len(numbers) == 2 and numbers[0] is not None and numbers[1] is not None and numbers[0] <= numbers[1]:  # noqa: PLR2004 - least and most
        return numbers[0], numbers[1]
    reader.fault("bands", gettext_noop("points is a number, or two numbers between which a person chooses."))
    return Decimal(0), Decimal(0)


def _circles(pack: Pack, rules: list[Table], scores: list[Table]) -> list[PackFault]:
    """Find rules that refer to each other in a circle, also by way of scores: they could not be judged."""
    left = {("rule", rule.key): _names_in(table) for rule, table in zip(pack.rules, rules, strict=True)}
    left |= {("score", score.key): _names_in(table) for score, table in zip(pack.scores, scores, strict=True)}
    while ready := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in ready:
            del left[name]
    words = gettext_noop("This rule refers to itself, by way of: %(rules)s.")
    named = ", ".join(sorted(key for _kind, key in left))
    return [
        PackFault((("rule", number),), "need", words, {"rules": named})
        for number, rule in enumerate(pack.rules)
        if ("rule", rule.key) in left
    ]


def _names_in(written: object) -> set[tuple[str, str]]:
    """Every rule and score that a table refers to, at any depth."""
    if isinstance(written, list):
        return set[tuple[str, str]]().union(*(_names_in(one) for one in cast("list[object]", written)))
    if not isinstance(written, Mapping):
        return set()
    table = cast("Table", written)
    inner = set[tuple[str, str]]().union(*(_names_in(one) for one in table.values()))
    return inner | {(kind, str(table[kind])) for kind in ("rule", "score") if kind in table}
