"""Names of organizations: a key under which spellings of one name meet, and a likeness."""

import re
import unicodedata
from collections import Counter
from typing import Final

from qunli.engines.notation.script import to_simplified

__all__ = ["name_key", "name_likeness"]

_HAN_SUFFIX: Final = re.compile(
    r"(?:股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|总公司|(?<![分子])公司"
    r"|合伙企业|\(集团\)|集团|\((?:有限|普通|特殊普通)合伙\)|\((?:有限|股份)\))\Z"
)
_LATIN_SUFFIX: Final = re.compile(
    r"(?:\A|[\s,.)])(?P<suffix>(?:co|company|corp|corporation|inc|incorporated|limited|ltd|llc|plc"
    r"|gmbh|ag|group|holdings?|(?:\(group\)))[\s,.]*)\Z"
)
_DROPPED: Final = re.compile(r"""["'`“”‘’«»《》〈〉「」『』·•・_*#|\\/~-]""")
_BRACKETS: Final = str.maketrans("[{【〔〖﹝〈", "(((((((") | str.maketrans("]}】〕〗﹞〉", ")))))))")
_SPACES: Final = re.compile(r"\s+")
_LOOSE_SPACE: Final = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
_PLACE: Final = re.compile(r"\(([^()]*)\)")
_HIGHEST_UNEQUAL: Final = 0.99
_OTHER_PLACE: Final = 0.5


def name_key(name: str) -> str:
    """Return the part of a name that tells organizations apart.

    Script, width, case, quotes and spaces are folded; the legal form at the end is dropped.
    A place in brackets stays: two cities' branches of one brand are two organizations.

    >>> name_key("偉巴斯特車頂供暖系統（上海）有限公司")
    '伟巴斯特车顶供暖系统(上海)'
    >>> name_key("上海汽车（集团）股份有限公司") == name_key("上海汽车集团股份有限公司")
    True
    >>> name_key("Webasto Roof Systems Co., Ltd.")
    'webasto roof systems'
    """
    folded = unicodedata.normalize("NFKC", to_simplified(name)).casefold().translate(_BRACKETS)
    spaced = _SPACES.sub(" ", _DROPPED.sub(" ", folded)).strip(" ,.;:")
    tight = _LOOSE_SPACE.sub("", spaced)
    return _without_legal_form(tight)


def _without_legal_form(name: str) -> str:
    """Drop legal forms from the end for as long as something is left."""
    while True:
        latin = _LATIN_SUFFIX.search(name)
        cut = latin.start("suffix") if latin else len(_HAN_SUFFIX.sub("", name))
        shorter = name[:cut].strip(" ,.;:")
        if not shorter or shorter == name:
            return name
        name = shorter


def name_likeness(first: str, second: str) -> float:
    """Return how alike two names are, from 0 to 1, where 1 means the same key.

    With B(k) the multiset of character pairs of the key k set between two marks:
    2 |B(a) ∩ B(b)| / (|B(a)| + |B(b)|), at most 0.99 for different keys, and halved
    where both names have places in brackets and these differ.

    >>> name_likeness("上海力波汽车有限公司", "上海力波汽車股份有限公司")
    1.0
    >>> round(name_likeness("氢枫（中国）有限公司", "氢枫（上海）有限公司"), 3)
    0.286
    """
    one, other = name_key(first), name_key(second)
    if one == other:
        return 1.0
    pairs, others = _pairs(one), _pairs(other)
    shared = sum((pairs & others).values())
    dice = 2 * shared / (sum(pairs.values()) + sum(others.values()))
    places, other_places = set(_PLACE.findall(one)), set(_PLACE.findall(other))
    if places and other_places and places != other_places:
        dice *= _OTHER_PLACE
    return min(dice, _HIGHEST_UNEQUAL)


def _pairs(key: str) -> Counter[str]:
    marked = f"\x02{key}\x03"
    return Counter(marked[place : place + 2] for place in range(len(marked) - 1))
