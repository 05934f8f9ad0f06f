"""What follows a recognition: yearly reports and changes that must be reported."""

from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status

from qunli.core.api import Day, Key, arrived, paged
from qunli.core.states import WrongInput
from qunli.people.permits import account_of
from qunli.reports import actions
from qunli.reports.models import Recognition, ReportableChange, YearlyReport
from qunli.reports.queries import recognitions_seen_by
from qunli.reports.states import ChangeKind

router = Router(tags=["reports"])


class YearlyReportOut(Schema):
    """A yearly report and where it stands."""

    id: int
    recognition_id: int
    year: int
    due_on: date | None
    state: str
    words: str
    next_year: str
    handed_in_at: datetime | None
    hand_back_reason: str


class YearlyStepIn(Schema):
    """A step of a yearly report and what it asks for; the rest is left out."""

    step: str = Field(max_length=20, description="hand_in, take, hand_back.")
    words: str = Field("", max_length=10_000)
    next_year: str = Field("", max_length=10_000)
    reason: str = Field("", max_length=2_000)


class ChangeOut(Schema):
    """A change that must be reported."""

    id: int
    recognition_id: int
    kind: str
    what: str
    happened_on: date
    report_by: date | None
    state: str
    reported_at: datetime | None


class ChangeIn(Schema):
    """A change that must be reported, as it is noted."""

    kind: ChangeKind
    what: str = Field(min_length=1, max_length=2_000)
    happened_on: Day


class ChangeStepIn(Schema):
    """A step of a reportable change."""

    step: str = Field(max_length=20, description="report, see.")


YEARLY: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "hand_in": (actions.hand_in_yearly_report, ("words", "next_year")),
    "take": (actions.take_yearly_report, ()),
    "hand_back": (actions.hand_back_yearly_report, ("reason",)),
}
CHANGES: Final[dict[str, Any]] = {"report": actions.report_change, "see": actions.see_change}


@router.get(
    "/recognitions/{key}/yearly-reports",
    response=list[YearlyReportOut],
    url_name="yearly_reports",
    summary="Yearly reports",
)
@paged
def yearly_reports(request: HttpRequest, key: Key) -> QuerySet[YearlyReport]:
    """List the yearly reports of a recognition, the newest first."""
    return _recognition(request, key).reports.order_by("-year")


@router.post(
    "/yearly-reports/{key}/steps", response=YearlyReportOut, url_name="yearly_report_step", summary="Take a step"
)
def yearly_step(request: HttpRequest, key: Key, body: YearlyStepIn) -> YearlyReport:
    """Hand a yearly report in, which makes its paper; take it or hand it back."""
    seen = recognitions_seen_by(account_of(request))
    found = get_object_or_404(YearlyReport, pk=key, recognition__in=seen)
    act, names = YEARLY.get(body.step, (_no_such_step, ()))
    act(report=found, by=account_of(request), at=arrived(), **{name: getattr(body, name) for name in names})
    found.refresh_from_db()
    return found


@router.get(
    "/recognitions/{key}/changes",
    response=list[ChangeOut],
    url_name="reportable_changes",
    summary="Changes that must be reported",
)
@paged
def changes(request: HttpRequest, key: Key) -> QuerySet[ReportableChange]:
    """List the changes of a recognised cluster that must be reported, the latest first."""
    return _recognition(request, key).changes.order_by("-happened_on", "-id")


@router.post(
    "/recognitions/{key}/changes", response={201: ChangeOut}, url_name="reportable_changes", summary="Note a change"
)
def note_change(request: HttpRequest, key: Key, body: ChangeIn) -> Status[ReportableChange]:
    """Note a change; reporting it is owed within the pack's months, where it names them."""
    made = actions.note_change(
        recognition=_recognition(request, key), by=account_of(request), at=arrived(), **body.dict()
    )
    return Status(201, made)


@router.post(
    "/reportable-changes/{key}/steps", response=ChangeOut, url_name="reportable_change_step", summary="Take a step"
)
def change_step(request: HttpRequest, key: Key, body: ChangeStepIn) -> ReportableChange:
    """Report a change to the authority, or take note of it."""
    seen = recognitions_seen_by(account_of(request))
    found = get_object_or_404(ReportableChange, pk=key, recognition__in=seen)
    CHANGES.get(body.step, _no_such_step)(change=found, by=account_of(request), at=arrived())
    found.refresh_from_db()
    return found


def _recognition(request: HttpRequest, key: int) -> Recognition:
    return get_object_or_404(recognitions_seen_by(account_of(request)), pk=key)


def _no_such_step(**_doing: object) -> None:
    raise WrongInput({"step": _("This is no such step.")})
