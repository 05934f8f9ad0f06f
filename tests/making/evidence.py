"""Documents and claims, made through actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from making.people import AT
from qunli.core.states import SYSTEM
from qunli.evidence.actions import DocumentEntry, keep_document, state_claim

if TYPE_CHECKING:
    from qunli.core.states import Doer
    from qunli.evidence.models import Claim, Document

TEXT = "据统计，2024年集群总产值56.48亿元，企业超过100家。"


def a_document(text: str = TEXT, *, by: Doer = SYSTEM, **entry: Any) -> Document:
    """Keep a document."""
    whole: dict[str, Any] = {"title": "报道", "source": "文汇报", "text": text, **entry}
    return keep_document(entry=DocumentEntry(**whole), by=by, at=AT)


def a_claim(text: str = TEXT, words: str = "56.48亿元", *, by: Doer = SYSTEM, **entry: Any) -> Claim:
    """Keep a document and read a claim out of it."""
    document = a_document(text, by=by, **entry)
    start = text.index(words)
    return state_claim(document=document, start=start, end=start + len(words), content={}, by=by, at=AT)
