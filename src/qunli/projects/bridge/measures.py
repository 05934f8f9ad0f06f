"""Holding a measured value against a target, on exact numbers."""

from __future__ import annotations

from decimal import Decimal

from qunli.engines.notation.units import UnknownUnit, read_quantity, read_unit
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.needs.states import Comparator


def number_of(text: str, unit: str = "") -> Decimal:
    """Read a value written in the indicator's own unit; raises `Unreadable` for anything else.

    The unit may stand behind the number, as in “38 %”.
    """
    written = text.strip()
    if unit and written.endswith(unit):
        written = written.removesuffix(unit).strip()
    quantity = read_quantity(written)
    if quantity.unit and quantity.unit not in {unit, _unit_name(unit)}:
        raise UnknownUnit(text, 0, Expected.KNOWN_UNIT)
    return quantity.value


def _unit_name(unit: str) -> str:
    try:
        return read_unit(unit).name
    except Unreadable:
        return unit


def holds(comparator: str, measured: Decimal, target: Decimal) -> bool:
    """Tell whether a measured number reaches its target."""
    match Comparator(comparator):
        case Comparator.AT_LEAST:
            return measured >= target
        case Comparator.AT_MOST:
            return measured <= target
        case Comparator.MORE_THAN:
            return measured > target
        case Comparator.LESS_THAN:
            return measured < target
        case _:
            return measured == target


def is_met(comparator: str, measured: str, target: str, unit: str = "") -> bool | None:
    """Judge a number; None where a person must judge: a described target, or one that is no number."""
    if comparator == Comparator.TEXT or not measured:
        return None
    try:
        return holds(comparator, number_of(measured, unit), number_of(target, unit))
    except Unreadable:
        return None


def is_judged_by_person(comparator: str, target: str, unit: str = "") -> bool:
    """Tell whether a target cannot be held against a number."""
    if comparator == Comparator.TEXT:
        return True
    try:
        number_of(target, unit)
    except Unreadable:
        return True
    return False
