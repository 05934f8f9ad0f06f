"""Lists of documents and claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunli.core.tables import Column, Filter, Table
from qunli.evidence.models import Claim, Document
from qunli.evidence.queries import claims_matching, documents_matching, said_by
from qunli.evidence.states import ClaimKind, ClaimState, DocumentState

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN: Final = 80


def _with_waiting(rows: QuerySet[Document]) -> QuerySet[Document]:
    return rows.filter(pk__in=Claim.objects.filter(state=ClaimState.WAITING).values("document"))


DOCUMENTS: Final[Table[Document]] = Table(
    name="documents",
    title=_("Documents"),
    columns=(
        Column("title", _("Title"), lambda row: row.title, "link", sort="title"),
        Column("number", _("Number"), lambda row: row.number, "code"),
        Column("source", _("Source"), lambda row: row.source),
        Column("date", _("Date of the source"), lambda row: row.source_date, "day", sort="source_date"),
        Column("state", _("State"), lambda row: row, "state", sort="state"),
        Column("waiting", _("Claims waiting"), lambda row: row.waiting, "number", sort="waiting"),  # type: ignore[attr-defined]  # annotated
        Column("confirmed", _("Claims confirmed"), lambda row: row.confirmed, "number", sort="confirmed"),  # type: ignore[attr-defined]  # annotated
        Column("confidential", _("Confidential"), lambda row: row.is_confidential, "mark"),
    ),
    order=("-stated_at", "-id"),
    url_of=lambda row: reverse("evidence:document", args=[row.pk]),
    filters=(
        Filter(
            "waiting",
            _("Claims"),
            lambda: [("yes", _("with claims waiting")), ("none", _("nothing read out yet"))],
            lambda rows, asked: _with_waiting(rows) if asked == "yes" else rows.filter(claims=None),
        ),
        Filter("state", _("State"), lambda: DocumentState.choices, lambda rows, state: rows.filter(state=state)),
    ),
    search=documents_matching,
    search_hint=_("Title, source or words of the text"),
    empty_title=_("No document is kept"),
    empty_text=_("Figures stand on documents; the operator keeps them with their source."),
)

CLAIMS: Final[Table[Claim]] = Table(
    name="claims",
    title=_("Claims"),
    columns=(
        Column("quote", _("Quote"), lambda row: _short(row.quote), "link"),
        Column("says", _("What it says"), said_by),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column("document", _("Document"), lambda row: row.document.title, sort="document__title"),
        Column("state", _("State"), lambda row: row, "state", sort="state"),
        Column("by", _("Read by"), lambda row: row.stated_by.party.name if row.stated_by else "Qunli"),
        Column("at", _("Read at"), lambda row: row.stated_at, "time", sort="stated_at"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("evidence:claim", args=[row.pk]),
    filters=(
        Filter("state", _("State"), lambda: ClaimState.choices, lambda rows, state: rows.filter(state=state)),
        Filter("kind", _("Kind"), lambda: ClaimKind.choices, lambda rows, kind: rows.filter(kind=kind)),
    ),
    search=claims_matching,
    search_hint=_("Words of the quote, or the document"),
    empty_title=_("No claim fits"),
    empty_text=_("Keep a document: what is found in it waits here. Or open one and read a claim by hand."),
)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"
