"""Money in yuan, exact to the fen: read, shared out without losing one, written in capitals."""

import re
from collections.abc import Sequence
from decimal import Context, Decimal, Inexact
from typing import ClassVar, Final

from qunli.engines.notation.numerals import fold_numerals, read_number
from qunli.engines.notation.units import Quantity, UnknownUnit, read_quantity
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import strip_span

__all__ = [
    "NotMoney",
    "NotShares",
    "fen_of",
    "in_capitals",
    "read_money",
    "split_by_shares",
    "yuan_of",
]

_EXACT: Final = Context(prec=400, traps=[Inexact])
_CENT: Final = Decimal("0.01")
_CAPITALS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_SECTIONS: Final = ("", "万", "亿", "万亿")
_LARGEST: Final = 10**16
_FULL_SECTION: Final = 1000  # from here on a section has all its four places
_SMALL_CHANGE: Final = re.compile(
    r"(?P<yuan>[^元圆圓]*[元圆圓])?\s*(?:整|正|零?(?:(?P<jiao>.)角)?零?(?:(?P<fen>.)分)?(?:整|正)?)"
)


class NotMoney(Unreadable):
    """The text is not an amount in yuan with at most two decimals."""

    code: ClassVar[str] = "not_money"


class NotShares(ValueError):
    """A total cannot be split by these shares: one is negative or all are zero."""

    def __init__(self, shares: tuple[Decimal, ...]) -> None:
        """Keep the shares as given."""
        super().__init__(shares)
        self.shares = shares


def fen_of(yuan: Decimal) -> int:
    """Return an amount in fen.

    >>> fen_of(Decimal("12.30"))
    1230
    """
    fen = yuan.scaleb(2, context=_EXACT)
    if fen != fen.to_integral_value():
        written = f"{yuan:f}"
        raise NotMoney(written, _third_decimal(written), Expected.TWO_DECIMALS)
    return int(fen)


def yuan_of(fen: int) -> Decimal:
    """Return an amount of fen in yuan, always with two decimals.

    >>> yuan_of(1230)
    Decimal('12.30')
    """
    return Decimal(fen).scaleb(-2, context=_EXACT)


def _third_decimal(text: str) -> int:
    return min(fold_numerals(text).find(".") + 3, len(text))


def read_money(text: str) -> Decimal:
    """Read an amount in yuan, in figures or in capitals.

    >>> read_money("56.48亿元"), read_money("￥1,200.5"), read_money("壹仟贰佰元伍角整")
    (Decimal('5648000000.00'), Decimal('1200.50'), Decimal('1200.50'))
    >>> read_money("3.145元")
    Traceback (most recent call last):
    qunli.engines.notation.money.NotMoney: not_money at 4 of '3.145元': expected two_decimals
    """
    change = _small_change(text)
    quantity = change if change is not None else _quantity(text)
    if quantity.unit not in {"", "元"}:
        raise NotMoney(text, strip_span(text)[1] - 1, Expected.YUAN)
    try:
        return yuan_of(fen_of(quantity.value))
    except NotMoney:
        raise NotMoney(text, _third_decimal(text), Expected.TWO_DECIMALS) from None


def _quantity(text: str) -> Quantity:
    try:
        return read_quantity(text)
    except UnknownUnit as fault:
        raise NotMoney(text, fault.position, Expected.YUAN) from None
    except Unreadable as fault:
        raise NotMoney(text, fault.position, fault.expected) from None


def _small_change(text: str) -> Quantity | None:
    """Read 元, 角 and 分 written apart; None where the text has no 角, 分 or 整."""
    start, end = strip_span(text)
    written = text[start:end].removeprefix("人民币").lstrip("：: ")
    match = _SMALL_CHANGE.fullmatch(written)
    if match is None or not written.endswith(("角", "分", "整", "正")):
        return None
    value = _quantity(match["yuan"]).value if match["yuan"] else Decimal(0)
    for name, step in (("jiao", "0.1"), ("fen", "0.01")):
        digit = fold_numerals(match[name] or "零")
        amount = read_number(digit)
        value = _EXACT.add(value, _EXACT.multiply(amount, Decimal(step)))
    return Quantity(value, "元")


def split_by_shares(total: Decimal, shares: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split a total by shares so that the parts sum to it to the fen.

    Each part gets its exact proportion rounded down to the fen; the fen left over go one
    each to the largest remainders, and among equal remainders to the earlier share.
    A negative total is split as its opposite. Shares need not sum to one.

    >>> split_by_shares(Decimal("100.00"), [Decimal(1)] * 3)
    (Decimal('33.34'), Decimal('33.33'), Decimal('33.33'))
    """
    fen = fen_of(total)
    weights = _whole_weights(tuple(shares))
    whole = sum(weights)
    parts = [divmod(abs(fen) * weight, whole) for weight in weights]
    left = abs(fen) - sum(part for part, _ in parts)
    order = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))
    lucky = set(order[:left])
    sign = -1 if fen < 0 else 1
    return tuple(yuan_of(sign * (part + (place in lucky))) for place, (part, _) in enumerate(parts))


def _whole_weights(shares: tuple[Decimal, ...]) -> list[int]:
    """Return integers in the same proportion as the shares."""
    if any(not share.is_finite() or share < 0 for share in shares) or not any(shares):
        raise NotShares(shares)
    ratios = [share.as_integer_ratio() for share in shares]
    common = 1
    for _, denominator in ratios:
        common *= denominator
    return [numerator * (common // denominator) for numerator, denominator in ratios]


def _section_in_capitals(section: int) -> str:
    """Write a number below ten thousand, with one 零 for each inner gap."""
    written = ""
    gap = False
    for place in (3, 2, 1, 0):
        digit = section // 10**place % 10
        if digit:
            written += ("零" if gap and written else "") + _CAPITALS[digit] + _PLACES[place]
        gap = not digit
    return written


def _whole_in_capitals(yuan: int) -> str:
    written = ""
    gap = False
    for place in (3, 2, 1, 0):
        section = yuan // 10 ** (4 * place) % 10_000
        if section:
            zero = "零" if written and (gap or section < _FULL_SECTION) else ""
            written += zero + _section_in_capitals(section) + _SECTIONS[place]
        gap = not section
    return written.replace("万亿", "万", 1) if written.count("亿") > 1 else written


def in_capitals(amount: Decimal) -> str:
    """Write an amount in the capitals that printed papers ask for.

    >>> in_capitals(Decimal("1409.50")), in_capitals(Decimal("100.05"))
    ('壹仟肆佰零玖元伍角整', '壹佰元零伍分')
    """
    fen = fen_of(amount)
    yuan, change = divmod(abs(fen), 100)
    if yuan >= _LARGEST:
        written = f"{amount:f}"
        raise NotMoney(written, 0, Expected.SHORTER)
    jiao, cents = divmod(change, 10)
    written = _whole_in_capitals(yuan) + "元" if yuan else ""
    if jiao:
        written += _CAPITALS[jiao] + "角"
    if cents:
        written += ("零" if yuan and not jiao else "") + _CAPITALS[cents] + "分"
    else:
        written = (written or "零元") + "整"
    return ("负" if fen < 0 else "") + written
