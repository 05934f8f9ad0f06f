"""Who may see and keep what in the directory."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from qunli.core.states import Doer
from qunli.directory.models import Organization
from qunli.people.models import User
from qunli.people.queries import standing_of
from qunli.people.states import Role

Who = Doer | AnonymousUser

OFFICE_ROLES = (Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY, Role.ADMINISTRATOR)
EDITOR_ROLES = (Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR)


def keeps_directory(who: Who) -> bool:
    """The office keeps the directory; the system does when it runs a job."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(*OFFICE_ROLES)
    return True


def sees_office_side(who: Who) -> bool:
    """The office and the auditor see contacts, credit marks and experts."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(*OFFICE_ROLES, Role.AUDITOR)
    return True


def belongs_to(who: Who, organization: Organization) -> bool:
    """Tell whether somebody acts for the organization in any role."""
    return isinstance(who, User) and organization.party_id in standing_of(who).all_parties


def may_edit_organization(who: Who, organization: Organization) -> bool:
    """The office edits every organization, its own editors theirs."""
    if keeps_directory(who):
        return True
    return isinstance(who, User) and organization.party_id in standing_of(who).parties(*EDITOR_ROLES)


def may_see_contacts(who: Who, organization: Organization) -> bool:
    """Contacts are open to the office and to the organization's own people."""
    return sees_office_side(who) or belongs_to(who, organization)


def may_see_credit_marks(who: Who, organization: Organization) -> bool:
    """Credit marks are open to the office and to whom they are against."""
    return sees_office_side(who) or belongs_to(who, organization)


def follows_clusters(who: Who) -> bool:
    """Operator, authority, the district that recommends and the auditor read how a cluster stands before the rules."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(Role.OPERATOR, Role.AUTHORITY, Role.RECOMMENDING_UNIT, Role.AUDITOR)
    return True


def follows_tiers(who: Who, organization: Organization) -> bool:
    """What an enterprise earns and owes is read by the office that decides, the auditor and its own people."""
    if isinstance(who, User | AnonymousUser):
        office = standing_of(who).holds_any(Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR)
        return office or belongs_to(who, organization)
    return True


def sees_what_it_could_solve(who: Who, organization: Organization) -> bool:
    """What is open that an organization fits is shown to the office, the auditor and those who could bid for it."""
    if not isinstance(who, User | AnonymousUser):
        return True
    standing = standing_of(who)
    if standing.holds_any(Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY, Role.AUDITOR):
        return True
    return organization.party_id in standing.parties(*EDITOR_ROLES, Role.TEAM_MEMBER)


def reads_figures_of(who: Who, organization: Organization) -> bool:
    """What is measured of one organization is read by the office, the auditor and its own people."""
    return sees_office_side(who) or belongs_to(who, organization)


def may_add_credit_marks(who: Who) -> bool:
    """The operator and the authority enter marks that somebody issued."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(Role.OPERATOR, Role.AUTHORITY)
    return True
