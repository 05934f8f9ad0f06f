"""What a claim says, in the reader's words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from qunli.evidence.states import ClaimBound, ClaimKind

if TYPE_CHECKING:
    from qunli.evidence.models import Claim

_LARGE: Final = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_MONEY: Final = frozenset({"元", "美元", "欧元"})


def number_in_words(value: Decimal, unit: str) -> str:
    """Write a number exactly, money in 万 or 亿 as people do.

    >>> number_in_words(Decimal("5648000000"), "元"), number_in_words(Decimal("13.14"), "%")
    ('56.48亿元', '13.14%')
    """
    if unit in _MONEY:
        for size, sign in _LARGE:
            if abs(value) >= size:
                return f"{_plain(value / size)}{sign}{unit}"
    return f"{_plain(value)}{unit}"


def value_of(claim: Claim) -> str:
    """Return a claim's value with its bound; of a range both ends; nothing where it states no number."""
    if claim.value is None:
        return ""
    said = number_in_words(claim.value, claim.unit)
    if claim.value_to is not None:
        return f"{said} – {number_in_words(claim.value_to, claim.unit)}"
    return said if claim.bound in {ClaimBound.EXACT, ClaimBound.RANGE} else f"{claim.get_bound_display()} {said}"


def period_of(claim: Claim) -> str:
    """Return the time that a claim states, with what narrows it."""
    time = claim.period.replace("..", "–") or claim.happened
    return " · ".join(part for part in (time, claim.scope) if part)


def said_by(claim: Claim) -> str:
    """Return what a claim says in one line: a person's words, or what the engine took from the text."""
    if says := str(claim.content.get("says", "")):
        return says
    return " · ".join(part for part in (claim.subject, claim.name, value_of(claim), period_of(claim)) if part)


def facts_of(claim: Claim) -> list[tuple[str, str]]:
    """Return what a claim says, fact by fact; what it does not say is left out."""
    words = {"says": _("What it says"), "indicator": _("Indicator"), "value": _("Value"), "unit": _("Unit")}
    told = {"says": claim.content["says"]} if claim.content.get("says") else claim.content  # else codes, for programs
    facts = [(words.get(name, name), str(value)) for name, value in told.items()]
    if claim.kind == ClaimKind.STATED:
        return facts
    sure = "" if claim.confidence is None else f"{claim.confidence * 100:.0f} %"
    read = (
        (_("Kind"), str(claim.get_kind_display())),
        (_("Of whom"), claim.subject),
        (_("What"), claim.name),
        (_("Value"), value_of(claim)),
        (_("When"), claim.period.replace("..", "–")),
        (_("Day"), claim.happened),
        (_("Scope"), claim.scope),
        (_("With"), "、".join(claim.others)),
        (_("How sure the reader is"), sure),
    )
    return facts + [(label, value) for label, value in read if value]


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
