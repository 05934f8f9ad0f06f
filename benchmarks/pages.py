"""Which pages are measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse

if TYPE_CHECKING:
    from benchmarks.stock import Filled

ROWS: Final = 60
"""Rows on a page of every list."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page by name and address; `rows` that a table on it must show, `last` its last page if there are many."""

    name: str
    url: str
    rows: int = 0
    last: int = 0


def lists(filled: Filled) -> list[Page]:
    """Every list that grows."""
    call = filled.call.pk
    return [
        Page("organizations", reverse("directory:organizations"), ROWS, 167),
        Page("organizations, sought", f"{reverse('directory:organizations')}?q=零部件", ROWS, 167),
        Page("form check of a call", reverse("calls:form_check", args=[call]), ROWS, 17),
        Page("proposals", reverse("calls:proposals"), ROWS, 17),
        Page("needs", reverse("needs:needs"), ROWS, 84),
        Page("needs, sought", f"{reverse('needs:needs')}?q=密封条", ROWS),
        Page("duties", reverse("duties:duties"), ROWS, 167),
        Page("messages", reverse("duties:messages"), 0, 67),
        Page("journal", reverse("portal:journal"), ROWS, 1670),
        Page("journal of one act", f"{reverse('portal:journal')}?act=accept_need", ROWS),
        Page("public notices", reverse("publicity:notices"), ROWS, 4),
        Page("objections", reverse("publicity:objections"), ROWS),
        Page("decisions", reverse("awards:decisions")),
        Page("projects", reverse("projects:projects"), ROWS),
        Page("projects for visitors", reverse("projects:public")),
        Page("payments due", reverse("projects:due"), ROWS, 27),
        Page("outcomes", reverse("projects:outcomes"), ROWS, 5),
        Page("panels", reverse("review:panels"), ROWS),
        Page("experts", reverse("directory:experts"), ROWS, 17),
        Page("documents", reverse("evidence:documents"), ROWS, 17),
        Page("claims", reverse("evidence:claims"), ROWS, 334),
        Page("claims to confirm together", reverse("portal:confirm_many"), 100),
        Page("recognitions", reverse("reports:recognitions"), ROWS, 4),
        Page("accounts", reverse("people:accounts"), ROWS, 9),
        Page("parties", reverse("people:parties"), ROWS, 167),
        Page("search", f"{reverse('portal:search')}?q=示例"),
        Page("today", reverse("portal:home")),
    ]


def records(filled: Filled) -> list[Page]:
    """One thick record of each kind."""
    shown = {
        "organization": ("directory:organization", filled.organization),
        "need": ("needs:need", filled.need),
        "call": ("calls:call", filled.call),
        "proposal": ("calls:proposal", filled.proposal),
        "panel": ("review:panel", filled.panel),
        "ranking of a panel": ("review:ranking", filled.panel),
        "decision": ("awards:decision", filled.decision),
        "project": ("projects:project", filled.project),
        "payments of a project": ("projects:payments", filled.project),
        "public notice": ("publicity:publicnotice", filled.notice),
        "document": ("evidence:document", filled.knowing.document),
        "claim to confirm, in its text": ("portal:confirm", filled.knowing.waiting),
        "figure": ("indicators:figure", filled.knowing.figure),
        "figures of a cluster": ("indicators:figures", filled.office.cluster),
        "figures of a firm": ("indicators:organization_figures", filled.organization),
        "events of a cluster": ("indicators:events", filled.office.cluster),
        "ladder of a firm": ("indicators:ladder", filled.organization),
        "cluster before the standards": ("indicators:assessments", filled.office.cluster),
        "assessment": ("indicators:assessment", filled.knowing.assessment),
        "dossier": ("reports:dossier", filled.office.cluster),
        "recognition": ("reports:recognition", filled.knowing.recognition),
        "yearly report": ("reports:yearlyreport", filled.knowing.report),
    }
    return [Page(name, reverse(view, args=[record.pk])) for name, (view, record) in shown.items()]


def exports() -> list[Page]:
    """Lists as files, as long as they get."""
    return [
        Page("organizations as Excel", f"{reverse('directory:organizations')}?format=xlsx", 10_000),
        Page("duties as Excel", f"{reverse('duties:duties')}?format=xlsx", 10_000),
        Page("journal as Excel", f"{reverse('portal:journal')}?format=xlsx", 50_000),
    ]
