"""The list of a fund call: laid before all parties of the fund, approved in one version, and its money committed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.awards.models import Decision
from qunli.awards.permits import is_authority_of
from qunli.awards.queries import winners
from qunli.awards.states import DecisionState
from qunli.calls.models import Partner
from qunli.calls.states import Consent
from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Refused
from qunli.funds.actions import LineEntry, commit_list, draft_list, lay_list, withdraw_list
from qunli.funds.models import JointList
from qunli.funds.queries import joint_list_about
from qunli.funds.states import ListState
from qunli.people.models import User
from qunli.people.permits import require


class NotJoint(Refused):
    """The call stands under no joint fund, or its list lies before the parties already."""


class NotSettledByAll(Refused):
    """A fund call is approved only when all parties of the fund have approved its list."""


@action(_("Decision laid before the parties of its joint fund"))
def lay_before_parties(*, decision: Decision, by: User, at: datetime) -> JointList:
    """Lay what was decided on a fund call before the parties of its fund: all approve the same version, or none stands.

    Of each winner the fund pays what its topic offers of fiscal money, at most what was awarded; the poster's and the
    team's own money stand beside it.
    """
    held = lock(Decision.objects.select_related("call__programme__fund"), decision.pk)
    require(is_authority_of(by, held.call))
    programme = held.call.programme
    if programme is None:
        raise NotJoint(_("This call stands under no joint fund."))
    if held.state not in {DecisionState.DECIDED, DecisionState.ON_NOTICE}:
        raise NotJoint(_("A list is laid before the parties after the decision and before its approval."))
    if joint_list_about(held.ref) is not None:
        raise NotJoint(_("The list of this decision lies before the parties already."))
    drawn = draft_list(programme=programme, title=held.call.title, lines=_lines(held), about=held.ref, by=by, at=at)
    laid = lay_list(joint_list=drawn, by=by, at=at)
    write_journal(on=held, by=by, at=at, facts={"joint_list": laid.number})
    return laid


def settled_list_of(decision: Decision) -> JointList | None:
    """Return the list of a fund call that all parties have approved; None where the call stands under no fund.

    Raises `NotSettledByAll` where it is not laid or not approved by all.
    """
    if decision.call.programme_id is None:
        return None
    found = joint_list_about(decision.ref)
    if found is None or found.state != ListState.SETTLED:
        raise NotSettledByAll(
            _("The parties of the joint fund have not all approved this list."),
            remedy=_("Lay it before them; each approves the same version."),
        )
    return found


def _commit(joint_list: JointList | None, *, by: User, at: datetime) -> None:
    if joint_list is not None:
        commit_list(joint_list=joint_list, by=by, at=at)


def _take_back(decision: Decision, *, by: User, at: datetime) -> None:
    """Withdraw the list of a decision that changes: the parties have approved another one."""
    found = joint_list_about(decision.ref)
    if found is not None and found.state != ListState.COMMITTED:
        withdraw_list(joint_list=found, by=by, at=at)


def _lines(decision: Decision) -> list[LineEntry]:
    rows = list(winners(decision))
    consenting = Partner.objects.filter(proposal__in=[one.proposal_id for one in rows], consent=Consent.GIVEN)
    partners: dict[int, list[Partner]] = {}
    for partner in consenting.select_related("organization").order_by("id"):
        partners.setdefault(partner.proposal_id, []).append(partner)
    return [
        LineEntry(
            title=award.proposal.title,
            lead=award.proposal.lead,
            amount=min(award.money, award.topic.fiscal_money),
            partners=[one.organization for one in partners.get(award.proposal_id, ())],
            other_money=award.topic.poster_money + award.proposal.own_money,
            about=award.ref,
        )
        for award in rows
    ]
