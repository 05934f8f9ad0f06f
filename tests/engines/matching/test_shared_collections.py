"""Public collections in the folder of shared data: a small part of each, so that it stays quick."""

from __future__ import annotations

import json
import os
from math import log2
from pathlib import Path

import pytest

from qunli.engines.matching import Matcher, MatchIndex, read_capability, read_need

pytestmark = [pytest.mark.shared, pytest.mark.process]


def lines(name: str) -> list[dict[str, object]]:
    path = Path(os.environ["QUNLI_SHARED"]) / "matching" / name
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def gain(found: list[object], relevant: object) -> float:
    assert isinstance(relevant, list)
    got = sum(1 / log2(place + 2) for place, key in enumerate(found) if key in relevant)
    return got / sum(1 / log2(place + 2) for place in range(min(10, len(relevant))))


@pytest.mark.parametrize(
    ("texts", "needs", "least"),
    [
        ("csl_dev/docs.jsonl", "csl_dev/queries_title.jsonl", 0.96),
        ("csl_dev/docs.jsonl", "csl_dev/queries_keywords.jsonl", 0.97),
        ("xquad_zh_to_en/docs.jsonl", "xquad_zh_to_en/queries.jsonl", 0.80),
    ],
)
def test_the_right_text_comes_first_nearly_always(tmp_path: Path, texts: str, needs: str, least: float) -> None:
    kept = MatchIndex.create(tmp_path)
    kept.put(map(read_capability, lines(texts)))
    matcher = Matcher(kept)
    asked = lines(needs)[::12]
    gains = [gain([one.id for one in matcher.match(read_need(need)).matches], need["relevant"]) for need in asked]
    assert sum(gains) / len(gains) >= least
