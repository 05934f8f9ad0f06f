"""Laws that hold for any text and any bytes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunli.engines.reading import Claim, Defect, Organization, Reading, Unopened, as_json, read_document, read_text

PIECES = st.sampled_from(
    [
        "2024年，",
        "实现总产值", "56.48亿元", "，同比增长5%", "。", "\n", "\r\n", "\x00", "\ufeff", "\ud800",
        "𠀀", "| 甲 | 乙 |",
        "某某有限公司", "与", "签订合作协议", "1,234", "二〇二四年",
        "「", "」", "超过", "百分之五", "\t", "　", "abc", "3-5家",
        "output of 5.6 billion yuan in 2024", "上游包括", "、", "立即扫码", "!", "首页", "�", "集群", "近三年年均增长",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=200))
ENCODINGS = ["utf-8", "utf-16", "utf-32"]  # those with a mark: any other is a guess
NAMES = st.sampled_from(["a.txt", "a.md", "a.csv", "a.html", "a.eml", "a.pdf", "a.docx", "a.xlsx", "a.bin", "a"])
HEADS = st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf", b"From: a\n\n"])


def breaks(reading: Reading) -> list[str]:
    """Name the laws that a reading breaks."""
    found = []
    ends = [0, *(one.end for one in reading.passages)]
    if [one.start for one in reading.passages] != ends[:-1] or ends[-1] != len(reading.text):
        found.append("passages partition the text")
    quoting: list[Claim | Organization | Defect] = [*reading.claims, *reading.organizations, *reading.defects]
    found += [f"quotes are exact: {one}" for one in quoting if one.quote != reading.text[one.start : one.end]]
    found += [f"claims stand on characters: {one}" for one in reading.claims if one.start >= one.end]
    found += [f"values are numbers: {one}" for one in reading.claims if not all(map(Decimal.is_finite, one.value))]
    return found


@pytest.mark.law
@settings(max_examples=300)
@given(TEXTS)
def test_passages_partition_the_text_and_every_quote_is_exact(text: str) -> None:
    assert breaks(read_text(text)) == []


@pytest.mark.law
@settings(max_examples=300)
@given(NAMES, HEADS, st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_reason(name: str, head: bytes, content: bytes) -> None:
    try:
        document = read_document(name, head + content)
    except Unopened:
        return
    assert breaks(document.reading) == []
    assert as_json(document)["source"] == name


@pytest.mark.law
@given(TEXTS.filter(lambda text: text.lstrip("\ufeff")[:1] not in {"", "\x00"}), st.sampled_from(ENCODINGS))
def test_text_only_returns_the_file_as_decoded(text: str, encoding: str) -> None:
    whole = text.encode("utf-8", "replace").decode().lstrip("\ufeff")
    document = read_document("a.txt", whole.encode("utf-8-sig" if encoding == "utf-8" else encoding), text_only=True)
    assert document.reading.text == whole


@pytest.mark.law
@given(st.lists(PIECES.filter(lambda piece: piece not in {"\x00", "\ud800"}), min_size=1, max_size=20).map("".join))
def test_reading_twice_reads_the_same(text: str) -> None:
    assert read_text(text) == read_text(text)
