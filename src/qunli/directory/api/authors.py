"""Co-authors of experts over the API, one by one or from a sheet."""

from typing import Annotated

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from qunli.core.api import CellFaultOut, Key, KeyIn, arrived, paged
from qunli.directory.actions import CoauthorEntry, add_coauthor, enter_coauthors, remove_coauthor
from qunli.directory.bridge.authorship import VOCABULARY, read_coauthors
from qunli.directory.models import Coauthor, Expert
from qunli.directory.queries import experts_seen_by
from qunli.people.permits import account_of

router = Router(tags=["directory"])

Text = Annotated[str, Field(min_length=1, max_length=300)]


class CoauthorIn(Schema):
    """With whom an expert wrote what, and where that stands."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    work: Text
    source: Text
    year: int | None = Field(None, ge=1900, le=2200, description="Left out: counts however old.")
    party_id: KeyIn | None = Field(None, description="Where the person is known here.")


class CoauthorOut(Schema):
    """A co-author of an expert; conflicts of interest are read from it."""

    id: int
    expert_id: int
    name: str
    work: str
    year: int | None
    source: str
    party_id: int | None


class CoauthorSheetOut(Schema):
    """What a sheet of co-authors would do: rows that are noted already change nothing."""

    rows: int
    new: int
    faults: list[CellFaultOut]


@router.get("/experts/{key}/coauthors", response=list[CoauthorOut], url_name="coauthors", summary="Co-authors")
@paged
def coauthors(request: HttpRequest, key: Key) -> QuerySet[Coauthor]:
    """List with whom an expert wrote, the newest work first; experts read their own."""
    return _expert(request, key).coauthors.order_by(F("year").desc(nulls_first=True), "id")


@router.post("/experts/{key}/coauthors", response={201: CoauthorOut}, url_name="coauthors", summary="Note a co-author")
def note(request: HttpRequest, key: Key, body: CoauthorIn) -> Status[Coauthor]:
    """Note with whom an expert wrote."""
    entry = CoauthorEntry(**body.dict())
    made = add_coauthor(expert=_expert(request, key), form=entry, by=account_of(request), at=arrived())
    return Status(201, made)


@router.api_operation(
    ["DELETE"], "/coauthors/{key}", response={204: None}, url_name="coauthor", summary="Strike a co-author out"
)
def strike_out(request: HttpRequest, key: Key) -> Status[None]:
    """Strike out what was noted by mistake; the journal keeps what it said."""
    held = get_object_or_404(Coauthor, expert__in=experts_seen_by(account_of(request)), pk=key)
    remove_coauthor(coauthor=held, by=account_of(request), at=arrived())
    return Status(204, None)


@router.post("/coauthor-sheets/preview", response=CoauthorSheetOut, url_name="coauthors_preview", summary="Read one")
def preview(request: HttpRequest, file: File[UploadedFile]) -> CoauthorSheetOut:
    """Read an Excel or CSV sheet of co-authors and say what it would do, with every fault; nothing enters."""
    read = read_coauthors(file, experts=experts_seen_by(account_of(request)), year=arrived().year)
    faults = [CellFaultOut.from_orm(one) for one in VOCABULARY.shown(read.faults)]
    return CoauthorSheetOut(rows=len(read.rows), new=sum(not row.known for row in read.rows), faults=faults)


@router.post("/coauthor-sheets/enter", response=CoauthorSheetOut, url_name="coauthors_import", summary="Enter a sheet")
def enter(request: HttpRequest, file: File[UploadedFile]) -> CoauthorSheetOut:
    """Enter all rows of a sheet that are not noted yet, or nothing where one has a fault."""
    rows, made = enter_coauthors(file=file, by=account_of(request), at=arrived())
    return CoauthorSheetOut(rows=rows, new=made, faults=[])


def _expert(request: HttpRequest, key: int) -> Expert:
    return get_object_or_404(experts_seen_by(account_of(request)), pk=key)
