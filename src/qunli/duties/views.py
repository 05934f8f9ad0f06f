"""What is mine to do, and what I was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from qunli.core.views import arrived_at, list_page
from qunli.duties.actions import read_messages
from qunli.duties.queries import duties_of
from qunli.duties.tables import duties_table, with_pages
from qunli.people.permits import account_of
from qunli.people.queries import messages_of, standing_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ON_A_PAGE = 30


def duties(request: HttpRequest) -> HttpResponse:
    """List open duties of the person and of the parties acted for."""
    user = account_of(request)
    return list_page(request, table=duties_table(user, at=arrived_at(request)), rows=duties_of(standing_of(user)))


def messages(request: HttpRequest) -> HttpResponse:
    """List messages, unread first. Reading changes nothing: a button marks them read."""
    rows = messages_of(standing_of(account_of(request)))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = with_pages(page.object_list, account_of(request))
    newest = max((message.pk for message, _url in shown), default=0)
    unread = any(message.read_at is None for message, _url in shown)
    return render(request, "duties/messages.html", {"page": page, "shown": shown, "newest": newest, "unread": unread})


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Mark what was shown as read; what came meanwhile stays unread."""
    sent = request.POST.get("upto", "")
    if sent.isascii() and sent.isdigit():
        read_messages(user=account_of(request), upto=int(sent), at=arrived_at(request))
    return redirect("duties:messages")
