"""Reading a parameter of the call's terms as they were copied into a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from qunli.rulebook.states import Confidence, source_words


@dataclass(frozen=True, slots=True)
class Term:
    """One parameter: its number, or None where the pack has none, and how sure we are of it."""

    key: str
    value: Decimal | None
    unit: str = ""
    confidence: str = Confidence.EMPTY
    source: str = ""
    article: str = ""
    set_by_call: bool = False

    @property
    def confidence_words(self) -> str:
        """How sure we are, in words."""
        return str(Confidence(self.confidence).label)

    @property
    def source_words(self) -> str:
        """Where it was read, in words."""
        return source_words(self.source)

    @property
    def whole(self) -> int | None:
        """The number as a whole one: days, months, times."""
        return None if self.value is None else int(self.value)


def term_of(terms: Mapping[str, object], key: str) -> Term:
    """Read a term; a pack without the key or without a number gives one whose value is None."""
    row = terms.get(key)
    if not isinstance(row, Mapping):
        return Term(key=key, value=None)
    confidence = str(row.get("confidence") or Confidence.UNVERIFIED)
    return Term(
        key=key,
        value=_number(row.get("value")),
        unit=str(row.get("unit") or ""),
        confidence=confidence if confidence in Confidence.values else Confidence.UNVERIFIED,
        source=str(row.get("source") or ""),
        article=str(row.get("article") or ""),
        set_by_call=bool(row.get("set_by_call")),
    )


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
