"""How near the reading comes to right answers: the bars that the development set and the sets beside it must keep."""

from __future__ import annotations

import pytest

from engines.reading.marking import Marks, documents, mark, table

SETS = ("development*.txt", "validation*.txt")


def marks_of(pattern: str) -> Marks:
    marks = mark(documents(pattern))
    print(table(marks), *marks.faults, sep="\n")  # noqa: T201 -- shown where the test fails
    return marks


@pytest.mark.parametrize("pattern", SETS)
def test_what_is_kept_and_dropped_is_right_to_nineteen_of_twenty_characters(pattern: str) -> None:
    marks = marks_of(pattern)
    assert marks.keep.f1 >= 0.95
    assert marks.drop.f1 >= 0.95


@pytest.mark.parametrize("pattern", SETS)
def test_figures_are_found_with_value_unit_bound_and_period(pattern: str) -> None:
    marks = marks_of(pattern)
    assert min(marks.whole.precision, marks.whole.recall) >= 0.9


@pytest.mark.parametrize("pattern", SETS)
def test_organizations_are_found_to_the_character(pattern: str) -> None:
    assert marks_of(pattern).organizations.f1 >= 0.75


@pytest.mark.parametrize("pattern", ["*.txt"])
def test_every_claim_quotes_exactly_and_no_year_is_invented(pattern: str) -> None:
    marks = marks_of(pattern)
    assert (marks.misquoted, marks.invented_years) == (0, 0)


def test_the_corpus_has_a_hundred_documents() -> None:
    assert len(list(documents("*.txt"))) >= 100
