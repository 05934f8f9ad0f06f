"""Readers of one cell, for columns: what a spreadsheet stores or a person typed, into a value."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import ClassVar, Final

from qunli.engines.notation.codes import UsccLength, read_uscc
from qunli.engines.notation.dates import NotADate, read_date
from qunli.engines.notation.money import NotMoney, fen_of, read_money, yuan_of
from qunli.engines.notation.numerals import NotANumber, fold_numerals, plain, shifted
from qunli.engines.notation.periods import Period, read_period
from qunli.engines.notation.sheets.grid import label_of, text_of
from qunli.engines.notation.units import Quantity, Unit, UnknownUnit, read_quantity
from qunli.engines.notation.unreadable import Expected, Unreadable

__all__ = [
    "Found",
    "NotAChoice",
    "Reader",
    "as_date",
    "as_money",
    "as_number",
    "as_period",
    "as_text",
    "as_uscc",
    "chosen_from",
    "counted_in",
]

_MAGNITUDE: Final = re.compile(r"[万亿]|illion|thousand", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_KEPT_DIGITS: Final = 15  # a spreadsheet's number keeps no more


@dataclass(frozen=True, slots=True)
class Found:
    """A cell that is not empty, with the unit of its header and the unit noted for the sheet."""

    value: object
    unit: Unit | None = None
    sheet_unit: Unit | None = None

    @property
    def text(self) -> str:
        """Return what a person sees."""
        return text_of(self.value)


Reader = Callable[[Found], Hashable]


class NotAChoice(Unreadable):
    """The text is none of the choices of the column."""

    code: ClassVar[str] = "not_a_choice"


def as_text(found: Found) -> str:
    """Read the text, with every stretch of spaces and line breaks as one space."""
    return _SPACES.sub(" ", found.text).strip()


def _stored_number(value: object) -> Decimal | None:
    """Return the number a cell stores, or None where it stores something else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    text = text_of(value)
    return Decimal(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None


def _quantity(found: Found, unit: Unit | None) -> Quantity:
    """Read a number whose unit stands in the cell or, failing that, in the header.

    A bare number in a column of 万元 counts 万元; one with a unit of its own keeps it; one with
    a magnitude but no unit, 1.2万, could mean either and is refused.
    """
    number = _stored_number(found.value)
    quantity = Quantity(number, "") if number is not None else read_quantity(found.text)
    if quantity.unit or unit is None:
        return quantity
    magnitude = _MAGNITUDE.search(fold_numerals(found.text))
    if unit.scale != 1 and magnitude is not None:
        raise NotANumber(found.text, magnitude.start(), Expected.ONE_MAGNITUDE)
    return Quantity(plain(quantity.value * unit.scale), unit.name)


def as_number(found: Found) -> Decimal:
    """Read a number; of a percentage, written in the cell or the header, the ratio."""
    quantity = _quantity(found, found.unit)
    if quantity.unit == "%":
        return plain(shifted(quantity.value, -2))
    if quantity.unit and (found.unit is None or quantity.unit != found.unit.name):
        raise UnknownUnit(found.text, 0, Expected.NO_UNIT)
    return quantity.value


def counted_in(unit: str) -> Reader:
    """Return a reader of whole numbers that may carry this unit, such as 人."""

    def read(found: Found) -> int:
        quantity = _quantity(found, found.unit)
        if quantity.unit not in {"", unit}:
            raise UnknownUnit(found.text, 0, Expected.KNOWN_UNIT)
        if quantity.value != quantity.value.to_integral_value():
            raise NotANumber(found.text, 0, Expected.WHOLE_NUMBER)
        if quantity.value < 0:
            raise NotANumber(found.text, 0, Expected.NOT_NEGATIVE)
        return int(quantity.value)

    return read


def as_money(found: Found) -> Decimal:
    """Read an amount in yuan, in the unit of the cell, the header or the sheet, in that order."""
    if _stored_number(found.value) is None and fold_numerals(found.text).rstrip().endswith(("角", "分", "整")):
        return read_money(found.text)
    unit = found.unit
    if unit is None and found.sheet_unit is not None and found.sheet_unit.name in {"", "元"}:
        unit = found.sheet_unit
    try:
        quantity = _quantity(found, unit)
    except Unreadable as fault:
        raise NotMoney(found.text, fault.position, fault.expected) from None
    if quantity.unit not in {"", "元"}:
        raise NotMoney(found.text, 0, Expected.YUAN)
    try:
        return yuan_of(fen_of(quantity.value))
    except NotMoney as fault:
        raise NotMoney(found.text, 0, fault.expected) from None


def as_date(found: Found) -> date:
    """Read a day: a date cell, a serial number or a text."""
    value = found.value
    if isinstance(value, datetime):
        if value.time() != time():
            raise NotADate(found.text, 0, Expected.NO_TIME_OF_DAY)
        return value.date()
    return value if isinstance(value, date) else read_date(found.text)


def as_period(found: Found) -> Period:
    """Read a period; a year may be stored as a number."""
    return read_period(found.text)


def as_uscc(found: Found) -> str:
    """Read a unified social credit code; one stored as a number has lost its last digits."""
    number = _stored_number(found.value)
    if number is not None and abs(number) >= shifted(Decimal(1), _KEPT_DIGITS):
        raise UsccLength(found.text, 0, Expected.TEXT_CELL)
    return read_uscc(found.text).code


def chosen_from(choices: Mapping[str, Hashable]) -> Reader:
    """Return a reader of one of the written choices, however spaced and in either script."""
    known = {label_of(written): value for written, value in choices.items()}

    def read(found: Found) -> Hashable:
        label = label_of(found.text)
        if label not in known:
            raise NotAChoice(found.text, 0, Expected.CHOICE)
        return known[label]

    return read
