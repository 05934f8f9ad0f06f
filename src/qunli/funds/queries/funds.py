"""Funds, their parties, pools and lists as they are read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from qunli.core.states import Ref
from qunli.funds.models import (
    Approval,
    Fund,
    FundParty,
    JointLine,
    JointList,
    PoolProject,
    Programme,
    Support,
)
from qunli.funds.permits import fund_sight_of, party_sight_of
from qunli.funds.states import FundState, ListState
from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role


def funds_seen_by(user: Anyone) -> QuerySet[Fund]:
    """Funds that somebody keeps, acts for or pays for; the auditor reads all."""
    return Fund.objects.filter(fund_sight_of(user))


def parties_of(fund: Fund) -> QuerySet[FundParty]:
    """The parties of a fund in the order of the agreement."""
    return FundParty.objects.filter(fund=fund).select_related("jurisdiction", "office").order_by("position", "id")


def parties_seen_by(user: Anyone) -> QuerySet[FundParty]:
    """Parties whose own account somebody reads."""
    return FundParty.objects.filter(party_sight_of(user)).select_related("fund", "jurisdiction", "office")


def own_party_of(user: Anyone, fund: Fund) -> FundParty | None:
    """Return the party of a fund that somebody's office is, if any."""
    held = standing_of(user).parties(Role.AUTHORITY, Role.FINANCE, Role.OPERATOR)
    return parties_of(fund).filter(office__in=held).first()


def unsigned_parties(fund: Fund) -> QuerySet[FundParty]:
    """Parties that have not signed the present version of the agreement."""
    return parties_of(fund).filter(~Q(signed_version=fund.version) | Q(signed_version=None))


def programmes_of(fund: Fund) -> QuerySet[Programme]:
    """The programmes of a fund."""
    return Programme.objects.filter(fund=fund).order_by("id")


def programmes_open_to_calls() -> QuerySet[Programme]:
    """Programmes of funds in force: a call may stand under them."""
    return Programme.objects.filter(fund__state=FundState.IN_FORCE).select_related("fund").order_by("fund_id", "id")


def pool_of(fund: Fund) -> QuerySet[PoolProject]:
    """The reserve pool of a fund."""
    return PoolProject.objects.filter(fund=fund).select_related("party__jurisdiction", "lead")


def lists_of(fund: Fund) -> QuerySet[JointList]:
    """Joint lists of a fund, newest first."""
    return JointList.objects.filter(fund=fund).order_by("-id")


def lines_of(joint_list: JointList) -> QuerySet[JointLine]:
    """The lines of a list in their order."""
    return (
        JointLine.objects.filter(joint_list=joint_list)
        .select_related("lead", "party__jurisdiction", "pooled")
        .order_by("position")
    )


def approvals_of(joint_list: JointList) -> QuerySet[Approval]:
    """Approvals of the present version: those of earlier ones count no more."""
    return Approval.objects.filter(joint_list=joint_list, version=joint_list.version).select_related(
        "party__jurisdiction", "approved_by__party"
    )


def supports_of(fund: Fund) -> QuerySet[Support]:
    """Supported projects of a fund."""
    return Support.objects.filter(fund=fund).select_related("line__lead", "line__party__jurisdiction", "programme")


def joint_list_about(ref: Ref) -> JointList | None:
    """Return the joint list about a record of a later room, such as a decision; None where none is laid."""
    rows = JointList.objects.filter(about_room=ref.room, about_kind=ref.kind, about_id=ref.id)
    return rows.exclude(state=ListState.WITHDRAWN).select_related("fund", "programme").first()


def support_about(ref: Ref) -> Support | None:
    """Return the support that a record of a later room got, such as an award; None where the fund gave none."""
    return (
        Support.objects.filter(line__about_room=ref.room, line__about_kind=ref.kind, line__about_id=ref.id)
        .select_related("fund", "programme", "line")
        .first()
    )


def negative_costs_among(fund: Fund, costs: Iterable[str]) -> list[str]:
    """Return those kinds of cost that the fund never pays, as its negative list names them."""
    named = {cost.strip() for cost in costs if cost.strip()}
    known = fund.negative_costs.order_by("position").values_list("name", flat=True)
    return [name for name in known if any(name in cost for cost in named)]


def in_order(parties: QuerySet[FundParty]) -> QuerySet[FundParty]:
    """Order parties of several funds: newest fund first, within it as the agreement has them."""
    return parties.order_by(F("fund_id").desc(), "position")
