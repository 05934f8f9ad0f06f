"""Stage 12: papers that came in. They are read as the queue reads them, and what they claim waits for a person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile

from qunli.core.states import SYSTEM
from qunli.evidence.actions import DocumentEntry, keep_document, record_reading
from qunli.evidence.bridge.reading import read_file, read_stored
from qunli.evidence.models import Document
from qunli.evidence.states import DocumentState

if TYPE_CHECKING:
    from qunli.cli.demo.world import World

MINUTES: Final = timedelta(minutes=1)


def build(world: World) -> None:
    """Keep each document of the example and read it; then read what earlier stages kept."""
    operator = world.users["p-operator"]
    for row in world.example.today["document"]:
        content, at = world.example.document(row["file"]), world.day(row["days"])
        entry = DocumentEntry(
            title=row["title"],
            source=row["source"],
            source_date=date.fromisoformat(row["date"]),
            is_synthetic=True,
            file=ContentFile(content, name=row["file"]),
        )
        document = keep_document(entry=entry, by=operator, at=at)
        record_reading(document=document, read=read_file(row["file"], content), by=SYSTEM, at=at + MINUTES)
    for document in Document.objects.filter(state=DocumentState.WAITING).order_by("id"):
        record_reading(document=document, read=read_stored(document.text), by=SYSTEM, at=world.day(0))
