"""Who may do what in a project."""

from __future__ import annotations

from qunli.calls.models import Partner
from qunli.calls.states import Consent
from qunli.people.permits import Anyone, Standing, standing_of
from qunli.people.states import Role
from qunli.projects.models import Outcome, Payment, Project, Race
from qunli.projects.states import FISCAL_STREAMS, ChangeKind, ScoredBy

UNIT = (Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER)


def _is_authority(standing: Standing, project: Project) -> bool:
    return standing.holds(Role.AUTHORITY, project.authority_id)


def _is_office(standing: Standing, project: Project) -> bool:
    return _is_authority(standing, project) or standing.holds(Role.OPERATOR, project.operator_id)


def _is_lead(standing: Standing, project: Project) -> bool:
    leader = project.award.proposal.leader_party_id
    return project.lead.party_id in standing.parties(*UNIT) or (leader is not None and leader == standing.own_party_id)


def is_in_team(user: Anyone, project: Project) -> bool:
    """Tell whether somebody acts for the lead or a partner that consented."""
    standing = standing_of(user)
    if _is_lead(standing, project):
        return True
    return Partner.objects.filter(
        proposal=project.award.proposal_id,
        consent=Consent.GIVEN,
        organization__party__in=standing.parties(*UNIT),
    ).exists()


def may_start_project(user: Anyone, authority_id: int, operator_id: int) -> bool:
    """The authority starts a project, and the operator for it."""
    standing = standing_of(user)
    return standing.holds(Role.AUTHORITY, authority_id) or standing.holds(Role.OPERATOR, operator_id)


def may_draft_task_book(user: Anyone, project: Project) -> bool:
    """The lead drafts, with the office's help."""
    standing = standing_of(user)
    return _is_lead(standing, project) or _is_office(standing, project)


def may_sign_as_lead(user: Anyone, project: Project) -> bool:
    """Only the lead's unit administrator binds it."""
    return standing_of(user).holds(Role.UNIT_ADMINISTRATOR, project.lead.party_id)


def may_sign_as_poster(user: Anyone, project: Project) -> bool:
    """Only the poster's unit administrator binds it."""
    return standing_of(user).holds(Role.UNIT_ADMINISTRATOR, project.poster.party_id)


def may_act_as_authority(user: Anyone, project: Project) -> bool:
    """The authority signs, judges, settles and accepts."""
    return _is_authority(standing_of(user), project)


def may_draft_contract(user: Anyone, project: Project) -> bool:
    """Poster, lead or operator writes the technical contract down."""
    standing = standing_of(user)
    is_poster = project.poster.party_id in standing.parties(*UNIT)
    return is_poster or _is_lead(standing, project) or _is_office(standing, project)


def may_report(user: Anyone, project: Project) -> bool:
    """The team reports."""
    return is_in_team(user, project)


def may_judge(user: Anyone, project: Project) -> bool:
    """The authority judges, by somebody who is not in the team."""
    return _is_authority(standing_of(user), project) and not is_in_team(user, project)


def may_confirm_payment(user: Anyone, payment: Payment) -> bool:
    """The authority or finance confirms; of other than fiscal money also the payer's own people."""
    standing = standing_of(user)
    if _is_authority(standing, payment.project) or may_pay_out(user, payment):
        return True
    return payment.stream not in FISCAL_STREAMS and payment.payer_id in standing.parties(*UNIT)


def may_release_payment(user: Anyone, payment: Payment) -> bool:
    """Fiscal money is released by finance; other money by finance, the authority or the payer's administrator."""
    standing = standing_of(user)
    if may_pay_out(user, payment):
        return True
    return payment.stream not in FISCAL_STREAMS and (
        _is_authority(standing, payment.project) or standing.holds(Role.UNIT_ADMINISTRATOR, payment.payer_id)
    )


