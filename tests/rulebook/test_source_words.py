"""A source reads in the reader's language: remarks are translated, names of documents are not."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from qunli.rulebook.queries import shipped_packs
from qunli.rulebook.states import source_words


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", ""),
        ("looked for, not found", "已查找，未找到"),
        ("财科教〔2017〕128号, read in a secondary source", "财科教〔2017〕128号，据一个二手来源"),
        ("looked for, not found; 10 percent is remembered", "已查找，未找到；10% 系凭记忆"),
        ("another city's own words, kept as they are", "another city's own words, kept as they are"),
    ],
)
def test_remarks_are_translated_and_citations_are_not(source: str, said: str) -> None:
    with translation.override("zh-hans"):
        assert source_words(source) == said
    with translation.override("en"):
        assert source_words(source) == source


def test_no_source_of_a_shipped_pack_speaks_english_to_a_chinese_reader() -> None:
    written = "\n".join(file.read_text("utf-8") for file in shipped_packs())
    sources = set(re.findall(r'^source = "(.*)"$', written, re.MULTILINE))
    with translation.override("zh-hans"):
        assert sorted(one for one in sources if re.search(r"[a-z]{3}", source_words(one))) == []
