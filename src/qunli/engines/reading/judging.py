"""Judges one unit by itself: a sentence to keep, something to set aside, or too little to tell."""

import re
from typing import Final

from qunli.engines.reading.results import Dropped, PassageKind
from qunli.engines.reading.units import Unit

__all__ = ["judge", "repetition"]

SENTENCE_HAN: Final = 12
SHORT_SENTENCE_HAN: Final = 6
SENTENCE_WORDS: Final = 7
FUNCTION_SHARE: Final = 0.03
ENGLISH_FUNCTION_SHARE: Final = 0.15
DAMAGED: Final = 0.12
RARE: Final = 0.3
MARKED_LATIN: Final = 0.25
SYMBOLS: Final = 0.16
SOLICITS: Final = 3
SOLICITS_WAYS: Final = 2
LONG_APPEAL: Final = 110  # a longer text says more before it counts
NOTICE: Final = 3
SHORT_NOTICE: Final = 90
SHORT_FURNITURE: Final = 60
BUTTON: Final = 5
WORDLESS: Final = 0.25
REPEATED: Final = 0.55
LOOSE_PIECES: Final = 5
FEWEST_ALIKE: Final = 3
LOOSE_WORDS: Final = 10
REPEATED_WORDS: Final = 0.3
LONG_ENOUGH: Final = 40
WINDOW: Final = 120
CLAUSE: Final = 7

_WEIGHTS: Final = {
    "you": 1,
    "we": 1,
    "shout": 1,
    "asks": 1,
    "touch": 2,
    "urge": 2,
    "casual": 1,
    "price": 2,
    "praise": 1,
}
_FUNCTION_WORDS: Final = re.compile(
    r"\b(?:the|of|and|to|in|a|an|is|are|was|were|for|on|with|that|by|as|at|from|has|have|its|it|be|been|will|this|which|or|than|more|but|also|after|between)\b"
)
_WORD: Final = re.compile(r"[a-z][a-z'’-]*")
_QUANTITY: Final = re.compile(
    r"\d[\d,.]*\s*(?:万|亿|千|百)*\s*(?:余|多)?\s*(?:元|家|项|个|件|人|名|%|吨|台|套|户|亩|平方|公里|所|种|条|份|次|场|座|辆|张|篇|门|幢|倍|美元)"
)
_FACTS: Final = re.compile(r"公司|大学|研究|中心|企业|集群|产业|政府|政策|[局委厅]|\d{1,2}月|\d{4}年|%")
_PIECES: Final = re.compile(r"[\s|/_·•,,;;+]+")
_DATED_HEADLINE: Final = re.compile(r"\S{8,}.*[\[(\s](?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}[\])]?\Z")
_PAGE_NUMBER: Final = re.compile(
    r"[-—–\s·.]*(?:第\s*|page\s*)?\d{1,4}\s*(?:页|/\s*\d{1,4}|of\s*\d{1,4})?\s*/?(?:\s*共\s*\d+\s*页)?[-—–\s·.]*"
)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_HEAD_MARK: Final = re.compile(
    r"(?:#{1,6}\s|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十\d]+[章节条])"
)
_CLAUSES: Final = re.compile(r"[,;:。!?]\s*")
_ENDS: Final = re.compile(r"[。!?;:.]['\"”’」』)）]*\Z")


def judge(unit: Unit) -> None:
    """Decide the unit where it alone says enough; tables and runs are judged elsewhere."""
    if unit.blank:
        unit.kind = PassageKind.BLANK
        return
    for rule in (
        _damaged,
        _wordless,
        _code,
        _furniture,
        _notice,
        _soliciting,
        _repeating,
        _sentence,
        _loose,
        _headline,
    ):
        rule(unit)
        if unit.keep is not None:
            return
    unit.kind = PassageKind.HEADING if _HEAD_MARK.match(unit.text) else PassageKind.LIST


