"""Readers of cells that several kinds of sheets have: texts of a length, days, addresses, yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from qunli.engines.notation.script import to_simplified
from qunli.engines.notation.sheets import Found, Reader, as_date, as_text, chosen_from
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import fold_width

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = "(?:" + "|".join(_MONTHS) + r")[a-z]*\.?"
_ENGLISH_DAY: Final = re.compile(
    rf"(?:(?P<day>[0-9]{{1,2}}) (?P<month>{_MONTH})|(?P<first>{_MONTH}) (?P<second>[0-9]{{1,2}})),?"
    r" (?P<year>[0-9]{4})",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(r"[,;/、，；\n]+")
_LONGEST_ADDRESS: Final = 200
_YES_NO: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("是", "有", "保密", "涉密", "√", "✓", "yes", "y", "true", "1"), True),
    **dict.fromkeys(("否", "不", "公开", "不保密", "非涉密", "×", "no", "n", "false", "0"), False),
}


class TooLong(Unreadable):
    """The text is longer than its field."""

    code: ClassVar[str] = "too_long"


class NotAnEmail(Unreadable):
    """The text is no e-mail address."""

    code: ClassVar[str] = "not_an_email"


class NotAWebsite(Unreadable):
    """The text is no web address."""

    code: ClassVar[str] = "not_a_website"


def text_upto(length: int) -> Reader:
    """Return a reader of a text that fits its field."""

    def read(found: Found) -> str:
        text = as_text(found)
        if len(text) > length:
            raise TooLong(text, length, Expected.SHORTER)
        return text

    return read


def lines_upto(length: int) -> Reader:
    """Return a reader of a text that keeps its line breaks."""

    def read(found: Found) -> str:
        text = found.text.replace("\r\n", "\n").replace("_x000D_", "").strip()
        if len(text) > length:
            raise TooLong(text[:200], length, Expected.SHORTER)
        return text

    return read


def read_email(found: Found) -> str:
    """Read an e-mail address."""
    text = fold_width(as_text(found))
    try:
        validate_email(text)
    except ValidationError as wrong:
        raise NotAnEmail(found.text, 0, Expected.SOMETHING) from wrong
    return text


def read_website(found: Found) -> str:
    """Read a web address, with or without https before it."""
    text = fold_width(as_text(found))
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as wrong:
        raise NotAWebsite(found.text, 0, Expected.SOMETHING) from wrong
    if len(address) > _LONGEST_ADDRESS:
        raise TooLong(found.text, _LONGEST_ADDRESS, Expected.SHORTER)
    return address


def read_day(found: Found) -> date:
    """Read a day, also as English is written: 6 May 2025, May 6, 2025."""
    match = _ENGLISH_DAY.fullmatch(as_text(found))
    if match is None:
        return as_date(found)
    month = _MONTHS.index((match["month"] or match["first"])[:3].casefold()) + 1
    day = int(match["day"] or match["second"])
    return as_date(Found(f"{match['year']}-{month:02d}-{day:02d}"))


read_yes_no: Final = chosen_from(_YES_NO)
"""Reads 是 or 否, yes or no."""


def parts_of(text: str) -> list[str]:
    """Return the parts of a cell that lists several, each in its plain form."""
    return [plain_form(part) for part in _SEPARATORS.split(text) if part.strip()]


def plain_form(text: str) -> str:
    """Return a text without spaces, in half width, simplified and in small letters."""
    return to_simplified("".join(fold_width(text).split())).casefold()


def as_json(value: object) -> str:
    """Return a value as an import keeps it."""
    return value.isoformat() if isinstance(value, date) else str(value)
