"""Jobs of the room: reading what was kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM
from qunli.evidence.actions import give_up_reading, record_passage_reading, record_reading
from qunli.evidence.actions.readings import ReadAlready
from qunli.evidence.bridge.reading import Unread, read_file, read_stored
from qunli.evidence.models import Document, Passage
from qunli.evidence.queries import content_of, left_unread
from qunli.evidence.states import DocumentState, PassageState, UnreadCause

PATIENTLY: Final = RetryStrategy(max_attempts=6, exponential_wait=4)
LEFT_AFTER: Final = timedelta(minutes=10)


@app.task(name="evidence.read_document", retry=PATIENTLY)
def read_document(document: int) -> None:
    """Read a document that waits; nothing is done where another job has done it."""
    found = Document.objects.filter(pk=document, state=DocumentState.WAITING).first()
    if found is None:
        return
    try:
        read = read_stored(found.text) if found.text else read_file(*_content_of(found))
    except Unread as unread:
        _give_up(found, unread)
        return
    try:
        record_reading(document=found, read=read, by=SYSTEM, at=timezone.now())
    except ReadAlready:
        return


@app.task(name="evidence.read_passage", retry=PATIENTLY)
def read_passage(passage: int) -> None:
    """Read a passage that a person wanted kept."""
    found = Passage.objects.select_related("document").filter(pk=passage, state=PassageState.KEPT).first()
    if found is None:
        return
    try:
        read = read_stored(found.document.text, kept=[(found.start, found.end)])
        record_passage_reading(passage=found, read=read, by=SYSTEM, at=timezone.now())
    except (Unread, ReadAlready):
        return


@app.periodic(cron="*/10 * * * *")
@app.task(name="evidence.read_left_documents", queueing_lock="evidence.read_left_documents")
def read_left_documents(timestamp: int = 0) -> None:
    """Read what still waits because its job was lost with the worker that had it."""
    del timestamp
    for document in left_unread(before=timezone.now() - LEFT_AFTER):
        read_document(document.pk)


def _content_of(document: Document) -> tuple[str, bytes]:
    try:
        return content_of(document)
    except OSError as gone:
        raise Unread(UnreadCause.UNREADABLE) from gone


def _give_up(document: Document, unread: Unread) -> None:
    try:
        give_up_reading(document=document, cause=unread.cause, by=SYSTEM, at=timezone.now())
    except ReadAlready:
        return
