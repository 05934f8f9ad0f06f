"""The road of a recognition: list, page, and every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunli.core.states import named
from qunli.core.views import arrived_at, form_page, history_entries, list_page
from qunli.directory.models import Cluster
from qunli.duties.queries import duties_about
from qunli.indicators.queries import assessments_of
from qunli.people.permits import account_of, require, returns_stamped_papers
from qunli.publicity.states import NoticeState
from qunli.reports import actions
from qunli.reports.bridge import standing_told, unmet_rules
from qunli.reports.forms import (
    ApplyForm,
    ChangeForm,
    NoticeForm,
    OpinionForm,
    PlanForm,
    ReasonForm,
    RecheckForm,
    RecogniseForm,
    RevokeForm,
    SubmitForm,
    YearlyForm,
)
from qunli.reports.models import Recognition, ReportableChange, YearlyReport
from qunli.reports.permits import may_apply, may_make_yearly_paper, may_take_step
from qunli.reports.queries import STANDING, fixed, recognitions_seen_by
from qunli.reports.states import (
    RECOGNITION_LIFECYCLE,
    REPORTABLE_CHANGE_LIFECYCLE,
    YEARLY_REPORT_LIFECYCLE,
    RecognitionState,
    ReportState,
)
from qunli.reports.tables import RECOGNITIONS
from qunli.reports.views.loading import yearly_report_for
from qunli.reports.views.papers import papers_of_report
from qunli.rulebook.queries import title_in_reading_language


class NoForm(forms.Form):
    """A step that asks for nothing."""


@dataclass(frozen=True, slots=True)
class Act:
    """How a step is taken: the form it asks for, and the act."""

    form: type[forms.Form]
    act: Callable[..., object]
    icon: str = "check"
    is_primary: bool = True
    is_danger: bool = False


ACTS: Final[dict[str, Act]] = {
    "submit": Act(SubmitForm, actions.submit_application, "send"),
    "recommend": Act(OpinionForm, actions.recommend_cluster, "rubber-stamp"),
    "return": Act(ReasonForm, actions.return_application, "arrow-back-up", is_primary=False),
    "check": Act(NoForm, actions.check_application),
    "prepare": Act(NoticeForm, actions.prepare_publicity, "news"),
    "post": Act(NoForm, actions.post_recognition, "news"),
    "recognise": Act(RecogniseForm, actions.recognise_cluster, "trophy"),
    "refuse": Act(ReasonForm, actions.refuse_application, "x", is_primary=False, is_danger=True),
    "withdraw": Act(NoForm, actions.withdraw_application, "x", is_primary=False, is_danger=True),
    "ask_recheck": Act(PlanForm, actions.ask_recheck, "refresh"),
    "pass_recheck": Act(RecheckForm, actions.pass_recheck),
    "revoke": Act(RevokeForm, actions.revoke_recognition, "x", is_primary=False, is_danger=True),
}
YEARLY: Final[dict[str, Act]] = {
    "hand_in": Act(YearlyForm, actions.hand_in_yearly_report, "send"),
    "take": Act(NoForm, actions.take_yearly_report),
    "hand_back": Act(ReasonForm, actions.hand_back_yearly_report, "arrow-back-up", is_primary=False),
}
CHANGES: Final[dict[str, Act]] = {
    "report": Act(NoForm, actions.report_change, "send"),
    "see": Act(NoForm, actions.see_change),
}
ROAD: Final = (
    (RecognitionState.DRAFT, gettext_lazy("Application")),
    (RecognitionState.SUBMITTED, gettext_lazy("District check")),
    (RecognitionState.RECOMMENDED, gettext_lazy("Authority's check")),
    (RecognitionState.CHECKED, gettext_lazy("Notice prepared")),
    (RecognitionState.ON_NOTICE, gettext_lazy("Public notice")),
    (RecognitionState.RECOGNISED, gettext_lazy("Recognised")),
    (RecognitionState.RECHECK, gettext_lazy("Re-check")),
)
PREPARE: Final = gettext_lazy("Prepare the notice")


def recognitions(request: HttpRequest) -> HttpResponse:
    """List the recognitions that somebody sees."""
    return list_page(request, table=RECOGNITIONS, rows=recognitions_seen_by(request.user))


def recognition(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a recognition stands, what is owed, its reports and changes."""
    found = get_object_or_404(recognitions_seen_by(request.user), pk=pk)
    user = account_of(request)
    context = {
        "recognition": found,
        "title": title_in_reading_language(found.pack),
        "road": _road(found),
        "steps": _steps(found, user),
        "facts": _facts(found),
        "duties": duties_about(found.ref),
        "unmet": unmet_rules(found.assessment) if found.assessment else [],
        "reports": [
            (one, _buttons(one, YEARLY_REPORT_LIFECYCLE, "reports:yearly_step", found, user))
            for one in found.reports.select_related("handed_in_by__party").order_by("-year")
        ],
        "changes": [
            (one, _buttons(one, REPORTABLE_CHANGE_LIFECYCLE, "reports:change_step", found, user))
            for one in found.changes.order_by("-happened_on", "-id")
        ],
        "notes_changes": may_take_step(user, found, "note_change") and found.state in STANDING,
        "history": history_entries(found.ref),
        "crumbs": [(_("Recognitions"), reverse("reports:recognitions")), (found.number, "")],
    }
    return render(request, "reports/recognition.html", context)


