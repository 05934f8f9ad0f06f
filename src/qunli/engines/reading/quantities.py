"""Finds figures in running Chinese text: number, magnitude, unit, bound; leaves out what only looks like one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from qunli.engines.notation.numerals import plain, read_number, shifted
from qunli.engines.notation.units import read_unit, unit_names
from qunli.engines.notation.unreadable import Unreadable
from qunli.engines.reading.results import Bound

__all__ = ["Amount", "find_amounts"]

_NEVER: Final = frozenset(
    [
        "年",
        "月",
        "日",
        "天",
        "周",
        "小时",
        "分钟",
        "工作日",
        "个月",
        "度",
        "期",
        "t",
        "块",
        "$",
        "¥",
        "￥",
        "€",
        "£",
        "us$",
        "cny",
        "rmb",
        "usd",
        "eur",
        "hkd",
        "jpy",
        "gbp",
        "yuan",
        "percent",
        "人民币",
        "人日",
        "台时",
        "平方",
        "m2",
        "km2",
        "mw",
        "kw",
        "kwh",
        "km",
        "kg",
        "元人民币",
        "人民币元",
    ]
)
_LATIN: Final = ("mwh", "gwh", "kwh", "gw", "mw", "kw", "km", "kg")
_UNITS: Final = "|".join(re.escape(name) for name in unit_names() if name not in _NEVER)
_ARABIC: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_HAN: Final = r"[零一二两三四五六七八九十百千〇]+(?:点[零一二三四五六七八九]+)?"
_AMOUNT: Final = re.compile(
    r"(?=[-\d零一二两三四五六七八九十百千〇])"  # most places of a text are passed over by this alone
    rf"(?P<sign>(?<![\d\w%元家个])-)?"
    rf"(?:(?P<low>{_ARABIC}|"
    rf"{_HAN})(?P<lowmag>[百千]?[万亿]{{0,2}})(?P<lowunit>{_UNITS})?\s?(?:[-—–~～]{{1,2}}|至|到)\s?)?"
    rf"(?:(?P<part>[百千]分之)(?P<parted>{_ARABIC}|{_HAN})"
    rf"|(?P<high>(?:{_ARABIC}|{_HAN})(?:亿|万(?=[\d.]+[千百]))(?=[\d一二两三四五六七八九十]))?(?P<num>{_ARABIC}|"
    rf"{_HAN})\s?(?P<some>[余多])?(?P<mag>[十百千]?[万亿]{{0,2}})(?P<more>[余多])?\s?"
    rf"(?:(?P<unit>{_UNITS})|(?P<latin>{'|'.join(_LATIN)})(?![a-z])|"
    rf"(?P<tenth>成)(?P<half>半|[一二三四五六七八九](?![\d十百千万亿个家项]))?(?![立为果功本长交员效就品绩套型熟都语人分])|(?P<great>大)(?=[^\w]?\w{{2,14}})|"
    rf"(?P<bare>(?<=[万亿余多])(?![\w\d]))))"
    rf"(?P<after>\s?(?:\(含\))?(?:及以上|以上|以下|以内|左右|上下|之多))?",
    re.IGNORECASE,
)
_IN_DIGITS: Final = re.compile(r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<mag>万亿|[万亿]?)", re.ASCII)
_MAGNITUDES: Final = {"": 0, "万": 4, "亿": 8, "万亿": 12}
_ALSO_IN_WORDS: Final = frozenset("次单期部门间处组类支片颗枚根瓶盒株册箱桶班")  # behind one numeral
_BOUND_ENDS: Final = frozenset("过了出破于少逾超>=≥码的足到多高达限<≤约近概计为币")  # the last characters of all bounds
_GUARD_LEFT: Final = re.compile(
    r"[A-Za-z\d./〔\[#＃-]\Z|(?<![\u4e00-\u9fff)]):\Z|一式\Z|\d,\Z|第\s?\Z|前\Z|No\.?\s?\Z", re.IGNORECASE
)
_MORE: Final = re.compile(
    r"(?:(?<!不)超过了?|超出|突破了?|不低于|不少于|不小于|(?<!不)高于|大于|(?<!不)多于|至少|逾|超|>=?|"
    r"≥|起码)\s?(?:人民币)?\Z|(?<!不)(?:超过)\w{1,10}的\Z|不(?:低|少)于\w{1,10}的\Z"
)
_LESS: Final = re.compile(
    r"(?:不足|不到|(?<!不)低于|(?<!不)少于|(?<!不)小于|不超过|不高于|不多于|至多|最多|最高(?:可达|达)?|"
    r"上限|<=?|≤|未达)\s?(?:人民币)?\Z|不超过\w{1,10}的\Z"
)
_ABOUT: Final = re.compile(r"(?:约为?|大约|(?<![附最临邻远])近|将近|接近|大概|估计)\s?(?:人民币)?\Z")
_BOUNDS: Final = ((_LESS, Bound.LESS), (_MORE, Bound.MORE), (_ABOUT, Bound.ABOUT))
_AFTER: Final = {
    "以上": Bound.MORE,
    "及以上": Bound.MORE,
    "之多": Bound.MORE,
    "以下": Bound.LESS,
    "以内": Bound.LESS,
    "左右": Bound.ABOUT,
    "上下": Bound.ABOUT,
}
_EMPTY_NOUN: Final = re.compile(
    r"\s?(?:月|工作日|小时|自然日|交易日|年头|方面|层面|维度|阶段|角度|问题|原因|关键词|特点|环节点|"
    r"层次|步骤|世纪|季度|星期|时辰|坚持|确保|必须|结合|统筹)"
)
_GREAT_NOUN: Final = re.compile(
    r"[\w、]{0,16}?(?:领域|方向|板块|任务|行动|工程|产业|基地|平台|环节|体系|技术|集群|专项|赛道|中心|"
    r"项目|举措|类|功能|园区|产业链|抓手|重点)"
)
_ONE_COUNTS: Final = re.compile(r"(?:新增|仅有?|共有?|现有|拥有|只有|各有?)\Z")
_BEFORE_TENTHS: Final = re.compile(r"(?:近|超|逾|过|上|约|足|增加|增长|提高|提升|上升|下降|减少|降低|缩短|占)了?\Z")
_BOUNDED: Final = re.compile(r"(?:近|超|逾|过|上|约|足)\Z")  # 近百家 counts, 百家 alone may be a saying
_QUOTED: Final = re.compile(r"[“‘「『《\"'][^”’」』》\"'。]{0,9}\Z")
_FEWEST_LATIN: Final = {"mwh": "兆瓦时", "gwh": "吉瓦时", "gw": "吉瓦"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as it stands in the text; ``begin`` includes the word of its bound."""

    begin: int
    start: int
    end: int
    values: tuple[Decimal, ...]
    unit: str
    bound: Bound


