"""Reports what is wrong with a text - slips of a converter, garbled names, damage - and repairs nothing."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from qunli.engines.notation.script import to_simplified, to_traditional
from qunli.engines.reading.results import Defect, DefectKind

__all__ = ["find_defects"]

# Characters that one simplified character stands for, but that mean different things: a converter that
# takes the wrong one leaves a slip. Mere variants of one character (臺 台, 裏 裡) are not among them.
_CONFUSED: Final = frozenset(
    "遊游籤簽製制複復覆發髮乾幹干後后裡里鬆松麵面鐘鍾捲卷採采誌志穀谷薑姜醜丑範范鬥斗週周準准錶表闆板闢辟註注託托佔占併并並團糰壇罈獲穫臟髒儘盡曆歷徵征衝沖嚮向讚贊鬱郁僱雇餘余齣出颳刮鹹咸鬚須"
)
_ALLOWED: Final = {
    "佔": "占",
    "註": "注",
    "週": "周",
    "託": "托",
    "僱": "雇",
    "采": "採",
    "志": "誌",
    "并": "並",
    "余": "餘",
    "布": "佈",
    "讚": "贊",
    "闆": "板",
}
_WORD: Final = re.compile("[" + "".join(sorted(_CONFUSED)) + "]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_NUL: Final = re.compile("\x00+")
_DAMAGE: Final = re.compile(
    "[\ufffd\ue000-\uf8ff]+|锟斤拷(?:锟斤拷)*|[\u00c0-\u00ff][\u0080-\u00bf][\u00a0-\u00ff\u0080-\u00bf]{2,}"
)
_NAMED: Final = re.compile(r"[“「『\"《](?P<name>[^”」』\"》\n]{6,80})[”」』\"》]")
_DASH: Final = re.compile(r"[-—–]+")
_TRADITIONAL_SHARE: Final = 0.02
_SAMPLE: Final = 20_000
_ALIKE: Final = 5
_AROUND: Final = 4


def find_defects(text: str, simplified: str, spans: Sequence[tuple[int, int]]) -> list[Defect]:
    """Find the defects: damage anywhere, slips and garbled names in what is kept."""
    found = [_defect(text, match.start(), match.end(), DefectKind.NUL) for match in _NUL.finditer(text)]
    found += [_defect(text, match.start(), match.end(), DefectKind.MOJIBAKE) for match in _DAMAGE.finditer(text)]
    if _is_traditional(text, simplified):
        for start, end in spans:
            found += _slips(text, start, end)
    for start, end in spans:
        found += _garbled(text, simplified, start, end)
    return sorted(found, key=lambda one: (one.start, one.end))


def _defect(text: str, start: int, end: int, kind: DefectKind, suggestion: str = "") -> Defect:
    return Defect(start, end, text[start:end], kind, suggestion)


def _is_traditional(text: str, simplified: str) -> bool:
    sample, copy = text[:_SAMPLE], simplified[:_SAMPLE]
    changed = sum(1 for one, other in zip(sample, copy, strict=True) if one != other)
    return changed > _TRADITIONAL_SHARE * len(sample)


def _slips(text: str, start: int, end: int) -> Iterator[Defect]:
    """Find words that come out otherwise when they are simplified and turned back."""
    for match in _WORD.finditer(text, start, end):
        begin = max(start, match.start() - _AROUND)
        around = text[begin : min(end, match.end() + _AROUND)]
        place = match.start() - begin
        was, now = match.group(), _back(around)[place]
        if was != now and now in _CONFUSED and _ALLOWED.get(was) != now and _ALLOWED.get(now) != was:
            first, last = _word_around(around, place)
            word = around[first:place] + now + around[place + 1 : last]
            yield _defect(text, begin + first, begin + last, DefectKind.CONVERTER_SLIP, word)


def _word_around(around: str, place: int) -> tuple[int, int]:
    """Return the character with its neighbour before or behind: the shortest word that shows the slip."""
    now = _back(around)[place]
    for first, last in ((place - 1, place + 1), (place, place + 2)):
        if (
            first >= 0
            and last <= len(around)
            and _HAN.match(around[first])
            and _back(around[first:last])[place - first] == now
        ):
            return first, last
    return place, place + 1


@lru_cache(maxsize=8192)
def _back(word: str) -> str:
    turned = to_traditional(to_simplified(word))
    return turned if len(turned) == len(word) else word


def _garbled(text: str, simplified: str, start: int, end: int) -> Iterator[Defect]:
    """Find names whose halves repeat each other but for a character, as a broken converter or scan leaves them."""
    for match in _NAMED.finditer(text, start, end):
        name = simplified[match.start("name") : match.end("name")]
        halves = _DASH.split(name)
        if len(halves) > 1 and _repeats(halves[0], halves[1]):
            yield _defect(text, match.start("name"), match.end("name"), DefectKind.GARBLED_NAME)


def _repeats(first: str, second: str) -> bool:
    length = min(len(first), len(second))
    if length < _ALIKE:
        return False
    same = sum(1 for one, other in zip(first, second, strict=False) if one == other)
    return same >= length - 2 and same >= _ALIKE - 1
