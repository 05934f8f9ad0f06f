"""Turning refs into pages: by convention the page of a record is named `room:kind`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from qunli.calls.queries import proposals_led_to
from qunli.config.routes import may_call
from qunli.indicators.queries import figures_seen_by
from qunli.needs.queries import needs_seen_by
from qunli.people.permits import standing_of
from qunli.review.queries import candidates_seen_by, seats_seen_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from qunli.calls.models import Proposal
    from qunli.core.states import Ref
    from qunli.indicators.models import Figure
    from qunli.needs.models import Need
    from qunli.people.queries import Anyone
    from qunli.review.models import Candidate, Seat

if TYPE_CHECKING:
    AnySet = QuerySet[Figure] | QuerySet[Need] | QuerySet[Proposal] | QuerySet[Seat] | QuerySet[Candidate]

SEEN: Final[dict[tuple[str, str], Callable[[Anyone, datetime], AnySet]]] = {
    ("indicators", "figure"): lambda reader, _at: figures_seen_by(reader),
    ("needs", "need"): needs_seen_by,
    ("calls", "proposal"): lambda reader, at: proposals_led_to(reader, at=at),
    ("review", "seat"): lambda reader, _at: seats_seen_by(reader),
    ("review", "candidate"): lambda reader, _at: candidates_seen_by(reader),
}
"""Records that some are not led to though their roles may open such pages: asked for all refs of a kind at once."""


def pages_of(refs: Iterable[Ref], reader: Anyone | None = None) -> dict[Ref, str]:
    """Return the address of each record's page; those without one, or not open to the reader, are left out."""
    pages = {ref: address for ref in refs if (address := _address(ref, reader))}
    if reader is not None:
        for kind, seen in SEEN.items():
            asked = {ref.id for ref in pages if (ref.room, ref.kind) == kind}
            if asked:
                there = set(seen(reader, timezone.now()).filter(pk__in=asked).values_list("pk", flat=True))
                pages = {ref: to for ref, to in pages.items() if (ref.room, ref.kind) != kind or ref.id in there}
    return pages


def _address(ref: Ref, reader: Anyone | None) -> str:
    view = f"{ref.room}:{ref.kind}"
    if reader is not None:
        roles = standing_of(reader).roles
        if not may_call(view, "GET", roles, signed_in=reader.is_authenticated):
            return ""
    try:
        return reverse(view, args=[ref.id])
    except NoReverseMatch:
        return ""
