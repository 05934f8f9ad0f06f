"""Readers that the user brings: a GLiNER or UIE model on disk, or an endpoint that speaks as OpenAI's does."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from qunli.cli.terminal import CommandFailed, secret
from qunli.engines.reading import ClaimKind, ClaimReader, asking_reader, span_reader

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Mapping

SECONDS: Final = 120
THRESHOLD: Final = 0.5
PACKAGES: Final = {"gliner": "gliner", "uie": "paddlenlp"}
LABELS: Final = {
    "technology field": ClaimKind.FIELD,
    "programme or project": ClaimKind.PROGRAMME,
    "mechanism": ClaimKind.MECHANISM,
    "event": ClaimKind.EVENT,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reader the user brings: its kind, where it is, and the model's name."""

    kind: str
    place: str
    model: str = ""
    key: str = field(default="", repr=False)


def reader_asked_for(options: Namespace) -> Asked | None:
    """Return the reader that the command line names."""
    for kind, package in PACKAGES.items():
        place = getattr(options, kind)
        if place:
            if find_spec(package) is None:
                message = f"--{kind} needs the Python package {package}, which is not installed."
                raise CommandFailed(message)
            return Asked(kind, str(place))
    if not options.endpoint:
        return None
    if not options.endpoint.startswith(("http://", "https://")):
        message = f"The endpoint must begin with http:// or https://, not {options.endpoint!r}."
        raise CommandFailed(message)
    key = secret("", options.endpoint_key_file) if options.endpoint_key_file else ""
    return Asked("endpoint", options.endpoint.rstrip("/"), options.model, key)


@cache
def made_readers(asked: Asked | None) -> tuple[ClaimReader, ...]:
    """Make the reader once in each process."""
    if asked is None:
        return ()
    if asked.kind == "endpoint":
        return (asking_reader(_asker(asked)),)
    predict = _gliner(asked.place) if asked.kind == "gliner" else _uie(asked.place)
    return (span_reader(predict, LABELS),)


def _asker(asked: Asked) -> Callable[[str], str]:
    def ask(prompt: str) -> str:
        body = {"model": asked.model, "temperature": 0, "messages": [{"role": "user", "content": prompt}]}
        request = urllib.request.Request(  # noqa: S310 -- the scheme was checked
            f"{asked.place}/chat/completions",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {asked.key}"} if asked.key else {}),
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 -- as above
            return str(json.load(answer)["choices"][0]["message"]["content"])

    return ask


def _gliner(place: str) -> Callable[[str, list[str]], Iterable[Mapping[str, Any]]]:
    model = import_module(PACKAGES["gliner"]).GLiNER.from_pretrained(place, local_files_only=True)

    def predict(text: str, labels: list[str]) -> Iterable[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = model.predict_entities(text, labels, threshold=THRESHOLD)
        return found

    return predict


def _uie(place: str) -> Callable[[str, list[str]], Iterable[Mapping[str, Any]]]:
    flow = import_module(PACKAGES["uie"]).Taskflow("information_extraction", schema=list(LABELS), task_path=place)

    def predict(text: str, labels: list[str]) -> Iterable[Mapping[str, Any]]:
        (answer,) = flow(text)
        return [
            {"start": one["start"], "end": one["end"], "label": label, "text": one["text"], "score": one["probability"]}
            for label in labels
            for one in answer.get(label, ())
        ]

    return predict
