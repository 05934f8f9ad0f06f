"""Needs are answered by the right capabilities, with reasons that add up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from qunli.engines.matching import (
    Capability,
    Conditions,
    Conflict,
    Entry,
    Excluded,
    Glossary,
    IndexBusy,
    IndexUnusable,
    Matched,
    Matcher,
    MatchIndex,
    Need,
    Options,
    RecordsRefused,
    read_capability,
    read_cedict,
    read_glossary,
    read_need,
)
from qunli.engines.matching.analysis import analyzed

OFFERS = (
    Capability("cell", "动力电池电芯研发，磷酸铁锂体系，能量密度 180 Wh/kg，循环寿命 3000 次。"),
    Capability("solid", "硫化物固态电解质与全固态电池中试线，能量密度达到 400Wh/kg。", title="固态电池实验室"),
    Capability("motor", "轮毂电机与电机控制器设计，峰值功率 80kW。"),
    Capability("paint", "汽车涂装废气治理，活性炭吸附与催化燃烧。"),
    Capability("english", "We develop lithium batteries with solid electrolytes for electric vehicles."),
)


def index(folder: Path, *capabilities: Capability) -> MatchIndex:
    made = MatchIndex.create(folder)
    made.put(capabilities or OFFERS)
    return made


def ids(matched: Matched) -> list[object]:
    return [match.id for match in matched.matches]


def plain(kept: MatchIndex, text: str) -> Matched:
    return Matcher(kept, Options(across_languages=False)).match(Need("n", text))


def test_the_answer_comes_first_and_its_terms_sum_to_its_score(tmp_path: Path) -> None:
    found = plain(index(tmp_path), "全固态电池的电解质")
    assert ids(found) == ["solid", "cell", "motor"]
    for match in found.matches:
        assert sum(term.share for term in match.terms) == pytest.approx(match.score, rel=1e-9)
    assert {term.term for term in found.matches[0].terms} == {"全固态电池", "电解质"}


def test_traditional_reads_as_simplified_and_wide_as_narrow(tmp_path: Path) -> None:
    kept = index(tmp_path)
    simple = plain(kept, "轮毂电机 80kW")
    assert ids(simple)[0] == "motor"
    assert plain(kept, "輪轂電機 ８０ｋＷ") == simple


def test_equal_quantities_match_however_they_are_written() -> None:
    ways = ["5 kW", "5kW", "5000W", "5千瓦"]
    assert {analyzed(way).split()[1] for way in ways} == {"5000w"}
    assert analyzed("5000万元").split()[1] == analyzed("0.5 亿元").split()[1] == "50000000元"


def test_a_passage_quotes_the_text_to_the_character(tmp_path: Path) -> None:
    long = "本所成立于1998年，位于闵行区。" * 20 + "我們開發全固態電池的界面塗層技術。" + "欢迎合作洽谈。" * 10
    (match,) = plain(index(tmp_path, Capability("a", long), OFFERS[4]), "固态电池界面").matches
    assert next(passage.quote for passage in match.passages) == "我們開發全固態電池的界面塗層技術。"
    assert all(long[one.start : one.end] == one.quote for one in match.passages)


def test_a_title_counts_more_than_the_text(tmp_path: Path) -> None:
    told = Capability("told", "本单位也做过激光焊接，以及其他许多种工作。")
    named = Capability("named", "本单位做过其他许多种工作，设备齐全得很。", title="激光焊接")
    assert ids(plain(index(tmp_path, told, named), "激光焊接")) == ["named", "told"]


def test_the_glossary_finds_what_is_called_otherwise_and_says_so(tmp_path: Path) -> None:
    glossary = Glossary((Entry(("锂离子电池", "电芯", "lithium battery")),))
    found = Matcher(index(tmp_path), Options(glossary=glossary, across_languages=False)).match(Need("n", "锂离子电池"))
    assert {match.id: term.found for match in found.matches for term in match.terms if term.through == "glossary"} == {
        "cell": ("电芯",),
        "english": ("lithium batteri",),
    }


def test_a_chinese_need_finds_an_english_text_by_the_dictionary_and_back(tmp_path: Path) -> None:
    dictionary = read_cedict(
        ["鋰電池 锂电池 [li3 dian4 chi2] /lithium battery/", "電機 电机 [dian4 ji1] /electrical machinery/motor/"]
    )
    matcher = Matcher(index(tmp_path), Options(dictionary=dictionary))
    there = next(match for match in matcher.match(Need("n", "锂电池")).matches if match.id == "english")
    assert [(term.term, term.through, term.found) for term in there.terms] == [
        ("锂电池", "dictionary", ("lithium", "batteri"))
    ]
    assert ids(matcher.match(Need("n", "hub motor")))[0] == "motor"


def test_the_installed_dictionary_knows_the_trade(tmp_path: Path) -> None:
    found = Matcher(index(tmp_path)).match(Need("n", "电动汽车用锂电池电解质"))
    assert "english" in ids(found)


def test_conflicts_exclude_and_are_named(tmp_path: Path) -> None:
    kept = index(tmp_path, *OFFERS[:2], Capability("own", "全固态电池", party="甲公司"))
    need = Need("n", "全固态电池", party="甲公司", conflicts=(Conflict("solid", "shareholder"),))
    found = Matcher(kept, Options(across_languages=False)).match(need)
    assert ids(found) == ["cell"]
    assert set(found.excluded) == {Excluded("own", "the same party"), Excluded("solid", "shareholder")}


def test_conditions_that_are_required_filter_and_the_others_are_told(tmp_path: Path) -> None:
    text = "激光雷达标定"
    kept = index(
        tmp_path,
        Capability("minhang", text, region="310112", tiers=("高新技术企业",), free=(date(2026, 1, 1), None)),
        Capability("suzhou", text, region="320500"),
        Capability("later", text, region="310115", free=(date(2027, 1, 1), None)),
        Capability("unsaid", text),
    )
    days = (date(2026, 3, 1), date(2026, 3, 31))
    need = Need(
        "n", text, require=Conditions(regions=("310000",), days=days), prefer=Conditions(tiers=("高新技术企业",))
    )
    (match,) = Matcher(kept).match(need).matches
    assert match.id == "minhang"
    assert [(fit.about, fit.met, fit.required) for fit in match.fits] == [
        ("region", True, True),
        ("availability", True, True),
        ("tier", True, False),
    ]


def test_many_that_are_filtered_away_do_not_hide_the_few_that_fit(tmp_path: Path) -> None:
    crowd = [Capability(f"c{number}", "激光雷达标定激光雷达", party="乙") for number in range(900)]
    kept = index(tmp_path, *crowd, Capability("few", "激光雷达"))
    found = Matcher(kept, Options(top=1)).match(Need("n", "激光雷达标定", conflicts=(Conflict("乙"),)))
    assert ids(found) == ["few"]


def test_nothing_answers_a_need_that_shares_no_word(tmp_path: Path) -> None:
    assert plain(index(tmp_path), "qqq zzz") == Matched("n", ())
    assert plain(MatchIndex.create(tmp_path / "empty"), "电池") == Matched("n", ())


def test_an_index_updated_bit_by_bit_answers_as_one_made_at_once(tmp_path: Path) -> None:
    whole = index(tmp_path / "whole")
    grown = MatchIndex.create(tmp_path / "grown")
    grown.put([Capability("cell", "旧的说法，固态电池"), Capability("gone", "固态电池与电解质")])
    for capability in OFFERS:
        grown.put([capability])
    assert (grown.remove(["gone", "never"]), len(grown), "gone" in grown) == (1, 5, False)
    for text in ("全固态电池的电解质", "电机 80kW", "lithium batteries"):
        assert Matcher(grown).match(Need("n", text)) == Matcher(whole).match(Need("n", text))
    assert plain(MatchIndex.open(tmp_path / "grown"), "电机") == plain(whole, "电机")


def test_an_update_that_fails_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    kept = index(tmp_path)

    def broken() -> Iterator[Capability]:
        yield Capability("new", "新的")
        raise RecordsRefused([])

    with pytest.raises(RecordsRefused):
        kept.put(broken())
    assert (len(kept), "new" in kept) == (5, False)


def test_two_writers_do_not_meet_and_readers_see_what_was_written(tmp_path: Path) -> None:
    first = index(tmp_path)
    second = MatchIndex.open(tmp_path)

    def while_writing() -> Iterator[Capability]:
        with pytest.raises(IndexBusy):
            second.put([OFFERS[0]])
        yield Capability("new", "超导材料")

    first.put(while_writing())
    assert len(second) == 5
    second.refresh()
    assert ids(plain(second, "超导材料"))[0] == "new"


def test_a_folder_that_holds_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(IndexUnusable, match="holds no index"):
        MatchIndex.open(tmp_path)
    with pytest.raises(IndexUnusable, match="is not empty"):
        MatchIndex.create(tmp_path)


def test_every_fault_of_a_record_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordsRefused) as refused:
        read_need({"id": True, "text": 5, "require": {"regions": ["x"], "from": "2026-02-30"}, "conflicts": "x"}, 7)
    assert [str(fault) for fault in refused.value.faults] == [
        "line 7, id: a text or a whole number is needed",
        "line 7, text: a text is needed",
        "line 7, require.from: a day as YYYY-MM-DD is needed, not '2026-02-30'",
        "line 7, require.regions: is no condition: tier, region, from and until are",
        'line 7, conflicts: a list of ids, or of {"id", "reason"}, is needed',
    ]
    assert read_capability({"id": 3, "text": ""}).id == 3


def test_every_fault_of_a_glossary_is_said_and_good_ones_are_read() -> None:
    toml = '[[term]]\nwords = ["磷酸铁锂", "LFP"]\nweight = 0.5\n'
    assert read_glossary(toml, kind="toml").entries == (Entry(("磷酸铁锂", "LFP"), 0.5),)
    with pytest.raises(RecordsRefused) as refused:
        read_glossary("zh,en,weight\n电池,battery,9\n单,,1\n", kind="csv")
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [(2, "weight"), (3, "words")]
