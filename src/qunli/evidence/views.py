"""Says who: the document, the claim and the exact characters; and the way from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.models import Attachment
from qunli.core.queries.files import attachments_of
from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.evidence.actions import (
    confirm_claim,
    keep_document,
    keep_passage,
    reject_claim,
    set_passage_aside,
    state_claim,
    supply_text,
    try_again,
)
from qunli.evidence.forms import ClaimForm, DocumentForm, QuoteForm, RejectForm, TextForm
from qunli.evidence.models import Passage
from qunli.evidence.permits import keeps_evidence, may_confirm_claim, may_confirm_claims, may_take_back_claim
from qunli.evidence.queries import (
    PART,
    around,
    claims_seen_by,
    context_for,
    documents_seen_by,
    facts_of,
    places_of,
    quoted,
    shown_passages,
)
from qunli.evidence.states import ClaimState, DocumentState
from qunli.evidence.tables import CLAIMS, DOCUMENTS
from qunli.people.permits import account_of

if TYPE_CHECKING:
    from qunli.evidence.models import Document

LISTED: Final = 100
"""Claims and defects that a document's page names one by one; all of them stand in the list of claims."""


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
    done = _("The document is kept. It is being read; what is found in it waits to be confirmed.")
    return form_page(request, form=form, act=act, context=context, done=done)


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a document as it came, part by part, with its passages and the characters that claims stand on."""
    found = get_object_or_404(documents_seen_by(request.user).defer(None), pk=pk)
    parts = Paginator(range(0, max(len(found.text), 1), PART), 1)
    part = parts.get_page(request.GET.get("page"))
    first = part.object_list[0]
    seen = claims_seen_by(request.user).filter(document=found)
    here = seen.filter(start__lt=first + PART, end__gt=first).exclude(state=ClaimState.REJECTED)
    keeps = keeps_evidence(request.user)
    context = {
        "document": found,
        "claims": seen.order_by("start", "end", "id")[:LISTED],
        "claims_in_all": seen.count(),
        "passages": shown_passages(found, list(here), first, first + PART),
        "part": part,
        "defects": list(found.defects.order_by("start", "id")[:LISTED]) if keeps else [],
        "files": [_shown_file(one) for one in attachments_of(found.ref)],
        "keeps": keeps,
        "waits": found.state == DocumentState.WAITING,
        "unreadable": found.state == DocumentState.UNREADABLE,
        "form": QuoteForm(),
        "history": history_entries(found.ref),
    }
    return render(request, "evidence/document.html", context)


def supply(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste the text of a file that could not be read."""
    found = get_object_or_404(documents_seen_by(request.user), pk=pk)
    back = reverse("evidence:document", args=[pk])
    if found.state != DocumentState.UNREADABLE:
        return redirect(back)
    form = TextForm(request.POST or None)

    def act(_form: object) -> str:
        supply_text(document=found, text=form.cleaned_data["text"], by=account_of(request), at=arrived_at(request))
        return back

    words = {"title": _("Paste the text"), "intro": found.get_unread_because_display(), "submit": _("Keep the text")}
    context = words | _place_of(found, back)
    return form_page(request, form=form, act=act, context=context, done=_("The text is kept. It is being read."))


@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a document read once more."""
    found = get_object_or_404(documents_seen_by(request.user), pk=pk)
    return post_act(
        request,
        lambda: try_again(document=found, by=account_of(request), at=arrived_at(request)),
        done=_("It is being read."),
        to=reverse("evidence:document", args=[pk]),
    )


@require_POST
def keep_after_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo that a passage was set aside."""
    found = _passage(request, pk)
    return post_act(
        request,
        lambda: keep_passage(passage=found, by=account_of(request), at=arrived_at(request)),
        done=_("The passage is kept. It is being read; what is found in it waits to be confirmed."),
        to=reverse("evidence:document", args=[found.document_id]),
    )


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a passage aside, with the claims in it that wait."""
    found = _passage(request, pk)
    return post_act(
        request,
        lambda: set_passage_aside(passage=found, by=account_of(request), at=arrived_at(request)),
        done=_("The passage is set aside; the claims in it that waited are rejected."),
        to=reverse("evidence:document", args=[found.document_id]),
    )


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
    if request.GET.get("format"):
        rows = rows.filter(state=ClaimState.CONFIRMED)  # what nobody confirmed leaves the site on no paper
    context = {"confirms": may_confirm_claims(request.user)}
    return list_page(request, table=CLAIMS, rows=rows, template="evidence/claims.html", context=context)


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
        "facts": facts_of(found),
        "may_take_back": not waits and may_take_back_claim(request.user, found, at=arrived_at(request)),
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

    words = {"title": _("Reject the claim"), "intro": f"“{found.quote}”", "submit": _("Reject")}
    context = words | _place_of(found.document, back)
    return form_page(request, form=form, act=act, context=context, done=_("Rejected; the reason stands with it."))


def _place_of(found: Document, back: str) -> dict[str, Any]:
    """Say on a form's page which document it is about, and the way back."""
    trail = [
        (_("Documents"), reverse("evidence:documents")),
        (found.title, reverse("evidence:document", args=[found.pk])),
    ]
    return {"pretitle": found.title, "back": back, "crumbs": trail}


def _passage(request: HttpRequest, pk: int) -> Passage:
    seen = documents_seen_by(request.user).values("pk")
    return get_object_or_404(Passage.objects.select_related("document"), pk=pk, document__in=seen)


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
