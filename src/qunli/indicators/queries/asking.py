"""What the rule packs ask enterprises in numbers: each question is an indicator that a figure can be recorded under."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from qunli.engines.notation.names import name_key
from qunli.indicators.models import Indicator
from qunli.indicators.states import Unit
from qunli.rulebook.queries import newest_packs
from qunli.rulebook.states import PackKind

_COUNTED: Final[Mapping[str, Unit]] = {
    "元": Unit.CNY,
    "share": Unit.SHARE,
    "家": Unit.ENTERPRISES,
    "人": Unit.PEOPLE,
    "项": Unit.ITEMS,
}
_ANSWERED_OTHERWISE: Final = ("kind", "from", "tiers", "record")
"""What an input names that is no number, is judged by a person, computed outside, or known to the directory."""


def asked_of_enterprises() -> list[Indicator]:
    """Return what the newest packs ask enterprises in numbers, each once, as indicators that are not kept yet."""
    found: dict[str, Indicator] = {}
    kinds = (PackKind.ENTERPRISE_TIER, PackKind.SIZE_CLASS)
    packs = newest_packs().filter(kind__in=kinds).order_by("jurisdiction_code", "-code")
    for asked in (one for pack in packs for one in pack.content.get("input", [])):
        if not any(asked.get(name) for name in _ANSWERED_OTHERWISE):
            indicator = _indicator(asked)
            found.setdefault(indicator.code, indicator)
    return list(found.values())


def asked_as(name: str) -> Indicator | None:
    """Return what is asked under a name in either language."""
    key = name_key(name)
    asked = asked_of_enterprises()
    return next((one for one in asked if key in {name_key(one.name), name_key(one.name_en)}), None)


def _indicator(asked: Mapping[str, Any]) -> Indicator:
    unit = _COUNTED.get(asked.get("unit", ""), Unit.NUMBER)
    text = asked["text"]
    return Indicator(code=asked.get("indicator") or asked["key"], name=text["zh"], name_en=text["en"], unit=unit)
