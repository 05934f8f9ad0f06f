"""What script and names promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunli.engines.notation.names import name_key, name_likeness
from qunli.engines.notation.script import (
    bigrams,
    search_terms,
    sort_key,
    to_simplified,
    to_traditional,
)

ANYTHING = st.text(st.characters(exclude_categories=[]))
NAMES = st.text("上海力波汽車车有限公司股份集团(（）)AbcLtd. 分研究院", max_size=16)


@given(ANYTHING)
def test_offsets_survive_the_change_of_script(text: str) -> None:
    assert len(to_simplified(text)) == len(text)


@given(st.text("臺灣發髮裏後乾著麼於籤\x00\ud800上海 ", max_size=30))
def test_what_stands_behind_an_unreadable_character_is_still_converted(text: str) -> None:
    readable = text.replace("\x00", "�").replace("\ud800", "�")

    assert to_simplified(text) == to_simplified(readable)


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("揭榜挂帅项目发布", "揭榜掛帥項目發佈"),
        ("%(count)s 家成员单位", "%(count)s 家成員單位"),
        ("权限与日志", "權限與日誌"),
    ],
)
def test_traditional_keeps_the_words_and_changes_the_characters(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified) == traditional
    assert to_simplified(traditional) == simplified


def test_names_sort_by_pinyin_then_tone_then_character_and_numbers_by_value() -> None:
    names = ["重庆", "西安", "先进", "b2", "B10", "第10组", "第2组", "安徽", "王", "亡"]

    assert sorted(names, key=sort_key) == [
        "安徽",
        "b2",
        "B10",
        "重庆",
        "第2组",
        "第10组",
        "亡",
        "王",
        "西安",
        "先进",
    ]


def test_characters_without_a_reading_do_not_disturb_those_beside_them() -> None:
    key = sort_key("上\U000323af\U000323ae海")

    assert key.startswith("shang4上 ")
    assert key.endswith(" hai3海")


@given(ANYTHING)
def test_every_text_has_a_sort_key_without_nul(text: str) -> None:
    assert "\x00" not in sort_key(text)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("汽車零件", ("汽", "汽车", "车", "车零", "零", "零件", "件")),
        ("ＡＢＣ-12 汽", ("abc", "12", "汽")),
        ("", ()),
    ],
)
def test_a_search_column_holds_characters_pairs_and_words(text: str, terms: tuple[str, ...]) -> None:
    assert bigrams(text) == terms


@given(ANYTHING, ANYTHING, ANYTHING)
def test_a_text_is_found_by_any_stretch_of_it_that_ends_at_word_borders(before: str, text: str, after: str) -> None:
    assert set(search_terms(text)) <= set(bigrams(f"{before} {text} {after}"))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("上海力波汽車有限公司", "上海力波汽车"),
        ("上海力波汽车股份有限公司", "上海力波汽车"),
        ("上海 力波 汽车（集团）有限责任公司", "上海力波汽车"),
        ("力波（上海）有限公司", "力波(上海)"),
        ("力波(上海)公司", "力波(上海)"),
        ("力波有限公司上海分公司", "力波有限公司上海分公司"),
        ("上海某某合伙企业（有限合伙）", "上海某某"),
        ("ＡＢＣ　Co., Ltd.", "abc"),
        ("ABC Corporation", "abc"),
        ("Libo (Shanghai) Group Co.,Ltd", "libo(shanghai)"),
        ("Cargo", "cargo"),
        ("有限公司", "有限公司"),
        ("", ""),
    ],
)
def test_spellings_of_one_name_meet_under_one_key(name: str, key: str) -> None:
    assert name_key(name) == key


@given(NAMES)
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(NAMES, NAMES)
def test_likeness_is_the_same_both_ways_and_one_only_for_equal_keys(one: str, other: str) -> None:
    likeness = name_likeness(one, other)

    assert likeness == name_likeness(other, one)
    assert 0 <= likeness <= 1
    assert (likeness == 1) == (name_key(one) == name_key(other))


def test_the_same_brand_in_another_city_is_less_like_than_a_misspelling() -> None:
    name = "力波汽车设计（上海）有限公司"
    misspelt = name_likeness(name, "力波气车设计（上海）有限公司")
    elsewhere = name_likeness(name, "力波汽车设计（北京）有限公司")

    assert elsewhere < 0.5 < misspelt < 1
