"""What every reader of this engine raises when a text is not what it should be."""

from enum import StrEnum
from typing import ClassVar

__all__ = ["Expected", "Unreadable"]


class Expected(StrEnum):
    """What a reader was waiting for: a closed list, so that the edge can translate each one."""

    SOMETHING = "something"
    SHORTER = "shorter"
    DIGIT = "digit"
    NUMBER = "number"
    THOUSANDS = "thousands"
    MAGNITUDE = "magnitude"
    ONE_MAGNITUDE = "one_magnitude"
    SMALLER_PART = "smaller_part"
    END = "end"
    KNOWN_UNIT = "known_unit"
    NO_UNIT = "no_unit"
    YUAN = "yuan"
    TWO_DECIMALS = "two_decimals"
    WHOLE_NUMBER = "whole_number"
    NOT_NEGATIVE = "not_negative"
    YEAR = "year"
    FOUR_DIGIT_YEAR = "four_digit_year"
    YEAR_FIRST = "year_first"
    MONTH = "month"
    DAY = "day"
    EXISTING_DATE = "existing_date"
    ONE_SEPARATOR = "one_separator"
    NO_TIME_OF_DAY = "no_time_of_day"
    DATE = "date"
    PERIOD = "period"
    LATER_END = "later_end"
    LENGTH_18 = "length_18"
    CODE_CHARACTER = "code_character"
    DIVISION_DIGITS = "division_digits"
    DIVISION_LENGTH = "division_length"
    CHECK_CHARACTER = "check_character"
    TEXT_CELL = "text_cell"
    CHOICE = "choice"
    HEADER = "header"
    ONE_COLUMN = "one_column"
    VALUE = "value"
    OWN_CELL = "own_cell"
    UNIQUE = "unique"


class Unreadable(ValueError):
    """A text could not be read; says which text, where reading stopped and what was expected.

    Subclasses set ``code``, the machine-readable cause. No message is composed here:
    the edge translates ``code`` and ``expected``.
    """

    code: ClassVar[str] = "unreadable"

    def __init__(self, text: str, position: int, expected: Expected) -> None:
        """Keep the text as given and the place, counted from 0, where reading stopped."""
        super().__init__(text, position, expected)
        self.text = text
        self.position = position
        self.expected = expected

    def __str__(self) -> str:
        """Return a line for logs and developers."""
        return f"{self.code} at {self.position} of {self.text!r}: expected {self.expected.value}"
