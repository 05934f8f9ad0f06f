"""What the one search finds in this room: documents, by their text too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.queries.searching import LONGEST_TEXT, Entry, Searched
from qunli.evidence.models import Document
from qunli.evidence.queries.documents import documents_seen_by

if TYPE_CHECKING:
    from qunli.people.queries import Anyone


def _documents() -> QuerySet[Document]:
    return Document.objects.defer("text").annotate(beginning=Left("text", LONGEST_TEXT))


def _documents_seen_by(user: Anyone, at: datetime) -> QuerySet[Document]:
    del at
    return documents_seen_by(user)


def _document(document: Document) -> Entry:
    return Entry(
        title=(document.title, document.number),
        body=(document.source, document.beginning),  # type: ignore[attr-defined]  # annotated above
        is_closed=document.is_confidential,
        dated=document.source_date or timezone.localdate(document.stated_at),
        state=document.state,
    )


DOCUMENTS = Searched(
    kind="document",
    title=_("Documents"),
    records=_documents,
    entry=_document,
    seen_by=_documents_seen_by,
    label=lambda document: str(document.title),
    note=lambda document: f"{document.number} · {document.source}",
    texts=lambda document: (document.beginning,),
    may_close=True,
)
