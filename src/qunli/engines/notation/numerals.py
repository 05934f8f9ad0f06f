"""Reads a number as people write it into an exact Decimal, and says one as people speak."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, localcontext
from typing import ClassVar, Final

from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import fold_width, strip_span

__all__ = ["NotANumber", "fold_numerals", "plain", "read_number", "shifted", "spoken"]

LONGEST: Final = 100
_CENT: Final = Decimal("0.01")
_EXACT: Final = Context(prec=400, traps=[Inexact])

_SAME: Final = str.maketrans(
    "壹贰貳貮叁參叄肆伍陆陸柒捌玖〇○两兩拾佰仟萬億點負",
    "一二二二三三三四五六六七八九零零二二十百千万亿点负",
)
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_EXPONENTS: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_PAIR: Final = 2  # two digits in a row may mean "two or three"
_GATHERS: Final = 4  # 万 and 亿 multiply all that stands before them, 十百千 one digit
_PARTS: Final = {"百分之": -2, "千分之": -3, "万分之": -4}
_SIGNS: Final = {"+": 1, "-": -1, "负": -1, "正": 1}
_SUFFIXES: Final = {"%": -2, "‰": -3}
_WORDS: Final = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}

_SUFFIX: Final = re.compile(r"\s*([%‰]|(?:\s*(?<![a-z])(?:hundred|thousand|(?:m|b|tr)illion))+)\Z", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"(?P<arabic>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<han>[零一二三四五六七八九]+)"
    r"|(?P<unit>[十百千万亿])"
    r"|(?P<point>点[零一二三四五六七八九]+)"
    r"|(?P<space>\s+)"
)


class NotANumber(Unreadable):
    """The text is not one number that can be read in one way only."""

    code: ClassVar[str] = "not_a_number"


def fold_numerals(text: str) -> str:
    """Fold width, formal and traditional numerals to one plain form, one for one.

    >>> fold_numerals("叁佰萬")
    '三百万'
    """
    return fold_width(text).translate(_SAME)


def shifted(value: Decimal, exponent: int) -> Decimal:
    """Return the value times ten to the exponent, exactly."""
    return value.scaleb(exponent, context=_EXACT)


def plain(value: Decimal) -> Decimal:
    """Return an equal Decimal without exponent and without zeros at the end.

    >>> plain(Decimal("1.2E+3")), plain(Decimal("3.50"))
    (Decimal('1200'), Decimal('3.5'))
    """
    short = value.normalize(context=_EXACT)
    if "E+" in str(short):
        return short.quantize(Decimal(1), context=_EXACT)
    return short or Decimal(0)


@dataclass(slots=True)
class _Pending:
    """A number read but not yet joined to a magnitude."""

    value: Decimal
    position: int
    digits: int
    arabic: bool
    after_zero: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    value: Decimal
    exponent: int


class _Sum:
    """Adds the parts of one number, from the largest magnitude to the smallest."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[_Part] = []
        self.pending: _Pending | None = None
        self.fraction = False
        self.zero_at = -1

    def wrong(self, position: int, expected: Expected) -> NotANumber:
        return NotANumber(self.text, position, expected)

    def arabic(self, piece: str, position: int) -> None:
        if self.pending is not None or self.fraction:
            raise self.wrong(position, Expected.END)
        digits = piece.replace(",", "")
        whole = len(digits.partition(".")[0])
        self.pending = _Pending(Decimal(digits), position, whole, arabic=True, after_zero=self._after_zero())

    def han(self, piece: str, position: int) -> None:
        if self.pending is not None or self.fraction:
            raise self.wrong(position, Expected.MAGNITUDE)
        value = Decimal("".join(str(_DIGITS[digit]) for digit in piece))
        if piece == "零" and self.parts:
            self.zero_at = position
        elif len(piece) == 1:
            self.pending = _Pending(value, position, 1, arabic=False)
        elif self.parts and len(piece) == _PAIR and piece[0] == "零":
            self.pending = _Pending(value, position + 1, 1, arabic=False, after_zero=True)
        elif not self.parts and (len(piece) > _PAIR or "零" in piece):
            self.pending = _Pending(value, position, len(piece), arabic=False)
        else:
            raise self.wrong(position + 1, Expected.MAGNITUDE)

    def unit(self, name: str, position: int) -> None:
        exponent = _EXPONENTS[name]
        self._after_zero()
        gathers = exponent >= _GATHERS
        value = self._gathered(exponent, position) if gathers else self._taken(name, position)
        self._push(_Part(shifted(value, exponent), exponent), position)

    def point(self, piece: str, position: int) -> None:
        if self.fraction or (self.pending is not None and self.pending.arabic):
            raise self.wrong(position, Expected.MAGNITUDE)
        if self.pending is None and not self.parts:
            raise self.wrong(position, Expected.DIGIT)
        self._settle()
        digits = "".join(str(_DIGITS[digit]) for digit in piece[1:])
        self.parts.append(_Part(Decimal("0." + digits), 0))
        self.fraction = True

    def total(self) -> Decimal:
        if self.pending is None and not self.parts:
            raise self.wrong(len(self.text), Expected.DIGIT)
        if self.zero_at >= 0:
            raise self.wrong(self.zero_at + 1, Expected.DIGIT)
        self._settle()
        return self._sum(self.parts)

    def _after_zero(self) -> bool:
        """Say whether a 零 stood right before, and forget it."""
        seen, self.zero_at = self.zero_at >= 0, -1
        return seen

    @staticmethod
    def _sum(parts: list[_Part]) -> Decimal:
        total = Decimal(0)
        for part in parts:
            total = _EXACT.add(total, part.value)
        return total

    def _taken(self, name: str, position: int) -> Decimal:
        """Take the one number before 十, 百 or 千; a bare 十 is ten."""
        pending, self.pending = self.pending, None
        if self.fraction:
            whole, self.parts, self.fraction = self.parts, [], False
            return self._sum(whole)
        if pending is None and name == "十":
            return Decimal(1)
        if pending is None or not (pending.arabic or pending.value):
            raise self.wrong(position, Expected.DIGIT)
        if not pending.arabic and pending.digits > 1:
            raise self.wrong(position, Expected.END)
        return pending.value

    def _gathered(self, exponent: int, position: int) -> Decimal:
        """Take everything smaller than the magnitude that stands before it."""
        self._settle(below=exponent)
        kept = [part for part in self.parts if part.exponent >= exponent]
        taken = self.parts[len(kept) :]
        value = self._sum(taken)
        if not taken or (self.fraction and kept):
            raise self.wrong(position, Expected.END if taken else Expected.DIGIT)
        self.parts, self.fraction = kept, False
        return value

    def _push(self, part: _Part, position: int) -> None:
        if self.parts:
            above = self.parts[-1]
            step = shifted(Decimal(1), above.exponent)
            if part.value >= step or _EXACT.remainder(above.value, step):
                raise self.wrong(position, Expected.SMALLER_PART)
        self.parts.append(part)

    def _settle(self, below: int = 99) -> None:
        """Join a number without a magnitude of its own to the parts before it.

        After 万 a bare 五 means five thousand; a bare Arabic 5 could mean either.
        """
        pending, self.pending = self.pending, None
        if pending is None:
            return
        value = pending.value
        above = self.parts[-1].exponent if self.parts else 0
        if 0 < above < below and not pending.after_zero:
            if not pending.arabic:
                value = shifted(value, above - 1)
            elif pending.digits < max(2, above - 1):
                raise self.wrong(pending.position + pending.digits, Expected.MAGNITUDE)
        self._push(_Part(value, 0), pending.position)