def may_pay_out(user: Anyone, payment: Payment) -> bool:
    """Finance of the payer; any finance where the payer is the authority itself or the money is not fiscal."""
    standing = standing_of(user)
    if payment.stream in FISCAL_STREAMS and payment.payer_id != payment.project.authority_id:
        return standing.holds(Role.FINANCE, payment.payer_id)
    return standing.holds(Role.FINANCE)


def may_note_payment(user: Anyone, payment: Payment) -> bool:
    """Finance notes fiscal money as paid; of other money the payer and the payee do too."""
    standing = standing_of(user)
    if may_pay_out(user, payment):
        return True
    ends = {payment.payer_id, payment.payee_id}
    return payment.stream not in FISCAL_STREAMS and bool(ends & standing.parties(*UNIT))


def may_hold_payment(user: Anyone, payment: Payment) -> bool:
    """Whoever may confirm or release may hold back."""
    return may_confirm_payment(user, payment) or may_release_payment(user, payment)


def may_ask_change(user: Anyone, project: Project, kind: str) -> bool:
    """The lead asks for an extension or change; lead, poster or office for a termination; the office to revoke."""
    standing = standing_of(user)
    is_poster = project.poster.party_id in standing.parties(*UNIT)
    match ChangeKind(kind):
        case ChangeKind.EXTENSION | ChangeKind.CHANGE:
            return _is_lead(standing, project)
        case ChangeKind.TERMINATION:
            return _is_lead(standing, project) or is_poster or _is_office(standing, project)
        case ChangeKind.REVOCATION:
            return _is_office(standing, project)


def may_note_recovery(user: Anyone, project: Project) -> bool:
    """Finance or the authority notes what came back."""
    standing = standing_of(user)
    return _is_authority(standing, project) or standing.holds(Role.FINANCE)


def may_give_users_opinion(user: Anyone, project: Project) -> bool:
    """The poster is the user of the result."""
    return project.poster.party_id in standing_of(user).parties(Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR)


def may_record_outcome(user: Anyone, project: Project) -> bool:
    """The team and the office."""
    return is_in_team(user, project) or _is_office(standing_of(user), project)


def may_publish_outcome(user: Anyone, outcome: Outcome) -> bool:
    """The check before publication is made by the office, by somebody else than who stated the outcome."""
    standing = standing_of(user)
    return _is_office(standing, outcome.project) and standing.user_id != outcome.stated_by_id


def may_transfer(user: Anyone, outcome: Outcome) -> bool:
    """The owner prepares and concludes, and the office for it."""
    standing = standing_of(user)
    return outcome.owner.party_id in standing.parties(*UNIT) or _is_office(standing, outcome.project)


def may_make_papers(user: Anyone, project: Project) -> bool:
    """Team, poster and office print what they stamp and file."""
    standing = standing_of(user)
    is_poster = project.poster.party_id in standing.parties(*UNIT)
    return is_poster or _is_office(standing, project) or is_in_team(user, project)


def may_post_transfer(user: Anyone, project: Project) -> bool:
    """The office puts prices on public notice."""
    return _is_office(standing_of(user), project)


def may_run_race(user: Anyone, race: Race) -> bool:
    """The authority decides at the gates, corrects, and notes who leaves."""
    return standing_of(user).holds(Role.AUTHORITY, race.authority_id)


def may_propose_stage(user: Anyone, race: Race) -> bool:
    """The operator proposes what becomes of the teams; the authority may too, by another person than decides."""
    return standing_of(user).holds(Role.OPERATOR, race.operator_id) or may_run_race(user, race)


def may_score(user: Anyone, race: Race, who: str) -> bool:
    """Demander and department score for themselves; the operator enters what the experts signed."""
    standing = standing_of(user)
    match ScoredBy(who):
        case ScoredBy.EXPERTS:
            return standing.holds(Role.OPERATOR, race.operator_id)
        case ScoredBy.DEMANDER:
            return race.poster.party_id in standing.parties(Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR)
        case ScoredBy.DEPARTMENT:
            return standing.holds(Role.AUTHORITY, race.authority_id)
