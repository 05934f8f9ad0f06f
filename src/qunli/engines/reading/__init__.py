"""Reads papers as they come: what is meant to be read, the figures and statements in it, the bodies it names."""

from qunli.engines.reading.documents import Document, as_json, read_document
from qunli.engines.reading.formats import LARGEST, Unopened, UnopenedCause
from qunli.engines.reading.readers import ClaimReader, asking_reader, checked, span_reader
from qunli.engines.reading.results import (
    Bound,
    Claim,
    ClaimKind,
    Defect,
    DefectKind,
    Dropped,
    Link,
    Organization,
    Passage,
    PassageKind,
    Reading,
)
from qunli.engines.reading.text import read_text

__all__ = [
    "LARGEST",
    "Bound",
    "Claim",
    "ClaimKind",
    "ClaimReader",
    "Defect",
    "DefectKind",
    "Document",
    "Dropped",
    "Link",
    "Organization",
    "Passage",
    "PassageKind",
    "Reading",
    "Unopened",
    "UnopenedCause",
    "as_json",
    "asking_reader",
    "checked",
    "read_document",
    "read_text",
    "span_reader",
]
