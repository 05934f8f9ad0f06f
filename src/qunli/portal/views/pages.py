"""Pages that join floors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from qunli.calls.models import Call
from qunli.calls.permits import may_read_call
from qunli.calls.queries import call_with_topics
from qunli.core.models import Attachment, JournalEntry, Paper
from qunli.core.queries.calendar import DaysLeft, known_years
from qunli.core.queries.calendar_file import read_calendar_file
from qunli.core.queries.files import newest_paper_like, paper_of_code
from qunli.core.queries.journal import history_of, journal_head, verify_journal
from qunli.core.queries.refs import page_of
from qunli.core.states import Ref
from qunli.core.tables import word_of_sheets, workbook_of_sheets
from qunli.core.views import (
    DOCX,
    arrived_at,
    asked_too_often,
    docx_file,
    form_page,
    handed_out,
    history_entries,
    list_page,
    xlsx_file,
)
from qunli.directory.queries import public_members
from qunli.duties.tables import with_pages
from qunli.indicators.queries import told_figures
from qunli.people.models import User
from qunli.people.permits import account_of, standing_of
from qunli.people.queries import Anyone, messages_of
from qunli.portal.actions import hand_in_stamped, load_calendar_file, open_confidential_file
from qunli.portal.bridge import call_file_of
from qunli.portal.forms import CalendarForm, CodeForm, HeadForm, ScanForm
from qunli.portal.permits import (
    may_read_every_history,
    may_read_file,
    may_read_history,
    may_read_paper,
    may_return_stamped,
)
from qunli.portal.queries import (
    Queue,
    address,
    calls_with_days_left,
    guide,
    guide_for,
    guides_for,
    lines_of_fields,
    newest_cluster,
    newest_results,
    next_step,
    notices_with_days_left,
    owed_by,
    queues_of,
    rows_waiting,
)
from qunli.portal.queries.first_steps import first_steps
from qunli.portal.tables import JOURNAL, JOURNAL_ALONE, WAITING

if TYPE_CHECKING:
    from django.forms import BaseForm

FIGURES = 8
MESSAGES = 5
CHECKS_AN_HOUR = 60


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show somebody what is theirs today; a visitor sees the cluster."""
    if isinstance(request.user, User):
        return today(request, request.user)
    return public(request)


def today(request: HttpRequest, user: User) -> HttpResponse:
    """Answer “what should I do now”: what is late, what is due, what waits for a role, what was told."""
    at = arrived_at(request)
    standing = standing_of(user)
    owed = owed_by(user, at=at)
    unread = list(messages_of(standing).filter(read_at=None)[: MESSAGES + 1])
    queues = [{"label": queue.label, "count": queue.count, "url": _way_to(queue)} for queue in queues_of(user, at=at)]
    context = {
        "late": [one for one in owed if one.is_late],
        "due": [one for one in owed if not one.is_late],
        "queues": queues,
        "unread": with_pages(unread[:MESSAGES], user),
        "more_unread": len(unread) > MESSAGES,
        "next": next_step(standing.roles),
        "first_steps": first_steps(standing),
        "today": timezone.localdate(at),
        "guide": guide_for(standing.roles),
    }
    return render(request, "portal/home.html", context)


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """List what waits in a queue that no list of its room narrows to."""
    user = request.user
    found = rows_waiting(user, request.GET.get("name", ""), at=arrived_at(request)) if isinstance(user, User) else None
    if found is None:
        return redirect("portal:home")
    label, rows = found
    return list_page(request, table=replace(WAITING, title=label), rows=rows)


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """List the guides, those of the reader's roles first."""
    own, others = guides_for(standing_of(request.user).roles)
    return render(request, "portal/help.html", {"own": own, "others": others})


