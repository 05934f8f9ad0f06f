"""Pages of notices and objections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunli.core.bridge import PaperSource, paper_rows
from qunli.core.models import Attachment
from qunli.core.queries.calendar import working_days_left
from qunli.core.queries.files import attachments_of, papers_of
from qunli.core.queries.refs import page_of
from qunli.core.states import THE_PUBLIC, Doer, PaperKind, Words
from qunli.core.views import arrived_at, asked_too_often, form_page, history_entries, list_page, post_act
from qunli.people.models import User
from qunli.people.permits import account_of, require
from qunli.publicity.actions import (
    Objector,
    check_notice,
    dismiss_objection,
    end_notice,
    file_objection,
    make_publicity_paper,
    post_notice,
    uphold_objection,
    withdraw_notice,
)
from qunli.publicity.bridge import publicity_text_of
from qunli.publicity.forms import ObjectionForm, ReasonForm
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.permits import (
    acts_for_notice,
    may_check_notice,
    may_look_inside_notice,
    may_read_notice,
    may_read_objection,
    may_settle_objection,
    sees_notices_inside,
    takes_objections,
)
from qunli.publicity.queries import (
    is_over,
    notices_seen_by,
    objection_of_receipt,
    objections_seen_by,
    with_objections,
)
from qunli.publicity.states import NoticeState, ObjectionState
from qunli.publicity.tables import notices_table, objections_table, running_first

if TYPE_CHECKING:
    from django.forms import BaseForm

OBJECTIONS_AN_HOUR = 5


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List what is or was public, running ones first; to the office also what is being prepared."""
    rows = running_first(notices_seen_by(request.user)).select_related("in_name_of")
    for_office = sees_notices_inside(request.user)
    if for_office:
        rows = with_objections(rows)
    table = notices_table(today=timezone.localdate(), for_office=for_office)
    return list_page(request, table=table, rows=rows, template="publicity/notices.html", context={"office": for_office})


@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a notice: what it says, how many working days remain, how to object; to the office its acts and papers."""
    found = _notice_for(request, pk)
    inside, acts = may_look_inside_notice(request.user, found), acts_for_notice(request.user, found)
    context: dict[str, Any] = {
        "notice": found,
        "head": found.rows[0] if found.rows else (),
        "rows": [list(zip(found.rows[0], row, strict=False)) for row in found.rows[1:]],
        "left": working_days_left(timezone.localdate(), found.last_day) if _runs(found) and found.last_day else None,
        "is_done": not _runs(found),
        "open_to_objections": takes_objections(found, today=timezone.localdate()),
        "inside": inside,
        "may_print": acts,
        "crumbs": [(_("Public notices"), reverse("publicity:notices")), (found.number, "")],
        "steps": _steps(request, found, acts=acts),
    }
    if inside:
        again = reverse("publicity:make_paper", args=[pk]) if acts else ""
        source = PaperSource(lambda _paper: publicity_text_of(found), (lambda _paper: again) if again else None)
        context["papers"] = paper_rows(papers_of(found.ref), {PaperKind.PUBLICITY: source})
        context["history"] = history_entries(found.ref)
        context["objections"] = objections_seen_by(request.user).filter(notice=found).order_by("id")
    return render(request, "publicity/notice.html", context)


def object_to_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an objection from anybody; the receipt is shown on a page that only its holder can find."""
    found = _notice_for(request, pk)
    at = arrived_at(request)
    if not takes_objections(found, today=timezone.localdate(at)):
        messages.error(request, _("This notice does not take objections any more."))
        return redirect("publicity:publicnotice", pk)
    if request.method == "POST" and asked_too_often(request, "objection", limit=OBJECTIONS_AN_HOUR, seconds=3600):
        return render(request, "429.html", status=429)

    def act(form: BaseForm) -> str:
        said = form.cleaned_data
        filed = file_objection(
            notice=found,
            objector=Objector(name=said["name"], contact=said["contact"], body=said["body"]),
            statement=said["statement"],
            files=said["evidence"],
            by=_doer(request),
            at=at,
        )
        return reverse("publicity:receipt", args=[filed.receipt])

    form = ObjectionForm(request.POST or None, request.FILES or None)
    return form_page(request, form=form, act=act, template="publicity/object.html", context={"notice": found})


@require_GET
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show the holder of a receipt how far the objection has come: nothing about the objector."""
    found = objection_of_receipt(code)
    if found is None:
        raise Http404
    response = render(request, "publicity/receipt.html", {"objection": found, "notice": found.notice})
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def objections(request: HttpRequest) -> HttpResponse:
    """List objections for those who settle or prepare, open ones first."""
    rows = objections_seen_by(request.user).select_related("notice")
    return list_page(request, table=objections_table(), rows=rows)


@require_GET
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an objection with its confidential details and evidence."""
    found = _objection_for(request, pk)
    is_open = found.state == ObjectionState.FILED
    context = {
        "objection": found,
        "files": [_file_row(file) for file in attachments_of(found.ref)],
        "may_settle": is_open and may_settle_objection(request.user, found),
        "history": history_entries(found.ref),
        "crumbs": [
            (_("Public notices"), reverse("publicity:notices")),
            (found.notice.number, reverse("publicity:publicnotice", args=[found.notice_id])),
            (found.number, ""),
        ],
    }
    return render(request, "publicity/objection.html", context)


