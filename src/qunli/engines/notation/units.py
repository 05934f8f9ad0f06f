"""Reads units and quantities: 56.48亿元 is 5648000000 元, 13.14% is 13.14 %."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final

from qunli.engines.notation.numerals import fold_numerals, plain, read_number, shifted
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import strip_span

__all__ = ["Quantity", "Unit", "UnknownUnit", "read_quantity", "read_unit", "unit_names"]

_TRADITIONAL: Final = str.maketrans("項個臺畝噸圓歐韓鎊戶輛種噸時裏檯僱", "项个台亩吨元欧韩镑户辆种吨时里台雇")

_COUNTED: Final = (
    "家 项 个 人 名 位 件 台 套 户 次 篇 条 辆 种 只 份 部 批 场 天 日 年 月 周 小时 分钟 "
    "亩 公顷 平方米 平方公里 平方千米 立方米 米 千米 公里 毫米 吨 千克 公斤 克 升 "
    "千瓦 兆瓦 千瓦时 千瓦小时 度 人次 人日 台套 台时 工作日 个月 百分点 个百分点 "
    "所 座 处 间 款 门 支 组 倍 架 艘 张 单 例 类 户次 家次 场次 批次 幢 标准箱 平方 千伏 吉瓦 吉瓦时 "
    "兆瓦时 海里 公斤 幅 期 片 颗 枚 根 瓶 盒 株 册 箱 桶 班"
)
_NAMES: Final[dict[str, str]] = {name: name for name in _COUNTED.split()} | {
    "元": "元", "人民币元": "元", "元人民币": "元", "人民币": "元", "块": "元", "yuan": "元",
    "rmb": "元", "cny": "元", "¥": "元", "￥": "元",
    "美元": "美元", "美金": "美元", "usd": "美元", "us$": "美元", "$": "美元",
    "欧元": "欧元", "eur": "欧元", "€": "欧元", "港元": "港元", "港币": "港元", "hkd": "港元",
    "日元": "日元", "jpy": "日元", "英镑": "英镑", "gbp": "英镑", "£": "英镑", "韩元": "韩元",
    "%": "%", "percent": "%", "‰": "‰",
    "千瓦小时": "千瓦时", "度": "千瓦时", "kwh": "千瓦时", "kw": "千瓦", "mw": "兆瓦",
    "㎡": "平方米", "m²": "平方米", "m2": "平方米", "km²": "平方公里", "km2": "平方公里",
    "平方千米": "平方公里", "千米": "公里", "km": "公里", "公斤": "千克", "kg": "千克", "t": "吨",
    "个百分点": "百分点",
}  # fmt: skip
_PREFIXES: Final = ("人民币", "us$", "rmb", "cny", "usd", "eur", "hkd", "¥", "￥", "$", "€", "£")
_LONGEST_FIRST: Final = sorted(_NAMES, key=lambda name: (-len(name), name))
_PARTS: Final = {"百分之": ("%", 2), "千分之": ("‰", 3)}
_SHARES: Final = {"%": 2, "‰": 3}
_MAGNITUDES: Final = re.compile(r"[十百千万亿]+\Z")


class UnknownUnit(Unreadable):
    """The text is not the name of a unit, with or without 万 or 亿 before it."""

    code: ClassVar[str] = "unknown_unit"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its simplified name, and how many of it one of the written unit are.

    The name is empty where only a magnitude was written, as in a header "产值（万）".
    """

    name: str
    scale: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value counted in a unit; the unit is empty where none was written."""

    value: Decimal
    unit: str


def unit_names() -> tuple[str, ...]:
    """Return every written form of a unit that is known, the longest first, to look for them in running text."""
    return tuple(_LONGEST_FIRST)


def _fold(text: str) -> str:
    folded = fold_numerals(text).translate(_TRADITIONAL)
    lowered = folded.lower()
    return lowered if len(lowered) == len(folded) else folded


def read_unit(text: str) -> Unit:
    """Read the name of a unit, as it stands in a header or behind a number.

    >>> read_unit("萬元")
    Unit(name='元', scale=Decimal('10000'))
    >>> read_unit("％"), read_unit("亿")
    (Unit(name='%', scale=Decimal('1')), Unit(name='', scale=Decimal('100000000')))
    """
    folded = _fold(text)
    start, end = strip_span(folded)
    written = folded[start:end]
    if written.startswith("人民币") and written != "人民币":
        written = written.removeprefix("人民币")
    if written in _NAMES:
        return Unit(_NAMES[written])
    for name in _LONGEST_FIRST:
        if written.endswith(name) and _MAGNITUDES.fullmatch(written[: -len(name)].strip()):
            return Unit(_NAMES[name], read_number("1" + written[: -len(name)].strip()))
    if _MAGNITUDES.fullmatch(written):
        return Unit("", read_number("1" + written))
    raise UnknownUnit(text, start, Expected.KNOWN_UNIT)


def _unit_behind(folded: str, start: int, end: int) -> tuple[int, str]:
    """Return where the number ends and the name of the unit behind it."""
    for name in _LONGEST_FIRST:
        cut = end - len(name)
        if cut > start and folded.startswith(name, cut) and not _inside_word(folded, cut, name):
            return start + len(folded[start:cut].rstrip()), _NAMES[name]
    return end, ""


def _inside_word(folded: str, cut: int, name: str) -> bool:
    return name[0].isascii() and name[0].isalpha() and folded[cut - 1].isalpha()


def _unit_before(folded: str, start: int, end: int) -> tuple[int, str]:
    for name in _PREFIXES:
        if folded.startswith(name, start) and start + len(name) < end:
            after = start + len(name)
            return after + len(folded[after:end]) - len(folded[after:end].lstrip()), _NAMES[name]
    return start, ""


def read_quantity(text: str) -> Quantity:
    """Read a number with the unit written behind or before it.

    A percentage keeps its figure: its unit is "%", where ``read_number`` gives the ratio.

    >>> read_quantity("56.48億元")
    Quantity(value=Decimal('5648000000'), unit='元')
    >>> read_quantity("13.14%"), read_quantity("八十六家")
    (Quantity(value=Decimal('13.14'), unit='%'), Quantity(value=Decimal('86'), unit='家'))
    >>> read_quantity("百分之五"), read_quantity("￥1,200")
    (Quantity(value=Decimal('5'), unit='%'), Quantity(value=Decimal('1200'), unit='元'))
    """
    folded = _fold(text)
    start, end = strip_span(folded)
    start, before = _unit_before(folded, start, end)
    if folded[start : start + 3] in _PARTS:
        unit, exponent = _PARTS[folded[start : start + 3]]
        return Quantity(plain(shifted(_number_at(text, start, end), exponent)), unit)
    cut, behind = _unit_behind(folded, start, end)
    if before and behind not in {"", before}:
        raise UnknownUnit(text, cut, Expected.NO_UNIT)
    return Quantity(_number_at(text, start, cut), behind or before)


def _number_at(text: str, start: int, end: int) -> Decimal:
    """Read the number in a stretch of the text; a refusal names the place in the whole text."""
    padded = " " * start + text[start:end]
    try:
        return read_number(padded)
    except Unreadable as fault:
        raise type(fault)(text, fault.position, fault.expected) from None
