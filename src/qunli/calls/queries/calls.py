"""Reading calls."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from qunli.calls.models import Call, CallTopic, Question, TopicIndicator
from qunli.calls.permits import OFFICE_ROLES, PUBLIC_STATES
from qunli.calls.states import CallState, ProposalState
from qunli.core.models import Attachment
from qunli.core.queries.files import attachments_of
from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role


def calls_seen_by(user: Anyone) -> QuerySet[Call]:
    """Published calls for everybody; drafts for those who prepare or issue them and for auditors."""
    standing = standing_of(user)
    rows = Call.objects.select_related("cluster", "authority", "operator")
    if standing.holds(Role.AUDITOR):
        return rows
    return rows.filter(
        Q(published_at__isnull=False)
        | Q(operator__in=list(standing.parties(*OFFICE_ROLES)))
        | Q(authority__in=list(standing.parties(Role.AUTHORITY)))
    )


def public_calls() -> QuerySet[Call]:
    """Calls that anybody reads, newest first."""
    return (
        Call.objects.filter(state__in=PUBLIC_STATES)
        .select_related("cluster", "authority")
        .order_by("-published_at", "-id")
    )


def open_calls(*, at: datetime) -> QuerySet[Call]:
    """Calls to which a team may still answer, the soonest deadline first."""
    return public_calls().filter(state=CallState.PUBLISHED, team_deadline__gt=at).order_by("team_deadline", "id")


def call_with_topics(pk: int) -> Call:
    """Load a call with all that its page shows; raises `DoesNotExist`."""
    topics = CallTopic.objects.select_related("item__field").order_by("position", "id")
    indicators = TopicIndicator.objects.order_by("position", "id")
    return (
        Call.objects.select_related("cluster", "pack", "operator", "authority", "opened_by__party", "checked_by__party")
        .prefetch_related(Prefetch("topics", topics), Prefetch("topics__indicators", indicators), "extensions")
        .get(pk=pk)
    )


def downloads_of(call: Call) -> list[Attachment]:
    """The files beside the guide, for applicants; read once for a loaded call."""
    kept: list[Attachment] | None = getattr(call, "_downloads", None)
    if kept is None:
        kept = list(attachments_of(call.ref).filter(purpose="download"))
        call._downloads = kept  # type: ignore[attr-defined]  # noqa: SLF001 - kept for one request
    return kept


def answered_questions(call: Call) -> QuerySet[Question]:
    """Questions with their answers, as the public reads them: never who asked."""
    return call.questions.filter(answered_at__isnull=False).defer("asked_by", "contact").order_by("-answered_at", "-id")


def waiting_questions(call: Call) -> QuerySet[Question]:
    """Questions that nobody has answered or declined."""
    return call.questions.filter(answered_at=None, declined_at=None).order_by("stated_at", "id")


def last_deadline(call: Call) -> datetime | None:
    """Return the last of the three deadlines: the opening is possible from then on."""
    dates = [call.team_deadline, call.unit_deadline, call.recommending_deadline]
    return max((day for day in dates if day is not None), default=None)


def complete_state(call: Call) -> ProposalState:
    """Return the state in which a proposal has every stamp that this call asks for."""
    if call.recommending_deadline is not None:
        return ProposalState.RECOMMENDED
    return ProposalState.STAMPED if call.unit_deadline is not None else ProposalState.SUBMITTED


def form_check_counts(call: Call) -> dict[str, int]:
    """Count the opened proposals by state; empty before the opening, when nobody counts them."""
    if call.opened_at is None:
        return {}
    counted = call.proposals.values_list("state").annotate(many=Count("id")).order_by("state")
    return dict(counted)