def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an application for a cluster."""
    cluster = get_object_or_404(Cluster.objects.select_related("operator"), pk=pk)
    require(may_apply(request.user, cluster) if request.user.is_authenticated else False)
    form = ApplyForm(request.POST or None)

    def act(_form: object) -> str:
        made = actions.apply_for_recognition(
            cluster=cluster, by=account_of(request), at=arrived_at(request), **form.cleaned_data
        )
        return reverse("reports:recognition", args=[made.pk])

    context = {
        "title": _("Apply for recognition"),
        "pretitle": named(cluster),
        "submit": _("Begin the application"),
        "back": reverse("reports:dossier", args=[pk]),
        "crumbs": [(named(cluster), reverse("reports:dossier", args=[pk]))],
    }
    return form_page(request, form=form, act=act, context=context)


def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a recognition."""
    found = get_object_or_404(recognitions_seen_by(request.user), pk=pk)
    named = {one.name: str(one.label) for one in RECOGNITION_LIFECYCLE.steps} | {"prepare": str(PREPARE)}
    if step != "submit":
        initial: dict[str, Any] = {"recognised_on": timezone.localdate()}
        return _take(request, Step(found, "recognition", ACTS, step, named), found, initial)
    newest = assessments_of(found.cluster).filter(pack__code=found.pack.code).first()
    initial = {"plan": found.plan, "why_short": found.why_short}
    wanted = Step(found, "recognition", ACTS, step, named, standing_told(newest))
    return _take(request, wanted, found, initial)


def yearly_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a yearly report: what it says, where it stands, and its papers."""
    found = yearly_report_for(request, pk)
    recognition, user = found.recognition, account_of(request)
    back = reverse("reports:recognition", args=[recognition.pk])
    papers = papers_of_report(found, user)
    context = {
        "report": found,
        "recognition": recognition,
        "steps": _buttons(found, YEARLY_REPORT_LIFECYCLE, "reports:yearly_step", recognition, user),
        "papers": papers,
        "can_return": returns_stamped_papers(user),
        "may_print": not papers and found.state != ReportState.TAKEN and may_make_yearly_paper(user, found),
        "facts": [
            (_("Recognition"), recognition.number),
            (_("Applicant"), recognition.applicant),
            (_("To"), recognition.authority),
            (_("Due"), found.due_on),
            (_("Handed in by"), found.handed_in_by),
            (_("Handed in on"), found.handed_in_at),
        ],
        "crumbs": [
            (_("Recognitions"), reverse("reports:recognitions")),
            (recognition.number, back),
            (str(found.year), ""),
        ],
    }
    return render(request, "reports/yearly_report.html", context)


def yearly_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a yearly report."""
    found = yearly_report_for(request, pk)
    named = {one.name: str(one.label) for one in YEARLY_REPORT_LIFECYCLE.steps}
    initial = {"words": found.words, "next_year": found.next_year}
    back = reverse("reports:yearlyreport", args=[pk])
    return _take(request, Step(found, "report", YEARLY, step, named), found.recognition, initial, back=back)


