"""What tantivy finds is what reading every text finds, and the shares are those of the formula."""

from __future__ import annotations

import tempfile
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunli.engines.matching import Capability, Matcher, MatchIndex, Need, Options
from qunli.engines.matching.analysis import analyzed, is_han

pytestmark = pytest.mark.law

WORDS = st.lists(
    st.sampled_from(["电池", "电机", "池塘", "机", "lidar", "SiC", "3 kW", "，", "固态"]), min_size=1, max_size=8
)
TEXTS = st.lists(WORDS.map(" ".join) | WORDS.map("".join), min_size=1, max_size=8)


def terms(text: str) -> list[str]:
    found: list[str] = []
    for run in analyzed(text).split():
        found += [*run, *(run[at : at + 2] for at in range(len(run) - 1))] if is_han(run) else [run]
    return found


def times(term: str, text: str) -> int:
    runs = analyzed(text).split()
    return sum(run.count(term) for run in runs if is_han(run)) if is_han(term) else runs.count(term)


def length(text: str) -> int:
    return sum(len(run) if is_han(run) else 1 for run in analyzed(text).split())


def brute(texts: list[str], need: str) -> list[tuple[str, float]]:
    """Score every text by the formula of the README, with nothing indexed."""
    average = sum(map(length, texts)) / len(texts)
    scores: list[tuple[str, float]] = []
    asked = terms(need)
    for number, text in enumerate(texts):
        score = 0.0
        for term in dict.fromkeys(asked):
            holding = sum(times(term, other) > 0 for other in texts)
            often = times(term, text)
            if often:
                weight = (2.0 if not is_han(term) else 0.7 if len(term) == 1 else 1.0) * (1 + log(asked.count(term)))
                telling = log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
                flat = 1.5 * (length(text) + 100) / (average + 100)
                score += weight * telling * 2.5 * often / (often + flat)
        if score:
            scores.append((f"c{number}", score))
    return sorted(scores, key=lambda one: (-round(one[1], 9), one[0]))


@settings(max_examples=25, deadline=None)
@given(texts=TEXTS, need=WORDS.map("".join))
def test_the_index_ranks_as_reading_every_text_does(texts: list[str], need: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = MatchIndex.create(folder)
        kept.put(Capability(f"c{number}", text) for number, text in enumerate(texts))
        found = Matcher(kept, Options(across_languages=False)).match(Need("n", need or "x"))
    expected = brute(texts, need)
    assert {match.id: match.score for match in found.matches} == pytest.approx(dict(expected), rel=1e-9)
    ranked = sorted(found.matches, key=lambda one: (-round(one.score, 9), str(one.id)))
    assert [match.id for match in ranked] == [key for key, _ in expected]
    for match in found.matches:
        assert sum(term.share for term in match.terms) == pytest.approx(match.score, rel=1e-9)
