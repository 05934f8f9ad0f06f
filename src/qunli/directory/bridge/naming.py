"""The columns computed from an organization's names, and codes as they are checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from qunli.core.bridge.faults import expected_words
from qunli.core.states import WrongInput
from qunli.engines.notation import codes, names, script
from qunli.engines.notation.unreadable import Unreadable

_SYLLABLE: Final = re.compile(r"([a-zü]+)[1-5]\S")
_SORT_KEY_LENGTH: Final = 400


@dataclass(frozen=True, slots=True)
class SearchColumns:
    """What is stored beside the names so that they are found and sorted."""

    name_key: str
    sort_key: str
    bigrams: str


def search_columns(name: str, others: Iterable[str] = ()) -> SearchColumns:
    """Compute the key, the pinyin order and the terms of a name; `others` are found but do not sort."""
    terms = dict.fromkeys(pinyin_of(name))
    for text in (name, *others):
        terms.update(dict.fromkeys(script.bigrams(text)))
    return SearchColumns(names.name_key(name)[:200], sort_key_of(name), " ".join(terms))


def sort_key_of(name: str) -> str:
    """Return the key that sorts by pinyin, cut to its column."""
    return script.sort_key(name)[:_SORT_KEY_LENGTH]


def pinyin_of(name: str) -> tuple[str, ...]:
    """Return a Chinese name's syllables in one word, and their first letters.

    >>> pinyin_of("伟巴斯特")
    ('weibasite', 'wbst')
    """
    syllables = _SYLLABLE.findall(script.sort_key(name))
    return ("".join(syllables), "".join(one[0] for one in syllables)) if syllables else ()


def checked_uscc(text: str) -> str:
    """Return the code in its plain form. Raises `WrongInput` at `uscc` with what was expected."""
    if not text.strip():
        return ""
    try:
        return codes.read_uscc(text).code
    except Unreadable as fault:
        raise WrongInput({"uscc": expected_words(fault.expected)}) from fault
