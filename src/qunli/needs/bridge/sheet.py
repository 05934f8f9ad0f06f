"""A sheet of stated needs: the names its columns bear in practice, and what each row would become."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qunli.core.bridge.cells import as_json, lines_upto, plain_form, read_day, read_yes_no, text_upto
from qunli.core.bridge.faults import Vocabulary
from qunli.core.bridge.grids import Grids
from qunli.core.states import Words
from qunli.directory.models import Cluster, Membership, Organization
from qunli.directory.queries import living_ids, one_with
from qunli.engines.notation.names import name_key
from qunli.engines.notation.numerals import read_number
from qunli.engines.notation.sheets import (
    Column,
    Fault,
    Found,
    Reader,
    Row,
    as_money,
    as_text,
    as_uscc,
    chosen_from,
    read_sheets,
)
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import fold_width
from qunli.needs.models import Need
from qunli.needs.states import Comparator, IpTerms, NeedState

MAX_RECORDS: Final = 20_000
MOST_INDICATORS: Final = 40
_COMPARATORS: Final[tuple[tuple[Comparator, str], ...]] = (
    (Comparator.AT_LEAST, "≥|>=|不低于|不小于|不少于|大于等于|达到|at least"),
    (Comparator.AT_MOST, "≤|<=|不高于|不大于|不超过|小于等于|at most"),
    (Comparator.MORE_THAN, ">|大于|高于|超过|more than"),
    (Comparator.LESS_THAN, "<|小于|低于|less than"),
    (Comparator.EQUAL, "=|等于|equals"),
)
_MEASURED: Final = tuple(
    (
        comparator,
        re.compile(rf"(?P<name>.+?)\s*:?\s*(?:{words})\s*(?P<target>[0-9.,]+)\s*(?P<unit>.{{0,40}})", re.IGNORECASE),
    )
    for comparator, words in _COMPARATORS
)
_NUMBERED: Final = re.compile(r"^\s*(?:[0-9]{1,2}[.、)）]|[（(][0-9]{1,2}[)）]|[一二三四五六七八九十]、|[-•·])\s*")
_BETWEEN: Final = re.compile(r"[;；\n]+")


class UnknownMember(Unreadable):
    """The cluster has no such member."""

    code: ClassVar[str] = "unknown_member"


class AmbiguousMember(Unreadable):
    """Several members bear this name."""

    code: ClassVar[str] = "ambiguous_member"


class UnknownField(Unreadable):
    """The cluster has no such field of technology."""

    code: ClassVar[str] = "unknown_field"


class TooManyIndicators(Unreadable):
    """More core indicators than a need holds."""

    code: ClassVar[str] = "too_many_indicators"


_ALIASES: Final = {
    "organization": "单位名称 | 企业名称 | 需求单位 | 申报单位 | 提出单位 | 成员单位 | organization | company",
    "uscc": "统一社会信用代码 | 社会信用代码 | 信用代码 | uscc | credit code | unified social credit code",
    "title": "需求名称 | 需求标题 | 技术需求 | 技术需求名称 | 榜单名称 | 项目名称 | 难题名称 | 名称 | title | need",
    "problem": "需求描述 | 问题描述 | 技术难题 | 难题描述 | 需求内容 | 主要内容 | 存在问题 | problem | description",
    "beyond_own_means": "自身不足 | 为何自身难以解决 | 已有基础 | 现有基础 | 前期基础 | why not alone",
    "field": "技术领域 | 所属领域 | 领域 | field | technology field",
    "wanted_by": "完成时限 | 期望完成时间 | 需求时限 | 期望时间 | 完成日期 | 截止时间 | wanted by | deadline",
    "budget": "拟投入资金 | 拟投入 | 预算 | 榜金 | 悬赏金额 | 资金投入 | 总投入 | budget | would pay",
    "ip_terms": "知识产权归属 | 知识产权 | 成果归属 | ip terms | ip",
    "bidder_conditions": "揭榜方条件 | 揭榜条件 | 对揭榜方要求 | 合作方要求 | bidder conditions | conditions",
    "is_confidential": "是否保密 | 保密 | 是否涉密 | 保密要求 | confidential",
    "indicators": "核心指标 | 技术指标 | 主要指标 | 考核指标 | 指标 | indicators | core indicators",
}
_IP: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("归发榜方", "发榜方所有", "归需求方", "需求方所有", "owned by the poster", "poster"), IpTerms.POSTER
    ),
    **dict.fromkeys(("归揭榜方", "揭榜方所有", "owned by the taker", "taker"), IpTerms.TAKER),
    **dict.fromkeys(("共有", "双方共有", "共同所有", "owned together", "shared"), IpTerms.SHARED),
    **dict.fromkeys(("协商", "另行约定", "协商确定", "面议", "to be agreed", "agreed"), IpTerms.AGREED),
}

COLUMN_WORDS: Final[Mapping[str, Words]] = {
    "organization": _("Organization"),
    "uscc": _("USCC"),
    "title": _("Title"),
    "problem": _("The problem"),
    "beyond_own_means": _("Why you cannot solve it alone"),
    "field": _("Field"),
    "wanted_by": _("Wanted by"),
    "budget": _("Would pay"),
    "ip_terms": _("Who owns the result"),
    "bidder_conditions": _("Conditions for bidders"),
    "is_confidential": _("Confidential"),
    "indicators": _("Core indicators"),
}
VOCABULARY: Final = Vocabulary(
    columns=COLUMN_WORDS,
    causes={
        "unknown_member": _("The cluster has no member of this name or code"),
        "ambiguous_member": _("Several members bear this name"),
        "unknown_field": _("The cluster has no such field of technology"),
        "too_many_indicators": _("There are too many core indicators"),
        "same_need": _("The same organization states this need twice"),
        "name_and_code_differ": _("Name and code belong to two organizations"),
    },
    better={
        "unknown_member": _("the name or code of a member, as the directory has it"),
        "ambiguous_member": _("the unified social credit code beside the name"),
        "unknown_field": _("a field of the cluster's key-technology list"),
        "too_many_indicators": _("at most 40 indicators, one a line"),
        "name_and_code_differ": _("name and code of one organization"),
    },
)


@dataclass(frozen=True, slots=True)
class PlannedNeed:
    """A row as it will enter, in plain JSON values; `present` is the need that is there already."""

    sheet: str
    number: int
    organization: int
    values: dict[str, str]
    indicators: list[dict[str, str]] = field(default_factory=list)
    field_id: int | None = None
    is_confidential: bool = False
    present: int | None = None


@dataclass(frozen=True, slots=True)
class NeedsReading:
    """All that a file gave."""

    rows: list[PlannedNeed]
    faults: list[dict[str, Any]]  # faults as JSON
    aside: list[dict[str, Any]]  # rows that are no records, as JSON


class Members:
    """The present members of a cluster, ready to be asked by name or code."""

    def __init__(self, cluster: Cluster, today: date) -> None:
        """Read them once: not for each cell."""
        here = Membership.objects.filter(Q(until=None) | Q(until__gte=today), cluster=cluster, since__lte=today)
        rows = Organization.objects.filter(merged_into=None, pk__in=here.values("organization"))
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, set[int]] = defaultdict(set)
        for pk, name, former, uscc in rows.values_list("pk", "name", "former_names", "uscc"):
            if uscc:
                self.by_code[uscc] = pk
            for one in (name, *former):
                self.by_name[name_key(one)].add(pk)
                self.by_name[plain_form(one)].add(pk)

    def named(self, found: Found) -> int:
        """Return the member of a name. Raises `UnknownMember` and `AmbiguousMember`."""
        text = as_text(found)
        same = self.by_name.get(plain_form(text)) or self.by_name.get(name_key(text)) or set()
        if not same:
            raise UnknownMember(text, 0, Expected.CHOICE)
        if len(same) > 1:
            raise AmbiguousMember(text, 0, Expected.CHOICE)
        return next(iter(same))

    def coded(self, found: Found) -> int:
        """Return the member of a code. Raises `UnknownMember` beside what is wrong with the code itself."""
        code = as_uscc(found)
        if code not in self.by_code:
            raise UnknownMember(code, 0, Expected.CHOICE)
        return self.by_code[code]


def needs_columns(cluster: Cluster, members: Members) -> tuple[Column, ...]:
    """Return the columns for a cluster's needs."""
    readers: dict[str, Reader] = {
        "organization": members.named,
        "uscc": members.coded,
        "title": text_upto(200),
        "problem": lines_upto(20_000),
        "beyond_own_means": lines_upto(20_000),
        "field": _field_reader(cluster),
        "wanted_by": read_day,
        "budget": _read_budget,
        "ip_terms": chosen_from(_IP),
        "bidder_conditions": lines_upto(20_000),
        "is_confidential": read_yes_no,
        "indicators": _read_indicators,
    }
    return tuple(
        Column(key, tuple(_ALIASES[key].split(" | ")), read, required=key == "title", spread=key != "budget")
        for key, read in readers.items()
    )


