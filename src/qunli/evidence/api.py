"""Documents and claims, as the API tells and takes them."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from qunli.core.api import Key, arrived, paged
from qunli.core.states import WrongInput
from qunli.evidence.actions import DocumentEntry, confirm_claim, keep_document, reject_claim, state_claim
from qunli.evidence.bridge import LONGEST
from qunli.evidence.models import Claim, Document
from qunli.evidence.queries import LONGEST_QUOTE, claims_seen_by, documents_matching, documents_seen_by, places_of
from qunli.evidence.states import ClaimState
from qunli.people.permits import account_of

router = Router(tags=["evidence"])


class DocumentIn(Schema):
    """A document with its text as it stands in the source."""

    title: str = Field(min_length=1, max_length=200)
    source: str = Field(min_length=1, max_length=300)
    source_date: date | None = None
    text: str = Field(min_length=1, max_length=LONGEST)
    is_confidential: bool = False


class DocumentOut(Schema):
    """A document; its text is told where one document is asked for."""

    id: int
    number: str
    title: str
    source: str
    source_date: date | None
    sha256: str = Field(description="Of the text in UTF-8.")
    is_confidential: bool
    stated_at: datetime


class WholeDocumentOut(DocumentOut):
    """A document with its text."""

    text: str


class ClaimIn(Schema):
    """The words of the document that say it; `start` is needed where they stand there more than once."""

    quote: str = Field(min_length=1, max_length=LONGEST_QUOTE)
    start: int | None = Field(None, ge=0, le=LONGEST)
    says: str = Field("", max_length=500)


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=2000)


class ClaimOut(Schema):
    """A claim with the exact characters it stands on."""

    id: int
    document_id: int
    start: int
    end: int
    quote: str
    content: dict[str, Any]
    state: str
    stated_at: datetime | None
    reject_reason: str


@router.get("/documents", response=list[DocumentOut], url_name="documents", summary="Documents")
@paged
def documents(request: HttpRequest, q: str = "") -> QuerySet[Document]:
    """List the documents, the latest first; `q` finds words of title, source and text."""
    rows = documents_seen_by(account_of(request))
    if q.strip():
        rows = documents_matching(rows, q.replace("\x00", "").strip()[:200])
    return rows.order_by("-stated_at", "-id")


@router.post("/documents", response={201: DocumentOut}, url_name="documents", summary="Keep a document")
def keep(request: HttpRequest, body: DocumentIn) -> Status[Document]:
    """Keep a text as it came; the same text is kept once."""
    made = keep_document(entry=DocumentEntry(**body.dict()), by=account_of(request), at=arrived())
    return Status(201, made)


@router.get("/documents/{key}", response=WholeDocumentOut, url_name="document", summary="One document")
def document(request: HttpRequest, key: Key) -> Document:
    """Tell a document with its text."""
    return get_object_or_404(documents_seen_by(account_of(request)).defer(None), pk=key)


@router.post("/documents/{key}/claims", response={201: ClaimOut}, url_name="state_claim", summary="Read a claim")
def claim_read(request: HttpRequest, key: Key, body: ClaimIn) -> Status[Claim]:
    """State what words of a document say."""
    found = get_object_or_404(documents_seen_by(account_of(request)).defer(None), pk=key)
    places = [place for place in places_of(found, body.quote) if body.start in {None, place[0]}]
    if len(places) != 1:
        words = _("The words stand in the document %(count)s times: give the start of one.") % {"count": len(places)}
        raise WrongInput({"start" if places else "quote": words})
    content = {"says": body.says} if body.says else {}
    start, end = places[0]
    made = state_claim(document=found, start=start, end=end, content=content, by=account_of(request), at=arrived())
    return Status(201, made)


@router.get("/claims", response=list[ClaimOut], url_name="claims", summary="Claims")
@paged
def claims(request: HttpRequest, state: ClaimState | None = None) -> QuerySet[Claim]:
    """List the claims, the latest first."""
    rows = claims_seen_by(account_of(request)).defer("document__text")
    return (rows.filter(state=state) if state else rows).order_by("-id")


@router.post("/claims/{key}/confirm", response=ClaimOut, url_name="confirm_claim", summary="Confirm a claim")
def confirm(request: HttpRequest, key: Key) -> Claim:
    """Say yes to a claim from which no figure is taken; somebody else than who read it."""
    found = get_object_or_404(claims_seen_by(account_of(request)), pk=key)
    return confirm_claim(claim=found, by=account_of(request), at=arrived()).claim


@router.post("/claims/{key}/reject", response=ClaimOut, url_name="reject_claim", summary="Reject a claim")
def reject(request: HttpRequest, key: Key, body: ReasonIn) -> Claim:
    """Say no to a claim."""
    found = get_object_or_404(claims_seen_by(account_of(request)), pk=key)
    return reject_claim(claim=found, reason=body.reason, by=account_of(request), at=arrived())
