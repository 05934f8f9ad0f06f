"""A sheet of co-authors: the names its columns bear in practice, and what each row would note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from qunli.core.bridge.cells import plain_form, text_upto
from qunli.core.bridge.faults import Vocabulary
from qunli.core.bridge.grids import content_of, grids_of
from qunli.directory.models import Coauthor, Expert
from qunli.engines.notation.sheets import Column, Fault, Found, Reader, Row, as_number, as_text, read_sheets
from qunli.engines.notation.unreadable import Expected, Unreadable

if TYPE_CHECKING:
    from django.core.files.base import File
    from django.db.models import QuerySet

FIRST_YEAR: Final = 1900
_ALIASES: Final = {
    "expert": "专家 | 专家姓名 | 评审专家 | expert | expert name",
    "name": "合作者 | 合著者 | 合作者姓名 | 共同作者 | 论文合作者 | coauthor | co-author",
    "work": "论文 | 论文题目 | 成果名称 | 著作 | 题目 | work | title | paper",
    "year": "年份 | 发表年份 | 发表年 | 年 | year",
    "source": "来源 | 出处 | 依据 | source",
}
VOCABULARY: Final = Vocabulary(
    columns={
        "expert": _("Expert"),
        "name": _("Co-author"),
        "work": _("Work"),
        "year": _("Year"),
        "source": _("Source"),
    },
    causes={
        "unknown_expert": _("No expert bears this name"),
        "ambiguous_expert": _("Several experts bear this name"),
        "no_year_of_a_work": _("This is no year of a work that has appeared."),
        "own_coauthor": _("Nobody is a co-author of their own."),
        "same_coauthor": _("The same work with the same person stands twice"),
    },
    better={
        "unknown_expert": _("the name of an expert, as the directory has it"),
        "ambiguous_expert": _("a row entered by hand on the page of the right one"),
        "no_year_of_a_work": _("a year from 1900 to this one"),
        "own_coauthor": _("somebody else than the expert"),
    },
)


class UnknownExpert(Unreadable):
    """Nobody among the experts bears the name."""

    code: ClassVar[str] = "unknown_expert"


class AmbiguousExpert(Unreadable):
    """Several experts bear the name."""

    code: ClassVar[str] = "ambiguous_expert"


class NoYearOfAWork(Unreadable):
    """No work has appeared in such a year."""

    code: ClassVar[str] = "no_year_of_a_work"


@dataclass(frozen=True, slots=True)
class PlannedCoauthor:
    """A row as it will enter; `known` where it is noted already."""

    expert: int
    name: str
    work: str
    source: str
    year: int | None
    known: bool


@dataclass(frozen=True, slots=True)
class CoauthorReading:
    """All that a sheet gave."""

    rows: list[PlannedCoauthor]
    faults: list[dict[str, Any]]  # faults as JSON


def read_coauthors(file: File[bytes], *, experts: QuerySet[Expert], year: int) -> CoauthorReading:
    """Read a sheet of co-authors, gathering every fault. Raises `UnreadableFile` where it cannot be read at all."""
    grids = grids_of(*content_of(file))
    named = dict(experts.values_list("pk", "party__name"))
    reading = read_sheets(grids.sheets, _columns(named, year))
    faults = [*grids.faults, *reading.faults]
    known = set(Coauthor.objects.filter(expert__in=named).values_list("expert_id", "name", "work"))
    seen: dict[tuple[int, str, str], Row] = {}
    planned = []
    for row in reading.rows:
        one = _planned(row, known)
        if one is None:
            continue  # its cells are among the faults
        first = seen.setdefault((one.expert, one.name, one.work), row)
        faults += _faults_of(row, one, named[one.expert], first)
        planned.append(one)
    ordered = sorted(faults, key=lambda one: (one.sheet, one.row, one.column))
    return CoauthorReading(planned, [asdict(fault) for fault in ordered])


def _faults_of(row: Row, one: PlannedCoauthor, expert: str, first: Row) -> list[Fault]:
    faults = []
    if plain_form(one.name) == plain_form(expert):
        faults.append(Fault(row.sheet, row.number, "", "name", "", one.name, "own_coauthor", Expected.CHOICE))
    if first is not row:
        other = f"{first.sheet}!{first.number}"
        twice = Fault(row.sheet, row.number, "", "work", "", one.work, "same_coauthor", Expected.UNIQUE, 0, other)
        faults.append(twice)
    return faults


def _planned(row: Row, known: set[tuple[int, str, str]]) -> PlannedCoauthor | None:
    expert, name, work, source = (row.values.get(key) for key in ("expert", "name", "work", "source"))
    if not (isinstance(expert, int) and name and work and source):
        return None
    found, year = (expert, str(name), str(work)), row.values.get("year")
    return PlannedCoauthor(*found, str(source), year if isinstance(year, int) else None, found in known)


def _columns(named: dict[int, str], year: int) -> tuple[Column, ...]:
    readers: dict[str, Reader] = {
        "expert": _expert_reader(named),
        "name": text_upto(100),
        "work": text_upto(300),
        "year": _year_reader(year),
        "source": text_upto(300),
    }
    return tuple(
        Column(key, tuple(_ALIASES[key].split(" | ")), read, required=key != "year") for key, read in readers.items()
    )


def _expert_reader(named: dict[int, str]) -> Reader:
    bearing: dict[str, list[int]] = defaultdict(list)
    for pk, name in named.items():
        bearing[plain_form(name)].append(pk)

    def read(found: Found) -> Hashable:
        same = bearing.get(plain_form(as_text(found)), [])
        if not same:
            raise UnknownExpert(found.text, 0, Expected.CHOICE)
        if len(same) > 1:
            raise AmbiguousExpert(found.text, 0, Expected.CHOICE)
        return same[0]

    return read


def _year_reader(latest: int) -> Reader:
    def read(found: Found) -> Hashable:
        number = as_number(found)
        if number != int(number) or not FIRST_YEAR <= number <= latest:
            raise NoYearOfAWork(found.text, 0, Expected.YEAR)
        return int(number)

    return read
