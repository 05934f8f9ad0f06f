"""Judges what stands in cells: a table of figures and names against a table of one theme in many words."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from qunli.engines.reading.results import Dropped, PassageKind
from qunli.engines.reading.units import Unit

__all__ = ["cells_of", "find_tables", "judge_cells"]

FEWEST_ROWS: Final = 2
FEWEST_CELLS: Final = 6
THEME: Final = 0.34
TWICE: Final = 0.3
NUMBERED: Final = 0.12
NAMED: Final = 0.2
AT_HOME: Final = 0.25

_BORDERS: Final = re.compile(r"\s*[|\t│┃]\s*")
_GAPS: Final = re.compile(r"\t+|\s{2,}")
_RULE: Final = re.compile(r"[\s|:+=\-─│┼]*")
_NUMBER: Final = re.compile(
    r"[<>≥≤约近超±+-]{0,2}[¥$€]?\d[\d,.]*\s*(?:%|‰|[万亿千百]*[元家项个件人名吨台套户亩所]?|[a-z]{1,4})\Z"
)
_BODY: Final = re.compile(
    r"(?:公司|集团|厂|大学|学院|学校|研究院|研究所|研究中心|实验室|医院|银行|协会|商会|中心|委员会|局|"
    r"[省市区县镇]|co\.?,? ?ltd\.?|inc\.?|llc|gmbh|university|institute)[)]?\Z"
)
_TIMES: Final = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}")


def cells_of(line: str) -> list[str]:
    """Return the cells of a line that has borders, tabs, gaps or commas; nothing where it is no row."""
    if _RULE.fullmatch(line):
        return []
    if "|" in line or "\t" in line or "│" in line:
        inner = line.strip(" ").removeprefix("|").removesuffix("|")
        return [cell.strip() for cell in _BORDERS.split(inner)]
    gaps = _GAPS.split(line)
    if len(gaps) >= 2:  # noqa: PLR2004 -- a row has two cells
        return gaps
    commas = line.split(",")
    if len(commas) >= 3 and "。" not in line and max(map(len, commas)) <= 40:  # noqa: PLR2004 -- of a comma-separated file; prose has longer clauses
        return [cell.strip() for cell in commas]
    return []


def find_tables(units: Sequence[Unit]) -> list[list[Unit]]:
    """Return the runs of rows: at least two lines after each other with cells, as many by the comma."""
    tables: list[list[Unit]] = []
    run: list[tuple[Unit, list[str]]] = []
    for unit in units:
        cells = cells_of(unit.text) if not unit.blank and not unit.region else []
        if run and unit.text and _RULE.fullmatch(unit.text):
            run.append((unit, []))
        elif len(cells) > 1 and (not run or _goes_on(run, unit, cells)):
            run.append((unit, cells))
        else:
            _close(run, tables)
            run = [(unit, cells)] if len(cells) > 1 else []
    _close(run, tables)
    return tables


def _by_comma(unit: Unit) -> bool:
    return "t" not in unit.classes and not _GAPS.search(unit.text)


def _goes_on(run: Sequence[tuple[Unit, list[str]]], unit: Unit, cells: Sequence[str]) -> bool:
    """Say whether a row belongs to the table above it: as many cells by the comma, figures where figures were."""
    if _by_comma(unit) and len(cells) != len(run[0][1]):
        return False
    above = [row for _unit, row in run if row]
    counted = sum(1 for row in above[1:] if any(_NUMBER.fullmatch(cell) for cell in row))
    steady = len(above) > 2 and counted == len(above) - 1  # noqa: PLR2004 -- a head and two rows
    return not steady or any(_NUMBER.fullmatch(cell) for cell in cells)


def _close(run: Sequence[tuple[Unit, list[str]]], tables: list[list[Unit]]) -> None:
    rows = [unit for unit, _cells in run]
    if len(rows) > FEWEST_ROWS or (len(rows) == FEWEST_ROWS and not all(map(_by_comma, rows))):
        tables.append(rows)


def judge_cells(rows: Sequence[Sequence[str]], home: frozenset[str]) -> Dropped:
    """Return why the rows are set aside; nothing for a table that means something.

    ``home`` holds the pairs of characters of the document's prose: a table that belongs to the
    document shares them, one put beside it by a machine does not.
    """
    cells = [cell for row in rows for cell in row if cell]
    worded = [cell for cell in cells if not _NUMBER.fullmatch(cell) and not _TIMES.search(cell)]
    if len(cells) < FEWEST_CELLS:
        return Dropped.KEPT
    if not worded or (len(worded) < len(rows) / 3 and len(cells) > len(rows)):
        return Dropped.MACHINE_ROWS
    if _only_numbers_differ(rows):
        return Dropped.SAME_ROWS
    numbered = sum(1 for cell in cells if _NUMBER.fullmatch(cell)) / len(cells)
    named = sum(1 for cell in worded if _BODY.search(cell)) / len(worded)
    if numbered >= NUMBERED or named >= NAMED or any(len(cell) > 30 and "," in cell for cell in worded):  # noqa: PLR2004 -- a cell that holds a sentence
        return Dropped.KEPT
    return _theme(rows, worded, home)


def _only_numbers_differ(rows: Sequence[Sequence[str]]) -> bool:
    bare = [re.sub(r"[\d:.\-/]+", "0", "|".join(row)) for row in rows]
    most = Counter(bare).most_common(1)[0]
    return most[1] >= 5 and most[1] / len(bare) > 0.6 and re.search(r"[^\W\d_]", most[0]) is not None  # noqa: PLR2004 -- five rows alike, most of all


def _theme(rows: Sequence[Sequence[str]], worded: Sequence[str], home: frozenset[str]) -> Dropped:
    in_cells: Counter[str] = Counter()
    for cell in worded:
        in_cells.update(pairs_of(cell))
    theme = in_cells.most_common(1)[0][1] / len(worded) if in_cells else 0.0
    twice = 1 - len(set(worded)) / len(worded)
    ragged = len({sum(1 for cell in row if cell) for row in rows}) > 1
    at_home = sum(1 for cell in worded if pairs_of(cell) & home) / len(worded)
    if at_home >= 0.5 and not (theme >= 0.6 and twice >= TWICE):  # noqa: PLR2004 -- most cells share words with the prose
        return Dropped.KEPT
    if theme >= THEME or twice >= TWICE:
        return Dropped.LOOSE_TABLE
    if home and at_home < AT_HOME and (ragged or len(worded) > 8):  # noqa: PLR2004 -- few cells prove nothing
        return Dropped.LOOSE_TABLE
    return Dropped.KEPT


def pairs_of(cell: str) -> set[str]:
    """Return the pairs of characters of a Chinese cell, the words of another."""
    han = re.findall(r"[\u3400-\u9fff]{2,}", cell)
    if han:
        return {run[place : place + 2] for run in han for place in range(len(run) - 1)}
    return set(re.findall(r"[a-z]{3,}", cell))


def decide_table(run: Sequence[Unit], home: frozenset[str]) -> None:
    """Keep or set aside a whole run of rows."""
    reason = judge_cells([cells_of(unit.text) for unit in run if cells_of(unit.text)], home)
    for unit in run:
        unit.decide(PassageKind.TABLE, reason)
