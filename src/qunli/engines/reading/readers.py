"""Readers of claims that a user supplies: one interface, and a check that no claim misquotes the text."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol, cast

from qunli.engines.reading.results import Bound, Claim, ClaimKind, Defect, DefectKind

__all__ = ["ClaimReader", "SpanPredictor", "answered_claims", "asking_reader", "checked", "span_reader"]

PROMPT: Final = """\
Read the text between the marks and answer with a JSON list only. Each item states one fact with the keys
quote (the exact characters of the text), kind (one of {kinds}), subject, name, value (a plain decimal
number as a string, or null), unit, period (a year that the text states, else null), bound (exact, more
than, less than, about). State nothing that the text does not say.
<<<
{text}
>>>"""
PIECE: Final = 4000
_ARRAY: Final = re.compile(r"\[.*\]", re.DOTALL)
_PERIOD: Final = re.compile(r"(?:19|20)\d{2}(?:\.\.(?:19|20)\d{2})?")


class ClaimReader(Protocol):
    """Reads claims out of a stretch of a text; offsets count from the beginning of the text."""

    def __call__(self, text: str, start: int, end: int) -> Iterable[Claim]:
        """Return the claims of the stretch."""
        ...


SpanPredictor = Callable[[str, list[str]], Iterable[Mapping[str, Any]]]
"""What is used of GLiNER and models like it: dictionaries with start, end, label and score."""


def checked(claims: Iterable[Claim], text: str) -> tuple[list[Claim], list[Defect]]:
    """Part the claims that quote the text exactly, and state no year it lacks, from those that are refused."""
    kept: list[Claim] = []
    refused: list[Defect] = []
    for claim in claims:
        if _is_true_to(claim, text):
            kept.append(claim)
        else:
            start = min(max(claim.start, 0), len(text))
            end = min(max(claim.end, start), len(text))
            refused.append(Defect(start, end, text[start:end], DefectKind.REFUSED_CLAIM, claim.quote))
    return kept, refused


def _is_true_to(claim: Claim, text: str) -> bool:
    if not 0 <= claim.start < claim.end <= len(text) or text[claim.start : claim.end] != claim.quote:
        return False
    return all(year in text for year in re.findall(r"\d{4}", claim.period or ""))


def span_reader(predict: SpanPredictor, labels: Mapping[str, ClaimKind]) -> ClaimReader:
    """Return a reader around a model that marks spans; ``labels`` says which kind each of its labels is."""

    def read(text: str, start: int, end: int) -> Iterator[Claim]:
        for begin in range(start, end, PIECE):
            piece = text[begin : min(end, begin + PIECE)]
            for found in predict(piece, list(labels)):
                first, last = begin + int(found["start"]), begin + int(found["end"])
                quote = str(found.get("text", text[first:last]))
                yield Claim(
                    first,
                    last,
                    quote,
                    labels[str(found["label"])],
                    "",
                    quote,
                    confidence=float(found.get("score", 0.5)),
                )

    return read


def asking_reader(ask: Callable[[str], str]) -> ClaimReader:
    """Return a reader around a language model: ``ask`` sends a prompt and returns the answer."""

    def read(text: str, start: int, end: int) -> Iterator[Claim]:
        for begin in range(start, end, PIECE):
            stop = min(end, begin + PIECE)
            prompt = PROMPT.format(kinds=", ".join(ClaimKind), text=text[begin:stop])
            yield from answered_claims(ask(prompt), text, begin, stop)

    return read


def answered_claims(answer: str, text: str, start: int, end: int) -> Iterator[Claim]:
    """Read a model's answer; each quote is looked up in the stretch, and one that is not there gets no place."""
    for item in _items(answer):
        quote = str(item.get("quote") or "")
        place = text.find(quote, start, end) if quote else -1
        kind = str(item.get("kind"))
        if kind not in set(ClaimKind):
            continue
        subject, name = (str(item.get(key) or "") for key in ("subject", "name"))
        period = str(item.get("period") or "")
        bound = str(item.get("bound") or "exact")
        yield Claim(
            place, place + len(quote), quote, ClaimKind(kind), subject, name,
            _value(item.get("value")), str(item.get("unit") or ""), period if _PERIOD.fullmatch(period) else None,
            Bound(bound) if bound in set(Bound) else Bound.EXACT, 0.5,
        )  # fmt: skip


def _items(answer: str) -> list[dict[str, Any]]:
    found = _ARRAY.search(answer)
    if found is None:
        return []
    try:
        items = json.loads(found.group())
    except (ValueError, RecursionError):
        return []
    listed = cast("list[object]", items) if isinstance(items, list) else []
    return [cast("dict[str, Any]", item) for item in listed if isinstance(item, dict)]


def _value(written: object) -> tuple[Decimal, ...]:
    try:
        value = Decimal(str(written))
    except InvalidOperation:
        return ()
    return (value,) if value.is_finite() else ()
