"""Judges what stands in cells: a table of figures and names against a table of one theme in many words."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from qunli.engines.reading.results import Dropped, PassageKind
from qunli.engines.reading.units import Unit
from qunli.engines.reading.voice import pairs_in

__all__ = ["Home", "decide_table", "find_tables", "judge_cells", "pairs_of", "words_of"]

FEWEST_ROWS: Final = 2
FEWEST_CELLS: Final = 6
THEME: Final = 0.34
TWO_THEMES: Final = 0.6
TWICE: Final = 0.3
NUMBERED: Final = 0.12
NAMED: Final = 0.2
AT_HOME: Final = 0.25
LONGEST_CELL: Final = 40  # between commas; prose has longer clauses
FEWEST_ALIKE: Final = 3  # where all are
ACROSS: Final = 0.5
REMEMBERED: Final = 4096

Row = tuple[Unit, list[str]]
Home = frozenset[int | str]
"""The pairs of characters, as numbers, and the words that a text's sentences hold."""

_BORDERS: Final = re.compile(r"\s*[|\t│┃]\s*")
_GAPS: Final = re.compile(r"\s{2,}")
_RULE: Final = re.compile(r"[\s|:+=\-─│┼]*")
_NUMBER: Final = re.compile(
    r"[<>≥≤约近超±+-]{0,2}[¥$€]?\d[\d,.]*\s*(?:%|‰|[万亿千百]*[元家项个件人名吨台套户亩所]?|[a-z]{1,4})\Z"
)
_BODY: Final = re.compile(
    r"(?:公司|集团|厂|大学|学院|学校|研究院|研究所|研究中心|实验室|医院|银行|协会|商会|中心|委员会|局|"
    r"[省市区县镇]|co\.?,? ?ltd\.?|inc\.?|llc|gmbh|university|institute)[)]?\Z"
)
_HAN_RUN: Final = re.compile(r"[\u3400-\u9fff]{2,}")
_WORD: Final = re.compile(r"[a-z]{3,}")
_TIMES: Final = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}")


def cells_of(line: str) -> list[str]:
    """Return the cells of a line that has borders, tabs, gaps or commas; nothing where it is no row."""
    bordered = "|" in line or "\t" in line or "│" in line or "┃" in line
    commas = line.count(",")
    if (not bordered and "  " not in line and commas < 2) or _RULE.fullmatch(line):  # noqa: PLR2004 -- three cells
        return []
    if bordered:
        inner = line.strip(" ").removeprefix("|").removesuffix("|")
        return [cell.strip() for cell in _BORDERS.split(inner)]
    if "  " in line:
        return _GAPS.split(line)
    cells = line.split(",")
    return [cell.strip() for cell in cells] if "。" not in line and max(map(len, cells)) <= LONGEST_CELL else []


def find_tables(units: Sequence[Unit]) -> list[list[Row]]:
    """Return the runs of rows: at least two lines after each other with cells, as many by the comma."""
    tables: list[list[Row]] = []
    run: list[Row] = []
    for unit in units:
        cells = cells_of(unit.text) if unit.text and not unit.region else []
        if not cells and not run:
            continue
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
    return not ({"|", "\t", "│", "┃"} & set(unit.text)) and "  " not in unit.text


def _goes_on(run: Sequence[Row], unit: Unit, cells: Sequence[str]) -> bool:
    """Say whether a row belongs to the table above it: as many cells by the comma, figures where figures were."""
    if _by_comma(unit) and len(cells) != len(run[0][1]):
        return False
    above = [row for _unit, row in run if row]
    counted = sum(1 for row in above[1:] if any(_NUMBER.fullmatch(cell) for cell in row))
    steady = len(above) > 2 and counted == len(above) - 1  # noqa: PLR2004 -- a head and two rows
    return not steady or any(_NUMBER.fullmatch(cell) for cell in cells)


def _close(run: Sequence[Row], tables: list[list[Row]]) -> None:
    if len(run) > FEWEST_ROWS or (len(run) == FEWEST_ROWS and not all(_by_comma(unit) for unit, _cells in run)):
        tables.append([*run])


def judge_cells(rows: Sequence[Sequence[str]], home: Home) -> Dropped:
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
    many = most[1] >= 5 and most[1] / len(bare) > 0.6  # noqa: PLR2004 -- five rows alike, most of all
    return (many or (most[1] == len(bare) >= FEWEST_ALIKE)) and re.search(r"[^\W\d_]", most[0]) is not None


def _theme(rows: Sequence[Sequence[str]], worded: Sequence[str], home: Home) -> Dropped:
    in_cells: Counter[int | str] = Counter()
    for cell in worded:
        in_cells.update(pairs_of(cell))
    if not in_cells:
        return Dropped.KEPT
    theme = in_cells.most_common(1)[0][1] / len(worded)
    twice = 1 - len(set(worded)) / len(worded)
    ragged = len({sum(1 for cell in row if cell) for row in rows}) > 1
    at_home = sum(1 for cell in worded if pairs_of(cell) & home) / len(worded)
    if at_home >= 0.5 and not (theme >= 0.6 and twice >= TWICE):  # noqa: PLR2004 -- most cells share words with the prose
        return Dropped.KEPT
    if theme >= THEME or twice >= TWICE or _two_themes(worded, in_cells) >= TWO_THEMES or _across(rows) >= ACROSS:
        return Dropped.LOOSE_TABLE
    if home and at_home < AT_HOME and (ragged or len(worded) > 8):  # noqa: PLR2004 -- few cells prove nothing
        return Dropped.LOOSE_TABLE
    return Dropped.KEPT


def _two_themes(worded: Sequence[str], in_cells: Counter[int | str]) -> float:
    """Return the share of cells that hold one of the two pairs met in most."""
    (first, _many), *others = in_cells.most_common()
    without = Counter(pair for cell in worded if first not in pairs_of(cell) for pair in pairs_of(cell))
    second = without.most_common(1)[0][1] if without else 0
    return (in_cells[first] + second) / len(worded) if others else 0.0


def _across(rows: Sequence[Sequence[str]]) -> float:
    """Return the share of cells that share words with a cell of another column.

    A table says something else in each column; one made of search words turns the same ones about.
    """
    columns: dict[int | str, set[int]] = {}
    for row in rows:
        for column, cell in enumerate(row):
            for pair in pairs_of(cell):
                columns.setdefault(pair, set()).add(column)
    cells = [cell for row in rows for cell in row if pairs_of(cell)]
    shared = sum(1 for cell in cells if any(len(columns[pair]) > 1 for pair in pairs_of(cell)))
    return shared / len(cells) if cells else 0.0


def words_of(prose: str) -> Home:
    """Return all pairs of characters and all words of some sentences."""
    even, odd = pairs_in(prose)
    return frozenset((*even, *odd, *_WORD.findall(prose)))


@lru_cache(maxsize=REMEMBERED)
def pairs_of(cell: str) -> Home:
    """Return the pairs of Chinese characters of a cell, and its other words."""
    pairs = [pair for run in _HAN_RUN.findall(cell) for half in pairs_in(run) for pair in half]
    return frozenset((*pairs, *_WORD.findall(cell)))


def decide_table(table: Sequence[Row], home: Home) -> None:
    """Keep or set aside a whole run of rows."""
    reason = judge_cells([cells for _unit, cells in table if cells], home)
    for unit, _cells in table:
        unit.decide(PassageKind.TABLE, reason)
