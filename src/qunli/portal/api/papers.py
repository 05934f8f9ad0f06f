"""Papers and files over the API: made of a record, listed with their versions, handed out, returned with a stamp."""

from datetime import datetime
from typing import Annotated, Final

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from qunli.core.api import Key, KeyIn, RefOut, arrived, paged, ref_out
from qunli.core.models import Attachment, Paper
from qunli.core.states import PaperKind, Ref
from qunli.core.views import DOCX, handed_out
from qunli.people.permits import account_of
from qunli.portal.actions import hand_in_stamped, open_confidential_file
from qunli.portal.api.making import maker_of
from qunli.portal.permits import may_read_file, may_read_paper, may_return_stamped, papers_seen_by

router = Router(tags=["papers and files"])

Slug = Annotated[str, Field(min_length=1, max_length=40, pattern="^[a-z]+$")]
HANDED_OUT: Final = {
    "responses": {
        200: {
            "description": "The file, always as a download.",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class AboutIn(Schema):
    """A record, named as refs name it: `calls`, `proposal`, 17."""

    room: Slug
    kind: Slug
    id: int = Field(ge=1, le=2**63 - 1)


class NewPaperIn(Schema):
    """Which paper of which record: `task_book` of `projects`, `taskbook`, 17."""

    template: PaperKind
    room: Slug
    kind: Slug
    id: KeyIn


class PaperOut(Schema):
    """One version of a paper; `/papers/{id}/content` hands it out as Word."""

    id: int
    template: str
    version: int
    check_code: str
    language: str
    made_by_label: str
    made_at: datetime
    about: RefOut
    stamped_scan_id: int | None = Field(description="The file of its stamped scan, once that is back.")

    @staticmethod
    def resolve_about(paper: Paper) -> RefOut:
        """Say what it is about."""
        return ref_out(paper.about)


@router.get("/papers", response=list[PaperOut], url_name="papers", summary="Papers of a record")
@paged
def papers(request: HttpRequest, about: Query[AboutIn]) -> QuerySet[Paper]:
    """List every version of every paper of a record, the newest first; a call's guide is everybody's."""
    found = papers_seen_by(request.user, Ref(about.room, about.kind, about.id, ""), at=arrived())
    if found is None:
        raise Http404
    return found


@router.post("/papers", response={201: PaperOut}, url_name="papers", summary="Make a paper")
def make(request: HttpRequest, body: NewPaperIn) -> Status[Paper]:
    """Make a paper of a record as it stands; where nothing has changed, the newest version comes back."""
    user, at = account_of(request), arrived()
    act = maker_of(user, body.template, Ref(body.room, body.kind, body.id, ""), at=at)
    return Status(201, act(by=user, at=at))


@router.get("/papers/{key}", response=PaperOut, url_name="paper", summary="One version of a paper")
def paper(request: HttpRequest, key: Key) -> Paper:
    """Tell what a paper is, its version and check code."""
    found = get_object_or_404(Paper, pk=key)
    if not may_read_paper(request.user, found, at=arrived()):
        raise Http404
    return found


@router.get(
    "/papers/{key}/content",
    url_name="paper_content",
    summary="A paper as Word",
    response=None,
    openapi_extra=HANDED_OUT,
)
def paper_content(request: HttpRequest, key: Key) -> FileResponse:
    """Hand out a paper as Word."""
    found = paper(request, key)
    return handed_out(found.file, name=found.file_name, content_type=DOCX)


@router.post("/papers/{key}/stamped", response=PaperOut, url_name="stamped", summary="Return the stamped scan")
def stamped(request: HttpRequest, key: Key, file: File[UploadedFile]) -> Paper:
    """Attach the scan of the stamped print to the version that was printed."""
    found, user, at = paper(request, key), account_of(request), arrived()
    if found.stamped_scan_id is None and not may_return_stamped(user, found, at=at):
        raise Http404
    return hand_in_stamped(paper=found, file=file, by=user, at=at)


@router.get(
    "/files/{key}/content",
    url_name="file_content",
    summary="A file of a record",
    response=None,
    openapi_extra=HANDED_OUT,
)
def file_content(request: HttpRequest, key: Key) -> FileResponse:
    """Hand out a file to whoever may read its record; opening a confidential one is written down."""
    found, at = get_object_or_404(Attachment, pk=key, removed_at=None), arrived()
    if not may_read_file(request.user, found, at=at):
        raise Http404
    if found.is_confidential:
        open_confidential_file(file=found, by=account_of(request), at=at)
    return handed_out(found.file, name=found.name, content_type=found.content_type)
