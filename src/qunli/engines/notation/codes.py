"""Unified social credit codes (GB 32100-2015) and division codes (the shape of GB/T 2260)."""

import re
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase
from typing import ClassVar, Final

from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import fold_width, strip_span

__all__ = [
    "NotADivision",
    "NotAUscc",
    "OrganisationCodeMismatch",
    "Uscc",
    "UsccCharacter",
    "UsccCheckMismatch",
    "UsccDivision",
    "UsccLength",
    "division_level",
    "normalise_uscc",
    "organisation_check",
    "parent_division",
    "read_division",
    "read_uscc",
    "uscc_check",
]

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_LENGTH: Final = 18
_DIVISION: Final = slice(2, 8)
_ORGANISATION: Final = slice(8, 17)
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_CAPITALS: Final = str.maketrans(ascii_lowercase, ascii_uppercase)
_DROPPED: Final = re.compile(r"[\s\-\N{EN DASH}\N{EM DASH}_.\N{MIDDLE DOT}]")


class NotAUscc(Unreadable):
    """The text is no unified social credit code; the subclasses say why."""

    code: ClassVar[str] = "not_a_uscc"


class UsccLength(NotAUscc):
    """There are not 18 characters."""

    code: ClassVar[str] = "uscc_length"


class UsccCharacter(NotAUscc):
    """A character is not in the alphabet, which has no I, O, S, V and Z."""

    code: ClassVar[str] = "uscc_character"


class UsccDivision(NotAUscc):
    """Characters 3 to 8 are not six digits of a division."""

    code: ClassVar[str] = "uscc_division"


class UsccCheckMismatch(NotAUscc):
    """The last character is not the one computed from the first 17."""

    code: ClassVar[str] = "uscc_check"

    def __init__(self, text: str, position: int, expected: Expected, computed: str) -> None:
        """Keep the character that would have been right."""
        super().__init__(text, position, expected)
        self.args = (text, position, expected, computed)
        self.computed = computed


class OrganisationCodeMismatch(UsccCheckMismatch):
    """The inner organization code (GB 11714), characters 9 to 17, fails its own check."""

    code: ClassVar[str] = "organisation_code_check"


class NotADivision(Unreadable):
    """The text is not a division code of 2, 4, 6, 9 or 12 digits."""

    code: ClassVar[str] = "not_a_division"


@dataclass(frozen=True, slots=True)
class Uscc:
    """A code whose both checks are right, in its parts."""

    code: str
    registering_department: str
    body_kind: str
    division: str
    organisation_code: str

    def __str__(self) -> str:
        """Return the 18 characters."""
        return self.code


def normalise_uscc(text: str) -> str:
    """Return the code in capitals and half width, without spaces and hyphens.

    >>> normalise_uscc(" 9131 0112-ma0qunl19ｊ")
    '91310112MA0QUNL19J'
    """
    return _DROPPED.sub("", fold_width(text)).translate(_CAPITALS)


def uscc_check(body: str) -> str:
    """Return the check character of the first 17 characters."""
    total = sum(_VALUES[character] * pow(3, place, 31) for place, character in enumerate(body))
    return ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """Return the check character of the first 8 characters of an organization code.

    >>> organisation_check("MA0QUNL1")
    '9'
    """
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def read_uscc(text: str) -> Uscc:
    """Read a code and check both its check characters; positions 1 and 2 may be letters.

    >>> code = read_uscc("91310112 ma0qunl19w")
    >>> code.registering_department, code.body_kind, code.division, code.organisation_code
    ('9', '1', '310112', 'MA0QUNL19')
    >>> try:
    ...     read_uscc("91310112MA0QUNL190")
    ... except UsccCheckMismatch as fault:
    ...     fault.position, fault.computed
    (17, 'W')
    """
    code = normalise_uscc(text)
    if len(code) != _LENGTH:
        raise UsccLength(text, len(text), Expected.LENGTH_18)
    for place, character in enumerate(code):
        if character not in _VALUES:
            raise UsccCharacter(text, _place_in(text, place), Expected.CODE_CHARACTER)
    for place in range(*_DIVISION.indices(_LENGTH)):
        if not code[place].isdigit():
            raise UsccDivision(text, _place_in(text, place), Expected.DIVISION_DIGITS)
    _check(text, code)
    return Uscc(code, code[0], code[1], code[_DIVISION], code[_ORGANISATION])


def _check(text: str, code: str) -> None:
    computed = uscc_check(code[:-1])
    if code[-1] != computed:
        place = _place_in(text, _LENGTH - 1)
        raise UsccCheckMismatch(text, place, Expected.CHECK_CHARACTER, computed)
    organisation = code[_ORGANISATION]
    inner = organisation_check(organisation[:-1])
    if organisation[-1] != inner:
        place = _place_in(text, _ORGANISATION.stop - 1)
        raise OrganisationCodeMismatch(text, place, Expected.CHECK_CHARACTER, inner)


def _place_in(text: str, place: int) -> int:
    """Return where in the text as written the character of the normalised code stands."""
    kept = [at for at, character in enumerate(fold_width(text)) if not _DROPPED.match(character)]
    return kept[min(place, len(kept) - 1)]


_SHAPES: Final = (2, 4, 6, 9, 12)


def read_division(text: str) -> str:
    """Return a division code without the zeros that only fill it up.

    >>> read_division("310000"), read_division("310112000000"), read_division("310112108")
    ('31', '310112', '310112108')
    """
    folded = fold_width(text)
    start, end = strip_span(folded)
    code = folded[start:end]
    for place, character in enumerate(code):
        if character not in "0123456789":
            raise NotADivision(text, start + place, Expected.DIGIT)
    if len(code) not in _SHAPES or code.startswith("0"):
        raise NotADivision(text, start, Expected.DIVISION_LENGTH)
    for shorter, longer in reversed(tuple(pairwise(_SHAPES))):
        if len(code) == longer and not int(code[shorter:]):
            code = code[:shorter]
    return code


def division_level(code: str) -> int:
    """Return 1 for a province, 2 city, 3 county, 4 town, 5 village.

    >>> division_level("310112")
    3
    """
    return _SHAPES.index(len(read_division(code))) + 1


def parent_division(code: str) -> str | None:
    """Return the code of the division around this one; None around a province.

    >>> parent_division("310112108"), parent_division("31")
    ('310112', None)
    """
    short = read_division(code)
    place = _SHAPES.index(len(short))
    return short[: _SHAPES[place - 1]] if place else None
