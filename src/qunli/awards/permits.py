"""Who recommends, decides, and looks."""

from __future__ import annotations

from qunli.awards.models import Award, Decision
from qunli.awards.states import DecisionState
from qunli.calls.models import Call, Partner
from qunli.calls.states import Consent
from qunli.directory.models import Organization
from qunli.people.permits import Anyone, standing_of
from qunli.people.states import Role

TEAM_ROLES = (Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER)


def may_recommend(user: Anyone, call: Call) -> bool:
    """The call's operator recommends; it does not decide."""
    return standing_of(user).holds(Role.OPERATOR, call.operator_id)


def is_authority_of(user: Anyone, call: Call) -> bool:
    """Tell whether somebody decides on this call."""
    return standing_of(user).holds(Role.AUTHORITY, call.authority_id)


def may_decide(user: Anyone, decision: Decision) -> bool:
    """The call's authority decides; never the person who recommended."""
    standing = standing_of(user)
    return is_authority_of(user, decision.call) and standing.user_id != decision.stated_by_id


def may_post_decision(user: Anyone, decision: Decision) -> bool:
    """The authority puts a decision on public notice, and the operator for it."""
    return is_authority_of(user, decision.call) or may_recommend(user, decision.call)


def may_look_at_decision(user: Anyone, decision: Decision) -> bool:
    """Operator, authority, finance and auditor see the whole decision."""
    standing = standing_of(user)
    looks = standing.holds_any(Role.AUDITOR, Role.FINANCE)
    return looks or may_recommend(user, decision.call) or is_authority_of(user, decision.call)


def may_see_award(user: Anyone, award: Award) -> bool:
    """Besides those, a team sees how its own proposal fared, once the decision is approved."""
    if may_look_at_decision(user, award.decision):
        return True
    if award.decision.state != DecisionState.APPROVED:
        return False
    standing = standing_of(user)
    proposal = award.proposal
    partners = Partner.objects.filter(proposal=proposal, consent=Consent.GIVEN).values("organization_id")
    teams = Organization.objects.filter(pk=proposal.lead_id) | Organization.objects.filter(pk__in=partners)
    parties = set(teams.values_list("party_id", flat=True))
    return bool(parties & standing.parties(*TEAM_ROLES)) or standing.own_party_id == proposal.leader_party_id
