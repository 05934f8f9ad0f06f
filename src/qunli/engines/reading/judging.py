"""Judges one line by itself: a sentence to keep, something to set aside, or too little to tell."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from qunli.engines.reading.cues import Cues
from qunli.engines.reading.lines import (
    FUNCTION_SHARE,
    SENTENCE_HAN,
    Line,
    is_ended,
    is_repeating,
    is_sentence,
    lines_of,
)
from qunli.engines.reading.results import Dropped, PassageKind

__all__ = ["BLANK", "Judged", "is_of_an_office", "judged"]

DAMAGED: Final = 0.12
RARE: Final = 0.3
MARKED_LATIN: Final = 0.25
SYMBOLS: Final = 0.16
CALM: Final = -0.7  # below it a sentence is writing, whatever turns of phrase it holds
LONG_LINE: Final = 100
SPEAKS: Final = 0.0  # above it a line speaks to its reader
SPEAKS_LATIN: Final = 0.65  # fewer of its turns are known
SPEAKS_SHORT_LATIN: Final = 0.4  # papers speak in longer sentences than pages do
SHORT_LATIN: Final = 100
SPEAKS_HAN: Final = 8
SPEAKS_WORDS: Final = 6
OF_AN_OFFICE: Final = 0.5
SOLICITS: Final = 3
SOLICITS_WAYS: Final = 2
LONG_APPEAL: Final = 110  # a longer text says more before it counts
NOTICE: Final = 3
SHORT_NOTICE: Final = 90
SHORT_FURNITURE: Final = 60
BUTTON: Final = 5
WORDLESS: Final = 0.25
LOOSE_PIECES: Final = 5
CHANTED: Final = 5  # clauses with a word in common
FEWEST_ALIKE: Final = 3
LOOSE_WORDS: Final = 10
REPEATED_WORDS: Final = 0.3
REMEMBERED: Final = 4096

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
_FACTS: Final = re.compile(r"公司|大学|研究|中心|企业|集群|产业|政府|政策|[局委厅]|\d{1,2}月|\d{4}年|%")
_NUMBERS: Final = re.compile(r"[\d:.,/+ -]*\d[\d:.,/+ -]*\d")
_CLAUSES: Final = re.compile(r"[,;:。!?]\s*")
_PIECES: Final = re.compile(r"[\s|/_·•,,;;+]+")
_DATE_BEHIND: Final = re.compile(r"[\[(\s](?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}[\])]?\Z")
_LONGWORD: Final = re.compile(r"\S{8}")
_PAGE_NUMBER: Final = re.compile(
    r"[-—–\s·.]*(?:第\s*|page\s*)?\d{1,4}\s*(?:页|/\s*\d{1,4}|of\s*\d{1,4})?\s*/?(?:\s*共\s*\d+\s*页)?[-—–\s·.]*"
)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_LABELLED: Final = re.compile(r"[\u4e00-\u9fff]{2,8}:\s?\S+\Z")  # one number behind a word says something
_HEAD_MARK: Final = re.compile(
    r"(?:#{1,6}\s|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十\d]+[章节条])"
)


Verdict = tuple[PassageKind, Dropped]


class Judged(NamedTuple):
    """What a line is by itself; ``keep`` is None where it alone says too little."""

    han: int
    latin: int
    digits: int
    borders: int
    voice: float
    keep: bool | None
    kind: PassageKind
    reason: Dropped = Dropped.KEPT


BLANK: Final = Judged(0, 0, 0, 0, 0.0, None, PassageKind.BLANK)
_ROW: Final = Judged(0, 0, 1, 0, 0.0, keep=False, kind=PassageKind.ROWS, reason=Dropped.MACHINE_ROWS)


def judged(texts: Iterable[str]) -> dict[str, Judged]:
    """Judge lines, each by itself: simplified, half-width, in small letters, without outer space.

    Tables and runs of lines are judged elsewhere. Lines return in a page: each is judged once.
    """
    distinct = dict.fromkeys(texts)
    answers = {text: _ROW for text in distinct if _NUMBERS.fullmatch(text)}
    answers.update((line.text, _judged(line)) for line in lines_of([text for text in distinct if text not in answers]))
    return answers


def _judged(line: Line) -> Judged:
    if line.is_a_label and (line.voice <= SPEAKS or line.han < SPEAKS_HAN):
        return _undecided(line)
    for rule in _BY_FORM:
        verdict = rule(line)
        if verdict is not None:
            return _decided(line, verdict)
    line.listen()
    for rule in _BY_VOICE:
        verdict = rule(line)
        if verdict is not None:
            return _decided(line, verdict)
    return _undecided(line)


def _undecided(line: Line) -> Judged:
    kind = PassageKind.HEADING if _HEAD_MARK.match(line.text) else PassageKind.LIST
    return Judged(line.han, line.latin, line.digits, line.borders, line.voice, None, kind)


@lru_cache(maxsize=REMEMBERED)
def is_of_an_office(text: str) -> bool:
    """Say whether a line holds the turns of phrase by which an office speaks to the bodies it serves."""
    return "office" in next(lines_of([text])).cues


def _decided(line: Line, verdict: Verdict) -> Judged:
    kind, reason = verdict
    return Judged(line.han, line.latin, line.digits, line.borders, line.voice, reason is Dropped.KEPT, kind, reason)


def _damaged(line: Line) -> Verdict | None:
    if not line.damaged and not line.rare and not line.marked:
        return None
    length = len(line.text)
    rare = line.rare / line.han if line.han >= 6 else 0.0  # noqa: PLR2004 -- a rare name or two is no damage
    marked = line.marked / length if length >= 8 else 0.0  # noqa: PLR2004 -- as above
    if line.damaged / length > DAMAGED or rare > RARE or marked > MARKED_LATIN:
        return PassageKind.UNREADABLE, Dropped.MOJIBAKE
    return None


def _wordless(line: Line) -> Verdict | None:
    letters = line.han + line.latin + line.other_script + line.marked
    if line.han and _LABELLED.match(line.text):
        return None
    if letters / len(line.text) < WORDLESS and not line.has_quantity:
        number = _PAGE_NUMBER.fullmatch(line.text)
        return PassageKind.ROWS, Dropped.PAGE_FURNITURE if number and "页" in line.text else Dropped.MACHINE_ROWS
    if line.han:
        return None
    if _ADDRESS.fullmatch(line.text):
        return PassageKind.LINKS, Dropped.PAGE_LINKS
    return (PassageKind.ROWS, Dropped.MACHINE_ROWS) if letters and _one_long_code(line) else None


def _one_long_code(line: Line) -> bool:
    """Say whether it is one unbroken run of letters and digits, such as a hash or an encoded file."""
    return len(line.text) >= 16 and not line.spaces and line.digits > 0 and line.latin > 0  # noqa: PLR2004 -- longer than a word or a model's name


def _code(line: Line) -> Verdict | None:
    if line.han >= SENTENCE_HAN:
        return None
    if line.symbols <= 4:  # noqa: PLR2004 -- a few are anywhere
        return None
    braces = sum(map(line.text.count, "{}()=;"))
    if line.symbols + braces > SYMBOLS * len(line.text) and braces > 1:
        return PassageKind.ROWS, Dropped.MACHINE_ROWS
    return None


def _calm(line: Line) -> Verdict | None:
    """Keep a sentence that speaks as papers do, without looking any further."""
    if line.voice >= CALM or not (is_ended(line.text) or len(line.text) > LONG_LINE) or is_repeating(line):
        return None
    whole = line.han >= SENTENCE_HAN and " " not in line.text
    return (_kind_of_sentence(line), Dropped.KEPT) if whole or is_sentence(line) else None


def _furniture(line: Line) -> Verdict | None:
    if line.digits and _PAGE_NUMBER.fullmatch(line.text):
        return PassageKind.ROWS, Dropped.PAGE_FURNITURE
    cues = line.cues
    if not cues:
        return None
    hits = cues.get("furniture", 0)
    buttons = cues.get("button", 0)
    itself = cues.get("itself", 0) if not is_ended(line.text) and not line.has_quantity else 0
    sober = (is_sentence(line) and hits < 2 and not cues.keys() & {"touch", "urge"}) or _HEAD_MARK.match(line.text)  # noqa: PLR2004 -- once may be chance
    if buttons > 1 or (buttons and (hits or len(line.text) <= BUTTON)):
        hits += buttons
    hits += itself
    hits += max(0, cues.get("contact", 0) - 1) * (not cues.get("office"))
    if hits and len(line.text) <= SHORT_FURNITURE * hits and (not sober or itself):
        return PassageKind.LINKS, Dropped.PAGE_FURNITURE
    return None


def _notice(line: Line) -> Verdict | None:
    cues = line.cues
    score = 2 * min(cues.get("rights", 0), 2) + 2 * min(cues.get("liability", 0), 2)
    if not score:
        return None
    score += (
        min(cues.get("law", 0), 2)
        + min(cues.get("itself", 0), 2)
        + min(cues.get("request", 0), 1)
        + min(cues.get("we", 0), 1)
    )
    needed = NOTICE - 1 if len(line.text) <= SHORT_NOTICE and not line.has_quantity else NOTICE
    if cues.get("office") and not cues.get("itself"):
        needed += 2
    if score >= needed + (2 if line.has_quantity else 0):
        return PassageKind.NOTICE, Dropped.LEGAL_NOTICE
    return None


def _solicitation(cues: Cues) -> tuple[int, int]:
    """Return how strongly a line speaks to its reader to win something, and in how many ways."""
    score = ways = 0
    for name, hits in cues.items():
        weight = _WEIGHTS.get(name, 0)
        if weight:
            score += weight + (hits > 1)
            ways += 1
    sober = 2 * min(cues.get("office", 0), 2) + min(cues.get("reports", 0), 2)
    return score - sober, ways - min(sober, 2)


def _soliciting(line: Line) -> Verdict | None:
    if not line.cues:
        return None
    score, ways = _solicitation(line.cues)
    needed = SOLICITS_WAYS if _FACTS.search(line.text) or line.cues.keys() & {"office", "reports"} else 1
    if score >= SOLICITS + len(line.text) // LONG_APPEAL and ways >= needed:
        return PassageKind.ADVERTISEMENT, Dropped.SOLICITS
    return None


def _speaking(line: Line) -> Verdict | None:
    """Set aside what speaks as sellers and pages do; the turns of phrase it holds say which of them."""
    if line.han < SPEAKS_HAN and (line.han or line.text.count(" ") < SPEAKS_WORDS - 1):
        return None
    bar = SPEAKS if line.han else SPEAKS_LATIN if len(line.text) > SHORT_LATIN else SPEAKS_SHORT_LATIN
    if line.voice <= bar or (line.voice <= bar + OF_AN_OFFICE and line.cues.get("office")):
        return None
    if is_ended(line.text):
        return _speaker(line)
    if line.borders:
        return None
    return _repeating(line) or (None if is_sentence(line) else _loose(line)) or _speaker(line)


def _speaker(line: Line) -> Verdict:
    if line.cues.keys() & {"rights", "liability"}:
        return PassageKind.NOTICE, Dropped.LEGAL_NOTICE
    if line.cues.keys() & {"furniture", "itself"} and not line.cues.keys() & {"price", "praise"}:
        return PassageKind.LINKS, Dropped.PAGE_FURNITURE
    return PassageKind.ADVERTISEMENT, Dropped.SOLICITS


def _repeating(line: Line) -> Verdict | None:
    clauses = [clause for clause in _CLAUSES.split(line.text) if clause] if line.han else []
    if is_repeating(line) or (len(clauses) >= CHANTED and _share_a_pair(clauses)):
        return PassageKind.KEYWORDS, Dropped.REPEATED_WORDS
    words = line.words if not line.han else []
    if len(words) >= LOOSE_WORDS and not line.is_english:
        repeated = 1 - len(set(words)) / len(words) >= REPEATED_WORDS
        if repeated or (not line.ends and "." not in line.text):
            return PassageKind.KEYWORDS, Dropped.REPEATED_WORDS if repeated else Dropped.LOOSE_WORDS
    return None


def _sentence(line: Line) -> Verdict | None:
    return (_kind_of_sentence(line), Dropped.KEPT) if is_sentence(line) else None


def _kind_of_sentence(line: Line) -> PassageKind:
    headed = line.han < 2 * SENTENCE_HAN and _HEAD_MARK.match(line.text)
    return PassageKind.HEADING if headed else PassageKind.PROSE


def _loose(line: Line) -> Verdict | None:
    """Set aside words side by side: many short pieces, no figures, none of the small words."""
    if line.borders or line.has_quantity:
        return None
    pieces = [piece for piece in _PIECES.split(line.text) if piece]
    if len(pieces) >= FEWEST_ALIKE and " " in line.text and _share_a_pair(pieces):
        return PassageKind.KEYWORDS, Dropped.REPEATED_WORDS
    if len(pieces) < LOOSE_PIECES or line.han < 2 * LOOSE_PIECES:
        return None
    small = line.small
    if (small >= 2 and small / line.han >= FUNCTION_SHARE) or "、" in line.text:  # noqa: PLR2004 -- one may be part of a word
        return None
    nav = len(pieces) <= 20 and max(map(len, pieces)) <= 6  # noqa: PLR2004 -- labels of a page are short and not many
    return (PassageKind.LINKS, Dropped.PAGE_LINKS) if nav else (PassageKind.KEYWORDS, Dropped.LOOSE_WORDS)


def _share_a_pair(pieces: list[str]) -> bool:
    """Say whether all of some pieces have a pair of characters in common: one theme in so many words."""
    common = [{piece[place : place + 2] for place in range(len(piece) - 1)} for piece in pieces]
    shared = common[0]
    for pairs in common[1:]:
        shared &= pairs
    return bool(shared) and len(set(pieces)) == len(pieces)


def _headline(line: Line) -> Verdict | None:
    if not line.digits or line.han < 8 or line.text[-1] not in "0123456789)]":  # noqa: PLR2004 -- shorter ones are dates of papers
        return None
    dated = _DATE_BEHIND.search(line.text)
    return (PassageKind.LINKS, Dropped.HEADLINES) if dated and _LONGWORD.search(line.text, 0, dated.start()) else None


_BY_FORM: Final[tuple[Callable[[Line], Verdict | None], ...]] = (_damaged, _wordless, _code)
_BY_VOICE: Final[tuple[Callable[[Line], Verdict | None], ...]] = (
    _calm,
    _furniture,
    _notice,
    _soliciting,
    _speaking,
    _repeating,
    _sentence,
    _loose,
    _headline,
)