def _scan(text: str, folded: str, start: int, end: int) -> Decimal:
    """Read the digits and magnitudes of ``folded[start:end]``."""
    total = _Sum(text)
    position = start
    while position < end:
        match = _TOKEN.match(folded, position, end)
        if match is None:
            raise NotANumber(text, position, _expected_at(folded, position))
        piece = match.group()
        if match.lastgroup == "arabic":
            total.arabic(piece, position)
        elif match.lastgroup == "han":
            total.han(piece, position)
        elif match.lastgroup == "unit":
            total.unit(piece, position)
        elif match.lastgroup == "point":
            total.point(piece, position)
        position = match.end()
    return total.total()


def _expected_at(folded: str, position: int) -> Expected:
    if folded[position] == ",":
        return Expected.THOUSANDS
    return Expected.DIGIT if folded[position] in ".点" else Expected.NUMBER


def _suffix(folded: str, start: int, end: int) -> tuple[int, int]:
    """Return where the number ends and the exponent of %, ‰, million and the like."""
    match = _SUFFIX.search(folded, start, end)
    if match is None:
        return end, 0
    mark = match.group(1).strip().lower()
    if mark in _SUFFIXES:
        return match.start(), _SUFFIXES[mark]
    return match.start(), sum(_WORDS[word] for word in mark.split())