def find_amounts(text: str, start: int, end: int) -> Iterator[Amount]:
    """Find the figures between two places of a text in simplified, half-width characters."""
    for match in _AMOUNT.finditer(text, start, end):
        if _is_no_figure(text, match, start):
            continue
        amount = _amount(text, match, start)
        if amount is not None:
            yield amount


def _is_no_figure(text: str, match: re.Match[str], start: int) -> bool:
    left = text[max(start, match.start() - 12) : match.start()]
    number = match["num"] or match["parted"]
    if _GUARD_LEFT.search(left):
        return True
    if match["great"] and (number[0].isdigit() or not _GREAT_NOUN.match(text, match.end())):
        return True
    if match["unit"] and _EMPTY_NOUN.match(text, match.end()) and not match["after"]:
        return True
    if number[0].isdigit():
        return False
    return _is_word(match, left)


def _is_word(match: re.Match[str], left: str) -> bool:
    """Say whether a Chinese numeral is part of a word or a slogan rather than a count."""
    number = match["num"] or match["parted"]
    if match.string.startswith("一", match.end()):
        return True
    if match["tenth"] and match["low"] is None and len(number) > 1:
        return True
    if number in {"一", "零", "百", "千", "〇"} and not match["mag"]:
        counts = _BEFORE_TENTHS if match["tenth"] else _BOUNDED if number != "一" else _ONE_COUNTS
        return not counts.search(left)
    if match["unit"] in _ALSO_IN_WORDS and len(number) == 1:
        return not _ONE_COUNTS.search(left)
    return bool(_QUOTED.search(left)) and "。" not in left


def _amount(text: str, match: re.Match[str], start: int) -> Amount | None:
    try:
        values, unit = _values(match)
    except (Unreadable, ArithmeticError):
        return None
    left = text[max(start, match.start() - 16) : match.start()]
    bound, word = _bound(left, match)
    if len(values) > 1:
        bound = Bound.RANGE
    return Amount(match.start() - word, match.start(), match.end(), values, unit, bound)


def _values(match: re.Match[str]) -> tuple[tuple[Decimal, ...], str]:
    scale, unit = _unit(match)
    number = match["num"] or match["parted"]
    value = plain(_number((match["high"] or "") + number + (match["mag"] or "")) * scale)
    if match["half"]:
        value += 5 if match["half"] == "半" else read_number(match["half"])
    if match["sign"]:
        value = -value
    if match["low"] is None:
        return (value,), unit
    own = match["lowmag"] or (match["mag"] if not match["lowunit"] else "") or ""
    return (plain(_number(match["low"] + own) * scale), value), unit


@lru_cache(maxsize=4096)
def _number(written: str) -> Decimal:
    """Read a number; one in digits, with a magnitude or without, at once."""
    simple = _IN_DIGITS.fullmatch(written)
    if simple:
        return shifted(Decimal(simple["digits"].replace(",", "")), _MAGNITUDES[simple["mag"]])
    return read_number(f"一{written}" if written[0] in "百千" else written)


def _unit(match: re.Match[str]) -> tuple[Decimal, str]:
    one = Decimal(1)
    if match["part"]:
        return one, "%" if match["part"].startswith("百") else "‰"
    if match["tenth"]:
        return Decimal(10), "%"
    if match["great"]:
        return one, "个"
    if match["latin"]:
        written = match["latin"].lower()
        return one, _FEWEST_LATIN.get(written) or _unit_named(written)
    return (one, _unit_named(match["unit"])) if match["unit"] else (one, "")


@lru_cache(maxsize=512)
def _unit_named(written: str) -> str:
    return read_unit(written).name


def _bound(left: str, match: re.Match[str]) -> tuple[Bound, int]:
    """Return the bound and how many characters before the number say it."""
    after = (match["after"] or "").strip().removeprefix("(含)")
    bounded = left.rstrip()[-1:] in _BOUND_ENDS
    for pattern, bound in _BOUNDS if bounded else ():
        word = pattern.search(left)
        if word is not None:
            return bound, len(word.group()) if not word.group().endswith("的") else 0
    if after:
        return _AFTER[after], 0
    return (Bound.MORE if match["some"] or match["more"] else Bound.EXACT), 0
