"""What is owed, as the API tells it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from qunli.core.api import RefOut, paged, ref_out
from qunli.duties.models import Duty
from qunli.duties.queries import duties_of
from qunli.people.permits import account_of
from qunli.people.queries import standing_of

router = Router(tags=["duties"])


class DutyOut(Schema):
    """An open duty."""

    id: int
    owner: str
    text: str
    due_at: datetime | None
    undated_because: str
    about: RefOut

    @staticmethod
    def resolve_owner(duty: Duty) -> str:
        """Name who owes it."""
        return duty.owner.name

    @staticmethod
    def resolve_about(duty: Duty) -> RefOut:
        """Say what it is about."""
        return ref_out(duty.about)


@router.get("/me/duties", response=list[DutyOut], url_name="duties", summary="What the holder may meet")
@paged
def duties(request: HttpRequest) -> QuerySet[Duty]:
    """List open duties of the holder and of the parties acted for, the most pressing first."""
    return duties_of(standing_of(account_of(request)))
