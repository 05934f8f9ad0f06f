"""Judges what stands in cells: a table of figures and names against a table of one theme in many words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import add
from typing import Final

from qunli.engines.reading.results import Dropped, PassageKind
from qunli.engines.reading.units import Unit

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
Home = frozenset[str]
"""The pairs of characters and the words that a text's sentences hold."""

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
_NUMERIC: Final = re.compile(r"[\d:.\-/]+")
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
    run = _Run()
    for unit in units:
        cells = cells_of(unit.text) if unit.text and not unit.region else []
        if not cells and not run.rows:
            continue
        if run.rows and unit.text and _RULE.fullmatch(unit.text):
            run.rows.append((unit, []))
        elif len(cells) > 1 and run.takes(unit, cells):
            run.add(unit, cells)
        else:
            run.close(tables)
            run = _Run()
            if len(cells) > 1:
                run.add(unit, cells)
    run.close(tables)
    return tables


@dataclass(slots=True)
class _Run:
    """The rows of a table so far, and in how many below the first a figure stands."""

    rows: list[Row] = field(default_factory=list[Row])
    filled: int = 0
    counted: int = 0
    figures: bool = False

    def add(self, unit: Unit, cells: list[str]) -> None:
        has_figure = _has_figure(cells)
        self.figures |= has_figure
        self.counted += has_figure and bool(self.rows)
        self.filled += 1
        self.rows.append((unit, cells))

    def takes(self, unit: Unit, cells: Sequence[str]) -> bool:
        """Say whether a row belongs to the table above it: one way of parting cells, figures where figures were."""
        if not self.rows:
            return True
        by_comma = _by_comma(unit)
        if by_comma != _by_comma(self.rows[0][0]) or (by_comma and len(cells) != len(self.rows[0][1])):
            return False
        steady = self.filled > 2 and self.counted == self.filled - 1  # noqa: PLR2004 -- a head and two rows
        return not steady or _has_figure(cells)

    def close(self, tables: list[list[Row]]) -> None:
        by_comma = len(self.rows) == FEWEST_ROWS and all(_by_comma(unit) for unit, _cells in self.rows)
        cells = sum(len(row) for _unit, row in self.rows)
        if len(self.rows) >= FEWEST_ROWS and not by_comma and (self.figures or cells >= FEWEST_CELLS):
            tables.append(self.rows)


def _has_figure(cells: Sequence[str]) -> bool:
    return any(map(_NUMBER.fullmatch, cells))


def _by_comma(unit: Unit) -> bool:
    return not ({"|", "\t", "│", "┃"} & set(unit.text)) and "  " not in unit.text


def judge_cells(rows: Sequence[Sequence[str]], home: Home) -> Dropped:
    """Return why the rows are set aside; nothing for a table that means something.

    ``home`` holds the pairs of characters of the document's prose: a table that belongs to the
    document shares them, one put beside it by a machine does not.
    """
    cells = [cell for row in rows for cell in row if cell]
    worded = [cell for cell in cells if cell.isalpha() or not (_NUMBER.fullmatch(cell) or _TIMES.search(cell))]
    if len(cells) < FEWEST_CELLS:
        return Dropped.KEPT
    if not worded or (len(worded) < len(rows) / 3 and len(cells) > len(rows)):
        return Dropped.MACHINE_ROWS
    if _only_numbers_differ(rows):
        return Dropped.SAME_ROWS
    numbered = sum(map(bool, map(_NUMBER.fullmatch, cells))) / len(cells)
    named = sum(1 for cell in worded if _BODY.search(cell)) / len(worded)
    if numbered >= NUMBERED or named >= NAMED or any(len(cell) > 30 and "," in cell for cell in worded):  # noqa: PLR2004 -- a cell that holds a sentence
        return Dropped.KEPT
    return _theme(rows, worded, home)


def _only_numbers_differ(rows: Sequence[Sequence[str]]) -> bool:
    bare = [_NUMERIC.sub("0", "|".join(row)) for row in rows]
    most = Counter(bare).most_common(1)[0]
    many = most[1] >= 5 and most[1] / len(bare) > 0.6  # noqa: PLR2004 -- five rows alike, most of all
    return (many or (most[1] == len(bare) >= FEWEST_ALIKE)) and re.search(r"[^\W\d_]", most[0]) is not None


def _theme(rows: Sequence[Sequence[str]], worded: Sequence[str], home: Home) -> Dropped:
    said = [pairs_of(cell) for cell in worded]
    in_cells = Counter(chain.from_iterable(said))
    if not in_cells:
        return Dropped.KEPT
    theme = in_cells.most_common(1)[0][1] / len(worded)
    twice = 1 - len(set(worded)) / len(worded)
    ragged = len({sum(1 for cell in row if cell) for row in rows}) > 1
    at_home = sum(1 for pairs in said if not pairs.isdisjoint(home)) / len(worded)
    if at_home >= 0.5 and not (theme >= 0.6 and twice >= TWICE):  # noqa: PLR2004 -- most cells share words with the prose
        return Dropped.KEPT
    if theme >= THEME or twice >= TWICE or _two_themes(said, in_cells) >= TWO_THEMES or _across(rows) >= ACROSS:
        return Dropped.LOOSE_TABLE
    if home and at_home < AT_HOME and (ragged or len(worded) > 8):  # noqa: PLR2004 -- few cells prove nothing
        return Dropped.LOOSE_TABLE
    return Dropped.KEPT


def _two_themes(said: Sequence[Home], in_cells: Counter[str]) -> float:
    """Return the share of cells that hold one of the two pairs met in most."""
    if len(in_cells) == 1:
        return 0.0
    first, many = in_cells.most_common(1)[0]
    without = Counter(chain.from_iterable(pairs for pairs in said if first not in pairs))
    second = without.most_common(1)[0][1] if without else 0
    return (many + second) / len(said)


def _across(rows: Sequence[Sequence[str]]) -> float:
    """Return the share of cells that share words with a cell of another column.

    A table says something else in each column; one made of search words turns the same ones about.
    """
    if max(map(len, rows)) == 1:
        return 0.0
    columns: dict[str, set[int]] = {}
    said = [(column, pairs_of(cell)) for row in rows for column, cell in enumerate(row)]
    for column, pairs in said:
        for pair in pairs:
            columns.setdefault(pair, set()).add(column)
    cells = [pairs for _column, pairs in said if pairs]
    shared = sum(1 for pairs in cells if any(len(columns[pair]) > 1 for pair in pairs))
    return shared / len(cells) if cells else 0.0


def words_of(prose: str) -> Home:
    """Return all pairs of characters and all words of some sentences."""
    return frozenset(chain(_neighbours(prose), _WORD.findall(prose)))


@lru_cache(maxsize=REMEMBERED)
def pairs_of(cell: str) -> Home:
    """Return the pairs of Chinese characters of a cell, and its other words."""
    return frozenset(chain(*map(_neighbours, _HAN_RUN.findall(cell)), _WORD.findall(cell)))


def _neighbours(text: str) -> Iterator[str]:
    return map(add, text, text[1:])


def decide_table(table: Sequence[Row], home: Home) -> None:
    """Keep or set aside a whole run of rows."""
    reason = judge_cells([cells for _unit, cells in table if cells], home)
    for unit, _cells in table:
        unit.decide(PassageKind.TABLE, reason)
