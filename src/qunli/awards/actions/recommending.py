"""What the panels' ranked list becomes: the operator's recommendation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.awards.models import Award, Decision
from qunli.awards.permits import may_recommend
from qunli.awards.queries import candidates_of
from qunli.awards.states import CHOSEN, DecisionState, Standing
from qunli.calls.models import Call, Proposal
from qunli.calls.queries import scheme_of
from qunli.calls.states import CallKind, CallState
from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Refused, Words, WrongInput, listed
from qunli.directory.queries import living_ids
from qunli.duties.actions import Promise, raise_duty
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.review.queries import RankedProposal, standing_of_proposals, term_of

DECIDE = "decide"


class NotRecommendable(Refused):
    """The call is not ready for a recommendation, or has one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is recommended for one proposal, and why."""

    proposal: Proposal
    standing: Standing
    money: Decimal
    reason: str


@action(_("Decision recommended"))
def recommend(*, call: Call, choices: Sequence[Choice], by: User, at: datetime) -> Decision:
    """Recommend for every admitted proposal of a call: winner, reserve, or not chosen, each with a reason.

    Money stays inside the topic's; at most one winner a topic; no reserve without a winner. In a race several run, up
    to the scheme's most, each with the budgets of all stages. Raises `WrongInput` with a
    fault for each proposal, keyed `proposal-<id>`, and `NotRecommendable` while the review is not concluded.
    """
    held = lock(Call.objects.all(), call.pk)
    require(may_recommend(by, held))
    if held.state != CallState.IN_REVIEW:
        raise NotRecommendable(_("This call is not in review."))
    if Decision.objects.filter(call=held).exclude(state=DecisionState.SENT_BACK).exists():
        raise NotRecommendable(_("A decision on this call is on its way already."))
    proposals = {one.pk: one for one in candidates_of(held)}
    ranked = _ranked(held, proposals)
    _check(held, choices, proposals)
    number = Decision.objects.filter(call=held).count() + 1
    decision = Decision.objects.create(call=held, round=number, stated_by=by, stated_at=at)
    Award.objects.bulk_create(_award(decision, choice, ranked[choice.proposal.pk]) for choice in choices)
    _owe_decision(decision, held, at=at)
    chosen = {str(choice.proposal.pk): choice.standing.value for choice in choices}
    write_journal(on=decision, by=by, at=at, now=decision.state, facts={"call": held.pk, "choices": chosen})
    return decision


def _ranked(call: Call, proposals: Mapping[int, Proposal]) -> dict[int, RankedProposal]:
    rows = {row.proposal.pk: row for topic in standing_of_proposals(call).values() for row in topic}
    missing = [one.number for one in proposals.values() if one.pk not in rows]
    if missing or not proposals:
        raise NotRecommendable(
            _("Not yet judged by a concluded panel: %(proposals)s.") % {"proposals": listed(missing) or "–"},
            remedy=_("Conclude the panels of this round first."),
        )
    return rows


def _award(decision: Decision, choice: Choice, row: RankedProposal) -> Award:
    return Award(
        decision=decision,
        topic_id=row.proposal.topic_id,
        proposal=choice.proposal,
        rank=row.rank,
        score=row.score,
        standing=choice.standing,
        money=choice.money,
        reason=choice.reason.strip(),
    )


def _check(call: Call, choices: Sequence[Choice], proposals: Mapping[int, Proposal]) -> None:
    """Gather every fault, each at its proposal."""
    faults: dict[str, Words] = {}
    times = Counter(choice.proposal.pk for choice in choices)
    for number, one in proposals.items():
        if times[number] != 1:
            faults[f"proposal-{number}"] = _("Say once what is recommended for %(proposal)s.") % {
                "proposal": one.number
            }
    for choice in choices:
        fault = _fault_of(choice, proposals) or _fault_of_kind(call, choice)
        if fault:
            faults.setdefault(f"proposal-{choice.proposal.pk}", fault)
    faults |= _faults_of_topics(call, choices, proposals)
    if bool(term_of(call, "one_task_per_unit")):
        faults |= _faults_of_units(choices, proposals)
    if faults:
        raise WrongInput(faults)


def _fault_of(choice: Choice, proposals: Mapping[int, Proposal]) -> Words:
    proposal = proposals.get(choice.proposal.pk)
    if proposal is None:
        return _("This proposal was not admitted to the review of this call.")
    if choice.standing == Standing.FALLEN:
        return _("A proposal falls only by an objection.")
    if not choice.reason.strip():
        return _("Give the reason.")
    limit = proposal.topic.poster_money + proposal.topic.fiscal_money
    if choice.standing == Standing.NOT_CHOSEN:
        return _("A proposal that is not chosen gets no money.") if choice.money else ""
    if not 0 < choice.money <= limit:
        return _("The money lies above 0 and within the topic's %(limit)s yuan.") % {"limit": limit}
    return ""


def _fault_of_kind(call: Call, choice: Choice) -> Words:
    """In a race several run, each with what the scheme pays one team; elsewhere one wins."""
    scheme = scheme_of(call.terms) if call.kind == CallKind.RACE else None
    if scheme is None:
        return _("Only in a race do several teams run.") if choice.standing == Standing.RUNNER else ""
    if choice.standing == Standing.WINNER:
        return _("In a race teams are admitted; nobody has won before the last gate.")
    if choice.standing in {Standing.RUNNER, Standing.RESERVE} and choice.money != scheme.lane_most:
        return _("The scheme pays one team %(money)s yuan in all its stages: neither more nor less.") % {
            "money": f"{scheme.lane_most:,.2f}"
        }
    return ""


def _faults_of_topics(call: Call, choices: Sequence[Choice], proposals: Mapping[int, Proposal]) -> dict[str, Words]:
    faults: dict[str, Words] = {}
    scheme = scheme_of(call.terms) if call.kind == CallKind.RACE else None
    most = 1 if scheme is None else scheme.teams_most
    known = [choice for choice in choices if choice.proposal.pk in proposals]
    won = Counter(proposals[one.proposal.pk].topic_id for one in known if one.standing in CHOSEN)
    for choice in known:
        topic = proposals[choice.proposal.pk].topic_id
        if choice.standing in CHOSEN and won[topic] > most:
            faults[f"proposal-{choice.proposal.pk}"] = (
                _("A topic has one winner.")
                if scheme is None
                else _("The scheme admits %(most)s teams at most.") % {"most": most}
            )
        if choice.standing == Standing.RESERVE and not won[topic]:
            faults[f"proposal-{choice.proposal.pk}"] = _("A reserve stands behind a winner: this topic has none.")
    return faults


def _faults_of_units(choices: Sequence[Choice], proposals: Mapping[int, Proposal]) -> dict[str, Words]:
    known = [one for one in choices if one.proposal.pk in proposals and one.standing in CHOSEN]
    today = living_ids(proposals[one.proposal.pk].lead_id for one in known)
    leads = Counter(today[proposals[one.proposal.pk].lead_id] for one in known)
    return {
        f"proposal-{one.proposal.pk}": _("A unit takes one task a round: this one would lead several.")
        for one in known
        if leads[today[proposals[one.proposal.pk].lead_id]] > 1
    }


def _owe_decision(decision: Decision, call: Call, *, at: datetime) -> None:
    raise_duty(
        owner=call.authority,
        promise=Promise(
            key=DECIDE,
            words=gettext_noop("Decide on %(decision)s, recommended for call %(call)s"),
            params={"decision": decision.number, "call": call.number},
            due=None,
            undated_because=gettext_noop("the rules set no date"),
            role=Role.AUTHORITY,
        ),
        about=decision,
        at=at,
    )