def repetition(text: str) -> float:
    """Return the share of distinct pairs of characters; prose has nearly as many as pairs.

    A long text is taken in stretches, since pairs return the longer it goes on.
    """
    shares = [_distinct(text[start : start + WINDOW]) for start in range(0, max(1, len(text) - WINDOW // 2), WINDOW)]
    return sum(shares) / len(shares)


def _distinct(text: str) -> float:
    pairs = len(text) - 1
    return len({text[place : place + 2] for place in range(pairs)}) / pairs if pairs > 0 else 1.0


def _damaged(unit: Unit) -> None:
    length = len(unit.classes)
    wide = unit.han
    damage = unit.classes.count("b") / length
    rare = unit.classes.count("r") / wide if wide >= 6 else 0.0  # noqa: PLR2004 -- a rare name or two is no damage
    marked = unit.classes.count("l") / length if length >= 8 else 0.0  # noqa: PLR2004 -- as above
    if damage > DAMAGED or rare > RARE or marked > MARKED_LATIN:
        unit.decide(PassageKind.UNREADABLE, Dropped.MOJIBAKE)


def _wordless(unit: Unit) -> None:
    letters = unit.han + unit.classes.count("a") + unit.classes.count("k") + unit.classes.count("l")
    if letters / len(unit.classes) < WORDLESS and not _QUANTITY.search(unit.text):
        number = _PAGE_NUMBER.fullmatch(unit.text)
        unit.decide(PassageKind.ROWS, Dropped.PAGE_FURNITURE if number and "页" in unit.text else Dropped.MACHINE_ROWS)
    elif _ADDRESS.fullmatch(unit.text):
        unit.decide(PassageKind.LINKS, Dropped.PAGE_LINKS)
    elif not unit.han and letters and _one_long_code(unit):
        unit.decide(PassageKind.ROWS, Dropped.MACHINE_ROWS)


def _one_long_code(unit: Unit) -> bool:
    """Say whether it is one unbroken run of letters and digits, such as a hash or an encoded file."""
    return len(unit.text) >= 16 and "s" not in unit.classes and "d" in unit.classes and "a" in unit.classes  # noqa: PLR2004 -- longer than a word or a model's name


def _code(unit: Unit) -> None:
    if unit.han >= SENTENCE_HAN:
        return
    symbols = unit.classes.count("x")
    braces = sum(map(unit.text.count, "{}()=;"))
    if symbols + braces > SYMBOLS * len(unit.classes) and symbols > 4 and braces > 1:  # noqa: PLR2004 -- a few are anywhere
        unit.decide(PassageKind.ROWS, Dropped.MACHINE_ROWS)


def _furniture(unit: Unit) -> None:
    if _PAGE_NUMBER.fullmatch(unit.text):
        unit.decide(PassageKind.ROWS, Dropped.PAGE_FURNITURE)
        return
    hits = unit.cues.get("furniture", 0)
    buttons = unit.cues.get("button", 0)
    itself = unit.cues.get("itself", 0) if not _ENDS.search(unit.text) and not _QUANTITY.search(unit.text) else 0
    appeals = unit.cues.keys() & {"touch", "urge"}
    sober = (_is_sentence(unit) and hits < 2 and not appeals) or _HEAD_MARK.match(unit.text) is not None  # noqa: PLR2004 -- once may be chance
    if buttons > 1 or (buttons and (hits or len(unit.text) <= BUTTON)):
        hits += buttons
    hits += itself
    hits += unit.cues.get("contact", 0) > 1 and not unit.cues.get("office")
    if hits and len(unit.text) <= SHORT_FURNITURE * hits and (not sober or itself):
        unit.decide(PassageKind.LINKS, Dropped.PAGE_FURNITURE)


def _notice(unit: Unit) -> None:
    cues = unit.cues
    score = 2 * min(cues.get("rights", 0), 2) + 2 * min(cues.get("liability", 0), 2)
    if not score:
        return
    score += (
        min(cues.get("law", 0), 2)
        + min(cues.get("itself", 0), 2)
        + min(cues.get("request", 0), 1)
        + min(cues.get("we", 0), 1)
    )
    needed = NOTICE - 1 if len(unit.text) <= SHORT_NOTICE and not _QUANTITY.search(unit.text) else NOTICE
    if cues.get("office") and not cues.get("itself"):
        needed += 2
    if score >= needed + (2 if _QUANTITY.search(unit.text) else 0):
        unit.decide(PassageKind.NOTICE, Dropped.LEGAL_NOTICE)


def solicitation(unit: Unit) -> tuple[int, int]:
    """Return how strongly a unit speaks to its reader to win something, and in how many ways."""
    score = ways = 0
    for name, weight in _WEIGHTS.items():
        hits = unit.cues.get(name, 0)
        if hits:
            score += weight + (hits > 1)
            ways += 1
    sober = 2 * min(unit.cues.get("office", 0), 2) + min(unit.cues.get("reports", 0), 2)
    return score - sober, ways - min(sober, 2)


def _soliciting(unit: Unit) -> None:
    score, ways = solicitation(unit)
    needed = SOLICITS_WAYS if _FACTS.search(unit.text) or unit.cues.keys() & {"office", "reports"} else 1
    if score >= SOLICITS + len(unit.text) // LONG_APPEAL and ways >= needed:
        unit.decide(PassageKind.ADVERTISEMENT, Dropped.SOLICITS)


def _repeating(unit: Unit) -> None:
    if unit.han >= LONG_ENOUGH and repetition(unit.text) < REPEATED:
        unit.decide(PassageKind.KEYWORDS, Dropped.REPEATED_WORDS)
        return
    words = _WORD.findall(unit.text) if not unit.han else []
    if len(words) >= LOOSE_WORDS and not _is_english(words):
        repeated = 1 - len(set(words)) / len(words) >= REPEATED_WORDS
        if repeated or ("p" not in unit.classes and "." not in unit.text):
            reason = Dropped.REPEATED_WORDS if repeated else Dropped.LOOSE_WORDS
            unit.decide(PassageKind.KEYWORDS, reason)


def _is_english(words: list[str]) -> bool:
    return len(_FUNCTION_WORDS.findall(" ".join(words))) / len(words) >= ENGLISH_FUNCTION_SHARE


def _is_sentence(unit: Unit) -> bool:
    if unit.han >= SHORT_SENTENCE_HAN and unit.text.endswith("。") and _QUANTITY.search(unit.text):
        return True
    if unit.han >= SENTENCE_HAN:
        pointed = "p" in unit.classes or "c" in unit.classes
        fluent = unit.classes.count("f") / unit.han >= FUNCTION_SHARE or _in_clauses(unit.text)
        counted = bool(_QUANTITY.search(unit.text)) and _ENDS.search(unit.text) is not None
        return pointed and (fluent or counted)
    if unit.han or unit.classes.count("a") < 2 * SENTENCE_WORDS:
        return False
    words = _WORD.findall(unit.text)
    return len(words) >= SENTENCE_WORDS and _is_english(words)


def _in_clauses(text: str) -> bool:
    """Say whether a text is written in clauses: commas between stretches of some length, and an end."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    long = sum(1 for clause in clauses if len(clause) >= CLAUSE)
    return len(clauses) >= 3 and long >= len(clauses) / 2 and _ENDS.search(text) is not None  # noqa: PLR2004 -- two commas


def _sentence(unit: Unit) -> None:
    if _is_sentence(unit):
        unit.decide(
            PassageKind.HEADING if _HEAD_MARK.match(unit.text) and unit.han < 2 * SENTENCE_HAN else PassageKind.PROSE
        )


def _loose(unit: Unit) -> None:
    """Set aside words side by side: many short pieces, no figures, none of the small words."""
    if _QUANTITY.search(unit.text) or "t" in unit.classes:
        return
    pieces = [piece for piece in _PIECES.split(unit.text) if piece]
    if len(pieces) >= FEWEST_ALIKE and " " in unit.text and _share_a_pair(pieces):
        unit.decide(PassageKind.KEYWORDS, Dropped.REPEATED_WORDS)
        return
    if len(pieces) < LOOSE_PIECES or unit.han < 2 * LOOSE_PIECES:
        return
    small = unit.classes.count("f")
    if (small < 2 or small / unit.han < FUNCTION_SHARE) and "、" not in unit.text:  # noqa: PLR2004 -- one may be part of a word
        longest = max(len(piece) for piece in pieces)
        nav = longest <= 6 and len(pieces) <= 20  # noqa: PLR2004 -- labels of a page are short and not many
        unit.decide(
            PassageKind.LINKS if nav else PassageKind.KEYWORDS, Dropped.PAGE_LINKS if nav else Dropped.LOOSE_WORDS
        )


def _share_a_pair(pieces: list[str]) -> bool:
    """Say whether all of some pieces have a pair of characters in common: one theme in so many words."""
    common = [{piece[place : place + 2] for place in range(len(piece) - 1)} for piece in pieces]
    shared = common[0]
    for pairs in common[1:]:
        shared &= pairs
    return bool(shared) and len(set(pieces)) == len(pieces)


def _headline(unit: Unit) -> None:
    if unit.han >= 8 and _DATED_HEADLINE.fullmatch(unit.text) and not _ENDS.search(unit.text):  # noqa: PLR2004 -- shorter ones are dates of papers
        unit.decide(PassageKind.LINKS, Dropped.HEADLINES)
