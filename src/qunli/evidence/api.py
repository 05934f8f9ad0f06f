"""Documents and claims, as the API tells and takes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile

from qunli.core.api import Key, ReasonIn, arrived, paged
from qunli.core.states import WrongInput
from qunli.evidence.actions import (
    DocumentEntry,
    confirm_claim,
    keep_document,
    keep_passage,
    reject_claim,
    set_passage_aside,
    state_claim,
    supply_text,
    try_again,
)
from qunli.evidence.bridge.texts import LONGEST
from qunli.evidence.models import Claim, Document, Passage
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
    sha256: str = Field(description="Of what came: the file's bytes, or the pasted text in UTF-8.")
    is_confidential: bool
    stated_at: datetime
    state: str
    unread_because: str


class WholeDocumentOut(DocumentOut):
    """A document with its text."""

    text: str


class FileEntryIn(Schema):
    """What is said of a document that comes as a file."""

    title: str = Field(min_length=1, max_length=200)
    source: str = Field(min_length=1, max_length=300)
    source_date: date | None = None
    is_confidential: bool = False


class TextIn(Schema):
    """The text of a file that could not be read."""

    text: str = Field(min_length=1, max_length=LONGEST)


class PassageOut(Schema):
    """A stretch of a document, kept or set aside with a reason."""

    id: int
    start: int
    end: int
    kind: str
    state: str
    reason: str
    decided_at: datetime | None


class ClaimIn(Schema):
    """The words of the document that say it; `start` is needed where they stand there more than once."""

    quote: str = Field(min_length=1, max_length=LONGEST_QUOTE)
    start: int | None = Field(None, ge=0, le=LONGEST)
    says: str = Field("", max_length=500)


class ClaimOut(Schema):
    """A claim with the exact characters it stands on."""

    id: int
    document_id: int
    start: int
    end: int
    quote: str
    kind: str
    subject: str
    name: str
    value: str | None = Field(description="An exact decimal.")
    value_to: str | None = Field(description="The upper end of a range.")
    unit: str
    period: str = Field(description="A year or a span of years (2022..2024) that the text states, or nothing.")
    bound: str
    scope: str
    confidence: float | None = Field(description="How sure the reader is; null for what a person read.")
    content: dict[str, Any]
    state: str
    stated_at: datetime | None
    reject_reason: str

    @staticmethod
    def resolve_value(claim: Claim) -> str | None:
        """Tell the value exactly."""
        return _exact(claim.value)

    @staticmethod
    def resolve_value_to(claim: Claim) -> str | None:
        """Tell the upper end of a range exactly."""
        return _exact(claim.value_to)


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


@router.post("/documents/files", response={201: DocumentOut}, url_name="document_files", summary="Keep a file")
def keep_file(request: HttpRequest, file: File[UploadedFile], body: Form[FileEntryIn]) -> Status[Document]:
    """Keep a file as it came; a job reads its text and what is claimed in it."""
    made = keep_document(entry=DocumentEntry(**body.dict(), file=file), by=account_of(request), at=arrived())
    return Status(201, made)


@router.get("/documents/{key}", response=WholeDocumentOut, url_name="document", summary="One document")
def document(request: HttpRequest, key: Key) -> Document:
    """Tell a document with its text."""
    return get_object_or_404(documents_seen_by(account_of(request)).defer(None), pk=key)


@router.post("/documents/{key}/text", response=DocumentOut, url_name="supply_text", summary="Supply the text")
def text_supplied(request: HttpRequest, key: Key, body: TextIn) -> Document:
    """Put the text of a file that could not be read beside it."""
    found = get_object_or_404(documents_seen_by(account_of(request)), pk=key)
    return supply_text(document=found, text=body.text, by=account_of(request), at=arrived())


@router.post("/documents/{key}/again", response=DocumentOut, url_name="read_again", summary="Read again")
def again(request: HttpRequest, key: Key) -> Document:
    """Queue the reading of a document that could not be read."""
    found = get_object_or_404(documents_seen_by(account_of(request)), pk=key)
    return try_again(document=found, by=account_of(request), at=arrived())


@router.get("/documents/{key}/passages", response=list[PassageOut], url_name="passages", summary="Passages")
@paged
def passages(request: HttpRequest, key: Key) -> QuerySet[Passage]:
    """List the passages of a document in their order, those set aside with the reason."""
    found = get_object_or_404(documents_seen_by(account_of(request)), pk=key)
    return found.passages.order_by("start")


@router.post("/passages/{key}/keep", response=PassageOut, url_name="keep_passage", summary="Keep a passage after all")
def keep_after_all(request: HttpRequest, key: Key) -> Passage:
    """Undo that a passage was set aside; a job reads it."""
    return keep_passage(passage=_passage(request, key), by=account_of(request), at=arrived())


@router.post("/passages/{key}/set_aside", response=PassageOut, url_name="set_aside", summary="Set a passage aside")
def set_aside(request: HttpRequest, key: Key) -> Passage:
    """Set a passage aside; the claims in it that wait are rejected."""
    return set_passage_aside(passage=_passage(request, key), by=account_of(request), at=arrived())


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
def claims(request: HttpRequest, state: ClaimState | None = None, document: int | None = None) -> QuerySet[Claim]:
    """List the claims, the latest first; what nobody has confirmed is told to those who confirm and look."""
    rows = claims_seen_by(account_of(request)).defer("document__text")
    if document is not None:
        rows = rows.filter(document=document)
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


def _passage(request: HttpRequest, key: int) -> Passage:
    seen = documents_seen_by(account_of(request)).values("pk")
    return get_object_or_404(Passage.objects.select_related("document"), pk=key, document__in=seen)


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
