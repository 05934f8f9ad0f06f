"""Says who: the document, the claim and the exact characters; and the way from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.models import Attachment
from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.evidence.actions import confirm_claim, keep_document, reject_claim, state_claim
from qunli.evidence.forms import ClaimForm, DocumentForm, QuoteForm, RejectForm
from qunli.evidence.permits import keeps_evidence, may_confirm_claim, may_confirm_claims
from qunli.evidence.queries import (
    around,
    claims_seen_by,
    context_for,
    documents_seen_by,
    places_of,
    quoted,
    stretches,
)
from qunli.evidence.states import ClaimState
from qunli.evidence.tables import CLAIMS, DOCUMENTS
from qunli.people.permits import account_of

if TYPE_CHECKING:
    from qunli.evidence.models import Document


def documents(request: HttpRequest) -> HttpResponse:
    """List the documents that somebody may read."""
    context = {"keeps": keeps_evidence(request.user)}
    rows = documents_seen_by(request.user)
    return list_page(request, table=DOCUMENTS, rows=rows, template="evidence/documents.html", context=context)


def keep(request: HttpRequest) -> HttpResponse:
    """Keep a document."""
    form = DocumentForm(request.POST or None, request.FILES or None)

    def act(_form: object) -> str:
        made = keep_document(entry=form.entry(), by=account_of(request), at=arrived_at(request))
        return reverse("evidence:document", args=[made.pk])

    back = reverse("evidence:documents")
    context = {
        "title": _("Keep a document"),
        "intro": _("A document is kept as it came and never changed. Claims are read out of it word for word."),
        "submit": _("Keep"),
        "back": back,
        "crumbs": [(_("Documents"), back)],
    }
    done = _("The document is kept. Read claims out of it below.")
    return form_page(request, form=form, act=act, context=context, done=done)


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a document as it came, with the characters that claims stand on."""
    found = get_object_or_404(documents_seen_by(request.user).defer(None), pk=pk)
    claims = list(claims_seen_by(request.user).filter(document=found).order_by("start", "end", "id"))
    files = Attachment.objects.filter(
        about_room="evidence", about_kind="document", about_id=found.pk, removed_at=None
    ).order_by("id")
    context = {
        "document": found,
        "claims": claims,
        "stretches": stretches(found, [one for one in claims if one.state != ClaimState.REJECTED]),
        "files": [_shown_file(one) for one in files],
        "keeps": keeps_evidence(request.user),
        "form": QuoteForm(),
        "history": history_entries(found.ref),
    }
    return render(request, "evidence/document.html", context)


def read_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Find a quote in a document, choose the place, say what it says."""
    found = get_object_or_404(documents_seen_by(request.user).defer(None), pk=pk)
    asked = request.GET.get("quote", "")
    places = places_of(found, asked)
    context: dict[str, Any] = {
        "document": found,
        "asked": asked,
        "quote_form": QuoteForm(initial={"quote": asked}),
        "places": [(f"{start}-{end}", around(found, start, end)) for start, end in places],
        "title": _("Read a claim"),
        "back": reverse("evidence:document", args=[pk]),
    }
    form = ClaimForm(request.POST or None, places=places)

    def act(_form: object) -> str:
        start, end = form.span()
        says = form.cleaned_data["says"].strip()
        content = {"says": says} if says else {}
        made = state_claim(
            document=found, start=start, end=end, content=content, by=account_of(request), at=arrived_at(request)
        )
        return reverse("evidence:claim", args=[made.pk])

    done = _("The claim is read. Somebody confirms or rejects it.")
    return form_page(request, form=form, act=act, template="evidence/read_claim.html", context=context, done=done)


def claims(request: HttpRequest) -> HttpResponse:
    """List the claims that somebody may read."""
    rows = claims_seen_by(request.user).select_related("stated_by__party").defer("document__text")
    return list_page(request, table=CLAIMS, rows=rows)


def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the exact characters of a claim, who confirmed it and when."""
    found = get_object_or_404(
        claims_seen_by(request.user).select_related("stated_by__party", "rejected_by__party"), pk=pk
    )
    waits = found.state == ClaimState.WAITING
    context = {
        "claim": found,
        "document": found.document,
        "quoted": quoted(found, context_for(request.user, found.document)),
        "confirmation": getattr(found, "confirmation", None),
        "facts": _facts(found.content),
        "may_settle": waits and may_confirm_claim(request.user, found),
        "may_reject": waits and may_confirm_claims(request.user),
        "own": waits and may_confirm_claims(request.user) and not may_confirm_claim(request.user, found),
        "reads_document": documents_seen_by(request.user).filter(pk=found.document_id).exists(),
        "history": history_entries(found.ref) if request.user.is_authenticated else [],
    }
    return render(request, "evidence/claim.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes to a claim from which no figure is taken."""
    found = get_object_or_404(claims_seen_by(request.user), pk=pk)
    return post_act(
        request,
        lambda: confirm_claim(claim=found, by=account_of(request), at=arrived_at(request)),
        done=_("Confirmed."),
        to=reverse("evidence:claim", args=[pk]),
    )


def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no to a claim, with the reason."""
    found = get_object_or_404(claims_seen_by(request.user), pk=pk)
    back = reverse("evidence:claim", args=[pk])
    if found.state != ClaimState.WAITING:
        return redirect(back)
    form = RejectForm(request.POST or None)

    def act(_form: object) -> str:
        reject_claim(claim=found, reason=form.cleaned_data["reason"], by=account_of(request), at=arrived_at(request))
        return back

    context = {
        "title": _("Reject the claim"),
        "pretitle": found.document.title,
        "intro": f"“{found.quote}”",
        "submit": _("Reject"),
        "back": back,
        "crumbs": _trail(found.document),
    }
    return form_page(request, form=form, act=act, context=context, done=_("Rejected; the reason stands with it."))


def _trail(found: Document) -> list[tuple[str, str]]:
    return [
        (_("Documents"), reverse("evidence:documents")),
        (found.title, reverse("evidence:document", args=[found.pk])),
    ]


def _facts(content: dict[str, Any]) -> list[tuple[str, str]]:
    words = {"says": _("What it says"), "indicator": _("Indicator"), "value": _("Value"), "unit": _("Unit")}
    return [(words.get(name, name), str(value)) for name, value in content.items()]


def _shown_file(file: Attachment) -> dict[str, Any]:
    return {
        "url": reverse("portal:file", args=[file.pk]),
        "name": file.name,
        "size": file.size,
        "at": file.added_at,
        "by": file.added_by_label,
        "digest": file.sha256,
        "confidential": file.is_confidential,
    }
