"""Faults of a sheet in words: at which cell, what is wrong, what was found and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunli.core.states import Words
from qunli.engines.notation.unreadable import Expected

FOUND_SHOWN: Final = 80

EXPECTED: Final[Mapping[str, Words]] = {
    Expected.SOMETHING: gettext_lazy("some text"),
    Expected.SHORTER: gettext_lazy("a shorter text"),
    Expected.DIGIT: gettext_lazy("a digit"),
    Expected.NUMBER: gettext_lazy("a number"),
    Expected.THOUSANDS: gettext_lazy("groups of three digits between separators"),
    Expected.MAGNITUDE: gettext_lazy("a magnitude such as 万 or 亿"),
    Expected.ONE_MAGNITUDE: gettext_lazy("one magnitude only: the column counts in one already"),
    Expected.SMALLER_PART: gettext_lazy("a smaller part after the larger one"),
    Expected.END: gettext_lazy("nothing after the value"),
    Expected.KNOWN_UNIT: gettext_lazy("the unit of this column"),
    Expected.NO_UNIT: gettext_lazy("a number without a unit"),
    Expected.YUAN: gettext_lazy("an amount in yuan"),
    Expected.TWO_DECIMALS: gettext_lazy("at most two decimals"),
    Expected.WHOLE_NUMBER: gettext_lazy("a whole number"),
    Expected.NOT_NEGATIVE: gettext_lazy("a number not below zero"),
    Expected.YEAR: gettext_lazy("a year"),
    Expected.FOUR_DIGIT_YEAR: gettext_lazy("a year of four digits"),
    Expected.YEAR_FIRST: gettext_lazy("a date that begins with the year"),
    Expected.MONTH: gettext_lazy("a month from 1 to 12"),
    Expected.DAY: gettext_lazy("a day"),
    Expected.EXISTING_DATE: gettext_lazy("a day that exists in the calendar"),
    Expected.ONE_SEPARATOR: gettext_lazy("the same separator throughout"),
    Expected.NO_TIME_OF_DAY: gettext_lazy("a day without a time"),
    Expected.DATE: gettext_lazy("a date"),
    Expected.PERIOD: gettext_lazy("a period"),
    Expected.LATER_END: gettext_lazy("an end that is not before the beginning"),
    Expected.LENGTH_18: gettext_lazy("a code of 18 characters"),
    Expected.CODE_CHARACTER: gettext_lazy("digits and capital letters other than I, O, S, V, Z"),
    Expected.DIVISION_DIGITS: gettext_lazy("six digits of a division as characters 3 to 8"),
    Expected.DIVISION_LENGTH: gettext_lazy("a division code of 2, 4, 6, 9 or 12 digits"),
    Expected.CHECK_CHARACTER: gettext_lazy("another check character: one character of the code is wrong"),
    Expected.TEXT_CELL: gettext_lazy("a cell formatted as text: a number cell loses its last digits"),
    Expected.CHOICE: gettext_lazy("one of the values that the column knows"),
    Expected.HEADER: gettext_lazy("a header row with this column"),
    Expected.ONE_COLUMN: gettext_lazy("this column once"),
    Expected.VALUE: gettext_lazy("a value"),
    Expected.OWN_CELL: gettext_lazy("a cell of its own: this one is merged over several rows"),
    Expected.UNIQUE: gettext_lazy("a value that stands in one row only"),
}

BETTER: Final[Mapping[str, Words]] = {
    "not_an_email": gettext_lazy("an address such as name@example.org"),
    "not_a_website": gettext_lazy("an address such as https://example.org"),
}

CAUSES: Final[Mapping[str, Words]] = {
    "no_header": gettext_lazy("No header row was found"),
    "missing_column": gettext_lazy("A column is missing"),
    "duplicate_column": gettext_lazy("A column stands twice"),
    "missing_value": gettext_lazy("The cell is empty"),
    "merged_value": gettext_lazy("The cell is merged over several rows"),
    "formula_error": gettext_lazy("The formula in the cell failed"),
    "formula_without_value": gettext_lazy("The formula in the cell was never computed"),
    "duplicate_value": gettext_lazy("The value stands twice"),
    "not_a_choice": gettext_lazy("The value is not known"),
    "not_an_email": gettext_lazy("This is not an e-mail address"),
    "not_a_website": gettext_lazy("This is not a web address"),
    "too_long": gettext_lazy("The text is too long"),
    "too_many_rows": gettext_lazy("The file has more rows than are read at once"),
    "not_a_uscc": gettext_lazy("This is not a unified social credit code"),
    "uscc_length": gettext_lazy("The code has the wrong length"),
    "uscc_character": gettext_lazy("The code holds a character that codes do not have"),
    "uscc_division": gettext_lazy("The code names no division"),
    "uscc_check": gettext_lazy("The code's check character is wrong"),
    "organisation_code_check": gettext_lazy("The inner organization code's check character is wrong"),
    "not_a_date": gettext_lazy("This is not a date"),
    "not_a_number": gettext_lazy("This is not a number"),
    "not_money": gettext_lazy("This is not an amount"),
    "unknown_unit": gettext_lazy("The unit is not known"),
}


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault with its cell, what was found and what was expected."""

    sheet: str
    cell: str
    header: str
    cause: Words
    found: str
    expected: Words
    other: str

    @property
    def sentence(self) -> str:
        """Say it in one sentence, in the reader's language."""
        place = " ".join(part for part in (self.sheet, self.cell) if part)
        if self.header:
            place = _("%(place)s (%(column)s)") % {"place": place, "column": self.header}
        cause = str(self.cause)
        if self.other:
            cause = _("%(cause)s, first at %(other)s") % {"cause": cause, "other": self.other}
        if not self.found:
            words = _("%(place)s: %(cause)s. Expected %(expected)s.")
            return words % {"place": place, "cause": cause, "expected": self.expected}
        words = _("%(place)s: %(cause)s. Found “%(found)s”, expected %(expected)s.")
        return words % {"place": place, "cause": cause, "found": self.found, "expected": self.expected}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one kind of sheet: its columns, and the causes that only its cells have."""

    columns: Mapping[str, Words]
    causes: Mapping[str, Words] = field(default_factory=dict)
    better: Mapping[str, Words] = field(default_factory=dict)

    def cause(self, code: str) -> Words:
        """Say what is wrong."""
        return self.causes.get(code) or CAUSES.get(code, gettext_lazy("The value could not be read"))

    def expected(self, expected: str, code: str = "") -> Words:
        """Say what was expected; some causes say it better than the kind of value does."""
        return self.better.get(code) or BETTER.get(code) or expected_words(expected)

    def shown(self, faults: Iterable[Mapping[str, Any]]) -> list[ShownFault]:
        """Put the faults into words, in the order of the sheets."""
        return [
            ShownFault(
                sheet=fault["sheet"],
                cell=f"{fault['column']}{fault['row'] or ''}",
                header=str(fault["header"] or self.columns.get(fault["key"], "")),
                cause=self.cause(fault["code"]),
                found=_shortened(fault["found"]),
                expected=self.expected(fault["expected"], fault["code"]),
                other=fault["other"],
            )
            for fault in faults
        ]


def expected_words(expected: str) -> Words:
    """Say what a reader of the engine waited for."""
    return EXPECTED.get(expected, gettext_lazy("another value"))


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= FOUND_SHOWN else plain[: FOUND_SHOWN - 1] + "…"
