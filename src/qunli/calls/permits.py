"""Who may do what with calls and proposals, and who can read a sealed one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from qunli.calls.models import Call, Partner, Proposal
from qunli.calls.states import UNSEALED_STATES, CallState, Consent, LetterKind, ProposalState, StampKind
from qunli.people.models import SightGrant
from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role

TEAM_ROLES = (Role.TEAM_MEMBER, Role.MEMBER_EDITOR, Role.UNIT_ADMINISTRATOR)
OFFICE_ROLES = (Role.OPERATOR, Role.SERVICE_BODY)
PUBLIC_STATES = (CallState.PUBLISHED, CallState.OPENED, CallState.IN_REVIEW, CallState.ENDED)
STAMPED_OR_BEYOND = (ProposalState.SUBMITTED, ProposalState.STAMPED, ProposalState.RECOMMENDED, *UNSEALED_STATES)


def may_prepare_for(user: Anyone, operator_id: int) -> bool:
    """Tell whether somebody prepares calls in the name of this operator or service body."""
    return bool({operator_id} & standing_of(user).parties(*OFFICE_ROLES))


def may_prepare(user: Anyone, call: Call) -> bool:
    """Tell whether somebody prepares this call: writes it, answers questions, checks the form."""
    return may_prepare_for(user, call.operator_id)


def may_issue(user: Anyone, call: Call) -> bool:
    """Tell whether somebody publishes, opens and ends this call: its authority, or who prepares it."""
    return standing_of(user).holds(Role.AUTHORITY, call.authority_id) or may_prepare(user, call)


def may_extend_deadlines(user: Anyone, call: Call) -> bool:
    """Tell whether somebody extends this call's deadlines: as its terms say, the authority where they say nothing."""
    term = call.terms.get("deadline_extended_by") or {}
    match term.get("value"):
        case "nobody":
            return False
        case "operator":
            return may_issue(user, call)
        case _:
            return standing_of(user).holds(Role.AUTHORITY, call.authority_id)


def may_read_call(user: Anyone, call: Call) -> bool:
    """Tell whether somebody reads this call: everybody once it is published."""
    return call.published_at is not None or may_issue(user, call) or standing_of(user).holds(Role.AUDITOR)


def may_read_matches(user: Anyone, call: Call) -> bool:
    """Tell whether somebody reads who might answer this call: who issues or prepares it, and the auditor."""
    return may_issue(user, call) or standing_of(user).holds(Role.AUDITOR)


def may_read_fitting(user: Anyone, party_id: int) -> bool:
    """Tell whether somebody reads what an organization fits: its own people, and the office."""
    standing = standing_of(user)
    return party_id in standing.parties(*TEAM_ROLES) or standing.holds_any(*OFFICE_ROLES, Role.AUTHORITY, Role.AUDITOR)


def may_bid_for(user: Anyone, party_id: int) -> bool:
    """Tell whether somebody starts proposals in the name of this organization."""
    return party_id in standing_of(user).parties(*TEAM_ROLES)


def may_edit(user: Anyone, proposal: Proposal) -> bool:
    """Tell whether somebody writes this proposal: people of the lead, and the leader."""
    leads = proposal.leader_party_id is not None and proposal.leader_party_id == standing_of(user).own_party_id
    return leads or may_bid_for(user, proposal.lead.party_id)


def may_answer_for(user: Anyone, partner: Partner) -> bool:
    """Tell whether somebody consents for a partner: who edits or administers for that organization."""
    return partner.organization.party_id in standing_of(user).parties(Role.MEMBER_EDITOR, Role.UNIT_ADMINISTRATOR)


def may_stamp(user: Anyone, proposal: Proposal, kind: StampKind) -> bool:
    """Tell whether somebody stamps for the team's own unit, or for the recommending unit."""
    standing = standing_of(user)
    if kind is StampKind.OWN_UNIT:
        return standing.holds(Role.UNIT_ADMINISTRATOR, proposal.lead.party_id)
    unit = proposal.recommending_unit_id
    return unit is not None and standing.holds(Role.RECOMMENDING_UNIT, unit)


def may_sign(user: Anyone, proposal: Proposal, kind: LetterKind) -> bool:
    """Tell whether somebody signs: the unit's administrator; the leader's own account, or who edits."""
    if kind is LetterKind.UNIT:
        return standing_of(user).holds(Role.UNIT_ADMINISTRATOR, proposal.lead.party_id)
    if proposal.leader_party_id is not None:
        return standing_of(user).own_party_id == proposal.leader_party_id
    return may_edit(user, proposal)


def sight_of_proposals(user: Anyone, *, at: datetime) -> Q:
    """Say which proposals somebody reads whole: the one condition behind lists, search, API, exports and files.

    Sealed, a proposal is read by its team (lead, leader, partners who consented) and, from being submitted, by its
    recommending unit. Opened, also by those who prepare and issue the call, and by auditors. One that was never
    opened stays sealed for good; after its call's opening a logged grant opens it to one account.
    """
    standing = standing_of(user)
    if standing.user_id is None:
        return Q(pk__in=())
    ours = standing.parties(*TEAM_ROLES)
    consented = Partner.objects.filter(
        proposal=OuterRef("pk"), consent=Consent.GIVEN, organization__party__in=list(ours)
    )
    team = Q(lead__party__in=list(ours)) | Q(leader_party=standing.own_party_id) | Q(Exists(consented))
    stampers = Q(recommending_unit__in=list(standing.parties(Role.RECOMMENDING_UNIT)), state__in=STAMPED_OR_BEYOND)
    office = Q(call__operator__in=list(standing.parties(*OFFICE_ROLES))) | Q(
        call__authority__in=list(standing.parties(Role.AUTHORITY))
    )
    if standing.holds(Role.AUDITOR):
        office = Q()
    granted = SightGrant.objects.filter(
        user_id=standing.user_id,
        about_room="calls",
        about_kind="proposal",
        about_id=OuterRef("pk"),
        granted_at__lte=at,
        until__gt=at,
        ended_at=None,
    )
    return team | stampers | (office & Q(state__in=UNSEALED_STATES)) | (Q(Exists(granted)) & Q(call__opened_at__lte=at))


def may_read_proposal(user: Anyone, proposal: Proposal, *, at: datetime) -> bool:
    """Tell whether somebody reads this proposal whole."""
    return Proposal.objects.filter(sight_of_proposals(user, at=at), pk=proposal.pk).exists()
