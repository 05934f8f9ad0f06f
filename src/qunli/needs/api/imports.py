"""Sheets of needs over the API: read and shown first, entered all or nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from qunli.core.api import CellFaultOut, Key, arrived, paged
from qunli.needs.actions import discard_needs, enter_needs, preview_needs
from qunli.needs.bridge.sheet import VOCABULARY
from qunli.needs.models import NeedsImport
from qunli.needs.queries import clusters_prepared_by, needs_imports_seen_by
from qunli.people.permits import account_of

router = Router(tags=["needs"])

STEPS: Final[dict[str, Callable[..., NeedsImport]]] = {"enter": enter_needs, "discard": discard_needs}


class SheetRowOut(Schema):
    """A sheet that was read."""

    id: int
    number: str
    cluster_id: int
    file_name: str
    sha256: str
    state: str
    stated_at: datetime


class SheetOut(SheetRowOut):
    """What a sheet would state, or stated; a need that is there already is not stated again."""

    rows: int
    new: int
    faults: list[CellFaultOut]

    @staticmethod
    def resolve_rows(found: NeedsImport) -> int:
        """Count the needs."""
        return len(found.rows)

    @staticmethod
    def resolve_new(found: NeedsImport) -> int:
        """Count those that are not stated yet."""
        return sum(row["present"] is None for row in found.rows)

    @staticmethod
    def resolve_faults(found: NeedsImport) -> list[CellFaultOut]:
        """Put the faults into words."""
        return [CellFaultOut.from_orm(one) for one in VOCABULARY.shown(found.faults)]


@router.get("/needs-imports", response=list[SheetRowOut], url_name="needs_imports", summary="Sheets of needs read")
@paged
def imports(request: HttpRequest) -> QuerySet[NeedsImport]:
    """List the sheets that were read for the clusters that the holder operates, the newest first."""
    return needs_imports_seen_by(account_of(request)).defer("rows", "faults").order_by("-id")


@router.post(
    "/clusters/{key}/needs-imports", response={201: SheetOut}, url_name="needs_imports", summary="Read a sheet of needs"
)
def read(request: HttpRequest, key: Key, file: File[UploadedFile]) -> Status[NeedsImport]:
    """Read an Excel or CSV sheet and say what it would state, with every fault; nothing enters."""
    user = account_of(request)
    cluster = get_object_or_404(clusters_prepared_by(user), pk=key)
    return Status(201, preview_needs(cluster=cluster, file=file, by=user, at=arrived()))


@router.get("/needs-imports/{key}", response=SheetOut, url_name="needs_import", summary="A sheet that was read")
def one(request: HttpRequest, key: Key) -> NeedsImport:
    """Tell what a sheet would state, or stated."""
    return get_object_or_404(needs_imports_seen_by(account_of(request)), pk=key)


@router.post("/needs-imports/{key}/{step}", response=SheetOut, url_name="needs_import_step", summary="Enter or discard")
def step(request: HttpRequest, key: Key, step: Literal["enter", "discard"]) -> NeedsImport:
    """Enter every need as its organization's draft, or throw the preview away."""
    return STEPS[step](needs_import=one(request, key), by=account_of(request), at=arrived())
