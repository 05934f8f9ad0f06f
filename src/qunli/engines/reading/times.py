"""Finds what year a figure belongs to: a year that governs it in its sentence, or none; never one the text lacks."""

import re
from dataclasses import dataclass
from typing import Final

from qunli.engines.notation.numerals import read_number
from qunli.engines.notation.unreadable import Unreadable

__all__ = ["Mention", "find_mentions", "governing"]

_YEAR: Final = r"(?:1[89]|2[01])\d{2}"
_HAN_YEAR: Final = r"[一二][零〇一二三四五六七八九○]{3}"
_MENTION: Final = re.compile(
    rf"(?P<span>(?P<first>{_YEAR})\s?年?\s?(?:[-—–~～]{{1,2}}|至|到)\s?(?P<last>{_YEAR})\s?年)"
    rf"|(?P<year>{_YEAR}|{_HAN_YEAR})\s?年度?(?P<part>(?:第?[一二三四1-4]季度|上半年|下半年|前[二三]季度|(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:[-—至到](?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}))?月(?:份|底|末|初)?(?:\d{{1,2}}日|[一二三四五六七八九十]{{1,3}}日)?))?"
    r"|(?P<recent>(?:近|过去|最近|连续)\s?(?:[一二两三四五六七八九十]|\d{1,2})年(?:来|间|内)?)"
    r"|(?P<vague>(?<![较比与同])(?:今年以?来?|去年|上年|前年|本年度?|明年|当年|目前|当前|如今|现有|现已|迄今|至今|截至目前|累计|每年|今后|未来|报告期内?|本月|本季度|"
    r"(?<!\d)(?:全年|上半年|下半年|[一二三四]季度|前三季度|前\d{1,2}个?月|\d{1,2}[-—至到]\d{1,2}月))(?!同期))"
)
_FOUNDED: Final = re.compile(r"(?:成立|创立|创建|创办|始建|建|注册|诞生|落户|起源|发布|通过|修订|印发|生)于?\s?\Z|自\Z")
_FOUNDS: Final = re.compile(r"[^,。;]{0,6}(?:成立|创立|创建|创办|落户|注册|诞生|获批|入选|挂牌|起施行|起实施|起执行)")
_FROM: Final = re.compile(r"[由从自]\s?\Z")
_HAD_ITS_FIGURE: Final = re.compile(r"\d[^,;]*[,;]")
_UP_TO: Final = re.compile(r"(?:截至|截止|到)\w{0,2}\Z")
_ENDS_AT: Final = re.compile(r"年?[底末]")
_COMPARED: Final = re.compile(r"[比较]\s?\Z")
_COMPARES: Final = re.compile(r"(?:同期|全年)?(?:相比|比较)")
_PART: Final = re.compile(
    r"全年|[上下]半年|[一二三四]季度|前三季度|前\d{1,2}个?月|\d{1,2}[-—至到]\d{1,2}月"
)  # of the year named before
_CHANGES: Final = re.compile(r"到|至|为|升|增|降|达")


@dataclass(frozen=True, slots=True)
class Mention:
    """A time as the text names it; ``period`` is None where it names no year."""

    start: int
    end: int
    period: str | None
    words: str
    kind: str
    once: bool = False
    idle: bool = False


def find_mentions(text: str, start: int, end: int) -> list[Mention]:
    """Find the times named between two places."""
    return [_mention(text, match, start) for match in _MENTION.finditer(text, start, end)]


def _mention(text: str, match: re.Match[str], start: int) -> Mention:
    left = text[max(start, match.start() - 4) : match.start()]
    kind = match.lastgroup or ""
    if match["span"]:
        period = f"{match['first']}..{match['last']}"
        return Mention(match.start(), match.end(), period, match.group(), "year")
    if match["year"]:
        idle = any(one.search(left) for one in (_FOUNDED, _COMPARED)) or any(
            one.match(text, match.end()) for one in (_FOUNDS, _COMPARES)
        )
        words = match["part"] or ""
        return Mention(match.start(), match.end(), _year(match["year"]), words, "year", bool(_FROM.search(left)), idle)
    return Mention(match.start(), match.end(), None, match.group(), "recent" if match["recent"] else kind or "vague")


def _year(written: str) -> str | None:
    if written.isdigit():
        return written
    try:
        return str(read_number(written.replace("○", "〇")))
    except Unreadable:
        return None


def governing(
    mentions: list[Mention],
    text: str,
    place: int,
    *,
    averaged: bool,
    carried: str | None,
) -> tuple[str | None, str]:
    """Return the period of a figure at a place, and the words that narrow it.

    The last time named before it counts. A span that is still running (近三年) keeps the year of its
    own clause chain, up to a semicolon; an average per year has none of its own.
    """
    scope = ""
    for mention in reversed(mentions):
        between = text[mention.end : place]
        if mention.start >= place or mention.idle or (mention.once and _spent(between)):
            continue
        if _is_over(mention, between) or (mention.words == "累计" and _is_added_up_to(mentions, mention, text)):
            continue
        if _PART.fullmatch(mention.words) and mention.period is None:
            scope = scope or mention.words
            continue
        if mention.kind == "recent" and averaged and ";" not in between:
            scope = scope or mention.words
            carried = None if _cut(mentions, mention, text) else carried
            continue
        spanned = ".." in (mention.period or "")
        stated = mention.kind == "year" and (bool(scope) or spanned or not averaged) and not (scope and ";" in between)
        own = "" if mention.kind == "year" and averaged and not scope else mention.words
        return (mention.period if stated else None), scope or own
    return (None if averaged and not scope else carried), scope


def _is_over(mention: Mention, between: str) -> bool:
    """Say whether a time reaches no further: a running span after its figure, a day beyond its semicolon."""
    if mention.kind == "recent":
        return _HAD_ITS_FIGURE.search(between) is not None
    return mention.words.endswith("日") and ";" in between


def _is_added_up_to(mentions: list[Mention], mention: Mention, text: str) -> bool:
    """Say whether what is added up, is so over a span of years, or to the end of one, named in the same clauses."""
    before = [one for one in mentions if one.end <= mention.start]
    if not before or before[-1].kind != "year" or ";" in text[before[-1].end : mention.start]:
        return False
    last = before[-1]
    spanned = ".." in (last.period or "") or bool(_ENDS_AT.match(text, last.end))
    return spanned or _UP_TO.search(text, max(0, last.start - 6), last.start) is not None


def _cut(mentions: list[Mention], mention: Mention, text: str) -> bool:
    """Say whether a semicolon stands between a running span and the year before it."""
    before = [one for one in mentions if one.end <= mention.start and one.kind == "year"]
    return not before or ";" in text[before[-1].end : mention.start]


def _spent(between: str) -> bool:
    """Say whether a year after 由 or 从 has already had its figure: what follows 提高到 is of another time."""
    return re.search(r"\d", between) is not None and _CHANGES.search(between) is not None
