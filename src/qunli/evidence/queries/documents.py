"""Documents as somebody may read them, and what is left to be read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from qunli.core.queries.files import attachments_of
from qunli.evidence.models import Claim, Document
from qunli.evidence.permits import may_read_documents, reads_confidential_evidence
from qunli.evidence.states import ClaimState, DocumentState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qunli.people.queries import Anyone


def documents_seen_by(user: Anyone) -> QuerySet[Document]:
    """Return the documents somebody may read whole, with how many claims wait and are confirmed."""
    if not may_read_documents(user):
        return Document.objects.none()
    rows = Document.objects.defer("text").annotate(
        waiting=_counted(ClaimState.WAITING), confirmed=_counted(ClaimState.CONFIRMED)
    )
    return rows if reads_confidential_evidence(user) else rows.filter(is_confidential=False)


def _counted(state: ClaimState) -> Coalesce:
    """Count a document's claims in a state, by itself: a join over two states would multiply them."""
    found = Claim.objects.filter(document=OuterRef("pk"), state=state).order_by().values("document")
    return Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def left_unread(*, before: datetime) -> QuerySet[Document]:
    """Return the documents that have waited since before a moment to be read."""
    return Document.objects.filter(state=DocumentState.WAITING, stated_at__lt=before).order_by("stated_at", "id")


def content_of(document: Document) -> tuple[str, bytes]:
    """Return name and bytes of the file that a document came in. Raises `OSError` where the file cannot be opened."""
    file = attachments_of(document.ref).filter(purpose="original").first()
    if file is None:
        raise FileNotFoundError(document.number)
    with file.file.open("rb") as stored:
        return file.name, stored.read()


def documents_matching(rows: QuerySet[Document], query: str) -> QuerySet[Document]:
    """Narrow by title, source or the text itself."""
    return rows.filter(Q(title__icontains=query) | Q(source__icontains=query) | Q(text__icontains=query))
