"""Which claim is next, what was settled a moment ago, and what else is told of the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Case, Count, DateTimeField, F, IntegerField, Max, Q, QuerySet, Subquery, Value, When

from qunli.evidence.models import Claim
from qunli.evidence.permits import TAKEN_BACK_WITHIN
from qunli.evidence.queries import claims_to_confirm
from qunli.evidence.states import ClaimKind, ClaimState
from qunli.indicators.queries import figures_of

if TYPE_CHECKING:
    from qunli.directory.models import Cluster, Organization
    from qunli.indicators.models import Figure, Indicator
    from qunli.people.queries import Anyone

TOLD: Final = 12
IN_BULK: Final = 100
DIGITS: Final = 18
"""A key has no more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the waiting claims somebody goes through: all, or those of a document, or of a kind."""

    document: int | None = None
    kind: str = ""

    @property
    def query(self) -> str:
        """The address's part that keeps the choice."""
        parts = [f"document={self.document}"] if self.document else []
        return "&".join(parts + ([f"kind={self.kind}"] if self.kind else []))


def wanted_from(document: str, kind: str) -> Wanted:
    """Read the choice out of an address; what is no document or kind narrows nothing."""
    return Wanted(next(iter(keys_in([document])), None), kind if kind in ClaimKind.values else "")


def keys_in(texts: Iterable[str]) -> set[int]:
    """Return the keys of records that an address or form names; what is none is left out."""
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= DIGITS}


def claims_wanted(user: Anyone, wanted: Wanted) -> QuerySet[Claim]:
    """Return the claims that wait for somebody, narrowed."""
    rows = claims_to_confirm(user)
    if wanted.document:
        rows = rows.filter(document=wanted.document)
    return rows.filter(kind=wanted.kind) if wanted.kind else rows


def next_claim(rows: QuerySet[Claim], after: Claim | None) -> int | None:
    """Return the first claim that waits behind another in the order of reading, or from the beginning again."""
    keys = rows.values_list("pk", flat=True)
    if after is None:
        return keys.first()
    behind = Q(document__gt=after.document_id) | Q(document=after.document_id, start__gt=after.start)
    behind |= Q(document=after.document_id, start=after.start, pk__gt=after.pk)
    turns = Case(When(behind, then=Value(0)), default=Value(1), output_field=IntegerField())
    ordered = keys.exclude(pk=after.pk).order_by(turns, "document_id", "start", "id")
    return ordered.first()


@dataclass(frozen=True, slots=True)
class Around:
    """What waits around a claim: the one before it in the order of reading, all, and all of its document and kind."""

    previous: int | None
    waiting: int
    of_kind: int


def around(rows: QuerySet[Claim], claim: Claim) -> Around:
    """Return what waits around a claim; nothing stands before the first. One statement."""
    ahead = Q(document__lt=claim.document_id) | Q(document=claim.document_id, start__lt=claim.start)
    ahead |= Q(document=claim.document_id, start=claim.start, pk__lt=claim.pk)
    before = rows.filter(ahead).order_by("-document_id", "-start", "-id").values("pk")[:1]
    alike = Q(document=claim.document_id, kind=claim.kind)
    told = rows.order_by().aggregate(
        previous=Max(Subquery(before)),  # asked once, for it looks at no row of the count
        waiting=Count("pk"),
        of_kind=Count("pk", filter=alike),
    )
    return Around(**told)


@dataclass(frozen=True, slots=True)
class Settled:
    """What somebody settled last, in one go."""

    claims: tuple[Claim, ...]
    at: datetime

    @property
    def first(self) -> Claim:
        """The first of them."""
        return self.claims[0]


def settled_last(user: Anyone, *, at: datetime) -> Settled | None:
    """Return what somebody settled last and may still take back; what was settled in one go belongs together."""
    since = at - TAKEN_BACK_WITHIN
    mine = Q(confirmation__by=user.pk, confirmation__at__gt=since) | Q(rejected_by=user.pk, rejected_at__gt=since)
    when = Case(
        When(state=ClaimState.REJECTED, then=F("rejected_at")),
        default=F("confirmation__at"),
        output_field=DateTimeField(),
    )
    rows = (
        Claim.objects.filter(mine)
        .exclude(state=ClaimState.WAITING)
        .annotate(settled_at=when)
        .select_related("document")
        .defer("document__text")
        .order_by("-settled_at", "document_id", "start", "id")[:IN_BULK]
    )
    found = list(rows)
    if not found:
        return None
    last = found[0].settled_at
    return Settled(tuple(one for one in found if one.settled_at == last), last)


def figures_told(indicator: Indicator, subject: Cluster | Organization) -> QuerySet[Figure]:
    """Return what confirmed figures tell of an indicator, the latest first."""
    return (
        figures_of(subject)
        .filter(indicator=indicator)
        .order_by(F("period").desc(nulls_last=True), F("as_of").desc(nulls_last=True), "-id")[:TOLD]
    )


def claims_told(claim: Claim) -> QuerySet[Claim]:
    """Return the claims that wait and speak of the same thing in other documents."""
    if not claim.name or claim.value is None:
        return Claim.objects.none()
    return (
        Claim.objects.filter(name=claim.name, unit=claim.unit, state=ClaimState.WAITING)
        .exclude(document=claim.document_id)
        .select_related("document")
        .defer("document__text")
        .order_by("-period", "-id")[:TOLD]
    )
