"""Documents and claims, made through actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procrastinate.contrib.django.models import ProcrastinateJob

from making.people import AT
from qunli.core.states import SYSTEM
from qunli.evidence.actions import (
    DocumentEntry,
    give_up_reading,
    keep_document,
    record_passage_reading,
    record_reading,
    state_claim,
)
from qunli.evidence.bridge import apart
from qunli.evidence.bridge.reading import Unread, read_of
from qunli.evidence.models import Document
from qunli.evidence.queries import content_of

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.core.states import Doer
    from qunli.evidence.bridge.reading import Read
    from qunli.evidence.models import Claim, Passage

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


def read_now(document: Document, *, at: datetime = AT) -> Document:
    """Read a document as its job does, but in this process: starting one for each test would take too long."""
    held = Document.objects.get(pk=document.pk)
    try:
        return record_reading(document=held, read=_read(held), by=SYSTEM, at=at)
    except Unread as unread:
        return give_up_reading(document=held, cause=unread.cause, by=SYSTEM, at=at)


def read_passage_now(passage: Passage, *, at: datetime = AT) -> None:
    """Read a passage that somebody wanted kept, as its job does."""
    text = passage.document.text
    answer = apart.read({"is_text": True, "kept": [(passage.start, passage.end)]}, text.encode())
    record_passage_reading(passage=passage, read=read_of(answer), by=SYSTEM, at=at)


def a_read_document(text: str = TEXT, **entry: Any) -> Document:
    """Keep a document and have it read."""
    return read_now(a_document(text, **entry))


def jobs() -> list[tuple[str, dict[str, Any]]]:
    """Return the jobs that wait, without those that run by the clock."""
    waiting = ProcrastinateJob.objects.filter(status="todo").exclude(args__has_key="timestamp").order_by("id")
    return [(one.task_name, one.args) for one in waiting]


def _read(document: Document) -> Read:
    if document.text:
        return read_of(apart.read({"is_text": True, "kept": []}, document.text.encode()))
    name, content = content_of(document)
    return read_of(apart.read({"is_text": False, "source": name}, content))