def read_number(text: str) -> Decimal:
    """Read one number, exactly, however it is written; refuse what has two readings.

    >>> read_number("56.48億"), read_number("１，２３４．５"), read_number("一百二十万")
    (Decimal('5648000000'), Decimal('1234.5'), Decimal('1200000'))
    >>> read_number("3.2 million"), read_number("-5%"), read_number("两百三十")
    (Decimal('3200000'), Decimal('-0.05'), Decimal('230'))
    >>> read_number("1,23")
    Traceback (most recent call last):
    qunli.engines.notation.numerals.NotANumber: not_a_number at 1 of '1,23': expected thousands
    """
    if len(text) > LONGEST:
        raise NotANumber(text, LONGEST, Expected.SHORTER)
    folded = fold_numerals(text)
    start, end = strip_span(folded)
    if start == end:
        raise NotANumber(text, start, Expected.SOMETHING)
    sign = _SIGNS.get(folded[start], 0)
    start += 1 if sign else 0
    end, exponent = _suffix(folded, start, end)
    part = folded[start : start + 3]
    if part in _PARTS and not exponent:
        start, exponent = start + 3, _PARTS[part]
    value = shifted(_scan(text, folded, start, end), exponent)
    return plain(-value if sign < 0 else value)


def _scales(language: str) -> tuple[tuple[int, str], ...]:
    """Return the magnitudes a language speaks in, smallest first."""
    tag = language.replace("_", "-").lower()
    if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
        return ((0, ""), (4, "萬"), (8, "億"), (12, "萬億"))
    if tag.startswith("zh"):
        return ((0, ""), (4, "万"), (8, "亿"), (12, "万亿"))
    return ((0, ""), (6, " million"), (9, " billion"), (12, " trillion"))


def spoken(value: Decimal, language: str) -> str:
    """Say a number as people speak it, rounded half up to two decimals of its magnitude.

    Rounding makes it unfit for anything but reading: show the exact value beside it.

    >>> spoken(Decimal(5648000000), "zh-hans"), spoken(Decimal(5648000000), "en")
    ('56.48亿', '5.65 billion')
    >>> spoken(Decimal(99999999), "zh-hans"), spoken(Decimal("1234.5"), "zh-hans")
    ('1亿', '1,234.5')
    """
    scales = _scales(language)
    with localcontext(_EXACT) as context:
        context.traps[Inexact] = False
        said = ""
        for place, (exponent, name) in enumerate(scales):
            short = value.scaleb(-exponent).quantize(_CENT, rounding=ROUND_HALF_UP)
            said = f"{plain(short):,f}{name}"
            if place + 1 < len(scales) and abs(short) < 10 ** (scales[place + 1][0] - exponent):
                break
    return said
