"""Who may add indicators and figures, and hold somebody against a pack."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import AnonymousUser

from qunli.directory.models import Organization
from qunli.directory.permits import EDITOR_ROLES
from qunli.evidence.permits import Who, keeps_evidence, reads_confidential_evidence
from qunli.people.models import User
from qunli.people.queries import standing_of
from qunli.people.states import Role

ASSESSORS: Final = (Role.OPERATOR, Role.AUTHORITY)


def keeps_figures(who: Who) -> bool:
    """Whoever keeps the evidence keeps the figures that stand on it."""
    return keeps_evidence(who)


def reads_every_figure(who: Who) -> bool:
    """A firm's figures are its own matter: besides its people, whoever records them and the auditor read them."""
    return reads_confidential_evidence(who)


def assesses_clusters(who: Who) -> bool:
    """The operator and the authority hold a cluster against a pack, and answer what no figure tells."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(*ASSESSORS)
    return True


def assesses_organization(who: Who, organization: Organization) -> bool:
    """The office assesses every enterprise, its own editors theirs."""
    own = isinstance(who, User) and organization.party_id in standing_of(who).parties(*EDITOR_ROLES)
    return own or assesses_clusters(who)
