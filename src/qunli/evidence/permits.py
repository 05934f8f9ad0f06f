"""Who may keep documents and confirm claims."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import AnonymousUser

from qunli.core.states import Doer
from qunli.evidence.models import Claim, Confirmation, Document
from qunli.people.models import User
from qunli.people.queries import standing_of
from qunli.people.states import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

Who = Doer | AnonymousUser

KEEPERS: Final = (Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY, Role.ADMINISTRATOR)
TAKEN_BACK_WITHIN: Final = timedelta(hours=24)
"""So long whoever settled a claim may take it back: a slip of the hand is undone, a figure others read is not."""


def keeps_evidence(who: Who) -> bool:
    """The office keeps documents and reads claims out of them; the system does when it runs a job."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(*KEEPERS)
    return True


def may_confirm_claims(who: Who) -> bool:
    """A person of the office says yes or no; the system never does."""
    return isinstance(who, User) and keeps_evidence(who)


def may_confirm_claim(who: Who, claim: Claim) -> bool:
    """Tell whether somebody may say yes to a claim.

    What a person read, somebody else confirms, wherever there is somebody else. What a machine read, one person
    confirms: two have looked at it then.
    """
    if not may_confirm_claims(who):
        return False
    return (
        claim.stated_by_id is None or claim.stated_by_id != getattr(who, "pk", None) or not _others_could_confirm(claim)
    )


def may_take_back_claim(who: Who, claim: Claim, *, at: datetime) -> bool:
    """Whoever settled a claim takes it back within a day."""
    if not may_confirm_claims(who) or not isinstance(who, User):
        return False
    given = Confirmation.objects.filter(claim=claim, by=who, at__gt=at - TAKEN_BACK_WITHIN)
    refused = claim.rejected_by_id == who.pk and claim.rejected_at and claim.rejected_at > at - TAKEN_BACK_WITHIN
    return bool(refused) or given.exists()


def may_read_documents(who: Who) -> bool:
    """Whole documents are read by whoever signed in; the characters that a figure stands on by everybody."""
    return not isinstance(who, AnonymousUser)


def reads_confidential_evidence(who: Who) -> bool:
    """A confidential document is read whole by the office and the auditor."""
    return keeps_evidence(who) or (isinstance(who, User) and standing_of(who).holds(Role.AUDITOR))


def sees_unconfirmed_claims(who: Who) -> bool:
    """What nobody confirmed is seen by those who confirm it, and the auditor; to all others it is not there."""
    return reads_confidential_evidence(who)


def may_read_document(who: Who, document: Document) -> bool:
    """Tell whether somebody reads this document whole, its file included."""
    return may_read_documents(who) and (not document.is_confidential or reads_confidential_evidence(who))


def keepers_besides(user: int) -> QuerySet[User]:
    """Return everybody who keeps evidence now, but for one."""
    held = User.objects.filter(is_active=True, grants__role__in=KEEPERS, grants__ended_at=None)
    return held.exclude(pk=user).order_by()


def _others_could_confirm(claim: Claim) -> bool:
    return keepers_besides(claim.stated_by_id or 0).exists()