def read_needs(cluster: Cluster, grids: Grids, *, today: date) -> NeedsReading:
    """Read the sheets of stated needs, gathering every fault."""
    reading = read_sheets(grids.sheets, needs_columns(cluster, Members(cluster, today)))
    faults = [*grids.faults, *reading.faults]
    if len(reading.rows) > MAX_RECORDS:
        faults.append(Fault("", 0, "", "", "", str(len(reading.rows)), "too_many_rows", Expected.SHORTER))
    placed = {(fault.sheet, fault.row) for fault in faults if fault.key in {"organization", "uscc"}}
    planned: list[PlannedNeed] = []
    for row in reading.rows[:MAX_RECORDS]:
        fault = None if (row.sheet, row.number) in placed else _fault_of_owner(row)
        if fault:
            faults.append(fault)
        owner = row.values.get("uscc") or row.values.get("organization")
        if isinstance(owner, int):
            planned.append(_planned(row, owner))
    faults += _twice(planned)
    ordered = sorted(faults, key=lambda one: (one.sheet, one.row, one.column))
    return NeedsReading(
        rows=with_present(cluster, planned),
        faults=[asdict(fault) for fault in ordered],
        aside=[asdict(one) for one in reading.aside],
    )


def with_present(cluster: Cluster, planned: list[PlannedNeed]) -> list[PlannedNeed]:
    """Note which needs are stated already: reading a file twice states nothing twice."""
    owners = {one.organization for one in planned}
    rows = Need.objects.filter(cluster=cluster, organization__in=one_with(owners)).exclude(state=NeedState.MERGED)
    known = list(rows.values_list("pk", "organization_id", "title"))
    today = living_ids(organization for _pk, organization, _title in known)
    stated = {(today[organization], plain_form(title)): pk for pk, organization, title in known}
    return [_present(one, stated.get((one.organization, plain_form(one.values.get("title", ""))))) for one in planned]


