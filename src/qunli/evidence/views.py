"""Says who: the document, the claim and the exact characters."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunli.evidence.models import Document
from qunli.evidence.queries import claims_seen_by, documents_seen_by, quoted, stretches

PAGE = 60


def documents(request: HttpRequest) -> HttpResponse:
    """List the documents."""
    rows = documents_seen_by(request.user).order_by("-stated_at", "-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "evidence/documents.html", {"page": page})


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a document as it came, with the characters that claims stand on."""
    found = get_object_or_404(Document, pk=pk)
    claims = list(claims_seen_by(request.user).filter(document=found).order_by("start", "end", "id"))
    context = {"document": found, "claims": claims, "stretches": stretches(found, claims)}
    return render(request, "evidence/document.html", context)


def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the exact characters of a claim, who confirmed it and when."""
    found = get_object_or_404(claims_seen_by(request.user), pk=pk)
    context = {
        "claim": found,
        "document": found.document,
        "quoted": quoted(found),
        "confirmation": getattr(found, "confirmation", None),
    }
    return render(request, "evidence/claim.html", context)
