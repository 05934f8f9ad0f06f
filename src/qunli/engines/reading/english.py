"""Reads figures out of English sentences."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from qunli.engines.notation.numerals import plain, read_number
from qunli.engines.notation.unreadable import Unreadable
from qunli.engines.reading.naming import kind_of
from qunli.engines.reading.results import Bound, Claim

if TYPE_CHECKING:
    from qunli.engines.reading.subjects import Subjects

__all__ = ["english_claims"]

_WORDS: Final = {
    word: Decimal(value)
    for value, word in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        2,
    )
}
_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MAGNITUDE: Final = r"(?:\s(?:thousand|million|billion|trillion))?"
_MONEY: Final = {
    "RMB": "元",
    "CNY": "元",
    "¥": "元",
    "￥": "元",
    "US$": "美元",
    "USD": "美元",
    "$": "美元",
    "€": "欧元",
    "EUR": "欧元",
    "£": "英镑",
    "HK$": "港元",
}
_BEHIND: Final = {
    "yuan": "元",
    "rmb": "元",
    "renminbi": "元",
    "dollars": "美元",
    "us dollars": "美元",
    "euros": "欧元",
    "pounds": "英镑",
    "percent": "%",
    "per cent": "%",
    "%": "%",
    "percentage points": "百分点",
}
_AMOUNT: Final = re.compile(
    rf"(?<![\w.,/:-])(?:(?P<money>RMB|CNY|US\$|USD|HK\$|EUR|[$€£¥￥])\s?)?"
    rf"(?:(?P<low>(?!(?:19|20)\d{{2}}\s){_NUMBER})(?P<lowmag>{_MAGNITUDE})\s?%?\s?(?:-|–|to|"
    rf"and)\s?(?=[$€£¥]?\d)[$€£¥]?)?"
    rf"(?P<num>{_NUMBER}|\b(?i:{'|'.join(_WORDS)})\b)(?P<mag>{_MAGNITUDE})"
    r"(?:\s?(?P<unit>%|percentage points|per ?cent\b|percent\b|(?:Chinese )?yuan\b|RMB\b|renminbi\b|US "
    r"dollars\b|dollars\b|euros\b|pounds\b)"
    r"|\s(?P<noun>(?!and\b|or\b|of\b|to\b|in\b|on\b|by\b|from\b|per\b|the\b|a\b|was\b|were\b|is\b|"
    r"are\b|with\b|for\b|at\b|as\b)[A-Za-z&][\w&'’-]*(?:\s[A-Za-z&][\w&'’-]*){0,5}))?",
)
_STOP: Final = re.compile(
    r"\s(?:and|or|of|to|in|on|by|from|per|the|a|an|was|were|is|are|has|have|had|will|would|with|for|at|"
    r"as|that|which|who|than|had|now|this|last|next|during|since|under|over|across|within|into|each|"
    r"joined|signed|said|can|could|may|including|worth|between|annually|respectively|not|also|so|but|"
    r"completed|developed|built|hold|holds|held|received|approved|won|worked?|employ\w*)\b"
)
_TIMES: Final = frozenset(
    [
        "year",
        "years",
        "month",
        "months",
        "day",
        "days",
        "hour",
        "hours",
        "minute",
        "minutes",
        "week",
        "weeks",
        "decade",
        "decades",
        "quarter",
        "quarters",
        "o'clock",
        "am",
        "pm",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "times",
        "degrees",
        "pages",
    ]
)
_PLURAL: Final = re.compile(r"(?:[a-z]{2,}s|people|staff|personnel|men|women)\Z", re.IGNORECASE)
_NOT_PLURAL: Final = re.compile(r"(?:ss|us|is)\Z")
_BEFORE: Final = (
    (
        Bound.LESS,
        re.compile(r"(?:fewer than|less than|no more than|not more than|under|below|up to|at most)\s\Z", re.IGNORECASE),
    ),
    (
        Bound.MORE,
        re.compile(
            r"(?:more than|greater than|no less than|no fewer than|at least|over|above|exceed(?:ed|ing|s)?|"
            r"surpass(?:ed|ing)|topped|upwards of)\s\Z",
            re.IGNORECASE,
        ),
    ),
    (
        Bound.ABOUT,
        re.compile(
            r"(?:about|around|nearly|approximately|roughly|some|almost|close to|an estimated)\s\Z", re.IGNORECASE
        ),
    ),
)
_AFTER: Final = re.compile(r"\s(?:or|and) (?P<word>more|above|less|fewer|so)\b")
_GUARD: Final = re.compile(
    r"(?:\b(?:No|Nos|Article|Section|Phase|Page|Table|Figure|Chapter|Item|Room|Model|Version|Grade|"
    r"Level|top|Type|Tel|call)\.?\s|#|ranked\s)\Z",
    re.IGNORECASE,
)
_KNOWN: Final = re.compile(r"\b(?:the|these|those|both|all|our|their|its)\s\Z", re.IGNORECASE)
_YEAR: Final = re.compile(
    r"(?<![\w,.-])(?:(?P<first>(?:19|20)\d{2})\s?(?:-|–|to|through|and)\s?(?P<last>(?:19|20)\d{2})|"
    r"(?P<year>(?:19|20)\d{2}))(?![\w,]*\d)(?!\s(?:employees|companies|people|firms|patents|yuan|"
    r"projects))"
)
_OWN_TIME: Final = re.compile(
    r"\b(?:now|currently|to date|so far|this year|last year|next year|over the (?:next|past|last) \w+ "
    r"years|per year|annually|each year|every year)\b",
    re.IGNORECASE,
)
_NOW: Final = re.compile(  # the present tense behind a year of the past
    r"(?:[,;]|\sand|\sbut)\s(?:and\s|it\s|but\s)*(?:employs|has|have|operates|counts|runs|owns|holds|serves|makes|exports|covers|hosts)\b"
)
_ANOTHER_ACT: Final = re.compile(  # whose year is not that of the figure before it
    r"\b(?:and|but|which|that|who|while)\b.*\b(?:will|would|is to|are to|plans?|expects?|began|opened|started)\b"
)
_GROWS: Final = re.compile(
    r"\b(?:up|down|rose|rising|grew|growing|increase\w*|increasing|fell|falling|decline\w*|declining|decrease\w*|decreasing|drop\w*|"
    r"growth|gain\w*|cut)(?:\s\w+){0,3}\s?\Z",
    re.IGNORECASE,
)
_LINK: Final = re.compile(
    r"\s(?:of|was|were|is|are|at|to|by|totall?ed|reach(?:ed|ing)|hit|stood|amount(?:ed|ing)|came|rose|"
    r"grew|fell|reported|recorded|generated|posted|up|down|an?|the|its|their|worth|valued|some|about|"
    r"around|nearly|over|exceeded|more|than|for|in|from|accounted|agreed|budgeted?|granted|had|has|"
    r"have|will|receive)\s*\Z",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[,;:()]")
_ENDS: Final = re.compile(r"[.!?]\s+(?=[A-Z])")
_WIDEST: Final = 400
_LONGEST_NAME: Final = 6


def english_claims(text: str, start: int, end: int, subjects: "Subjects") -> Iterator[Claim]:
    """Read the figures of one passage's sentence or line."""
    floor = start
    last = ""
    for match in _AMOUNT.finditer(text, start, end):
        unit, noun = _unit(match)
        left = text[max(start, match.start() - 10) : match.start()]
        known = not match["num"][0].isdigit() and _KNOWN.search(left)  # the two islands: named, not counted
        if not unit or known or _GUARD.search(left) or _is_year(match, unit):
            continue
        stop = match.start("noun") + len(noun) if noun else max(match.end("mag"), match.end("unit"))
        values = _values(match)
        if values is None:
            continue
        begin, bound = _bound(text, start, match, stop)
        name = noun or _name_before(text, floor, begin) or last
        grows = _GROWS.search(text[max(floor, begin - 40) : begin]) if unit in {"%", "百分点"} else None
        if grows:
            name = f"{last or name} growth".strip()
        yield Claim(
            begin, stop, text[begin:stop], kind_of(name, unit), subjects.of(start, match.start()), name, values, unit,
            _period(text, start, end, (begin, stop)), Bound.RANGE if len(values) > 1 else bound, 0.9 if name else 0.6,
        )  # fmt: skip
        last = last if grows else name
        floor = stop


