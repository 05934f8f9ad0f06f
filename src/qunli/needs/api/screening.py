"""Screening over the API: merging needs, screening them again, experts' advice, files."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from qunli.core.api import FileOut, Key, KeyIn, Moment, arrived, paged
from qunli.core.models import Attachment
from qunli.needs.actions import (
    ask_advice,
    attach_to_need,
    give_advice,
    merge_needs,
    part_need,
    reconsider_need,
    remove_from_need,
    take_advice,
    undo_advice,
    withdraw_advice,
)
from qunli.needs.api.needs import NeedOut, need_for
from qunli.needs.models import Need, NeedAdvice
from qunli.needs.queries import advice_read_by, advice_seen_by, experts_to_ask, files_seen_by, needs_seen_by
from qunli.people.permits import account_of

router = Router(tags=["needs"])

ADVICE_STEPS: Final[dict[str, Callable[..., Need]]] = {
    "take": take_advice,
    "undo": undo_advice,
    "withdraw": withdraw_advice,
}


class MergeIn(Schema):
    """Which needs go into this one, and why they are one problem."""

    need_ids: list[KeyIn] = Field(min_length=1, max_length=100)
    reason: str = Field("", max_length=20_000)


class AskIn(Schema):
    """Which expert is asked, by the party of the person, and by when."""

    expert_party_id: KeyIn
    due_at: Moment | None = None


class AdviceIn(Schema):
    """What should be sharper and why, perhaps with the problem in sharper words."""

    text: str = Field(min_length=1, max_length=20_000)
    sharper_problem: str = Field("", max_length=20_000)


class AdviceOut(Schema):
    """Advice that was asked for; its text is empty until it is given."""

    id: int
    need_id: int
    expert: str
    text: str
    sharper_problem: str
    stated_at: datetime
    due_at: datetime | None
    given_at: datetime | None
    taken_at: datetime | None

    @staticmethod
    def resolve_expert(advice: NeedAdvice) -> str:
        """Name the expert."""
        return advice.expert.name


@router.post("/needs/{key}/merge", response=NeedOut, url_name="merge_needs", summary="Merge needs into this one")
def merge(request: HttpRequest, key: Key, body: MergeIn) -> Need:
    """Merge other needs of the same cluster into this one; each keeps its text and can be parted again."""
    into, user, at = need_for(request, key), account_of(request), arrived()
    wanted = set(body.need_ids)
    others = list(needs_seen_by(user, at).filter(pk__in=wanted))
    if len(others) != len(wanted):
        raise Need.DoesNotExist
    return merge_needs(into=into, needs=others, reason=body.reason, by=user, at=at)


@router.post("/needs/{key}/part", response=NeedOut, url_name="part_need", summary="Undo a merge")
def part(request: HttpRequest, key: Key) -> Need:
    """Let a merged need stand for itself again; it is screened."""
    return part_need(need=need_for(request, key), by=account_of(request), at=arrived())


@router.post("/needs/{key}/reconsider", response=NeedOut, url_name="reconsider_need", summary="Screen a need again")
def reconsider(request: HttpRequest, key: Key) -> Need:
    """Undo an acceptance or a return, as long as nothing stands on it."""
    return reconsider_need(need=need_for(request, key), by=account_of(request), at=arrived())


@router.get("/needs/{key}/advice", response=list[AdviceOut], url_name="need_advice", summary="Advice on a need")
@paged
def advice(request: HttpRequest, key: Key) -> QuerySet[NeedAdvice]:
    """List the advice asked for: all of it to owner and operator, to an expert their own."""
    return advice_read_by(account_of(request), need_for(request, key))


@router.post("/needs/{key}/advice", response={201: AdviceOut}, url_name="need_advice", summary="Ask an expert")
def ask(request: HttpRequest, key: Key, body: AskIn) -> Status[NeedAdvice]:
    """Ask an expert to sharpen a need; from then on the expert reads it, even a confidential one."""
    found = need_for(request, key)
    expert = get_object_or_404(experts_to_ask(found), pk=body.expert_party_id)
    made = ask_advice(need=found, expert=expert, due=body.due_at, by=account_of(request), at=arrived())
    return Status(201, made)


@router.put("/advice/{key}", response=AdviceOut, url_name="give_advice", summary="Give advice")
def give(request: HttpRequest, key: Key, body: AdviceIn) -> NeedAdvice:
    """Give the advice that the holder was asked for, or give it anew until it is taken."""
    return give_advice(advice=_advice(request, key), by=account_of(request), at=arrived(), **body.dict())


@router.post("/advice/{key}/{step}", response=NeedOut, url_name="advice_step", summary="Take, undo, withdraw")
def advice_step(request: HttpRequest, key: Key, step: Literal["take", "undo", "withdraw"]) -> Need:
    """Take advice into the need, undo that, or withdraw a request that is not answered."""
    return ADVICE_STEPS[step](advice=_advice(request, key), by=account_of(request), at=arrived())


@router.get("/needs/{key}/files", response=list[FileOut], url_name="need_files", summary="Files of a need")
@paged
def files(request: HttpRequest, key: Key) -> QuerySet[Attachment]:
    """List the files that the holder may open."""
    return files_seen_by(account_of(request), need_for(request, key), arrived())


@router.post("/needs/{key}/files", response={201: FileOut}, url_name="need_files", summary="Attach a file to a need")
def attach(
    request: HttpRequest, key: Key, file: File[UploadedFile], *, confidential: Form[bool] = False
) -> Status[Attachment]:
    """Attach a file to a draft or returned need; a confidential one is opened by the entitled only."""
    found, user = need_for(request, key), account_of(request)
    return Status(201, attach_to_need(need=found, file=file, confidential=confidential, by=user, at=arrived()))


@router.api_operation(
    ["DELETE"], "/needs/{key}/files/{file}", response={204: None}, url_name="need_file", summary="Take a file out"
)
def remove(request: HttpRequest, key: Key, file: Key) -> Status[None]:
    """Take a file of a draft or returned need out of sight."""
    found, user, at = need_for(request, key), account_of(request), arrived()
    kept = get_object_or_404(files_seen_by(user, found, at), pk=file)
    remove_from_need(need=found, attachment=kept, by=user, at=at)
    return Status(204, None)


def _advice(request: HttpRequest, key: int) -> NeedAdvice:
    return get_object_or_404(advice_seen_by(account_of(request), arrived()), pk=key)
