"""An encoder that the user brings: its weight is borne out by held-out pairs, or it does not count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from qunli.engines.matching import Capability, Matcher, MatchIndex, Meaning, Need, Options
from qunli.engines.matching.meaning import Fitted, Vectors, fit_weight, gain_at_ten

TOPICS = (("电池", "储能", "电芯"), ("电机", "驱动", "马达"), ("涂料", "喷漆", "面漆"), ("雷达", "感知", "测距"))


class Small:
    """An encoder of four topics, made for this test; it counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked += len(texts)
        return [[float(sum(text.count(word) for word in topic)) for topic in TOPICS] for text in texts]


def blind(texts: Sequence[str]) -> list[list[float]]:
    """Encode without any sense: by length alone."""
    return [[1.0, float(len(text) % 7)] for text in texts]


OFFERS = {f"{topic[0]}{number}": f"{topic[1]}方向第{number}号课题" for topic in TOPICS for number in range(3)}


def kept(folder: Path) -> MatchIndex:
    index = MatchIndex.create(folder)
    index.put(Capability(key, text) for key, text in OFFERS.items())
    return index


def test_what_shares_no_word_is_found_by_meaning_and_the_shares_still_sum(tmp_path: Path) -> None:
    index, vectors = kept(tmp_path), Vectors.of(OFFERS, Small())
    assert Matcher(index).match(Need("n", "马达")).matches == ()
    found = Matcher(index, Options(top=3, meaning=Meaning(vectors.nearness, 0.5))).match(Need("n", "马达课题"))
    assert {match.id for match in found.matches} == {"电机0", "电机1", "电机2"}
    for match in found.matches:
        assert sum(term.share for term in match.terms) == pytest.approx(match.score, rel=1e-9)
        assert [term.through for term in match.terms].count("meaning") == 1


def test_a_weight_is_kept_where_pairs_held_out_bear_it_out(tmp_path: Path) -> None:
    index = kept(tmp_path)
    pairs = [
        (Need(f"n{turn}", f"{topic[2]}的课题{turn}"), [key for key in OFFERS if key.startswith(topic[0])])
        for turn, topic in enumerate(TOPICS * 6)
    ]

    def fitted(vectors: Vectors, many: int) -> Fitted:
        def gains(weight: float) -> list[float]:
            matcher = Matcher(index, Options(meaning=Meaning(vectors.nearness, weight)))
            return [gain_at_ten([m.id for m in matcher.match(need).matches], right) for need, right in pairs[:many]]

        return fit_weight(gains)

    good = fitted(Vectors.of(OFFERS, Small()), 24)
    assert (good.weight > 0, good.together > good.by_words) == (True, True)
    assert fitted(Vectors.of(OFFERS, Small()), 19).weight == 0
    assert fitted(Vectors.of(OFFERS, blind), 24).weight == 0


def test_only_texts_that_changed_are_encoded_again(tmp_path: Path) -> None:
    encoder = Small()
    Vectors.of(OFFERS, encoder).save(tmp_path / "kept.npz")
    assert encoder.asked == 12
    again = Vectors.of(OFFERS | {"电池0": "变了"}, encoder, Vectors.load(tmp_path / "kept.npz", encoder))
    assert (encoder.asked, again.keys) == (13, tuple(OFFERS))


def test_an_encoder_that_gives_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="one finite vector"):
        Vectors.of(OFFERS, lambda texts: [[float("nan")] for _ in texts])