def _present(one: PlannedNeed, pk: int | None) -> PlannedNeed:
    return replace(one, present=pk)


def _planned(row: Row, owner: int) -> PlannedNeed:
    texts = ("title", "problem", "beyond_own_means", "wanted_by", "budget", "ip_terms", "bidder_conditions")
    indicators, chosen = row.values.get("indicators"), row.values.get("field")
    return PlannedNeed(
        sheet=row.sheet,
        number=row.number,
        organization=owner,
        values={key: as_json(row.values[key]) for key in texts if row.values.get(key) not in {None, ""}},
        indicators=[dict(one) for one in indicators] if isinstance(indicators, tuple) else [],
        field_id=chosen if isinstance(chosen, int) else None,
        is_confidential=row.values.get("is_confidential") is True,
    )


def _fault_of_owner(row: Row) -> Fault | None:
    named, coded = row.values.get("organization"), row.values.get("uscc")
    if named is None and coded is None:
        return Fault(row.sheet, row.number, "", "organization", "", "", "missing_value", Expected.VALUE)
    if named is not None and coded is not None and named != coded:
        return Fault(row.sheet, row.number, "", "organization", "", "", "name_and_code_differ", Expected.CHOICE)
    return None


def _twice(planned: list[PlannedNeed]) -> list[Fault]:
    seen: dict[tuple[int, str], PlannedNeed] = {}
    faults = []
    for one in planned:
        title = one.values.get("title", "")
        first = seen.setdefault((one.organization, plain_form(title)), one)
        if first is not one and title:
            other = f"{first.sheet}!{first.number}"
            faults.append(Fault(one.sheet, one.number, "", "title", "", title, "same_need", Expected.UNIQUE, 0, other))
    return faults


def _field_reader(cluster: Cluster) -> Reader:
    named = {
        plain_form(name): pk
        for pk, *names in cluster.fields.values_list("pk", "name", "name_en")
        for name in names
        if name
    }

    def read(found: Found) -> Hashable:
        plain = plain_form(as_text(found))
        inside = [pk for name, pk in named.items() if plain and (plain in name or name in plain)]
        if plain in named:
            return named[plain]
        if len(set(inside)) == 1:
            return inside[0]
        raise UnknownField(found.text, 0, Expected.CHOICE)

    return read


def _read_budget(found: Found) -> Decimal:
    amount = as_money(found)
    if amount < 0:
        raise Unreadable(found.text, 0, Expected.NOT_NEGATIVE)
    return amount


def _read_indicators(found: Found) -> Hashable:
    """Read core indicators, one a line or between semicolons: 渗水量 ≤ 5 mL; what has no number is “as described”."""
    lines = [_NUMBERED.sub("", line).strip() for line in _BETWEEN.split(found.text)]
    indicators = tuple(tuple(indicator_of(line).items()) for line in lines if line)
    if len(indicators) > MOST_INDICATORS:
        raise TooManyIndicators(found.text, 0, Expected.SHORTER)
    return indicators


def indicator_of(line: str) -> dict[str, str]:
    """Return one core indicator as written."""
    plain = fold_width(line)
    for comparator, form in _MEASURED:
        match = form.fullmatch(plain)
        if match and _is_number(match["target"]):
            name, unit = match["name"].strip(" :：,，"), match["unit"].strip(" 。.")
            return {"name": name[:200], "comparator": comparator.value, "target": match["target"], "unit": unit}
    name, sign, rest = plain.partition(":")
    target = rest.strip() if sign and rest.strip() else plain
    return {"name": name.strip()[:200], "comparator": Comparator.TEXT.value, "target": target[:100], "unit": ""}


def _is_number(text: str) -> bool:
    try:
        read_number(text)
    except Unreadable:
        return False
    return True
