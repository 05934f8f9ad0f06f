"""What the API of every room is made of: refs, problems, keys, pages of a list."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Schema
from ninja.pagination import LimitOffsetPagination, paginate
from pydantic import AfterValidator, AwareDatetime

from qunli.core.states import Ref

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qunli.core.bridge.faults import ShownFault

__all__ = [
    "LARGEST_KEY",
    "CellFaultOut",
    "Day",
    "DayIn",
    "FaultOut",
    "FileOut",
    "Key",
    "KeyIn",
    "Moment",
    "Paging",
    "ProblemOut",
    "ReasonIn",
    "RefOut",
    "arrived",
    "paged",
    "ref_out",
]

LARGEST_KEY = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 2000, 2200
PAGE, LARGEST_PAGE, LARGEST_OFFSET = 60, 200, 1_000_000


def _within_reach(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(_("Years lie between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return moment


Key = Annotated[int, Path(ge=1, le=LARGEST_KEY, description="The record's key.")]
"""A key in the address, as `def need(request, key: Key)`; a `Field` in a body takes the same bounds."""

KeyIn = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
"""A key in a body."""


def _day_within_reach(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(_("Years lie between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return day


Day = Annotated[date, AfterValidator(_day_within_reach)]
"""A day in a body, in a year that a calendar reaches."""

Moment = Annotated[AwareDatetime, AfterValidator(_within_reach)]
"""An instant in a body, with its offset from UTC, in a year that a calendar reaches."""


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=20_000)


class DayIn(Schema):
    """The last day of something."""

    on: date


class FaultOut(Schema):
    """One fault in what was sent."""

    place: str = Field(description="Where: the field, or body.field, query.limit, path.key.")
    message: str


class CellFaultOut(Schema):
    """A fault of a sheet with its cell."""

    sheet: str
    cell: str
    header: str
    cause: str
    found: str
    expected: str
    other: str = Field(description="The earlier place of a duplicate.")

    @staticmethod
    def resolve_cause(fault: ShownFault) -> str:
        """Say what is wrong."""
        return str(fault.cause)

    @staticmethod
    def resolve_expected(fault: ShownFault) -> str:
        """Say what was expected."""
        return str(fault.expected)


class ProblemOut(Schema):
    """A problem as RFC 9457 tells it (`application/problem+json`)."""

    type: str = "about:blank"
    title: str = Field(description="What the status means.")
    status: int
    detail: str = Field("", description="Why this request was refused, in the language asked for.")
    code: str = Field("", description="The cause as a fixed word, for programs.")
    remedy: str = Field("", description="What would make it possible, where that is known.")
    faults: list[FaultOut] = Field(default_factory=list, description="Every fault in what was sent.")


class FileOut(Schema):
    """A file of a record; `/files/{id}/content` hands it out."""

    id: int
    name: str
    purpose: str
    size: int
    sha256: str
    content_type: str


class RefOut(Schema):
    """What a record is about."""

    room: str
    kind: str
    id: int
    label: str


class Paging(LimitOffsetPagination):
    """Hands out a list in pieces: `items`, and the `count` of all of them. The queryset comes ordered."""

    class Input(Schema):
        """Which piece."""

        limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE, description="How many at most.")
        offset: int = Field(0, ge=0, le=LARGEST_OFFSET, description="How many to pass over.")

    def paginate_queryset(
        self,
        queryset: QuerySet[Any],  # of any record
        pagination: Input,  # type: ignore[override]  # the package narrows its own input the same way
        request: HttpRequest,
        **params: object,
    ) -> dict[str, object]:
        """Cut the piece out and count the whole, in two statements."""
        del request, params
        end = pagination.offset + pagination.limit
        return {"items": queryset[pagination.offset : end], "count": queryset.count()}


paged = paginate(Paging)
"""Stands under `@router.get(..., response=list[NeedOut])`: the operation returns the ordered queryset."""


def ref_out(ref: Ref) -> RefOut:
    """Show a ref."""
    return RefOut(room=ref.room, kind=ref.kind, id=ref.id, label=ref.label)


def arrived() -> datetime:
    """Return the server's time of a call; its body has been read whole before an operation runs."""
    return timezone.now()
