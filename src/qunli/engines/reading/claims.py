"""Reads figures out of sentences: what is counted, of whom, when, how much, and how sure the wording is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from qunli.engines.reading.english import english_claims
from qunli.engines.reading.naming import growth_of, kind_of, name_of, without_subject
from qunli.engines.reading.quantities import Amount, find_amounts
from qunli.engines.reading.results import Claim
from qunli.engines.reading.subjects import Subjects
from qunli.engines.reading.times import Mention, find_mentions, governing

__all__ = ["figures_in", "sentences_of"]

_SENTENCE: Final = re.compile(r"[^。!?\n\r]+[。!?]*")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_GOES_ON: Final = re.compile(r"\s*(?:其中|分行业|分产业|分领域)")
_AVERAGED: Final = re.compile(r"年均|年平均|复合")
_CAPACITY: Final = re.compile(r"(?:年产|年产能|年处理|年加工|预计年\w{0,6}|达产后[^,;]*|每年\w{0,6})\Z")  # of no year
_ROSE_TO: Final = re.compile(  # from the figure before to this one
    r"\s?(?:增加|增长|提高|提升|上升|扩大|发展|下降|减少|降低|缩短|压缩|压减|回落|调整|增|升|降|减)(?:到了?|至|为)\s?(?:\d{4}年\w{0,2}的?)?"
)
_CONTEXT: Final = 34
_MONEY: Final = re.compile(
    r"(?:产值|收入|营收|利润|税收|投资|金额|销售额|总额|经费|成交额|出口额)\Z"
)  # in 亿 without a unit
_COUNTED: Final = frozenset({"元", "%", "‰", "百分点", "美元", "欧元"})
_MARKS: Final = re.compile(r"[,;:()]")


@dataclass(slots=True)
class _Before:
    """What the figures before this one said."""

    end: int
    names: list[str]
    respectively: int = 0


def sentences_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a passage at the ends of sentences and lines."""
    for match in _SENTENCE.finditer(text, start, end):
        yield match.start(), match.end()


def figures_in(text: str, original: str, span: tuple[int, int], subjects: Subjects) -> Iterator[Claim]:
    """Read the figures of one passage; ``text`` is the simplified, half-width copy of the original."""
    carried: str | None = None
    for start, end in sentences_of(text, *span):
        if not _HAN.search(text, start, end):
            yield from english_claims(original, start, end, subjects)
            carried = None
            continue
        amounts = list(find_amounts(text, start, end))
        if not amounts and "年" not in text[start:end]:
            carried = None
            continue
        mentions = find_mentions(text, start, end)
        kept = carried if _GOES_ON.match(text, start, end) else None
        yield from _figures(_Sentence(text, original, start, end, mentions, kept), amounts, subjects)
        years = [one.period for one in mentions if one.kind == "year" and not one.idle and not one.once]
        carried = years[-1] if years and mentions[-1].kind == "year" else kept


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    original: str
    start: int
    end: int
    mentions: list[Mention]
    carried: str | None


def _figures(sentence: _Sentence, amounts: Sequence[Amount], subjects: Subjects) -> Iterator[Claim]:
    before = _Before(sentence.start, [])
    for amount in amounts:
        name, begin, stop = _named(sentence, amount, before)
        start, end = _quoted(sentence, amount, begin, stop)
        left = sentence.text[max(before.end, amount.begin - _CONTEXT) : amount.begin]
        averaged = _AVERAGED.search(left) is not None
        period, scope = governing(
            sentence.mentions, sentence.text, amount.start, averaged=averaged, carried=sentence.carried
        )
        if _CAPACITY.search(left):
            period = None
        unit = amount.unit or ("元" if _MONEY.search(name) else "")
        before.end = amount.end
        yield Claim(
            start,
            end,
            sentence.original[start:end],
            kind_of(name, unit),
            subjects.of(sentence.start, amount.start),
            name,
            amount.values,
            unit,
            period,
            amount.bound,
            _confidence(name, amount),
            scope,
        )
        if name and amount.unit not in {"%", "‰", "百分点"}:
            before.names.append(name)


def _named(sentence: _Sentence, amount: Amount, before: _Before) -> tuple[str, int, int]:
    text = sentence.text
    if amount.unit in {"%", "百分点", "‰", "倍"} or amount.unit == "":
        grown = _growth(text, amount, before)
        if grown is not None:
            return grown
    if before.names and _ROSE_TO.fullmatch(text, before.end, amount.begin):
        return before.names[-1], amount.begin, amount.begin
    before.respectively = before.respectively if text[before.end : amount.begin] in {"和", "、", ",", "与", "及"} else 0
    return name_of(text, before.end, amount.begin, amount.end, amount.unit not in _COUNTED)


def _growth(text: str, amount: Amount, before: _Before) -> tuple[str, int, int] | None:
    left = text[before.end : amount.begin]
    if before.respectively and left in {"和", "、", ",", "与", "及"}:
        name = _base(before, before.respectively) + "增长"
        before.respectively += 1
        return name, amount.begin, amount.begin
    cut = max((match.end() for match in _MARKS.finditer(left)), default=0)
    found = growth_of(left[cut:])
    if found is None:
        return None
    base = without_subject(found[0])
    before.respectively = 1 if "分别" in left else 0
    if not base:
        base = _base(before, 0)
    place = amount.begin - len(left) + cut
    how = re.sub(r"分别|预计|约|了|达|为|到|至少", "", found[1]).strip()
    return base + how, text.find(found[1], place) if found[1] in text[place:] else place, amount.begin


def _base(before: _Before, respectively: int) -> str:
    """Return the figure that a growth without a name of its own refers to: the last one, or each in turn."""
    if not before.names:
        return ""
    if respectively:
        return before.names[min(len(before.names) - 1, respectively)]
    return before.names[0 if before.respectively else -1]


def _quoted(sentence: _Sentence, amount: Amount, begin: int, stop: int) -> tuple[int, int]:
    """Return the characters that show both name and figure: from the one to the other, within the clause chain."""
    start, end = min(begin, amount.begin), max(stop, amount.end)
    if end - start > 60 or start < sentence.start or end > sentence.end:  # noqa: PLR2004 -- longer than a clause
        start, end = amount.begin, amount.end
    while start < amount.begin and sentence.text[start] in " 、,;:":
        start += 1
    return start, end


def _confidence(name: str, amount: Amount) -> float:
    """Return how sure the wording is: less without a name, without a unit."""
    return 0.5 + 0.3 * bool(name) + 0.2 * bool(amount.unit)
