"""Assessments, answers and ladders, as the API tells and takes them."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from qunli.core.api import Key, arrived, paged
from qunli.directory.models import Cluster, Organization
from qunli.directory.permits import follows_tiers
from qunli.directory.queries import organizations_seen_by
from qunli.indicators.actions import AnswerEntry, assess_subject, give_answer
from qunli.indicators.bridge import ladder_of
from qunli.indicators.models import Answer, Assessment
from qunli.indicators.permits import assesses_clusters, assesses_organization
from qunli.indicators.queries import answers_of, assessments_seen_by
from qunli.indicators.states import Bound, Occasion
from qunli.people.permits import account_of, require
from qunli.rulebook.queries import latest_pack

router = Router(tags=["indicators"])


class AssessmentOut(Schema):
    """A subject held against a rule pack."""

    id: int
    number: str
    cluster_id: int | None
    organization_id: int | None
    pack: str
    version: int
    occasion: str
    year: int | None
    verdict: str
    stated_at: datetime

    @staticmethod
    def resolve_pack(kept: Assessment) -> str:
        """Name the pack by its code."""
        return kept.pack.code

    @staticmethod
    def resolve_version(kept: Assessment) -> int:
        """Name the version that was loaded then."""
        return kept.pack.version


class WholeAssessmentOut(AssessmentOut):
    """An assessment with its verdicts, the facts that it stands on and where each came from."""

    facts: dict[str, Any]
    sources: dict[str, Any] = Field(description="What each `source` of facts and figures names: a record by its id.")
    result: dict[str, Any] = Field(description="As `qunli assess --json` writes it.")


class AssessIn(Schema):
    """Against what a subject is held."""

    pack: str = Field(max_length=80, description="The pack's code; its newest version is taken.")
    occasion: Occasion = Occasion.NEW
    year: int | None = Field(None, ge=1990, le=2100)


class RungOut(Schema):
    """One tier of an enterprise."""

    tier: str
    held: bool
    valid_to: date | None
    occasion: str
    pack: str
    verdict: str
    short: list[str] = Field(description="Keys of the rules that are missed.")
    open: list[str] = Field(description="Keys of the rules of which nobody can say yet.")


class AnswerOut(Schema):
    """What a person said of a subject where no figure tells; of each key and period the newest."""

    id: int
    cluster_id: int | None
    organization_id: int | None
    key: str
    period: str
    value: str | bool
    bound: str
    source: str
    stated_at: datetime


class AnswerIn(Schema):
    """An answer to an input of a pack; it holds for every pack that asks under the same key."""

    pack: str = Field(max_length=80, description="The code of a pack that asks it.")
    key: str = Field(max_length=80)
    value: bool | str = Field(description="A yes or no as such; a number as people write it: 5600万元, 12.5%, 86.")
    source: str = Field(min_length=1, max_length=300, description="Where this stands, or who says so.")
    period: str = Field("", max_length=24)
    bound: Bound = Bound.EXACT


@router.get("/assessments", response=list[AssessmentOut], url_name="assessments", summary="Assessments")
@paged
def assessments(request: HttpRequest) -> QuerySet[Assessment]:
    """List the assessments that the holder sees, the newest first."""
    return assessments_seen_by(account_of(request)).order_by("-stated_at", "-id")


@router.get("/assessments/{key}", response=WholeAssessmentOut, url_name="assessment", summary="One assessment")
def assessment(request: HttpRequest, key: Key) -> Assessment:
    """Show an assessment with all that it stands on."""
    return get_object_or_404(assessments_seen_by(account_of(request)), pk=key)


@router.post(
    "/clusters/{key}/assessments",
    response={201: WholeAssessmentOut},
    url_name="assess_cluster",
    summary="Hold a cluster",
)
def hold_cluster(request: HttpRequest, key: Key, body: AssessIn) -> Status[Assessment]:
    """Hold a cluster against a pack, as things are known now."""
    return _held(request, get_object_or_404(Cluster, pk=key), body)


@router.post(
    "/organizations/{key}/assessments",
    response={201: WholeAssessmentOut},
    url_name="assess_organization",
    summary="Hold an enterprise",
)
def hold_organization(request: HttpRequest, key: Key, body: AssessIn) -> Status[Assessment]:
    """Hold an enterprise against a pack, as things are known now."""
    return _held(request, get_object_or_404(organizations_seen_by(account_of(request)), pk=key), body)


def _held(request: HttpRequest, subject: Cluster | Organization, body: AssessIn) -> Status[Assessment]:
    pack = latest_pack(body.pack.replace("\x00", ""))
    made = assess_subject(
        subject=subject, pack=pack, occasion=body.occasion, year=body.year, by=account_of(request), at=arrived()
    )
    return Status(201, made)


@router.get("/clusters/{key}/answers", response=list[AnswerOut], url_name="cluster_answers", summary="Answers")
def cluster_answers(request: HttpRequest, key: Key) -> list[Answer]:
    """List what people said of a cluster where no figure tells."""
    require(assesses_clusters(account_of(request)))
    return answers_of([get_object_or_404(Cluster, pk=key)])


@router.post(
    "/clusters/{key}/answers", response={201: AnswerOut}, url_name="cluster_answers", summary="Answer for a cluster"
)
def answer_cluster(request: HttpRequest, key: Key, body: AnswerIn) -> Status[Answer]:
    """Answer an input of a pack for a cluster; the next assessment takes it up."""
    return _answered(request, get_object_or_404(Cluster, pk=key), body)


@router.get(
    "/organizations/{key}/answers", response=list[AnswerOut], url_name="organization_answers", summary="Answers"
)
def organization_answers(request: HttpRequest, key: Key) -> list[Answer]:
    """List what people said of an enterprise where no figure tells."""
    organization = get_object_or_404(organizations_seen_by(account_of(request)), pk=key)
    require(assesses_organization(account_of(request), organization))
    return answers_of([organization])


@router.post(
    "/organizations/{key}/answers",
    response={201: AnswerOut},
    url_name="organization_answers",
    summary="Answer for an enterprise",
)
def answer_organization(request: HttpRequest, key: Key, body: AnswerIn) -> Status[Answer]:
    """Answer an input of a pack for an enterprise; its ladder takes it up at once."""
    return _answered(request, get_object_or_404(organizations_seen_by(account_of(request)), pk=key), body)


def _answered(request: HttpRequest, subject: Cluster | Organization, body: AnswerIn) -> Status[Answer]:
    pack = latest_pack(body.pack.replace("\x00", ""))
    entry = AnswerEntry(key=body.key, value=body.value, source=body.source, period=body.period, bound=body.bound)
    return Status(201, give_answer(subject=subject, pack=pack, entry=entry, by=account_of(request), at=arrived()))


@router.get("/organizations/{key}/ladder", response=list[RungOut], url_name="ladder", summary="Ladder of tiers")
def ladder(request: HttpRequest, key: Key) -> list[RungOut]:
    """Show what an enterprise holds, what it could apply for, and what stands between."""
    organization = get_object_or_404(organizations_seen_by(account_of(request)), pk=key)
    require(follows_tiers(account_of(request), organization))
    return [
        RungOut(
            tier=one.tier,
            held=one.is_held,
            valid_to=one.certification.valid_to if one.certification else None,
            occasion=one.occasion,
            pack=one.pack.code if one.pack else "",
            verdict=one.verdict or "",
            short=[rule.key for rule in one.short],
            open=[rule.key for rule in one.open],
        )
        for one in ladder_of(organization, on=timezone.localdate(arrived()))
    ]
