"""The next lawful act from the published call to the finished form check."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from making.calls import OPENING, TEAM_DEADLINE, a_file
from making.road.world import MARK, MARK_OF_FILE, Road
from qunli.calls.actions import (
    attach_to_proposal,
    change_proposal,
    check_form,
    correct_proposal,
    end_call,
    finish_form_check,
    open_proposals,
    reject_uncorrected,
    sign_letter,
    stamp_proposal,
    start_proposal,
    submit_proposal,
)
from qunli.calls.models import Proposal
from qunli.calls.states import FormResult, LetterKind, ProposalState, StampKind
from qunli.core.states import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable

OVER = (ProposalState.WITHDRAWN, ProposalState.MISSED)


def while_published(road: Road) -> None:
    """Start what is not started, bring each proposal one step on, then open."""
    if road.at < TEAM_DEADLINE:
        begun = {one.lead_id for one in road.proposals() if one.state not in OVER}
        for team in road.teams:
            if team.organization.pk not in begun:
                start(road, road.teams.index(team))
                return
    for proposal in road.proposals():
        step = STEPS.get(ProposalState(proposal.state))
        if step is not None and step(road, proposal):
            return
    road.wait(OPENING)
    open_proposals(call=road.call, by=road.office.authority, at=road.at)


def while_opened(road: Road) -> None:
    """Settle one proposal's form, then finish."""
    for proposal in road.proposals():
        if proposal.state == ProposalState.OPENED:
            check_form(
                proposal=proposal, result=FormResult.ADMITTED, reasons=(), note="", by=road.office.operator, at=road.at
            )
            return
        if proposal.state == ProposalState.CORRECTING:
            _end_correction(road, proposal)
            return
    if any(one.state == ProposalState.ADMITTED for one in road.proposals()):
        finish_form_check(call=road.call, by=road.office.operator, at=road.at)
    else:
        end_call(call=road.call, reason="Nobody is left.", by=road.office.authority, at=road.at)


def start(road: Road, place: int) -> Proposal:
    """Start a team's proposal, whose every text bears the mark."""
    team = road.teams[place]
    return start_proposal(
        topic=road.topic,
        lead=team.organization,
        title=f"{MARK}之{place}",
        leader_name="陈示例",
        by=team.editor,
        at=road.at,
    )


def complete(road: Road, proposal: Proposal) -> None:
    """Fill a draft in, so that it can be handed in."""
    editor = road.team_of(proposal.lead).editor
    changes = {
        "approach": f"{MARK}:双唇截面。",
        "foundation": f"{MARK}:有试验台。",
        "schedule": f"{MARK}:十个月。",
        "asked_money": Decimal(4_000_000),
        "own_money": Decimal(500_000),
        "budget": [{"name": MARK, "amount": "4500000.00", "note": MARK}],
        "promised": [{"indicator": row.pk, "value": row.target} for row in road.topic.indicators.order_by("position")],
        "recommending_unit": road.office.recommending_party,
    }
    change_proposal(proposal=proposal, changes=changes, by=editor, at=road.at)
    file = a_file(f"{MARK_OF_FILE}.txt", MARK)
    attach_to_proposal(proposal=proposal, purpose="a1", file=file, by=editor, at=road.at)
    if not proposal.letters.filter(kind=LetterKind.LEADER).exists():
        sign_letter(proposal=proposal, kind=LetterKind.LEADER, by=editor, at=road.at)


def _submit(road: Road, proposal: Proposal) -> bool:
    if road.at >= TEAM_DEADLINE or proposal.partners.filter(consent="asked").exists():
        return False
    complete(road, proposal)
    submit_proposal(proposal=proposal, by=road.team_of(proposal.lead).editor, at=road.at)
    return True


def _stamp(road: Road, proposal: Proposal) -> bool:
    deadline = road.call.unit_deadline
    if deadline is not None and road.at >= deadline:
        return False
    administrator = road.team_of(proposal.lead).administrator
    if not proposal.letters.filter(kind=LetterKind.UNIT).exists():
        sign_letter(proposal=proposal, kind=LetterKind.UNIT, by=administrator, at=road.at)
    stamp_proposal(proposal=proposal, kind=StampKind.OWN_UNIT, by=administrator, at=road.at)
    return True


def _recommend(road: Road, proposal: Proposal) -> bool:
    deadline = road.call.recommending_deadline
    if deadline is not None and road.at >= deadline:
        return False
    stamp_proposal(proposal=proposal, kind=StampKind.RECOMMENDING_UNIT, by=road.office.recommender, at=road.at)
    return True


def _end_correction(road: Road, proposal: Proposal) -> None:
    due = proposal.correction_due_on
    if due is None or road.at.date() <= due:
        correct_proposal(proposal=proposal, by=road.team_of(proposal.lead).editor, at=road.at)
        return
    road.wait(road.at + timedelta(days=1))
    reject_uncorrected(proposal=proposal, by=SYSTEM, at=road.at)


STEPS: dict[ProposalState, Callable[[Road, Proposal], bool]] = {
    ProposalState.DRAFT: _submit,
    ProposalState.SUBMITTED: _stamp,
    ProposalState.STAMPED: _recommend,
}
