"""The terms of a call: the pack's parameters as they stand for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qunli.rulebook.queries import Parameter, parameters

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
