"""Decisions, as operator and authority see them, and an award as its team does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from qunli.awards.actions import (
    approve,
    decide,
    lay_before_parties,
    make_approval_paper,
    pass_to_reserve,
    post_decision,
    prepare_publicity,
    recommend,
    send_back,
)
from qunli.awards.bridge import approval_draft_of
from qunli.awards.forms import ContactForm, DecideForm, DocumentForm, ReasonForm, RecommendForm, ReserveForm
from qunli.awards.models import Decision
from qunli.awards.permits import is_authority_of, may_decide, may_post_decision, may_recommend
from qunli.awards.queries import (
    award_rows,
    awards_seen_by,
    calls_to_decide,
    candidates_of,
    decisions_seen_by,
    upheld_objections,
    with_awards,
)
from qunli.awards.states import DecisionState
from qunli.awards.tables import DECISIONS
from qunli.calls.models import Call
from qunli.calls.queries import scheme_of
from qunli.calls.states import CallKind
from qunli.core.bridge import PaperRow, PaperSource, paper_rows
from qunli.core.queries.files import papers_of
from qunli.core.states import PaperKind
from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.funds.queries import joint_list_about
from qunli.people.models import User
from qunli.people.permits import account_of, require, returns_stamped_papers
from qunli.publicity.models import PublicNotice
from qunli.publicity.states import NoticeState
from qunli.review.queries import standing_of_proposals

DRAFTABLE = (DecisionState.DECIDED, DecisionState.ON_NOTICE, DecisionState.APPROVED)
ROAD = (DecisionState.RECOMMENDED, DecisionState.DECIDED, DecisionState.ON_NOTICE, DecisionState.APPROVED)


@require_GET
def decision_list(request: HttpRequest) -> HttpResponse:
    """List the decisions, and the calls that wait for one."""
    user = account_of(request)
    context = {"waiting": list(calls_to_decide(user)[:20])}
    rows = with_awards(decisions_seen_by(user))
    return list_page(request, table=DECISIONS, rows=rows, template="awards/decisions.html", context=context)


def recommendation(request: HttpRequest, call: int) -> HttpResponse:
    """Recommend, beside the ranked list."""
    user = account_of(request)
    found = get_object_or_404(Call, pk=call)
    require(may_recommend(user, found))
    scheme = scheme_of(found.terms) if found.kind == CallKind.RACE else None
    form = RecommendForm(request.POST or None, proposals=list(candidates_of(found)), scheme=scheme)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        made = recommend(call=found, choices=form.choices, by=user, at=arrived_at(request))
        return reverse("awards:decision", args=[made.pk])

    context = {
        "call": found,
        "ranked": [row for rows in standing_of_proposals(found).values() for row in rows],
        "crumbs": [(_("Decisions"), reverse("awards:decisions")), (pgettext("decision", "Recommend"), "")],
    }
    return form_page(request, form=form, act=act, template="awards/recommend.html", context=context)


@require_GET
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a decision: its road, every award with its reason, the notice, what can be done now."""
    found, user = _seen(request, pk)
    context = {
        "decision": found,
        "road": _road(found),
        "awards": list(award_rows(found)),
        "joint": joint_list_about(found.ref) if found.call.programme_id else None,
        "upheld": list(upheld_objections(found)) if found.notice_id else [],
        "steps": _steps(found, user),
        "papers": _papers(found, user),
        "can_return": returns_stamped_papers(user),
        "history": history_entries(found.ref),
        "crumbs": [(_("Decisions"), reverse("awards:decisions")), (found.number, "")],
    }
    return render(request, "awards/decision.html", context)


