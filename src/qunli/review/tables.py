"""Lists of the review room."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.states import listed
from qunli.core.tables import Column, Filter, Table, workbook_of
from qunli.review.models import Assignment, Candidate, ExpertFee, Panel
from qunli.review.queries import RankedProposal
from qunli.review.states import AssignmentState, BidChoice, PanelState


def _in_state(panels: QuerySet[Panel], state: str) -> QuerySet[Panel]:
    return panels.filter(state=state)


def _counted(name: str) -> Any:  # noqa: ANN401 - annotations are not typed
    def read(panel: Panel) -> int:
        return int(getattr(panel, name))

    return read


MEMBERS: Final = pgettext_lazy("of a panel", "Members")

PANELS: Table[Panel] = Table(
    name="panels",
    title=_("Panels"),
    columns=(
        Column("name", _("Panel"), lambda row: row.name, kind="link", sort="name"),
        Column("number", _("Number"), lambda row: row.number, "code"),
        Column("call", _("Call"), lambda row: row.call.title, sort="call__title"),
        Column("round", _("Round"), lambda row: row.round, kind="number", sort="round"),
        Column("proposals", _("Proposals"), _counted("proposal_count"), kind="number", sort="proposal_count"),
        Column(
            "members",
            pgettext_lazy("of a panel", "Members"),
            _counted("member_count"),
            kind="number",
            sort="member_count",
        ),
        Column("meets", _("Meets"), lambda row: row.meets_at, kind="time", sort="meets_at"),
        Column("state", _("State"), lambda row: row, kind="state", sort="state"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("review:panel", args=[row.pk]),
    filters=(Filter("state", _("State"), lambda: PanelState.choices, _in_state),),
    search=lambda rows, words: rows.filter(Q(name__icontains=words) | Q(call__title__icontains=words)),
    search_hint=_("Panel or call"),
    empty_title=_("No panel yet"),
    empty_text=_("A call whose form check is finished waits here for its panel."),
)


def _answered(rows: QuerySet[Candidate], said: str) -> QuerySet[Candidate]:
    if said == "left":
        return rows.exclude(left_at=None)
    return rows.filter(left_at=None, bids_until__isnull=False, answered_at__isnull=said != "yes")


def _said(choice: BidChoice) -> Column[Candidate]:
    name = f"{choice.value}_count"

    def read(row: Candidate) -> int:
        return int(getattr(row, name))

    return Column(choice.value, choice.label, read, kind="number", sort=name)


CANDIDATES: Table[Candidate] = Table(
    name="candidates",
    title=_("Candidates"),
    columns=(
        Column("name", _("Expert"), lambda row: row.expert.party.name, kind="link", sort="expert__sort_key"),
        Column("grade", _("Grade"), lambda row: row.expert.get_grade_display(), sort="expert__grade"),
        Column("region", _("Region"), lambda row: str(row.expert.jurisdiction or "")),
        Column("fields", _("Fields"), lambda row: listed(row.expert.fields)),
        Column("until", _("Wishes until"), lambda row: row.bids_until, kind="time", sort="bids_until"),
        Column("answered", _("Answered"), lambda row: row.answered_at, kind="time", sort="answered_at"),
        *(_said(choice) for choice in BidChoice),
        Column("left", _("Taken off"), lambda row: row.left_at, kind="day", sort="left_at"),
    ),
    order=("expert__sort_key", "id"),
    url_of=lambda row: reverse("review:candidate", args=[row.pk]),
    filters=(
        Filter(
            "answered",
            _("Answered"),
            lambda: [("yes", _("yes")), ("no", _("not yet")), ("left", _("taken off"))],
            _answered,
        ),
    ),
    search=lambda rows, words: rows.filter(
        Q(expert__party__name__icontains=words) | Q(expert__fields__icontains=words)
    ),
    search_hint=_("Name or field"),
    empty_title=_("No candidate yet"),
    empty_text=_("Name the experts among whom an assignment may choose; they may be asked what they would like."),
)


def _figure(name: str) -> Any:  # noqa: ANN401 - figures of an answer are not typed
    def read(row: Assignment) -> object:
        value = row.found.get(name)
        return None if value is None else round(float(value), 2)

    return read


def _in_assignment_state(rows: QuerySet[Assignment], state: str) -> QuerySet[Assignment]:
    return rows.filter(state=state)


ASSIGNMENTS: Table[Assignment] = Table(
    name="assignments",
    title=_("Assignments"),
    columns=(
        Column("number", _("Number"), lambda row: row.number, kind="link", sort="id"),
        Column("method", _("How"), lambda row: row.get_method_display(), sort="method"),
        Column("repair", _("Repair"), lambda row: row.is_repair, kind="mark", sort="is_repair"),
        Column("total", _("Total fit"), _figure("total"), kind="number"),
        Column("worst", _("Worst served"), _figure("worst"), kind="number"),
        Column("asked", _("Asked"), lambda row: row.stated_at, kind="time", sort="stated_at"),
        Column("state", _("State"), lambda row: row, kind="state", sort="state"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("review:assignment", args=[row.pk]),
    filters=(Filter("state", _("State"), lambda: AssignmentState.choices, _in_assignment_state),),
    empty_title=_("No assignment has been asked for"),
    empty_text=_(
        "Say how it is to be found; it is proposed with its reasons, and nobody is asked before you adopt it."
    ),
)


def _where_from(fee: ExpertFee) -> str:
    basis = fee.basis
    if basis.get("way") == "letter":
        return f"{basis['day']} × {basis['share']}"
    return " + ".join(f"{basis['day']} × {step['share']}" for step in basis.get("steps", []))


def _pack(fee: ExpertFee) -> str:
    return f"{fee.basis.get('issue') or fee.basis.get('pack')} v{fee.basis.get('version')}"


PAY_SHEET: Table[ExpertFee] = Table(
    name="pay-sheet",
    title=_("Pay sheet"),
    columns=(
        Column("expert", _("Expert"), lambda row: row.seat.expert.party.name),
        Column("grade", _("Grade"), lambda row: row.seat.expert.get_grade_display()),
        Column("days", _("Days"), lambda row: row.days, kind="number"),
        Column("letter", _("By letter"), lambda row: row.by_letter, kind="mark"),
        Column("basis", _("How computed"), _where_from),
        Column("pack", _("By"), _pack),
        Column("amount", _("Amount after tax"), lambda row: row.amount, kind="money"),
        Column("paid", _("Paid"), lambda row: row.paid_at, kind="day"),
        Column("proof", _("Proof"), lambda row: row.proof),
        Column("signature", _("Signature"), lambda _row: ""),
    ),
    order=("seat__position", "id"),
    empty_title=_("No fee has been computed"),
    empty_text=_("Fees follow the fee pack of the call, by days and grade."),
)


UNPAID_FEES: Table[ExpertFee] = Table(
    name="fees-to-pay",
    title=_("Experts' fees to pay"),
    columns=(
        Column("expert", _("Expert"), lambda row: row.seat.expert.party.name, kind="link"),
        Column("panel", _("Panel"), lambda row: row.seat.panel.name),
        Column("number", _("Number"), lambda row: row.seat.panel.number),
        Column("computed", _("Computed"), lambda row: row.stated_at, kind="day", sort="stated_at"),
        Column("amount", _("Amount after tax"), lambda row: row.amount, kind="money", sort="amount"),
    ),
    order=("stated_at", "id"),
    url_of=lambda row: reverse("review:pay_fee", args=[row.pk]),
    empty_title=_("No fee waits to be paid"),
    empty_text=_("Fees stand here once the operator has computed them."),
)


@dataclass(frozen=True, slots=True)
class RankingLine:
    """One row of the exported ranking: an expert's total of a proposal."""

    row: RankedProposal
    title: str
    expert: str
    total: Decimal
    z: Decimal
    is_outlier: bool


RANKING: Table[Any] = Table(
    name="ranking",
    title=_("Ranking"),
    columns=(
        Column("rank", _("Rank"), lambda line: line.row.rank, kind="number"),
        Column("number", _("Number"), lambda line: line.row.proposal.number, "code"),
        Column("title", _("Proposal"), lambda line: line.title),
        Column("score", _("Score"), lambda line: line.row.score, kind="number"),
        Column("expert", _("Expert"), lambda line: line.expert),
        Column("total", _("Total"), lambda line: line.total, kind="number"),
        Column("z", "z", lambda line: line.z, kind="number"),
        Column("outlier", _("Outlier"), lambda line: line.is_outlier, kind="mark"),
    ),
    order=("id",),
)


def ranking_book(rows: list[RankedProposal], titles: dict[int, str], names: dict[int, str]) -> bytes:
    """Write a ranking as an Excel file, a line for each expert's total."""
    lines = [
        RankingLine(row, titles[row.proposal.pk], names[line.seat_id], line.total, line.z, line.is_outlier)
        for row in rows
        for line in row.lines
    ]
    return workbook_of(RANKING, lines)
