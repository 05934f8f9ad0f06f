"""The words for what a reader of the engine found wrong and what it had expected."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words
from qunli.engines.notation.unreadable import Expected

_EXPECTED: Final[dict[str, Words]] = {
    Expected.SOMETHING: _("some text"),
    Expected.SHORTER: _("a shorter text"),
    Expected.DIGIT: _("a digit"),
    Expected.NUMBER: _("a number"),
    Expected.THOUSANDS: _("groups of three digits between separators"),
    Expected.MAGNITUDE: _("a magnitude such as 万 or 亿"),
    Expected.ONE_MAGNITUDE: _("one magnitude only: the column counts in one already"),
    Expected.SMALLER_PART: _("a smaller part after the larger one"),
    Expected.END: _("nothing after the value"),
    Expected.KNOWN_UNIT: _("the unit of this column"),
    Expected.NO_UNIT: _("a number without a unit"),
    Expected.YUAN: _("an amount in yuan"),
    Expected.TWO_DECIMALS: _("at most two decimals"),
    Expected.WHOLE_NUMBER: _("a whole number"),
    Expected.NOT_NEGATIVE: _("a number not below zero"),
    Expected.YEAR: _("a year"),
    Expected.FOUR_DIGIT_YEAR: _("a year of four digits"),
    Expected.YEAR_FIRST: _("a date that begins with the year"),
    Expected.MONTH: _("a month from 1 to 12"),
    Expected.DAY: _("a day"),
    Expected.EXISTING_DATE: _("a day that exists in the calendar"),
    Expected.ONE_SEPARATOR: _("the same separator throughout"),
    Expected.NO_TIME_OF_DAY: _("a day without a time"),
    Expected.DATE: _("a date"),
    Expected.PERIOD: _("a period"),
    Expected.LATER_END: _("an end that is not before the beginning"),
    Expected.LENGTH_18: _("a code of 18 characters"),
    Expected.CODE_CHARACTER: _("digits and capital letters other than I, O, S, V, Z"),
    Expected.DIVISION_DIGITS: _("six digits of a division as characters 3 to 8"),
    Expected.DIVISION_LENGTH: _("a division code of 2, 4, 6, 9 or 12 digits"),
    Expected.CHECK_CHARACTER: _("another check character: one character of the code is wrong"),
    Expected.TEXT_CELL: _("a cell formatted as text: a number cell loses its last digits"),
    Expected.CHOICE: _("one of the values that the column knows"),
    Expected.HEADER: _("a header row with this column"),
    Expected.ONE_COLUMN: _("this column once"),
    Expected.VALUE: _("a value"),
    Expected.OWN_CELL: _("a cell of its own: this one is merged over several rows"),
    Expected.UNIQUE: _("a value that stands in one row only"),
}

_BETTER: Final[dict[str, Words]] = {
    "not_an_email": _("an address such as name@example.org"),
    "not_a_website": _("an address such as https://example.org"),
    "unknown_place": _("a name or code of the list, such as 闵行区梅陇镇 or 310112108"),
    "ambiguous_place": _("the name with what it lies in, such as 南京市鼓楼区"),
    "unknown_industry": _("a code or name of the standard, such as 3670"),
    "unknown_segment": _("a segment of the cluster, or upstream, midstream, downstream"),
}

_CAUSES: Final[dict[str, Words]] = {
    "no_header": _("No header row was found"),
    "missing_column": _("A column is missing"),
    "duplicate_column": _("A column stands twice"),
    "missing_value": _("The cell is empty"),
    "merged_value": _("The cell is merged over several rows"),
    "formula_error": _("The formula in the cell failed"),
    "formula_without_value": _("The formula in the cell was never computed"),
    "duplicate_value": _("The value stands twice"),
    "not_a_choice": _("The value is not known"),
    "unknown_place": _("No such jurisdiction is in the list"),
    "ambiguous_place": _("Several jurisdictions bear this name"),
    "unknown_industry": _("No such industry is in GB/T 4754-2017"),
    "unknown_segment": _("The cluster has no such segment"),
    "not_an_email": _("This is not an e-mail address"),
    "not_a_website": _("This is not a web address"),
    "too_long": _("The text is too long"),
    "too_many_rows": _("The file has more rows than are read at once"),
    "not_a_uscc": _("This is not a unified social credit code"),
    "uscc_length": _("The code has the wrong length"),
    "uscc_character": _("The code holds a character that codes do not have"),
    "uscc_division": _("The code names no division"),
    "uscc_check": _("The code's check character is wrong"),
    "organisation_code_check": _("The inner organization code's check character is wrong"),
    "merged_away": _("This organization was merged into another"),
    "same_organization": _("Two rows mean the same organization"),
    "not_a_date": _("This is not a date"),
    "not_a_number": _("This is not a number"),
    "not_money": _("This is not an amount"),
    "unknown_unit": _("The unit is not known"),
}


def expected_words(expected: str, code: str = "") -> Words:
    """Say what was expected; some causes say it better than the kind of value does."""
    return _BETTER.get(code) or _EXPECTED.get(expected, _("another value"))


def cause_words(code: str) -> Words:
    """Say what is wrong."""
    return _CAUSES.get(code, _("The value could not be read"))
