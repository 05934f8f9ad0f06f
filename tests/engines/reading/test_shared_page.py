"""The scraped page of the worst kind, and real prose: read from the folder of shared data."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from qunli.engines.reading import Reading, read_document, read_text

pytestmark = pytest.mark.shared

CLUSTER = "闵行区汽车设计及零部件智造集群"


def shared(name: str) -> Path:
    return Path(os.environ["QUNLI_SHARED"]) / name


def page() -> Reading:
    return read_document("page.txt", shared("scraped_page.txt").read_bytes(), text_only=True).reading


def test_the_two_articles_are_kept_and_all_the_rest_is_not() -> None:
    reading = page()
    kept = "".join(reading.text[one.start : one.end] for one in reading.passages if one.keep)
    assert kept == "".join(reading.text.splitlines(keepends=True)[:2])


def test_every_indicator_and_tier_is_read_with_unit_period_and_subject() -> None:
    read = {
        (one.name, format(one.value[0], "f"), one.unit, one.period, one.bound.value)
        for one in page().claims
        if one.value and one.subject == CLUSTER
    }
    assert read == {
        ("总产值", "5648000000", "元", "2024", "exact"),
        ("中小企业贡献率", "50", "%", "2024", "more than"),
        ("总产值近三年年均增长", "13.14", "%", "2024", "exact"),
        ("重点企业", "86", "家", None, "exact"),
        ("关键技术攻关清单", "92", "项", None, "exact"),
        ("核心关键技术领域", "6", "个", None, "exact"),
        ("国家级高新技术企业", "20", "家", None, "exact"),
        ("专精特新企业", "23", "家", None, "exact"),
        ("专精特新「小巨人」", "8", "家", None, "exact"),
        ("研发投入", "332000000", "元", "2024", "exact"),
        ("研发投入年均增长", "5", "%", None, "exact"),
        ("授权发明专利", "103", "项", None, "exact"),
        ("主持、参与制定产业标准", "51", "项", None, "exact"),
    }


def test_the_other_counts_have_other_subjects_and_nothing_comes_from_the_junk() -> None:
    reading = page()
    others = [
        (one.name, format(one.value[0], "f"), one.unit)
        for one in reading.claims
        if one.value and one.subject != CLUSTER
    ]
    assert others == [("决定", "19", "条"), ("项目", "2", "个")]
    junk = reading.text.index("免责声明")
    assert max(*(one.end for one in reading.claims), *(one.end for one in reading.organizations)) <= junk


def test_converter_slips_and_garbled_names_are_reported() -> None:
    slips = {(one.quote, one.suggestion) for one in page().defects if one.kind == "converter_slip"}
    assert slips == {("上遊", "上游"), ("中遊", "中游"), ("下遊", "下游"), ("籤訂", "簽訂")}
    assert len([one for one in page().defects if one.kind == "garbled_name"]) == 2


@pytest.mark.parametrize("name", ["csl_dev", "xquad_zh", "xquad_zh_to_en"])
def test_real_prose_of_many_fields_is_kept(name: str) -> None:
    lines = shared(f"matching/{name}/docs.jsonl").read_text("utf-8").splitlines()
    text = "\n".join(json.loads(line)["text"] for line in lines)
    lost = sum(one.end - one.start for one in read_text(text).passages if not one.keep)
    assert lost < 0.02 * len(text)
