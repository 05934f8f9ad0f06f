"""Columns on paper are as wide as what stands in them, and no number breaks in two."""

from __future__ import annotations

import pytest

from qunli.core.bridge.columns import is_number, shares_of

HEAD = ("选题", "编号", "金额（元）")
ROW = ("全景天窗密封条在零下三十摄氏度以下失效" * 3, "FA2025-0001", "6,000,000.00")


def test_a_long_text_gives_way_to_the_numbers_beside_it() -> None:
    widths = [share * 37 for share in shares_of([HEAD, ROW], line=37)]
    assert sum(widths) == pytest.approx(37)
    assert widths[1] > len("FA2025-0001") * 0.6
    assert widths[2] > len("6,000,000.00") * 0.6
    assert widths[0] > widths[1] + widths[2]


def test_short_columns_share_a_line_by_what_stands_in_them() -> None:
    assert shares_of([("甲", "乙乙乙")], line=37) == pytest.approx([2.2 / 6.4, 4.2 / 6.4])


def test_what_cannot_fit_shrinks_evenly() -> None:
    shares = shares_of([("x" * 100, "y" * 100)], line=10)
    assert shares == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("texts", [["1,440,000.00", "—", ""], ["85%", "-3"]])
def test_a_column_of_numbers_is_aligned_by_its_last_digit(texts: list[str]) -> None:
    assert is_number(texts)


@pytest.mark.parametrize("texts", [["M1"], ["2026-03-02"], ["", "—"]])
def test_codes_dates_and_empty_columns_are_not_numbers(texts: list[str]) -> None:
    assert not is_number(texts)
