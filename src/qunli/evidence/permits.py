"""Who may keep documents and confirm claims."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from qunli.core.states import Doer
from qunli.people.models import User
from qunli.people.queries import standing_of
from qunli.people.states import Role

Who = Doer | AnonymousUser


def keeps_evidence(who: Who) -> bool:
    """The office keeps documents and reads claims out of them; the system does when it runs a job."""
    if isinstance(who, User | AnonymousUser):
        return standing_of(who).holds_any(Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY, Role.ADMINISTRATOR)
    return True


def may_confirm_claims(who: Who) -> bool:
    """A person of the office says yes or no; the system never does."""
    return isinstance(who, User) and keeps_evidence(who)


def may_read_documents(who: Who) -> bool:
    """A whole document is read by whoever signed in; the characters that a figure stands on by everybody."""
    return not isinstance(who, AnonymousUser)