def _is_year(match: re.Match[str], unit: str) -> bool:
    return match["noun"] is not None and re.fullmatch(r"(?:19|20)\d{2}", match["num"]) is not None and unit != "people"


def _unit(match: re.Match[str]) -> tuple[str, str]:
    """Return the unit, and the noun phrase where the unit is its last word."""
    if match["money"]:
        return _MONEY[match["money"].upper() if match["money"].isalpha() else match["money"]], ""
    if match["unit"]:
        return _BEHIND[match["unit"].lower().removeprefix("chinese ").replace("per cent", "percent")], ""
    if not match["noun"]:
        return "", ""
    stop = _STOP.search(match["noun"])
    words = (match["noun"][: stop.start()] if stop else match["noun"]).split()
    while words and not (_PLURAL.search(words[-1]) and not _NOT_PLURAL.search(words[-1])):
        words.pop()
    if not words or words[-1].lower() in _TIMES or words[0].lower() in _TIMES:
        return "", ""
    length = len(" ".join(words))
    return words[-1].lower(), match["noun"][:length]


def _values(match: re.Match[str]) -> tuple[Decimal, ...] | None:
    try:
        high = _WORDS.get(match["num"].lower()) or read_number(match["num"] + match["mag"])
        if match["low"] is None:
            return (plain(high),)
        return plain(read_number(match["low"] + (match["lowmag"] or match["mag"]))), plain(high)
    except Unreadable:
        return None


