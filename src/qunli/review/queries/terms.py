"""What the call's rules say that the review room needs."""

from __future__ import annotations

from typing import Any, cast

from qunli.calls.models import Call


def term_of(call: Call, key: str) -> Any:  # noqa: ANN401 - a term's value is whatever the pack holds
    """Return the value of a term as fixed for this call; None where the pack and the call leave it open."""
    term = call.terms.get(key)
    value = term.get("value") if isinstance(term, dict) else term
    return None if value == "" else value


def number_term(call: Call, key: str) -> int | None:
    """Return a term that is a whole number; None where it is left open."""
    value = term_of(call, key)
    return None if value is None else int(value)


def rubric_of(call: Call) -> list[dict[str, Any]]:
    """Return the lines of the rubric: key, title_zh, title_en, weight; empty where the call has none."""
    return cast("list[dict[str, Any]]", term_of(call, "rubric") or [])
