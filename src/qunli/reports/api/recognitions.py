"""Recognitions and the dossier over the API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status

from qunli.core.api import Day, Key, KeyIn, arrived, paged
from qunli.core.states import WrongInput
from qunli.directory.models import Cluster
from qunli.people.permits import account_of
from qunli.people.queries import parties_holding
from qunli.people.states import Role
from qunli.reports import actions
from qunli.reports.actions import RecognitionEntry
from qunli.reports.bridge import dossier_of
from qunli.reports.models import Recognition
from qunli.reports.queries import recognitions_seen_by
from qunli.rulebook.queries import latest_pack

router = Router(tags=["reports"])


class RecognitionOut(Schema):
    """A recognition and where it stands."""

    id: int
    number: str
    cluster_id: int
    pack: str
    state: str
    document_number: str
    recognised_on: date | None
    valid_to: date | None
    report_by: str
    notice_id: int | None
    reason: str
    assessment_id: int | None = Field(description="How it stood before the list when it applied.")
    why_short: str
    stated_at: datetime

    @staticmethod
    def resolve_pack(recognition: Recognition) -> str:
        """Name the pack by its code."""
        return recognition.pack.code


class StepIn(Schema):
    """A step and what it asks for; the rest is left out."""

    step: str = Field(description="submit, recommend, return, check, prepare, post, recognise, refuse and so on.")
    plan: str = Field("", max_length=10_000)
    why_short: str = Field("", max_length=2_000, description="Why it applies though a rule of the list is unmet.")
    opinion: str = Field("", max_length=10_000)
    reason: str = Field("", max_length=2_000)
    ground: str = Field("", max_length=20)
    contact: str = Field("", max_length=300)
    working_days: int | None = Field(None, ge=1, le=60)
    document_number: str = Field("", max_length=100)
    recognised_on: Day | None = None
    valid_to: Day | None = None
    report_by: str = Field("", max_length=5)


class MeasuredOut(Schema):
    """Something measured, with its formula and the figures it stands on."""

    words: str
    period: str
    value: Decimal
    is_ratio: bool
    bound: str
    formula: str
    figure_ids: list[int]


class DossierOut(Schema):
    """A cluster's dossier in short."""

    cluster_id: int
    members: int
    tiers: dict[str, int] = Field(description="Members by tier. They overlap: never add them.")
    tiers_once: int = Field(description="Members that hold any tier, each counted once.")
    measured: list[MeasuredOut]
    not_measured: list[str]


ASKED: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "submit": (actions.submit_application, ("plan", "why_short")),
    "recommend": (actions.recommend_cluster, ("opinion",)),
    "return": (actions.return_application, ("reason",)),
    "check": (actions.check_application, ()),
    "prepare": (actions.prepare_publicity, ("contact", "working_days")),
    "post": (actions.post_recognition, ()),
    "refuse": (actions.refuse_application, ("reason",)),
    "withdraw": (actions.withdraw_application, ()),
    "ask_recheck": (actions.ask_recheck, ("plan",)),
    "pass_recheck": (actions.pass_recheck, ("document_number", "valid_to")),
    "revoke": (actions.revoke_recognition, ("ground", "reason")),
}
"""Each step with what it asks for; recognising takes its document by itself."""


@router.get("/recognitions", response=list[RecognitionOut], url_name="recognitions", summary="Recognitions")
@paged
def recognitions(request: HttpRequest) -> QuerySet[Recognition]:
    """List the recognitions that the holder sees, the newest first."""
    return recognitions_seen_by(account_of(request)).order_by("-id")


class ApplyIn(Schema):
    """An application to a list: by way of whom, and to whom."""

    pack: str = Field(max_length=80, description="The code of the list's rule pack; its newest version is taken.")
    district_id: KeyIn = Field(description="The party that checks and recommends.")
    authority_id: KeyIn = Field(description="The party that recognises.")
    plan: str = Field("", max_length=10_000)


@router.post(
    "/clusters/{key}/recognitions", response={201: RecognitionOut}, url_name="apply", summary="Apply for recognition"
)
def apply(request: HttpRequest, key: Key, body: ApplyIn) -> Status[Recognition]:
    """Begin an application; it can be completed until it is submitted."""
    made = actions.apply_for_recognition(
        cluster=get_object_or_404(Cluster, pk=key),
        pack=latest_pack(body.pack.replace("\x00", "")),
        district=get_object_or_404(parties_holding(Role.RECOMMENDING_UNIT), pk=body.district_id),
        authority=get_object_or_404(parties_holding(Role.AUTHORITY), pk=body.authority_id),
        plan=body.plan,
        by=account_of(request),
        at=arrived(),
    )
    return Status(201, made)


@router.get("/recognitions/{key}", response=RecognitionOut, url_name="recognition", summary="One recognition")
def recognition(request: HttpRequest, key: Key) -> Recognition:
    """Show where a recognition stands."""
    return get_object_or_404(recognitions_seen_by(account_of(request)), pk=key)


@router.post("/recognitions/{key}/steps", response=RecognitionOut, url_name="recognition_step", summary="Take a step")
def take(request: HttpRequest, key: Key, body: StepIn) -> Recognition:
    """Take a step of a recognition."""
    found = get_object_or_404(recognitions_seen_by(account_of(request)), pk=key)
    doing: dict[str, Any] = {"recognition": found, "by": account_of(request), "at": arrived()}
    if body.step == "recognise":
        entry = RecognitionEntry(
            document_number=body.document_number,
            recognised_on=body.recognised_on or timezone.localdate(arrived()),
            valid_to=body.valid_to,
            report_by=body.report_by,
        )
        actions.recognise_cluster(entry=entry, **doing)
    else:
        act, names = ASKED.get(body.step, (_no_such_step, ()))
        act(**doing, **{name: getattr(body, name) for name in names})
    return get_object_or_404(recognitions_seen_by(account_of(request)), pk=key)


def _no_such_step(**_doing: object) -> None:
    raise WrongInput({"step": _("This is no step of a recognition.")})


@router.get("/clusters/{key}/dossier", response=DossierOut, url_name="dossier", summary="Dossier of a cluster")
def dossier(request: HttpRequest, key: Key) -> DossierOut:
    """Show what was measured of a cluster, and its tiers without double counting."""
    del request
    whole = dossier_of(get_object_or_404(Cluster, pk=key), on=timezone.localdate(arrived()))
    return DossierOut(
        cluster_id=key,
        members=whole.members,
        tiers=dict(whole.tiers.by_tier),
        tiers_once=whole.tiers.once,
        measured=[
            MeasuredOut(
                words=one.words,
                period=one.period,
                value=one.result.value,
                is_ratio=one.result.is_ratio,
                bound=one.result.bound,
                formula=one.result.formula,
                figure_ids=[each.pk for each in one.figures],
            )
            for one in whole.measured
        ],
        not_measured=whole.unmeasured,
    )
