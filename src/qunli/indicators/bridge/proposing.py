"""Reading the value of a figure as people write it, and proposing what a quote seems to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from qunli.engines.notation.money import read_money
from qunli.engines.notation.numerals import NotANumber
from qunli.engines.notation.units import read_quantity
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import fold_width
from qunli.evidence.models import Claim
from qunli.indicators.models import Indicator
from qunli.indicators.states import Bound, Unit

RATIOS: Final = frozenset({Unit.SHARE.value, Unit.RATE.value, "%"})
_PER_CENT: Final = 100
_NUMBER: Final = re.compile(r"[0-9][0-9,.]*\s*[百千万亿]*\s*(?:元|%|家|项|个|件|人|名|所)?(?![0-9年月日号])")
_YEAR: Final = re.compile(r"(20[0-9]{2})\s*年?(?![0-9])")
_BOUND_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    Bound.MORE_THAN: ("超过", "多于", "以上", "逾", "超", "more than", "over"),
    Bound.LESS_THAN: ("不足", "低于", "少于", "less than", "under"),
    Bound.ABOUT: ("约", "近", "左右", "about"),
}


def read_value(text: str, indicator: Indicator) -> Decimal:
    """Read a value in the unit of its indicator: yuan, a ratio, or a plain number. Raises `Unreadable`."""
    if indicator.unit == Unit.CNY:
        return read_money(text)
    quantity = read_quantity(text)
    if indicator.unit not in RATIOS:
        if quantity.unit in {"元", "%", "‰"}:
            raise NotANumber(text, 0, Expected.NO_UNIT)
        return quantity.value
    if quantity.unit == "%":
        return quantity.value / _PER_CENT
    if quantity.unit == "" and abs(quantity.value) <= 1:
        return quantity.value
    raise NotANumber(text, 0, Expected.KNOWN_UNIT)


def proposed(claim: Claim) -> dict[str, object]:
    """Propose the fields of a figure from a claim's quote: a person checks and corrects them."""
    quote = fold_width(claim.quote)
    found: dict[str, object] = {"bound": _bound_in(quote)}
    number = _NUMBER.search(quote)
    if number and _readable(number.group()):
        found["value"] = number.group().strip()
    years = set(_YEAR.findall(quote))
    if len(years) == 1:
        found["period"] = years.pop()
    code = claim.content.get("indicator")
    if code:
        found["indicator"] = Indicator.objects.filter(code=code).values_list("pk", flat=True).first()
    return found


def _bound_in(quote: str) -> str:
    for bound, words in _BOUND_WORDS.items():
        if any(word in quote.casefold() for word in words):
            return str(bound)
    return Bound.EXACT


def _readable(text: str) -> bool:
    try:
        read_quantity(text)
    except Unreadable:
        return False
    return True
