"""Holding a subject against a rule pack, without the site."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qunli.cli.terminal import FAULTS, CommandFailed, complain, say, say_json
from qunli.engines.assessing import (
    Assessment,
    FactsRefused,
    Finding,
    Pack,
    PackUnreadable,
    Verdict,
    as_json,
    assess,
    read_facts,
    read_pack,
)

if TYPE_CHECKING:
    from argparse import Namespace

MARKS: Final = {Verdict.MET: "+", Verdict.UNMET: "-", Verdict.UNKNOWN: "?", Verdict.PERSON: "!"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a file says of a subject."""

    figures: dict[str, Any]  # whatever JSON holds; the engine checks it
    year: int | None = None
    occasion: str = "new"


def hold_against(options: Namespace) -> int:
    """Assess the facts; exit code 1 where the pack or the facts have faults, 0 whatever the verdict."""
    subject = _subject(options.facts)
    try:
        pack = _pack(options.pack)
        facts = read_facts(subject.figures, pack.inputs, year=options.year or subject.year)
    except PackUnreadable as unreadable:
        return _complained(options.pack, [str(fault) for fault in unreadable.faults])
    except FactsRefused as refused:
        return _complained(options.facts, [f"{one.where}: {one.code} ({one.found})" for one in refused.faults])
    result = assess(pack, facts, occasion=options.occasion or subject.occasion)
    if options.json:
        say_json(as_json(result))
    else:
        _show(result, options.language)
    return 0


def _complained(file: object, faults: list[str]) -> int:
    for fault in faults:
        complain(f"{file}: {fault}")
    return FAULTS


def _pack(named: str) -> Pack:
    """Read a file, or a pack that comes with Qunli by its code."""
    path = Path(named)
    shipped = files("qunli") / "rulebook" / "packs"
    if path.suffix == ".toml" or path.exists():
        return read_pack(_text(path))
    codes = sorted(file.name.removesuffix(".toml") for file in shipped.iterdir() if file.name.endswith(".toml"))
    if named not in codes:
        message = f"No file and no shipped pack is called {named!r}. Shipped are: {', '.join(codes)}."
        raise CommandFailed(message)
    return read_pack((shipped / f"{named}.toml").read_text(encoding="utf-8"))


def _subject(path: Path) -> Subject:
    """Read a table of figures, or a table with `figures`, `year` and `occasion`."""
    try:
        table = json.loads(_text(path), parse_float=Decimal)
    except json.JSONDecodeError as wrong:
        message = f"{path} is no JSON: line {wrong.lineno}, column {wrong.colno}: {wrong.msg}."
        raise CommandFailed(message) from wrong
    if not isinstance(table, dict) or not isinstance(table.get("figures", {}), dict):
        message = f'{path}: expected a table of figures, such as {{"revenue": {{"2024": "5600万元"}}}}.'
        raise CommandFailed(message)
    if "figures" not in table:
        return Subject(table)
    year = table.get("year")
    return Subject(table["figures"], year if isinstance(year, int) else None, str(table.get("occasion", "new")))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"Cannot read {path}: {error.strerror if isinstance(error, OSError) else 'it is not in UTF-8'}."
        raise CommandFailed(message) from error


def _show(result: Assessment, language: str) -> None:
    say(f"{result.pack.title.get(language, result.pack.code)}: {result.verdict or 'no rules'}")
    for finding in result.findings:
        say(f"{MARKS[finding.verdict]} {finding.rule.text[language]}: {finding.verdict}{_why(finding)}")
    for score in result.scores:
        low, high = score.total
        say(f"  {score.key}: {low} points" if low == high else f"  {score.key}: {low} to {high} points")
    if result.classes:
        say(f"  {' / '.join(one.text[language] for one in result.classes)}")
    if result.unused:
        say(f"Not asked by this pack: {', '.join(result.unused)}.")


def _why(finding: Finding) -> str:
    """Say by how much a miss misses, which figures are missing, or what is known but does not suffice."""
    if finding.verdict is Verdict.UNMET:
        short = [
            f"{leaf.measure} {leaf.period}".strip() + _by(leaf.by) for leaf in finding.leaves if leaf.by is not None
        ]
        return f" ({'; '.join(short)})" if short else ""
    missing = [f"{one.key} {one.period}".strip() for one in finding.missing]
    if missing:
        return f" (missing: {', '.join(missing)})"
    notes = dict.fromkeys(note.value for leaf in finding.leaves for note in leaf.notes)
    return f" ({', '.join(notes)})" if notes and finding.verdict is not Verdict.MET else ""


def _by(missed: Decimal) -> str:
    return f" by {missed.normalize():f}" if missed else " is exactly on the limit"
