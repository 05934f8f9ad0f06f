"""What everybody reads: calls, and their questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunli.calls.actions import VISITOR, ask_question
from qunli.calls.forms import QuestionForm
from qunli.calls.permits import OFFICE_ROLES, TEAM_ROLES, may_extend_deadlines, may_issue, may_prepare, may_read_matches
from qunli.calls.queries import (
    answered_questions,
    calls_seen_by,
    downloads_of,
    form_check_counts,
    last_deadline,
    proposals_seen_by,
    scheme_facts,
    scheme_of,
    stage_rows,
    term_rows,
    waiting_questions,
)
from qunli.calls.states import CallState
from qunli.calls.tables import CALLS
from qunli.calls.views.loading import seen_call
from qunli.calls.views.papers import papers_of_call
from qunli.core.queries.calendar import WorkingCalendar, YearNotPublished
from qunli.core.views import arrived_at, asked_too_often, form_page, history_entries, list_page
from qunli.people.models import User
from qunli.people.permits import standing_of
from qunli.people.states import Role
from qunli.rulebook.states import CallStep

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.forms import BaseForm

    from qunli.calls.models import Call

QUESTIONS_AN_HOUR: Final = 5
HISTORY_SHOWN: Final = 20


def calls(request: HttpRequest) -> HttpResponse:
    """List the calls that this reader may read."""
    context = {"may_draft": bool(standing_of(request.user).parties(*OFFICE_ROLES))}
    return list_page(
        request, table=CALLS, rows=calls_seen_by(request.user), template="calls/calls.html", context=context
    )


def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a call: goal, indicators, money, dates, rules, who decides, questions and answers."""
    shown = seen_call(request, pk)
    now = arrived_at(request)
    issues, prepares = may_issue(request.user, shown), may_prepare(request.user, shown)
    bids = bool(standing_of(request.user).parties(*TEAM_ROLES))
    road, terms, scheme = road_of(shown, now=now), term_rows(shown), scheme_of(shown.terms)
    context = {
        "call": shown,
        "topics": shown.topics.all(),
        "now": now,
        "is_open": shown.state == CallState.PUBLISHED and shown.team_deadline is not None and now < shown.team_deadline,
        "dates": road,
        "chart": [{"label": one["label"], "date": one["date"]} for one in road if one["date"]],
        "terms": [one for one in terms if one.value is not None],
        "scheme_facts": scheme_facts(scheme) if scheme else (),
        "scheme_stages": stage_rows(scheme) if scheme else (),
        "unset": [one for one in terms if one.value is None],
        "extensions": extensions_of(shown),
        "downloads": downloads_of(shown),
        "may_attach": shown.state == CallState.DRAFT and prepares,
        "sequence": [CallStep(step).label for step in shown.sequence],
        "questions": answered_questions(shown),
        "waiting": waiting_questions(shown) if prepares else (),
        "steps": [*_own_steps(request, shown, now=now), *steps_of(shown, issues=issues, prepares=prepares, now=now)],
        "history": history_entries(shown.ref, HISTORY_SHOWN) if issues else (),
        "papers": papers_of_call(shown, issues=issues),
        "can_return": issues,
        "issues": issues,
        "reads_matches": may_read_matches(request.user, shown) and shown.published_at is not None,
        "prepares": prepares,
        "counts": form_check_counts(shown) if issues else {},
        "may_bid": bids,
        "own": proposals_seen_by(request.user, at=now).filter(call=shown).order_by("id")[:20] if bids else (),
    }
    return render(request, "calls/call.html", context)


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Let anybody ask, so often an hour from one address."""
    shown, asker = seen_call(request, pk), request.user
    known = {"asked_by": str(asker), "contact": asker.email} if isinstance(asker, User) else {}
    if request.method == "POST" and asked_too_often(request, "question", limit=QUESTIONS_AN_HOUR, seconds=3600):
        return render(request, "429.html", status=429)

    def act(form: BaseForm) -> str:
        by = asker if isinstance(asker, User) else VISITOR
        ask_question(call=shown, by=by, at=arrived_at(request), **form.cleaned_data)
        return reverse("calls:call", args=[pk])

    context = {
        "title": _("Ask about “%(call)s”") % {"call": shown.title},
        "back": reverse("calls:call", args=[pk]),
        "submit": _("Ask"),
    }
    done = gettext_lazy("Your question was sent. It appears on the page of the call with its answer.")
    return form_page(
        request, form=QuestionForm(request.POST or None, initial=known), act=act, context=context, done=done
    )


def road_of(call: Call, *, now: datetime) -> list[dict[str, Any]]:
    """Return the dated road of a call, with the working days that remain."""
    calendar = WorkingCalendar()
    today = timezone.localtime(now).date()
    stages = (
        (_("Published"), call.published_at),
        (_("Teams hand in before"), call.team_deadline),
        (_("Own units stamp before"), call.unit_deadline),
        (_("Recommending units stamp before"), call.recommending_deadline),
        (_("Proposals opened"), call.opened_at),
        (_("Closed"), call.closed_at),
    )
    road: list[dict[str, Any]] = []
    for label, instant in stages:
        if instant is None:
            continue
        is_done = instant <= now
        left = None if is_done else _left(calendar, today, instant)
        state = "done" if is_done else ("next" if any(one["state"] in ("now", "next") for one in road) else "now")
        road.append({"label": label, "date": instant, "state": state, "done": is_done, "working_days": left})
    return road


def extensions_of(call: Call) -> list[dict[str, Any]]:
    """Return each extension with the deadlines that it moved, the latest first."""
    labels = {
        "team": _("Teams hand in before"),
        "unit": _("Own units stamp before"),
        "recommending": _("Recommending units stamp before"),
    }
    return [
        {
            "extension": one,
            "moved": [
                (labels[side], getattr(one, f"{side}_was"), getattr(one, f"{side}_now"))
                for side in labels
                if getattr(one, f"{side}_was") != getattr(one, f"{side}_now")
            ],
        }
        for one in sorted(call.extensions.all(), key=lambda row: -row.pk)
    ]


def _own_steps(request: HttpRequest, call: Call, *, now: datetime) -> list[dict[str, Any]]:
    """Offer the extension while a deadline is ahead, to whom the terms let, and to a recommending unit its list."""
    last = last_deadline(call)
    is_ahead = call.state == CallState.PUBLISHED and last is not None and now < last
    recommends = call.recommending_deadline is not None and standing_of(request.user).holds(Role.RECOMMENDING_UNIT)
    steps = (
        (recommends, "recommended", _("Proposals by way of my unit"), "list-check"),
        (
            is_ahead and may_extend_deadlines(request.user, call),
            "extend_deadlines",
            _("Extend the deadlines"),
            "calendar-due",
        ),
    )
    return [
        {"label": label, "url": reverse(f"calls:{name}", args=[call.pk]), "icon": icon}
        for is_open, name, label, icon in steps
        if is_open
    ]


def steps_of(call: Call, *, issues: bool, prepares: bool, now: datetime) -> list[dict[str, Any]]:
    """Return what this reader can do with the call now."""
    last = last_deadline(call)
    may_open = call.state == CallState.PUBLISHED and last is not None and now >= last
    draft, opened = call.state == CallState.DRAFT, call.state == CallState.OPENED
    steps: tuple[tuple[bool, str, str, str, dict[str, object]], ...] = (
        (draft and prepares, "change_call", _("Edit"), "edit", {}),
        (draft and prepares, "add_topic", _("Add a topic"), "plus", {}),
        (draft and issues and call.checked_at is None, "check_call", _("Check before publication"), "shield-check", {}),
        (
            draft and issues and call.checked_at is not None,
            "publish_call",
            _("Publish"),
            "speakerphone",
            {"primary": 1},
        ),
        (may_open and issues, "open_proposals", _("Open the proposals"), "lock-open", {"primary": 1}),
        (call.opened_at is not None and issues, "form_check", _("Proposals"), "list-check", {"primary": opened}),
        (opened and prepares, "finish_form_check", _("Finish the form check"), "checks", {}),
        (call.state in (CallState.OPENED, CallState.IN_REVIEW) and issues, "end_call", _("End"), "flag", {}),
        (issues, "make_guide_paper", _("Print the guide"), "printer", {"post": 1}),
        (
            call.opened_at is not None and issues,
            "make_recommendation_paper",
            _("Print the recommendation summary"),
            "printer",
            {"post": 1},
        ),
        (call.closed_at is None and issues, "cancel_call", _("Cancel"), "ban", {"danger": 1}),
    )
    return [
        {"label": label, "url": reverse(f"calls:{name}", args=[call.pk]), "icon": icon, **look}
        for shown, name, label, icon, look in steps
        if shown
    ]


def _left(calendar: WorkingCalendar, today: date, instant: datetime) -> int | None:
    try:
        return calendar.between(today, timezone.localtime(instant).date())
    except YearNotPublished:
        return None
