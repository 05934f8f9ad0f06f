"""Lists of funds, of the reserve pool, and of the books."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.states import listed
from qunli.core.tables import Column, Filter, Table
from qunli.funds.models import Entry, Fund, PoolProject
from qunli.funds.states import EntryKind, FundState, PoolState


def _annotated(name: str) -> Any:  # noqa: ANN401 -- annotations are not typed
    def read(row: object) -> object:
        return getattr(row, name)

    return read


def _pool_search(rows: QuerySet[PoolProject], words: str) -> QuerySet[PoolProject]:
    return rows.filter(title__icontains=words) | rows.filter(lead__name__icontains=words)


def _entry_search(rows: QuerySet[Entry], words: str) -> QuerySet[Entry]:
    found = rows.filter(proof__icontains=words) | rows.filter(note__icontains=words)
    return found | rows.filter(support__line__title__icontains=words)


FUNDS: Table[Fund] = Table(
    name="funds",
    title=_("Joint funds"),
    columns=(
        Column("title", _("Fund"), lambda fund: fund.title, "link", "title"),
        Column("number", _("Number"), lambda fund: fund.number, "code", "id"),
        Column("state", _("State"), lambda fund: fund, "state", "state"),
        Column("keeper", _("Keeper of the books"), lambda fund: fund.keeper.name, sort="keeper__name"),
        Column("parties", pgettext_lazy("joint fund", "Parties"), _annotated("party_count"), "number", "party_count"),
        Column("promised", pgettext_lazy("joint fund", "Promised"), _annotated("promised"), "money", "promised"),
        Column("outstanding", _("Not paid in yet"), _annotated("outstanding"), "money", "outstanding"),
        Column("committed", _("Committed, not paid"), _annotated("committed"), "money", "committed"),
        Column("paid", _("Paid out"), _annotated("paid"), "money", "paid"),
        Column("left", _("Left"), _annotated("left"), "money", "left"),
    ),
    order=("-id",),
    url_of=lambda fund: reverse("funds:fund", args=[fund.pk]),
    filters=(Filter("state", _("State"), lambda: FundState.choices, lambda rows, value: rows.filter(state=value)),),
    search=lambda rows, words: rows.filter(title__icontains=words),
    search_hint=_("Title"),
    empty_title=_("No joint fund"),
    empty_text=_("A joint fund begins with its agreement: the parties, who promises how much for which year."),
)

POOL: Table[PoolProject] = Table(
    name="pool",
    title=_("Reserve pool"),
    columns=(
        Column("title", _("Project"), lambda row: row.title, "link", "title"),
        Column("number", _("Number"), lambda row: row.number, "code", "id"),
        Column("state", _("State"), lambda row: row, "state", "state"),
        Column("lead", _("Lead"), lambda row: row.lead.name, sort="lead__name"),
        Column("party", _("Lead region"), lambda row: str(row.party), sort="party__position"),
        Column("disciplines", _("Disciplines"), lambda row: listed(row.disciplines)),
        Column("asked", _("Asked for"), lambda row: row.asked_money, "money", "asked_money"),
        Column("other", _("Other money"), lambda row: row.other_money, "money", "other_money"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("funds:poolproject", args=[row.pk]),
    filters=(Filter("state", _("State"), lambda: PoolState.choices, lambda rows, value: rows.filter(state=value)),),
    search=_pool_search,
    search_hint=_("Title or lead"),
    empty_title=_("The pool is empty"),
    empty_text=_("A party puts in projects that its region leads, with a team of at least one other region."),
)

ENTRIES: Table[Entry] = Table(
    name="entries",
    title=_("Books"),
    columns=(
        Column("number", _("Number"), lambda row: f"#{row.number_in_fund}", "link", "number_in_fund"),
        Column("day", _("Day"), lambda row: row.day, "day", "day"),
        Column("kind", _("What"), lambda row: row.get_kind_display(), sort="kind"),
        Column("project", _("Project"), lambda row: str(row.support or ""), sort="support_id"),
        Column("amount", _("Yuan"), _annotated("amount"), "money", "amount"),
        Column("proof", _("Proof"), lambda row: row.proof),
        Column("note", _("Note"), lambda row: row.note),
    ),
    order=("-number_in_fund",),
    url_of=lambda row: reverse("funds:entry", args=[row.pk]),
    filters=(Filter("kind", _("What"), lambda: EntryKind.choices, lambda rows, value: rows.filter(kind=value)),),
    search=_entry_search,
    search_hint=_("Project, proof or note"),
    empty_title=_("Nothing is entered yet"),
    empty_text=_("With the last signature the promises are entered; then what is paid in, committed and paid."),
)
