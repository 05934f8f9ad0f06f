"""Encoders that the user brings: a model's folder or an endpoint; the weight given, or fitted on pairs."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qunli.cli.terminal import CommandFailed, complain, secret
from qunli.engines.matching import Matcher, MatchIndex, Meaning, Need, Options

if TYPE_CHECKING:
    from argparse import Namespace

    from qunli.engines.matching.meaning import Encoder, Vectors

SECONDS: Final = 120
KEPT: Final = "meaning.npz"


def meaning_asked_for(
    options: Namespace, index: MatchIndex, pairs: Callable[[Path], Sequence[tuple[Need, Sequence[str]]]]
) -> Meaning | None:
    """Return what the command line asks of meaning, or nothing where it names no encoder."""
    if not (options.encoder or options.embedding_endpoint):
        return None
    if (options.pairs is None) == (options.meaning_weight is None):
        message = "An encoder needs --pairs FILE to fit its weight on, or --meaning-weight NUMBER."
        raise CommandFailed(message)
    if find_spec("numpy") is None:
        message = "An encoder needs the extra `semantic`: pip install 'qunli[matching,semantic]'."
        raise CommandFailed(message)
    vectors = _vectors(index, _encoder(options))
    weight = options.meaning_weight
    if weight is None:
        weight = _fitted(index, vectors, pairs(options.pairs))
    return Meaning(vectors.nearness, weight) if weight > 0 else None


def _vectors(index: MatchIndex, encoder: Encoder) -> Vectors:
    """Encode what is new in the index; the vectors stay beside it."""
    from qunli.engines.matching.meaning import Vectors  # noqa: PLC0415 -- numpy is an extra

    kept = index.folder / KEPT
    texts = {}
    for hit in index.snapshot.every():
        capability = hit.capability()
        texts[hit.key] = " ".join((capability.title, *capability.keywords, capability.text)).strip()
    vectors = Vectors.of(texts, encoder, Vectors.load(kept, encoder) if kept.exists() else None)
    vectors.save(kept)
    return vectors


def _fitted(index: MatchIndex, vectors: Vectors, pairs: Sequence[tuple[Need, Sequence[str]]]) -> float:
    from qunli.engines.matching.meaning import fit_weight, gain_at_ten  # noqa: PLC0415 -- numpy is an extra

    def gains(weight: float) -> list[float]:
        matcher = Matcher(index, Options(quotes=0, meaning=Meaning(vectors.nearness, weight)))
        return [gain_at_ten([one.id for one in matcher.match(need).matches], right) for need, right in pairs]

    fitted = fit_weight(gains)
    complain(
        f"Weight of meaning {fitted.weight:g}: nDCG@10 {fitted.together:.4f} on {fitted.pairs} pairs, "
        f"{fitted.by_words:.4f} by words alone."
    )
    return fitted.weight


def _encoder(options: Namespace) -> Encoder:
    return _model(options.encoder) if options.encoder else _endpoint(options)


def _model(folder: Path) -> Encoder:
    """Load a folder of sentence-transformers, with ONNX where the folder holds it."""
    if find_spec("sentence_transformers") is None:
        message = "--encoder needs the Python package sentence-transformers, which is not installed."
        raise CommandFailed(message)
    backend = "onnx" if any(folder.rglob("*.onnx")) else "torch"
    model = import_module("sentence_transformers").SentenceTransformer(
        str(folder), backend=backend, local_files_only=True
    )

    def encode(texts: Sequence[str]) -> Sequence[Sequence[float]]:
        rows: Sequence[Sequence[float]] = model.encode(list(texts), show_progress_bar=False)
        return rows

    return encode


def _endpoint(options: Namespace) -> Encoder:
    """Ask an endpoint that speaks as OpenAI's does: POST .../embeddings with `model` and `input`."""
    place = options.embedding_endpoint.rstrip("/")
    if not place.startswith(("http://", "https://")):
        message = f"The endpoint must begin with http:// or https://, not {place!r}."
        raise CommandFailed(message)
    key = secret("", options.endpoint_key_file) if options.endpoint_key_file else ""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def encode(texts: Sequence[str]) -> Sequence[Sequence[float]]:
        body = json.dumps({"model": options.model, "input": list(texts)}).encode()
        request = urllib.request.Request(f"{place}/embeddings", body, headers)  # noqa: S310 -- the scheme was checked
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 -- as above
                rows = sorted(json.load(answer)["data"], key=lambda row: int(row["index"]))
            return [row["embedding"] for row in rows]
        except (urllib.error.URLError, OSError, ValueError, KeyError, TypeError) as error:
            message = f"The endpoint gave no vectors: {error}."
            raise CommandFailed(message) from error

    return encode
