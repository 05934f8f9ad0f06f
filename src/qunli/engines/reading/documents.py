"""Reads a whole file from its bytes: format, text, and everything read out of it, ready for JSON."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from qunli.engines.reading.formats import Opened, open_document
from qunli.engines.reading.organizations import Known
from qunli.engines.reading.readers import ClaimReader, checked
from qunli.engines.reading.results import Claim, Defect, DefectKind, Organization, Reading
from qunli.engines.reading.text import read_text

__all__ = ["Document", "as_json", "read_document"]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read; ``sha256`` is of its bytes."""

    source: str
    sha256: str
    encoding: str
    reading: Reading


def read_document(
    source: str,
    content: bytes,
    *,
    text_only: bool = False,
    known: Sequence[Known] = (),
    readers: Sequence[ClaimReader] = (),
) -> Document:
    r"""Read a file; raises `Unopened` where it cannot be turned into text.

    ``readers`` add claims of their own; what they misquote is refused and listed among the defects.

    >>> document = read_document("a.txt", "\ufeff集群现有企业86家。".encode())
    >>> document.reading.text, document.reading.claims[0].quote
    ('集群现有企业86家。', '企业86家')
    """
    opened = open_document(source, content, text_only=text_only)
    reading = read_text(opened.text, known, opened.regions)
    if readers:
        reading = _with_readers(reading, readers)
    defects = (*_of_file(opened), *reading.defects)
    return Document(source, hashlib.sha256(content).hexdigest(), opened.encoding, replace(reading, defects=defects))


def _with_readers(reading: Reading, readers: Sequence[ClaimReader]) -> Reading:
    claims = list(reading.claims)
    defects = list(reading.defects)
    for reader in readers:
        for passage in reading.passages:
            if passage.keep:
                kept, refused = checked(reader(reading.text, passage.start, passage.end), reading.text)
                claims += kept
                defects += refused
    claims.sort(key=lambda claim: (claim.start, claim.end))
    return replace(reading, claims=tuple(claims), defects=tuple(defects))


def _of_file(opened: Opened) -> list[Defect]:
    kinds = (
        (DefectKind.UNDECODABLE, opened.broken),
        (DefectKind.ENCODING_GUESSED, opened.guessed),
        (DefectKind.CUT_SHORT, opened.cut),
        (DefectKind.NO_TEXT, not opened.text.strip()),
    )
    end = len(opened.text)
    return [
        Defect(
            0 if kind is not DefectKind.CUT_SHORT else end,
            0 if kind is not DefectKind.CUT_SHORT else end,
            "",
            kind,
            opened.encoding if kind is DefectKind.ENCODING_GUESSED else "",
        )
        for kind, is_so in kinds
        if is_so
    ]


def as_json(document: Document) -> dict[str, Any]:
    """Return a document as plain values; decimals are strings, so that they stay exact.

    >>> as_json(read_document("a.txt", "研发投入3.32億元。".encode()))["claims"][0]["value"]
    '332000000'
    """
    reading = document.reading
    return {
        "source": document.source,
        "sha256": document.sha256,
        "text": reading.text,
        "passages": [
            {"start": one.start, "end": one.end, "kind": one.kind.value, "keep": one.keep, "reason": one.reason.value}
            for one in reading.passages
        ],
        "claims": [_claim(one) for one in reading.claims],
        "organizations": [_organization(one) for one in reading.organizations],
        "defects": [
            {
                "start": one.start,
                "end": one.end,
                "quote": one.quote,
                "kind": one.kind.value,
                "suggestion": one.suggestion,
            }
            for one in reading.defects
        ],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    values = [format(value, "f") for value in claim.value]
    return {
        "start": claim.start,
        "end": claim.end,
        "quote": claim.quote,
        "kind": claim.kind.value,
        "subject": claim.subject,
        "name": claim.name,
        "value": None if not values else values[0] if len(values) == 1 else values,
        "unit": claim.unit,
        "period": claim.period,
        "bound": claim.bound.value,
        "confidence": round(claim.confidence, 3),
        "scope": claim.scope,
        "date": claim.date,
        "others": list(claim.others),
    }


def _organization(one: Organization) -> dict[str, Any]:
    known = None if one.known is None else {"name": one.known.name, "uscc": one.known.uscc, "score": one.known.score}
    return {"start": one.start, "end": one.end, "quote": one.quote, "role": one.role, "known": known}
