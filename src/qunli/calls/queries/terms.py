"""The terms of a call: the pack's parameters as they stand for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qunli.calls.queries.races import SCHEME
from qunli.rulebook.queries import Parameter, in_reading_language, parameters
from qunli.rulebook.states import Confidence, source_words, unit_words

if TYPE_CHECKING:
    from qunli.calls.models import Call
    from qunli.rulebook.models import RulePack

TermValue = str | int | float | bool | list[Any] | None

DATES_OF_THE_CALL = frozenset({"team_deadline_days", "unit_deadline_days", "recommending_deadline_days"})
"""Parameters that a call answers with its own three deadlines."""

NEEDED_TERMS = (
    "owner_may_lead",
    "one_task_per_unit",
    "corrections_max",
    "correction_working_days",
    "publicity_working_days",
)
"""Without these a call cannot be run."""


def set_terms(call: Call) -> dict[str, TermValue]:
    """Return the values that this call set itself."""
    return {key: term["value"] for key, term in call.terms.items() if term["set_by_call"]}


def empty_terms(pack: RulePack) -> list[Parameter]:
    """Return the parameters that the pack leaves to the call, without those its deadlines answer."""
    return [one for one in parameters(pack.content) if one.is_empty and one.key not in DATES_OF_THE_CALL]


def term(call: Call, key: str) -> TermValue:
    """Return the value of one term; None where nobody has set it: the rule then binds nobody."""
    found: TermValue = call.terms.get(key, {}).get("value")
    return None if found == "" else found


def term_number(call: Call, key: str) -> int | None:
    """Return a term that counts something."""
    found = term(call, key)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def term_holds(call: Call, key: str) -> bool | None:
    """Return a term that is yes or no; None where nobody has said."""
    found = term(call, key)
    return found if isinstance(found, bool) else None


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term as a page shows it: what, how much, how sure, and who says so."""

    words: str
    value: TermValue
    unit: str
    is_share: bool
    confidence: str
    article: str
    source: str
    set_by_call: bool

    @property
    def rubric(self) -> list[str]:
        """The weighted lines or the plain words, where the value is a list."""
        lines = self.value if isinstance(self.value, list) else []
        if lines and isinstance(lines[0], str):
            return [str(line) for line in lines]
        titles = [in_reading_language({"zh": line["title_zh"], "en": line["title_en"]}) for line in lines]
        return [f"{title} {line['weight']}" for title, line in zip(titles, lines, strict=True)]

    @property
    def shown(self) -> str:
        """A value with its unit; a share as a percentage."""
        if self.is_share and isinstance(self.value, int | float):
            return f"{self.value * 100:g} % {self.unit}".strip()
        return f"{self.value} {self.unit}".strip()

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the value is a yes or a no."""
        return isinstance(self.value, bool)


def term_rows(call: Call) -> list[TermRow]:
    """Return the terms in the pack's order, in the reader's language; the scheme of a race is shown by itself."""
    rows = []
    for one in parameters(call.pack.content):
        term = call.terms.get(one.key)
        if one.key in DATES_OF_THE_CALL or one.key == SCHEME or term is None:
            continue
        rows.append(
            TermRow(
                words=one.words,
                value=None if term["value"] == "" else term["value"],
                unit=str(unit_words(term["unit"])),
                is_share=str(term["unit"]).startswith("share"),
                confidence=str(Confidence(term["confidence"]).label),
                article=term["article"],
                source=source_words(term["source"]),
                set_by_call=term["set_by_call"],
            )
        )
    return rows