@require_GET
def guide_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one guide."""
    found = guide(name)
    if found is None:
        raise Http404
    return render(request, "portal/guide.html", {"guide": found, "body": SafeString(found.body)})


def calendar(request: HttpRequest) -> HttpResponse:
    """Show which years of working days are known, and take one in."""
    at = arrived_at(request)
    form = CalendarForm(request.POST or None, request.FILES or None)

    def act(form: BaseForm) -> str:
        found = read_calendar_file(form.cleaned_data["file"].read())
        source = form.cleaned_data["source"]
        dated = load_calendar_file(found=found, source=source, by=account_of(request), at=at)
        words = ngettext(
            "%(year)s is loaded; %(count)s duty got its date.",
            "%(year)s is loaded; %(count)s duties got their dates.",
            dated,
        )
        messages.success(request, words % {"year": found.year, "count": dated})
        return reverse("portal:calendar")

    context = {"years": known_years(timezone.localdate(at))}
    return form_page(request, form=form, act=act, template="portal/calendar.html", context=context)


def _way_to(queue: Queue) -> str:
    """Return where a queue is worked off: the one record itself, or the list narrowed to it."""
    only = page_of(queue.only) if queue.only else ""
    return only or f"{address(queue.page)}?{queue.query}".rstrip("?")


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Show what everybody may know: the cluster, its figures with their sources, open calls, running notices."""
    at = arrived_at(request)
    cluster, days = newest_cluster(), DaysLeft(timezone.localdate(at))
    context: dict[str, Any] = {
        "cluster": cluster,
        "calls": calls_with_days_left(days, at=at),
        "notices": notices_with_days_left(days),
        "results": newest_results(),
    }
    if cluster is not None:
        context |= {
            "figures": told_figures(cluster)[:FIGURES],
            "fields": lines_of_fields(cluster),
            "members": public_members(cluster, on=timezone.localdate(at)).count(),
        }
    return render(request, "portal/public.html", context)


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer a watcher: the site runs and its database answers."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
def file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a file to whoever may read its record; opening a confidential one is written down."""
    found = get_object_or_404(Attachment, pk=pk, removed_at=None)
    at = arrived_at(request)
    if not may_read_file(request.user, found, at=at):
        raise Http404
    if found.is_confidential:
        open_confidential_file(file=found, by=account_of(request), at=at)
    return handed_out(found.file, name=found.name, content_type=found.content_type)


@require_GET
def paper(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a paper as Word."""
    found = get_object_or_404(Paper, pk=pk)
    if not may_read_paper(request.user, found, at=arrived_at(request)):
        raise Http404
    return handed_out(found.file, name=found.file_name, content_type=DOCX)


def stamped(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the scan of a stamped print."""
    found = get_object_or_404(Paper, pk=pk)
    by, at = account_of(request), arrived_at(request)
    if not may_return_stamped(by, found, at=at):
        raise Http404
    back = _page_of(found.about, by)

    def act(form: BaseForm) -> str:
        hand_in_stamped(paper=found, file=form.cleaned_data["file"], by=by, at=at)
        return back

    context = {
        "title": _("Hand in the stamped scan"),
        "pretitle": f"{found.title} · {found.about_label} · v{found.version}",
        "submit": _("Hand in"),
        "back": back,
    }
    form = ScanForm(request.POST or None, request.FILES or None)
    return form_page(request, form=form, act=act, context=context, done=_("The scan is attached."))


@require_GET
def call_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out all of a call that the reader may see, as Excel, or as Word."""
    user, at = account_of(request), arrived_at(request)
    try:
        call = call_with_topics(pk)
    except Call.DoesNotExist as missing:
        raise Http404 from missing
    if not may_read_call(user, call):
        raise Http404
    sheets, name = call_file_of(call, user=user, at=at), f"call-{call.number}"
    if request.GET.get("format") == "docx":
        return docx_file(word_of_sheets(call.title, sheets, at=at), name)
    return xlsx_file(workbook_of_sheets(sheets), name)


def check_paper(request: HttpRequest) -> HttpResponse:
    """Tell whoever holds a print what it is and whether there is a newer one; nothing else."""
    form = CodeForm(request.GET or None)
    context: dict[str, object] = {"form": form, "asked": False}
    if form.is_bound and form.is_valid():
        if asked_too_often(request, "paper_code", limit=CHECKS_AN_HOUR, seconds=3600):
            return render(request, "429.html", status=429)
        found = paper_of_code(form.cleaned_data["code"])
        context |= {"asked": True, "paper": found, "newest": newest_paper_like(found) if found else None}
    return render(request, "portal/check_paper.html", context)


@require_GET
def history(request: HttpRequest, room: str, kind: str, pk: int) -> HttpResponse:
    """Show what happened to a record."""
    ref = Ref(room, kind, pk)
    if not may_read_history(request.user, ref, at=arrived_at(request)):
        raise Http404
    newest = history_of(ref).first()
    if newest is None:
        raise Http404
    context = {"entries": history_entries(ref), "label": newest.about_label, "back": _page_of(ref, request.user)}
    return render(request, "portal/history.html", context)


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """List every act, newest first, with the head of the chain."""
    context = {"head": journal_head(), "form": HeadForm()}
    table = JOURNAL if may_read_every_history(request.user) else JOURNAL_ALONE
    return list_page(
        request, table=table, rows=JournalEntry.objects.all(), template="portal/journal.html", context=context
    )


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain, against a head kept elsewhere where one is given, and say what was found."""
    form = HeadForm(request.GET)
    if not form.is_valid():
        return render(request, "portal/verify.html", {"form": form}, status=422)
    verdict = verify_journal(against=form.cleaned_data["against"])
    words = _("The journal is sound.") if verdict.sound else _("The journal does not hold.")
    return render(request, "portal/verify.html", {"form": form, "verdict": verdict, "words": words})


def _page_of(ref: Ref, reader: Anyone) -> str:
    return page_of(ref, reader) or reverse("portal:home")
