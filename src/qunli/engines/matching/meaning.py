"""Nearness in meaning, by an encoder that the user brings; off unless one is given.

Kept out of the package's front door: it needs numpy, which matching by words does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["WEIGHTS", "Encoder", "Fitted", "Vectors", "fit_weight", "gain_at_ten"]

WEIGHTS: Final = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
"""What is tried: how many times the best score by words a text of the same meaning is worth."""
LEAST_PAIRS: Final = 20
_BATCH: Final = 64
_TEN: Final = 10

Matrix = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors: a model on disk, an endpoint, or anything of one's own."""

    def __call__(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return a vector for each text, all of one length."""
        ...


@dataclass(frozen=True, slots=True)
class Vectors:
    """The texts' vectors of length 1, in the order of their keys; `digests` tell which text each was made from."""

    encoder: Encoder
    keys: tuple[str, ...]
    digests: tuple[str, ...]
    matrix: Matrix

    @classmethod
    def of(cls, texts: Mapping[str, str], encoder: Encoder, known: Vectors | None = None) -> Vectors:
        """Encode the texts by key; those that `known` has already are not encoded again."""
        kept = (
            {} if known is None else dict(zip(zip(known.keys, known.digests, strict=True), known.matrix, strict=True))
        )
        digests = {key: hashlib.sha256(text.encode()).hexdigest() for key, text in texts.items()}
        fresh = [key for key in texts if (key, digests[key]) not in kept]
        for start in range(0, len(fresh), _BATCH):
            batch = fresh[start : start + _BATCH]
            for key, row in zip(batch, _encoded(encoder, [texts[one] for one in batch]), strict=True):
                kept[key, digests[key]] = row
        rows = [kept[key, digests[key]] for key in texts]
        matrix = np.stack(rows) if rows else np.zeros((0, 0), np.float32)
        return cls(encoder, tuple(texts), tuple(digests.values()), matrix)

    def rows(self) -> dict[tuple[str, str], Matrix]:
        """Return each vector by the key and the digest of its text."""
        return dict(zip(zip(self.keys, self.digests, strict=True), self.matrix, strict=True))

    def save(self, path: Path) -> None:
        """Keep the vectors; a reader never sees half of them."""
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            np.savez(file, keys=np.array(self.keys), digests=np.array(self.digests), matrix=self.matrix)
        part.replace(path)

    @classmethod
    def load(cls, path: Path, encoder: Encoder) -> Vectors:
        """Take up vectors that the same encoder made."""
        with np.load(path) as found:
            keys = tuple(str(key) for key in found["keys"])
            digests = tuple(str(digest) for digest in found["digests"])
            return cls(encoder, keys, digests, np.asarray(found["matrix"], np.float32))

    def nearness(self, text: str) -> Nearness:
        """Return how near every text is to this one."""
        if not self.keys:
            return Nearness({}, ())
        cosines = self.matrix @ _encoded(self.encoder, [text])[0]
        order = np.lexsort((np.arange(len(self.keys)), -cosines))
        by_key = {key: float(cosine) for key, cosine in zip(self.keys, cosines, strict=True)}
        return Nearness(by_key, tuple(self.keys[int(place)] for place in order))


@dataclass(frozen=True, slots=True)
class Nearness:
    """The cosine of each text by key, and the keys with the nearest first."""

    cosines: Mapping[str, float]
    nearest: tuple[str, ...]


def _encoded(encoder: Encoder, texts: Sequence[str]) -> Matrix:
    rows = np.asarray(encoder(texts), np.float32)
    if rows.ndim != 2 or len(rows) != len(texts) or not np.isfinite(rows).all():  # noqa: PLR2004 -- a table
        message = "The encoder must give one finite vector for each text."
        raise ValueError(message)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), np.float32)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weight that held-out pairs bear out, with the mean nDCG@10 by words alone and with it."""

    weight: float
    by_words: float
    together: float
    pairs: int


def gain_at_ten(found: Iterable[object], relevant: Iterable[object]) -> float:
    """Return nDCG@10 of a ranking whose right answers all count the same.

    >>> gain_at_ten(["a", "b"], ["b"])
    0.6309297535714575
    """
    wanted = {str(one) for one in relevant}
    got = sum(1 / log2(place + 2) for place, one in enumerate(list(found)[:_TEN]) if str(one) in wanted)
    best = sum(1 / log2(place + 2) for place in range(min(_TEN, len(wanted))))
    return got / best if best else 0.0


def fit_weight(gains: Callable[[float], Sequence[float]]) -> Fitted:
    """Choose the weight of meaning by pairs of needs and their right answers; `gains` scores each pair at a weight.

    A weight chosen on either half of the pairs must also help the other half; where it does not, or where there are
    fewer than 20 pairs, words alone decide (weight 0).
    """
    tried = {weight: list(gains(weight)) for weight in WEIGHTS}
    plain = tried[0.0]
    by_words = _mean(plain)
    agreed = len(plain) >= LEAST_PAIRS
    for chosen, held in ((slice(0, None, 2), slice(1, None, 2)), (slice(1, None, 2), slice(0, None, 2))):
        best = max(WEIGHTS, key=lambda weight: (_mean(tried[weight][chosen]), -weight))
        agreed = agreed and best > 0 and _mean(tried[best][held]) > _mean(plain[held])
    weight = max(WEIGHTS, key=lambda one: (_mean(tried[one]), -one)) if agreed else 0.0
    return Fitted(weight, by_words, _mean(tried[weight]), len(plain))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
