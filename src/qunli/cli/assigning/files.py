"""Instances and answers as files: .npz, .json, one .csv of pairs, or a folder of .csv tables."""

from __future__ import annotations

import csv
import json
import sys
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from qunli.cli.terminal import CommandFailed
from qunli.engines.assigning.instances import KNOWN

PAIR_COLUMNS: Final = frozenset({"proposal", "expert", "affinity"})
OF_PROPOSALS: Final = ("demand", "home", "group", "senior_least")
OF_EXPERTS: Final = ("load_max", "load_min", "inst", "region", "senior", "stratum")
WORDS: Final = frozenset({"inst", "region", "home", "stratum", "group", "proposals", "experts"})
YES: Final = frozenset({"1", "true", "yes", "y", "x", "t"})


def read_tables(name: str) -> dict[str, Any]:
    """Return the tables of an instance, or what a JSON answer holds."""
    try:
        return _read(name)
    except (OSError, UnicodeError, zipfile.BadZipFile) as error:
        message = f"Cannot read {name}: {getattr(error, 'strerror', None) or error}."
        raise CommandFailed(message) from error
    except ValueError as error:
        message = f"Cannot read {name}: {error}"
        raise CommandFailed(message) from error


def _read(name: str) -> dict[str, Any]:
    if name == "-":
        return _json(sys.stdin.read(), "standard input")
    path = Path(name)
    if path.is_dir():
        return _folder(path)
    if path.suffix.lower() == ".csv":
        return _csv(path)
    if path.suffix.lower() == ".json":
        return _json(path.read_text(encoding="utf-8-sig"), name)
    with path.open("rb") as handle:
        start = handle.read(4)
    if not start.startswith(b"PK"):
        return _json(path.read_text(encoding="utf-8-sig"), name)
    with np.load(path, allow_pickle=False) as tables:
        return {key: _plain(tables[key]) for key in tables.files if key in KNOWN}


def _plain(table: Any) -> Any:  # noqa: ANN401 -- arrays of any type
    return table.item() if table.ndim == 0 else table


def _json(text: str, name: str) -> dict[str, Any]:
    try:
        table = json.loads(text)
    except json.JSONDecodeError as wrong:
        message = f"{name} is no JSON: line {wrong.lineno}, column {wrong.colno}: {wrong.msg}."
        raise CommandFailed(message) from wrong
    if not isinstance(table, dict):
        message = f"{name}: expected an object with the tables S, demand, load_max and others."
        raise CommandFailed(message)
    return table


def _folder(path: Path) -> dict[str, Any]:
    tables = {name: path / f"{name}.csv" for name in KNOWN if (path / f"{name}.csv").is_file()}
    if "S" not in tables:
        message = f"{path} has no S.csv."
        raise CommandFailed(message)
    return {name: _table(name, file) for name, file in tables.items()}


def _csv(path: Path) -> dict[str, Any]:
    """Read pairs under a heading, or the table of affinities with the others beside it by name."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        heading = {cell.strip().lower() for cell in next(csv.reader(handle), [])}
        if heading >= PAIR_COLUMNS:
            handle.seek(0)
            rows = [
                {str(key or "").strip().lower(): str(value or "").strip() for key, value in row.items()}
                for row in csv.DictReader(handle)
            ]
            return _pairs(rows, path)
    beside = {name: path.parent / f"{name}.csv" for name in KNOWN if name != "S"}
    return {"S": _table("S", path)} | {name: _table(name, file) for name, file in beside.items() if file.is_file()}


def _table(name: str, path: Path) -> Any:  # noqa: ANN401 -- numbers, marks or words
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = [[cell.strip() for cell in row] for row in csv.reader(handle) if row]
    if name in {"S", "coi", "pinned", "quota"}:
        return [[_cell(name, cell, f"{path}, row {row}") for cell in cells] for row, cells in enumerate(rows, 1)]
    flat = [cell for cells in rows for cell in cells]
    return [_cell(name, cell, str(path)) for cell in flat]


def _cell(name: str, text: str, where: str) -> Any:  # noqa: ANN401 -- as above
    if name in WORDS:
        return text
    if name in {"coi", "pinned", "senior"}:
        return text.lower() in YES
    try:
        return float(text)
    except ValueError as error:
        message = f"{where}: {text!r} is no number"
        raise ValueError(message) from error


def _pairs(rows: list[dict[str, str]], path: Path) -> dict[str, Any]:
    """Read one pair a line; one not listed may not be taken. What is said of one side may stand on any line."""
    proposals = list(dict.fromkeys(row["proposal"] for row in rows))
    experts = list(dict.fromkeys(row["expert"] for row in rows))
    down = {name: place for place, name in enumerate(proposals)}
    across = {name: place for place, name in enumerate(experts)}
    shape = (len(proposals), len(experts))
    affinity, coi, pinned = np.zeros(shape), np.ones(shape, np.bool_), np.zeros(shape, np.bool_)
    for number, row in enumerate(rows, 2):
        place = (down[row["proposal"]], across[row["expert"]])
        affinity[place] = _cell("S", row["affinity"] or "0", f"{path}, line {number}")
        coi[place] = row.get("coi", "").lower() in YES
        pinned[place] = row.get("pinned", "").lower() in YES
    tables: dict[str, Any] = {"S": affinity, "coi": coi, "pinned": pinned, "proposals": proposals, "experts": experts}
    for names, side, order in ((OF_PROPOSALS, "proposal", down), (OF_EXPERTS, "expert", across)):
        for name in names:
            if rows and name in rows[0]:
                tables[name] = _one_sided(rows, name, (side, order), path)
    return tables


def _one_sided(rows: list[dict[str, str]], name: str, of: tuple[str, dict[str, int]], path: Path) -> list[Any]:
    side, order = of
    said: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        if row[name] and said.setdefault(row[side], row[name]) != row[name]:
            message = f"{path}, line {number}: {name} of {row[side]} is {row[name]}, earlier {said[row[side]]}"
            raise ValueError(message)
    empty = "" if name in WORDS else "0"
    return [_cell(name, said.get(one, empty), f"{path}: {name} of {one}") for one in order]
