"""The reserve pool: projects put in, taken out and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Refused, Words, WrongInput, listed
from qunli.directory.models import Organization
from qunli.funds.actions.booking import FundNotInForce
from qunli.funds.models import FundParty, JointLine, PoolProject
from qunli.funds.permits import may_pool, may_take_out
from qunli.funds.queries import negative_costs_among, parties_of
from qunli.funds.queries.regions import region_of, regions_of
from qunli.funds.states import POOL_LIFECYCLE, FundState, ListState, PoolState
from qunli.people.models import User
from qunli.people.permits import require

FEWEST_REGIONS = 2
"""Undertaking units come from at least two of the regions (domain rules 1.8)."""


class OnAList(Refused):
    """A project on a list that lies before the parties stays in the pool."""


@dataclass(frozen=True, slots=True)
class PoolEntry:
    """A project for the pool as written; money in yuan. `costs` are kinds of cost that the fund's money would pay."""

    title: str
    lead: Organization
    asked_money: Decimal
    partners: Sequence[Organization] = ()
    disciplines: Sequence[str] = ()
    summary: str = ""
    other_money: Decimal = Decimal(0)
    costs: Sequence[str] = ()


@action(_("Project put into the reserve pool"))
def put_in_pool(*, party: FundParty, entry: PoolEntry, by: User, at: datetime) -> PoolProject:
    """Put a project into the pool for the region that leads it.

    Refused with all faults: its teams do not come from two of the regions, its lead is not of the party's region, or it
    names a cost of the negative list.
    """
    held = FundParty.objects.select_related("fund", "jurisdiction").get(pk=party.pk)
    require(may_pool(by, held))
    if held.fund.state != FundState.IN_FORCE:
        raise FundNotInForce(held.fund)
    faults = _faults(held, entry)
    if faults:
        raise WrongInput(faults)
    made = PoolProject.objects.create(
        fund=held.fund,
        party=held,
        title=entry.title.strip(),
        summary=entry.summary.strip(),
        lead=entry.lead,
        disciplines=[one.strip() for one in entry.disciplines if one.strip()],
        asked_money=entry.asked_money,
        other_money=entry.other_money,
        costs=[one.strip() for one in entry.costs if one.strip()],
        stated_by=by,
        stated_at=at,
    )
    made.partners.set(entry.partners)
    write_journal(on=made, by=by, at=at, now=made.state, facts={"party": held.jurisdiction_id})
    return made


@action(_("Project taken out of the reserve pool"))
def take_out_of_pool(*, pooled: PoolProject, reason: str, by: User, at: datetime) -> PoolProject:
    """Take a project out, with a reason; refused while a list with it lies before the parties."""
    held = lock(PoolProject.objects.select_related("party__fund"), pooled.pk)
    require(may_take_out(by, held))
    if not reason.strip():
        raise WrongInput({"reason": _("Say why.")})
    waiting = [ListState.BEFORE_PARTIES, ListState.SETTLED]
    if JointLine.objects.filter(pooled=held, joint_list__state__in=waiting).exists():
        raise OnAList(
            _("A list with this project lies before the parties."), remedy=_("Let the list be sent back first.")
        )
    was, now = take_step(held, lifecycle=POOL_LIFECYCLE, step="take_out")
    held.taken_out_at, held.reason = at, reason.strip()
    held.save(update_fields=["state", "taken_out_at", "reason"])
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


@action(_("Project put back into the reserve pool"))
def put_back_in_pool(*, pooled: PoolProject, by: User, at: datetime) -> PoolProject:
    """Put a project that was taken out back."""
    held = lock(PoolProject.objects.select_related("party__fund"), pooled.pk)
    require(may_take_out(by, held))
    was, now = take_step(held, lifecycle=POOL_LIFECYCLE, step="put_back")
    held.taken_out_at, held.reason = None, ""
    held.save(update_fields=["state", "taken_out_at", "reason"])
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def faults_of_team(party: FundParty, lead: Organization, partners: Sequence[Organization]) -> dict[str, Words]:
    """Say what is wrong with a team: not of two regions, or not led from the party's."""
    parties = list(parties_of(party.fund))
    faults: dict[str, Words] = {}
    if region_of(lead, parties) != party:
        faults["lead"] = _("%(lead)s is not of %(party)s: the region of the lead puts the project in.") % {
            "lead": lead,
            "party": party,
        }
    if len(regions_of([lead, *partners], parties)) < FEWEST_REGIONS:
        faults["partners"] = _("Teams come from at least two of the regions: %(regions)s.") % {
            "regions": listed(parties)
        }
    return faults


def _faults(party: FundParty, entry: PoolEntry) -> dict[str, Words]:
    faults = faults_of_team(party, entry.lead, entry.partners)
    if not entry.title.strip():
        faults["title"] = _("Give the project a title.")
    if entry.asked_money <= 0:
        faults["asked_money"] = _("Give an amount above nought.")
    if entry.other_money < 0:
        faults["other_money"] = _("Other money is not negative.")
    never = negative_costs_among(party.fund, entry.costs)
    if never:
        faults["costs"] = _("The fund never pays %(costs)s.") % {"costs": listed(never)}
    return faults


@action(_("Project of the reserve pool supported"))
def support_pooled(*, pooled: PoolProject, by: User, at: datetime) -> None:
    """Note that a pooled project is supported now: part of the act that commits the money, which asks the permit."""
    held = lock(PoolProject.objects.all(), pooled.pk)
    was, now = take_step(held, lifecycle=POOL_LIFECYCLE, step="support")
    held.save(update_fields=["state"])
    write_journal(on=held, by=by, at=at, was=was, now=now)


def is_pooled(pooled: PoolProject) -> bool:
    """Tell whether a project is in the pool now."""
    return pooled.state == PoolState.IN_POOL