def deciding(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the decision."""
    found, user = _seen(request, pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        decide(decision=found, by=user, at=arrived_at(request), **form.cleaned_data)
        return _page(found)

    context = {"title": _("Decide"), "intro": found.call.title, "submit": _("Decide"), "back": _page(found)}
    return form_page(request, form=DecideForm(request.POST or None), act=act, context=context)


def publicity(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the public notice."""
    found, user = _seen(request, pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        prepare_publicity(decision=found, contact=form.cleaned_data["contact"], by=user, at=arrived_at(request))
        return _page(found)

    intro = _("The notice names winner and reserve. Somebody else checks it before it is posted.")
    context = {"title": _("Prepare the notice"), "intro": intro, "submit": _("Prepare"), "back": _page(found)}
    return form_page(request, form=ContactForm(request.POST or None), act=act, context=context)


@require_POST
def lay_jointly(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay the list of a fund call before the parties of the fund."""
    found, user = _seen(request, pk)
    at = arrived_at(request)
    done = _("Laid before the parties: each approves the same version.")
    return post_act(request, lambda: lay_before_parties(decision=found, by=user, at=at), done=done, to=_page(found))


@require_POST
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Post the checked notice."""
    found, user = _seen(request, pk)
    at = arrived_at(request)
    return post_act(
        request, lambda: post_decision(decision=found, by=user, at=at), done=_("On public notice."), to=_page(found)
    )


def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass to the reserve after an upheld objection."""
    found, user = _seen(request, pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        wanted = form.cleaned_data
        pass_to_reserve(
            decision=found, objection=wanted["objection"], by=user, at=arrived_at(request), award=wanted["award"]
        )
        return _page(found)

    intro = _("The winner falls, the first reserve wins, and a new notice is needed.")
    context = {"title": _("Pass to the reserve"), "intro": intro, "back": _page(found)}
    return form_page(request, form=ReserveForm(request.POST or None, decision=found), act=act, context=context)


def back_to_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the decision back."""
    found, user = _seen(request, pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        send_back(decision=found, reason=form.cleaned_data["reason"], by=user, at=arrived_at(request))
        return _page(found)

    intro = _("A running notice is withdrawn and a further round of review is opened. This cannot be undone.")
    context = {"title": _("Send back to review"), "intro": intro, "submit": _("Send back"), "back": _page(found)}
    return form_page(request, form=ReasonForm(request.POST or None), act=act, context=context)


def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve with a document number."""
    found, user = _seen(request, pk)

    def act(form: Any) -> str:  # noqa: ANN401 - a checked form
        number = form.cleaned_data["document_number"]
        approve(decision=found, document_number=number, by=user, at=arrived_at(request))
        return _page(found)

    intro = _("The teams are told, the items are taken and the call ends.")
    context = {"title": _("Approve"), "intro": intro, "submit": _("Approve"), "back": _page(found)}
    return form_page(request, form=DocumentForm(request.POST or None), act=act, context=context)


@require_POST
def make_approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft of the approval."""
    found, user = _seen(request, pk)
    at = arrived_at(request)
    return post_act(
        request,
        lambda: make_approval_paper(decision=found, by=user, at=at),
        done=_("The paper is made."),
        to=_page(found),
    )


@require_GET
def award(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one award, to its team as well."""
    seen = awards_seen_by(account_of(request)).select_related("decision__call", "topic", "proposal__lead")
    found = get_object_or_404(seen, pk=pk)
    return render(request, "awards/award.html", {"award": found})


def _seen(request: HttpRequest, pk: int) -> tuple[Decision, User]:
    user = account_of(request)
    rows = decisions_seen_by(user).select_related(
        "call__authority", "call__operator", "notice", "stated_by__party", "decided_by__party"
    )
    return get_object_or_404(rows, pk=pk), user


def _papers(decision: Decision, user: User) -> list[PaperRow]:
    """List the drafts of the approval."""
    again = _paper_page(decision) if may_post_decision(user, decision) else ""
    source = PaperSource(lambda _paper: approval_draft_of(decision), (lambda _paper: again) if again else None)
    return paper_rows(papers_of(decision.ref), {PaperKind.APPROVAL_DRAFT: source})


def _paper_page(decision: Decision) -> str:
    return reverse("awards:make_approval_paper", args=[decision.pk])


def _page(decision: Decision) -> str:
    return reverse("awards:decision", args=[decision.pk])


def _road(decision: Decision) -> list[dict[str, Any]]:
    if decision.state == DecisionState.SENT_BACK:
        return [{"label": DecisionState.SENT_BACK.label, "state": "stopped"}]
    now = ROAD.index(DecisionState(decision.state))
    is_over = decision.state == DecisionState.APPROVED
    return [
        {"label": state.label, "state": "done" if place < now or is_over else "now" if place == now else "next"}
        for place, state in enumerate(ROAD)
    ]


def _steps(decision: Decision, user: User) -> list[dict[str, Any]]:
    """The acts that state and permits allow now."""
    state = decision.state
    decides = may_decide(user, decision)
    on_notice = state == DecisionState.ON_NOTICE and decides
    ended = decision.notice is not None and decision.notice.state == NoticeState.ENDED
    returns = is_authority_of(user, decision.call) or (
        state == DecisionState.RECOMMENDED and may_recommend(user, decision.call)
    )
    rows: tuple[tuple[bool, str, str, dict[str, bool]], ...] = (
        (state == DecisionState.RECOMMENDED and decides, _("Decide"), "decide", {"primary": True}),
        (on_notice and ended, _("Approve"), "approve", {"primary": True}),
        (
            on_notice and upheld_objections(decision).exists(),
            _("Pass to the reserve"),
            "pass_to_reserve",
            {"primary": True},
        ),
        (
            state in DRAFTABLE and may_post_decision(user, decision),
            _("Print the approval draft"),
            "make_approval_paper",
            {"post": True},
        ),
        (state in ROAD[:3] and returns, _("Send back to review"), "send_back", {"danger": True}),
    )
    return [
        *_joint_steps(decision, user),
        *_notice_steps(decision, user),
        *({"label": label, "url": _address(name, decision), **how} for is_open, label, name, how in rows if is_open),
    ]


def _joint_steps(decision: Decision, user: User) -> Iterator[dict[str, Any]]:
    """Of a fund call: its list goes before the parties of the fund."""
    is_time = decision.state in {DecisionState.DECIDED, DecisionState.ON_NOTICE}
    if not (decision.call.programme_id and is_time and is_authority_of(user, decision.call)):
        return
    if joint_list_about(decision.ref) is None:
        url = _address("lay_before_parties", decision)
        yield {"label": _("Lay before the parties"), "url": url, "primary": True, "post": True}


def _notice_steps(decision: Decision, user: User) -> Iterator[dict[str, Any]]:
    """What the public notice wants next; its check and its end are acts of its own page."""
    notice = decision.notice
    if not may_post_decision(user, decision):
        return
    if decision.state == DecisionState.DECIDED:
        if notice is None or notice.state == NoticeState.WITHDRAWN:
            yield {"label": _("Prepare the notice"), "url": _address("prepare_publicity", decision), "primary": True}
        elif notice.checked_at is None:
            yield {"label": _("To the notice: it waits for its check"), "url": _notice_page(notice), "primary": True}
        else:
            url = _address("post_decision", decision)
            yield {"label": _("Put on public notice"), "url": url, "primary": True, "post": True}
    elif decision.state == DecisionState.ON_NOTICE and notice is not None and _is_over(notice):
        yield {"label": _("To the notice: its days are over"), "url": _notice_page(notice), "primary": True}


def _is_over(notice: PublicNotice) -> bool:
    return (
        notice.state == NoticeState.RUNNING and notice.last_day is not None and notice.last_day < timezone.localdate()
    )


def _address(name: str, decision: Decision) -> str:
    return reverse(f"awards:{name}", args=[decision.pk])


def _notice_page(notice: PublicNotice) -> str:
    return reverse("publicity:publicnotice", args=[notice.pk])