def change_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a reportable change."""
    rows = ReportableChange.objects.select_related("recognition").filter(
        recognition__in=recognitions_seen_by(request.user)
    )
    found = get_object_or_404(rows, pk=pk)
    named = {one.name: str(one.label) for one in REPORTABLE_CHANGE_LIFECYCLE.steps}
    return _take(request, Step(found, "change", CHANGES, step, named), found.recognition, {})


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a change that must be reported."""
    found = get_object_or_404(recognitions_seen_by(request.user), pk=pk)
    act = Act(ChangeForm, actions.note_change)
    return _take(
        request,
        Step(found, "recognition", {"note_change": act}, "note_change", {"note_change": _("Note a change")}),
        found,
        {},
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A step to be taken: of which record, under which argument of its act, and its words."""

    record: Recognition | YearlyReport | ReportableChange
    argument: str
    acts: dict[str, Act]
    name: str
    named: dict[str, str]
    intro: str = ""


def _take(
    request: HttpRequest, wanted: Step, found: Recognition, initial: dict[str, Any], *, back: str = ""
) -> HttpResponse:
    if wanted.name not in wanted.acts:
        raise Http404
    user = account_of(request)
    require(may_take_step(user, found, wanted.name))
    act = wanted.acts[wanted.name]
    form = act.form(request.POST if request.method == "POST" else None, initial=initial)
    back = back or reverse("reports:recognition", args=[found.pk])

    def do(_form: object) -> str:
        given = {"entry": form.entry()} if isinstance(form, RecogniseForm) else form.cleaned_data
        act.act(**{wanted.argument: wanted.record}, by=user, at=arrived_at(request), **given)
        return back

    context = {
        "title": wanted.named[wanted.name],
        "pretitle": f"{found.cluster} · {found.number}",
        "submit": wanted.named[wanted.name],
        "intro": wanted.intro,
        "back": back,
        "crumbs": [(_("Recognitions"), reverse("reports:recognitions")), (found.number, back)],
    }
    return form_page(request, form=form, act=do, context=context, done=_("Done, and kept in the history."))


def _road(found: Recognition) -> list[dict[str, str]]:
    order = [state for state, _words in ROAD]
    place = order.index(RecognitionState(found.state)) if found.state in order else -1
    stands = found.state == RecognitionState.RECOGNISED
    shown = []
    for number, (_state, words) in enumerate(ROAD):
        state = "next"
        if place >= 0 and (number < place or (number == place and stands)):
            state = "done"
        elif number == place:
            state = "now"
        elif place < 0 and number == 0:
            state = "stopped"
        shown.append({"label": str(words), "state": state})
    return shown


def _steps(found: Recognition, user: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any account
    names = [(one.name, one.label) for one in RECOGNITION_LIFECYCLE.steps_from(found.state)]
    if found.state == RecognitionState.CHECKED:
        is_ready = found.notice is not None and found.notice.state in {NoticeState.PREPARED, NoticeState.RUNNING}
        names = [("prepare", PREPARE), *(one for one in names if one[0] != "post")] if not is_ready else names
    return [
        {
            "label": label,
            "url": reverse("reports:step", args=[found.pk, name]),
            "icon": ACTS[name].icon,
            "primary": ACTS[name].is_primary,
            "danger": ACTS[name].is_danger,
        }
        for name, label in names
        if may_take_step(user, found, name)
    ]


def _buttons(record: Any, lifecycle: Any, page: str, found: Recognition, user: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - of either kind
    return [
        {"label": one.label, "url": reverse(page, args=[record.pk, one.name]), "primary": one.name != "hand_back"}
        for one in lifecycle.steps_from(record.state)
        if may_take_step(user, found, one.name)
    ]


def _facts(found: Recognition) -> list[tuple[str, object]]:
    until = found.valid_to.isoformat() if found.valid_to else (_("not fixed") if found.recognised_on else None)
    return [
        (_("Cluster"), named(found.cluster)),
        (_("List"), title_in_reading_language(found.pack)),
        (_("Applicant"), found.applicant),
        (_("Checked and recommended by"), found.district),
        (_("Recognised by"), found.authority),
        (_("Document number"), found.document_number or None),
        (_("Recognised on"), found.recognised_on.isoformat() if found.recognised_on else None),
        (_("Valid to"), until),
        (_("Yearly report by"), found.report_by or (fixed(found.pack, "yearly_report_by") or _("not fixed"))),
    ]