def _bound(text: str, start: int, match: re.Match[str], stop: int) -> tuple[int, Bound]:
    left = text[max(start, match.start() - 20) : match.start()]
    for bound, pattern in _BEFORE:
        word = pattern.search(left)
        if word:
            return match.start() - len(word.group()), bound
    after = _AFTER.match(text, stop)
    if after:
        word_after = after["word"]
        return match.start(), Bound.ABOUT if word_after == "so" else Bound.MORE if word_after in {
            "more",
            "above",
        } else Bound.LESS
    return match.start(), Bound.EXACT


def _name_before(text: str, floor: int, begin: int) -> str:
    left = text[max(floor, begin - 90) : begin]
    clauses = _CLAUSE.split(left)
    words = " " + clauses[-1].rstrip()
    while True:
        shorter = _LINK.sub("", words + " ") if words.strip() else ""
        if shorter.rstrip() == words.rstrip() or not shorter.strip():
            break
        words = shorter.rstrip()
    tail = re.split(r"\s(?:and|the|its|their|that|with|reported|generated|posted|recorded|a|an|said|in)\s", words)[-1]
    return " ".join(tail.split()[-_LONGEST_NAME:])


def _period(text: str, start: int, end: int, span: tuple[int, int]) -> str | None:
    """Return the year named in the same sentence, the nearest before the figure, else the nearest behind it."""
    bounds = _sentence(text, start, end, span)
    left = text[bounds[0] : span[0]]
    right = re.split(r"[,;]", text[span[1] : min(bounds[1], span[1] + 40)])[0]
    own = _OWN_TIME.search(right) or _OWN_TIME.search(left)
    found = list(_YEAR.finditer(text, *bounds))
    if own or not found:
        return None
    before = [one for one in found if one.end() <= span[0]]
    behind = [one for one in found if one.start() >= span[1] and not _ANOTHER_ACT.search(text, span[1], one.start())]
    follows = behind and ("," not in text[span[1] : behind[0].start()] or not before)
    near = behind[0] if follows else before[-1] if before else None
    if near is None or (near in before and _NOW.search(text[near.end() : span[0]])):
        return None
    return near["year"] or f"{near['first']}..{near['last']}"


def _sentence(text: str, start: int, end: int, span: tuple[int, int]) -> tuple[int, int]:
    start, end = max(start, span[0] - _WIDEST), min(end, span[1] + _WIDEST)
    begin = max((match.end() for match in _ENDS.finditer(text, start, span[0])), default=start)
    stop = _ENDS.search(text, span[1], end)
    return begin, stop.start() if stop else end
