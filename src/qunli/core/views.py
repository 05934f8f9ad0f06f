"""The ways in which views of every room list, show a form and act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from qunli.core.actions import ACT_WORDS, count_attempt
from qunli.core.queries.journal import history_of, move_words
from qunli.core.states import NotPermitted, Ref, Refused, Words, WrongInput
from qunli.core.tables import Table, word_list_of, workbook_of

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.db.models.fields.files import FieldFile
    from django.forms import BaseForm

M = TypeVar("M", bound="Model")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXPORT_LIMIT = 50_000
WORD_LIMIT = 500
"""How many rows a Word table holds: it is for reading and signing, Excel for the rest."""


def arrived_at(request: HttpRequest) -> datetime:
    """Return the server's time once the whole request has arrived."""
    _ = request.POST, request.FILES
    return timezone.now()


def list_page(
    request: HttpRequest,
    *,
    table: Table[M],
    rows: QuerySet[M],
    template: str = "core/list.html",
    context: Mapping[str, Any] | None = None,  # whatever the template shows
) -> HttpResponse:
    """Show rows narrowed, sorted and paged as the address says; `?format=xlsx` and `docx` hand out what is shown."""
    form = table.form(request.GET)
    found = table.sorted(table.narrowed(rows, form), request.GET)
    if request.GET.get("format") == "xlsx":
        return xlsx_file(workbook_of(table, found[:EXPORT_LIMIT].iterator(chunk_size=500)), table.name)
    if request.GET.get("format") == "docx":
        first = word_list_of(table, found[:WORD_LIMIT], whole=found.count(), at=arrived_at(request))
        return docx_file(first, table.name)
    page = Paginator(found, table.page_size).get_page(request.GET.get("page"))
    held = list(page.object_list)
    shown = [(url, table.cells(row)) for url, row in zip(table.addresses(held), held, strict=True)]
    whole = {"table": table, "filter_form": form, "page": page, "shown": shown, **(context or {})}
    return render(request, template, whole)


def xlsx_file(content: bytes, name: str) -> HttpResponse:
    """Hand out an Excel file."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def docx_file(content: bytes, name: str) -> HttpResponse:
    """Hand out a Word file."""
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response


def handed_out(stored: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """Hand out a stored file, always as a download that nothing renders or keeps."""
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def form_page(
    request: HttpRequest,
    *,
    form: BaseForm,
    act: Callable[[BaseForm], str],
    template: str = "core/form.html",
    context: Mapping[str, Any] | None = None,  # whatever the template shows
    done: Words = "",
) -> HttpResponse:
    """Show a form; when it is sent and valid, act and go to the address that `act` returns.

    A refusal is shown on the form: `WrongInput` at its fields, anything else above them.
    """
    if request.method == "POST" and form.is_valid():
        try:
            to = act(form)
        except WrongInput as wrong:
            for place, words in wrong.faults.items():
                form.add_error(place if place in form.fields else None, str(words))
        except NotPermitted:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if done:
                messages.success(request, str(done))
            return redirect(to)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)


def post_act(request: HttpRequest, act: Callable[[], object], *, done: Words, to: str) -> HttpResponse:
    """Act on a POST and go back, with the outcome or the refusal as a message."""
    try:
        act()
    except NotPermitted:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(done))
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return redirect(asked if safe and asked else to)


def history_entries(ref: Ref, limit: int = 100) -> list[dict[str, Any]]:
    """Return what happened to a record, newest first, in the reader's words."""
    return [
        {
            "at": entry.at,
            "what": str(ACT_WORDS.get(entry.act, entry.act)),
            "by": entry.by_label,
            "note": move_words(entry),
        }
        for entry in history_of(ref)[:limit]
    ]


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address: the one that the outermost trusted proxy saw."""
    sent = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = settings.PROXIES
    if trusted and len(sent) >= trusted:
        return sent[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def asked_too_often(request: HttpRequest, what: str, *, limit: int, seconds: int) -> bool:
    """Count one more attempt of this visitor; tell whether it is beyond the limit."""
    key = f"{what}:{hashlib.sha256(address_of(request).encode()).hexdigest()[:32]}"
    return count_attempt(key=key, seconds=seconds, at=timezone.now()) > limit
