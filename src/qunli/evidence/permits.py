"""Who may keep documents and confirm claims."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import AnonymousUser

from qunli.core.states import Doer
from qunli.evidence.models import Claim, Document
from qunli.people.models import User
from qunli.people.queries import holders_of, standing_of
from qunli.people.states import Role

Who = Doer | AnonymousUser

KEEPERS: Final = (Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY, Role.ADMINISTRATOR)


def keeps_evidence(who: Who) -> bool:
    """The office keeps documents and reads claims out of them; the system does when it runs a job."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(*KEEPERS)
    return True


def may_confirm_claims(who: Who) -> bool:
    """A person of the office says yes or no; the system never does."""
    return isinstance(who, User) and keeps_evidence(who)


def may_confirm_claim(who: Who, claim: Claim) -> bool:
    """Somebody else than who read the claim says yes to it, wherever there is somebody else."""
    if not may_confirm_claims(who):
        return False
    return (
        claim.stated_by_id is None or claim.stated_by_id != getattr(who, "pk", None) or not _others_could_confirm(claim)
    )


def may_read_documents(who: Who) -> bool:
    """Whole documents are read by whoever signed in; the characters that a figure stands on by everybody."""
    return not isinstance(who, AnonymousUser)


def reads_confidential_evidence(who: Who) -> bool:
    """A confidential document is read whole by the office and the auditor."""
    return keeps_evidence(who) or (isinstance(who, User) and standing_of(who).holds(Role.AUDITOR))


def may_read_document(who: Who, document: Document) -> bool:
    """Tell whether somebody reads this document whole, its file included."""
    return may_read_documents(who) and (not document.is_confidential or reads_confidential_evidence(who))


def _others_could_confirm(claim: Claim) -> bool:
    return any(holders_of(role).exclude(pk__in=[claim.stated_by_id]).exists() for role in KEEPERS)