def uphold(request: HttpRequest, pk: int) -> HttpResponse:
    """Uphold an objection with a reason."""
    found = _objection_for(request, pk)
    words = {
        "title": _("Uphold objection %(number)s") % {"number": found.number},
        "consequence": _("The record on notice then goes back or passes to the reserve, by an act of its own."),
        "submit": _("Uphold"),
    }
    return _settle(request, found, uphold_objection, words)


def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Dismiss an objection with a reason."""
    found = _objection_for(request, pk)
    words = {
        "title": _("Dismiss objection %(number)s") % {"number": found.number},
        "consequence": _("The notice can end once every objection is settled."),
        "submit": _("Dismiss"),
    }
    return _settle(request, found, dismiss_objection, words)


def _settle(
    request: HttpRequest, found: Objection, settle: Callable[..., Objection], words: dict[str, str]
) -> HttpResponse:
    by, at = account_of(request), arrived_at(request)
    require(may_settle_objection(by, found))
    back = reverse("publicity:objection", args=[found.pk])

    def act(form: BaseForm) -> str:
        settle(objection=found, reason=form.cleaned_data["reason"], by=by, at=at)
        return back

    context = {**words, "pretitle": found.notice.title, "back": back}
    form = ReasonForm(request.POST or None)
    return form_page(request, form=form, act=act, template="core/confirm.html", context=context, done=_("Settled."))


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the check before publication."""
    return _act(request, pk, check_notice, done=_("Checked. The notice can be posted."))


@require_POST
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Post a notice today."""
    return _act(request, pk, post_notice, done=_("Posted."))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a notice whose days are over."""
    return _act(request, pk, end_notice, done=_("Ended."))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a notice."""
    return _act(request, pk, withdraw_notice, done=_("Withdrawn."))


@require_POST
def make_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the publicity text as a paper."""
    return _act(request, pk, make_publicity_paper, done=_("The paper is ready below."))


def _act(request: HttpRequest, pk: int, act: Callable[..., object], *, done: Words) -> HttpResponse:
    found, by, at = _notice_for(request, pk), account_of(request), arrived_at(request)
    to = reverse("publicity:publicnotice", args=[pk])
    return post_act(request, lambda: act(notice=found, by=by, at=at), done=done, to=to)


def _notice_for(request: HttpRequest, pk: int) -> PublicNotice:
    rows = PublicNotice.objects.select_related("in_name_of", "checked_by__party", "posted_by__party")
    found = get_object_or_404(rows, pk=pk)
    if not may_read_notice(request.user, found):
        raise Http404
    return found


def _objection_for(request: HttpRequest, pk: int) -> Objection:
    rows = Objection.objects.select_related("notice__in_name_of", "settled_by__party")
    found = get_object_or_404(rows, pk=pk)
    if not may_read_objection(request.user, found):
        raise Http404
    return found


def _doer(request: HttpRequest) -> Doer:
    return request.user if isinstance(request.user, User) else THE_PUBLIC


def _runs(notice: PublicNotice) -> bool:
    return notice.state == NoticeState.RUNNING


def _steps(request: HttpRequest, notice: PublicNotice, *, acts: bool) -> list[dict[str, object]]:
    """Offer what the state and the permits allow now; `acts` tells whether the reader acts for the notice.

    A notice about a record is posted, and once it runs taken down, by an act of that record: the two stay in step.
    One about a body has no such record.
    """
    user = request.user
    leader = "" if notice.about_room == "people" else page_of(notice.about, user)
    is_prepared, is_checked = notice.state == NoticeState.PREPARED, notice.checked_at is not None
    is_ready, unchecked = is_prepared and is_checked and acts, is_prepared and not is_checked and acts
    offers = (
        (unchecked and may_check_notice(user, notice), "check", _("Check before publication")),
        (is_ready and not leader, "post", _("Post")),
        (acts and is_over(notice, timezone.localdate()), "end", _("End")),
        (acts, "make_paper", _("Make the publicity text")),
        (acts and (is_prepared or (_runs(notice) and not leader)), "withdraw", _("Withdraw")),
    )
    go_on: dict[str, object] = {"label": _("Go on to post it"), "url": leader, "primary": True}
    return [go_on] * bool(is_ready and leader) + [
        {
            "label": label,
            "url": reverse(f"publicity:{name}", args=[notice.pk]),
            "post": True,
            "primary": name in {"check", "post", "end"},
            "danger": name == "withdraw",
        }
        for is_open, name, label in offers
        if is_open
    ]


def _file_row(file: Attachment) -> dict[str, object]:
    return {
        "url": reverse("portal:file", args=[file.pk]),
        "name": file.name,
        "size": file.size,
        "at": file.added_at,
        "by": file.added_by_label,
        "digest": file.sha256,
        "confidential": file.is_confidential,
    }
