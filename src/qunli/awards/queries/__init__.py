"""The awards room's reads."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet, Sum

from qunli.awards.models import Award, Decision
from qunli.awards.states import CHOSEN, DecisionState, Standing
from qunli.calls.models import Call, Partner, Proposal
from qunli.calls.states import CallState, Consent, ProposalState
from qunli.people.permits import Anyone, standing_of
from qunli.people.states import Role
from qunli.publicity.models import Objection
from qunli.publicity.states import ObjectionState

STANDING_ORDER = (Standing.WINNER, Standing.RUNNER, Standing.RESERVE, Standing.NOT_CHOSEN, Standing.FALLEN)
TEAM_ROLES = (Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER)


def decisions_seen_by(user: Anyone) -> QuerySet[Decision]:
    """Decisions on the calls that somebody runs or decides; auditors and finance see all."""
    standing = standing_of(user)
    if standing.holds_any(Role.AUDITOR, Role.FINANCE):
        return Decision.objects.all()
    return Decision.objects.filter(
        Q(call__operator__in=standing.parties(Role.OPERATOR)) | Q(call__authority__in=standing.parties(Role.AUTHORITY))
    )


def with_awards(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Load what a list of decisions shows: call, notice, winners and their money."""
    won = Q(awards__standing__in=CHOSEN)
    return decisions.select_related("call", "notice").annotate(
        winner_count=Count("awards", filter=won), winner_money=Sum("awards__money", filter=won, default=0)
    )


def awards_seen_by(user: Anyone) -> QuerySet[Award]:
    """Awards of the decisions that somebody sees; a team sees its own once approved."""
    standing = standing_of(user)
    parties = standing.parties(*TEAM_ROLES)
    partners = Partner.objects.filter(consent=Consent.GIVEN, organization__party__in=parties)
    own = Q(proposal__lead__party__in=parties) | Q(proposal__in=partners.values("proposal_id"))
    if standing.own_party_id is not None:
        own |= Q(proposal__leader_party=standing.own_party_id)
    return Award.objects.filter(
        Q(decision__in=decisions_seen_by(user)) | own & Q(decision__state=DecisionState.APPROVED)
    )


def awards_of(decision: Decision) -> QuerySet[Award]:
    """A decision's awards by topic and rank, with what a page shows of each."""
    return (
        Award.objects.filter(decision=decision)
        .select_related("topic", "proposal__lead", "decision__call")
        .order_by("topic__position", "topic_id", "rank", "id")
    )


def award_rows(decision: Decision) -> QuerySet[Award]:
    """A decision's awards as its page lists them, without the long texts of call and proposal behind each."""
    shown = ("topic__title", "proposal__title", "proposal__stated_at", "proposal__lead__name")
    own = ("rank", "score", "standing", "money", "reason", "decision")
    rows = awards_of(decision).select_related(None).select_related("topic", "proposal__lead")
    return rows.only(*own, *shown)


def winners(decision: Decision) -> QuerySet[Award]:
    """Whom a decision chooses: the winners, and the teams that run in a race."""
    return awards_of(decision).filter(standing__in=CHOSEN)


def reserves_of(award: Award) -> QuerySet[Award]:
    """The reserves behind an award's topic, the next one first."""
    return awards_of(award.decision).filter(topic=award.topic_id, standing=Standing.RESERVE).order_by("rank", "id")


def award_of(proposal: Proposal) -> Award | None:
    """Return how a proposal fared in the approved decision on its call; None before there is one."""
    return awards_seen_by_all().filter(proposal=proposal).first()


def awards_seen_by_all() -> QuerySet[Award]:
    """Awards of approved decisions."""
    return Award.objects.filter(decision__state=DecisionState.APPROVED).select_related("decision", "topic", "proposal")


def calls_to_decide(user: Anyone) -> QuerySet[Call]:
    """Calls in review of an operator's own, on which no decision is in force."""
    decided = Decision.objects.exclude(state=DecisionState.SENT_BACK)
    return (
        Call.objects.filter(operator__in=standing_of(user).parties(Role.OPERATOR), state=CallState.IN_REVIEW)
        .exclude(pk__in=decided.values("call_id"))
        .order_by("-id")
    )


def candidates_of(call: Call) -> QuerySet[Proposal]:
    """The admitted proposals of a call, on each of which a decision says something."""
    return (
        Proposal.objects.filter(call=call, state=ProposalState.ADMITTED)
        .select_related("topic", "lead")
        .order_by("topic__position", "topic_id", "id")
    )


def upheld_objections(decision: Decision) -> QuerySet[Objection]:
    """Upheld objections to the present notice of a decision: each must be acted upon."""
    return Objection.objects.filter(notice=decision.notice_id, state=ObjectionState.UPHELD).order_by("id")


def teams_of(proposals: list[Proposal]) -> dict[int, dict[int, str]]:
    """Parties of each proposal's team: proposal -> party -> name; lead, consenting partners and the leader."""
    teams = {one.pk: {one.lead.party_id: one.lead.name} for one in proposals}
    for one in proposals:
        if one.leader_party_id is not None:
            teams[one.pk][one.leader_party_id] = one.leader_name
    partners = Partner.objects.filter(proposal__in=teams, consent=Consent.GIVEN).order_by("id")
    for proposal, party, name in partners.values_list("proposal_id", "organization__party_id", "organization__name"):
        teams[proposal][party] = name
    return teams


def objections_by_state(notice: int) -> dict[str, int]:
    """Count the objections to a notice by state."""
    counted = Objection.objects.filter(notice=notice).values_list("state").annotate(many=Count("id")).order_by("state")
    return dict(counted)
