"""Showing a document cut at its passages and claims, and what a claim says."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django import template

from qunli.evidence.queries import ShownPassage, Stretch, period_of, said_by, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.template.context import Context

    from qunli.evidence.models import Claim

register = template.Library()


class Shown(TypedDict):
    """What `evidence/passages.html` shows."""

    passages: Sequence[ShownPassage]
    here: Claim | None
    keeps: bool
    page: str
    next: str
    csrf_token: object


@register.inclusion_tag("evidence/passages.html", takes_context=True)
def passages_of(
    context: Context,
    passages: Sequence[ShownPassage],
    *,
    keeps: bool,
    here: Claim | None = None,
    page: str = "evidence:claim",
) -> Shown:
    """Show passages, those set aside folded with their reason; `here` is set off, and marks lead to `page`."""
    request = context.get("request")
    return {
        "passages": passages,
        "here": here,
        "keeps": keeps,
        "page": page,
        "next": request.get_full_path() if request is not None else "",
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def claim_at(stretch: Stretch, here: Claim | None) -> Claim | None:
    """The claim that a stretch belongs to: the one asked about, else the shortest."""
    if not stretch.claims:
        return None
    return next((one for one in stretch.claims if one == here), min(stretch.claims, key=_length))


@register.filter
def said(claim: Claim) -> str:
    """What a claim says, in one line."""
    return said_by(claim)


@register.filter
def claimed_value(claim: Claim) -> str:
    """A claim's value with its bound."""
    return value_of(claim)


@register.filter
def claimed_time(claim: Claim) -> str:
    """The time that a claim states."""
    return period_of(claim)


def _length(claim: Claim) -> int:
    return claim.end - claim.start
