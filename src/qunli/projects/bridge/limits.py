"""The limits of the pack on extensions and changes, held against a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.projects.bridge.ratios import RuleCheck, months_after
from qunli.projects.bridge.terms import term_of
from qunli.projects.states import ChangeKind, RuleState

if TYPE_CHECKING:
    from qunli.core.states import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the limits see it."""

    kind: ChangeKind
    on: date
    ends_on: date
    new_ends_on: date | None = None
    extensions: int = 0


def check_limits(terms: Mapping[str, object], asked: Asked) -> tuple[RuleCheck, ...]:
    """Hold an extension or a change against the pack; a termination and a revocation know no limit."""
    if asked.kind == ChangeKind.CHANGE:
        return (_before_the_end(terms, "change_freeze_months", _("No changes in the last months"), asked),)
    if asked.kind != ChangeKind.EXTENSION:
        return ()
    return (
        _times(terms, asked),
        _length(terms, asked),
        _before_the_end(terms, "extension_notice_months_min", _("Months before the end to ask an extension"), asked),
    )


def _times(terms: Mapping[str, object], asked: Asked) -> RuleCheck:
    term, words = term_of(terms, "extensions_max"), _("Extensions")
    actual = Decimal(asked.extensions + 1)
    if term.value is None:
        return RuleCheck(words, term, RuleState.UNKNOWN, actual)
    if actual <= term.value:
        return RuleCheck(words, term, RuleState.MET, actual)
    return RuleCheck(words, term, RuleState.UNMET, actual, actual - term.value)


def _length(terms: Mapping[str, object], asked: Asked) -> RuleCheck:
    term, words = term_of(terms, "extension_months_max"), _("Longest extension in months")
    if term.value is None or asked.new_ends_on is None:
        return RuleCheck(words, term, RuleState.UNKNOWN)
    last = months_after(asked.ends_on, int(term.value))
    return _by_day(words, term.key, terms, too_late=(asked.new_ends_on - last).days)


def _before_the_end(terms: Mapping[str, object], key: str, words: Words, asked: Asked) -> RuleCheck:
    term = term_of(terms, key)
    if term.value is None:
        return RuleCheck(words, term, RuleState.UNKNOWN)
    last = months_after(asked.ends_on, -int(term.value))
    return _by_day(words, key, terms, too_late=(asked.on - last).days)


def _by_day(words: Words, key: str, terms: Mapping[str, object], *, too_late: int) -> RuleCheck:
    term = term_of(terms, key)
    if too_late <= 0:
        return RuleCheck(words, term, RuleState.MET)
    return RuleCheck(words, term, RuleState.UNMET, short=Decimal(too_late), short_is_days=True)
