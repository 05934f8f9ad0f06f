"""The lists of the directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words, listed, named
from qunli.core.tables import Column, Filter, Table
from qunli.directory.models import (
    Certification,
    Cluster,
    Expert,
    Industry,
    Jurisdiction,
    Organization,
    RosterImport,
    Segment,
)
from qunli.directory.queries import experts_matching, organizations_matching
from qunli.directory.queries.clusters import memberships_on
from qunli.directory.states import ExpertGrade, ImportState, OrganizationKind, SizeClass, Tier

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Organizations = QuerySet[Organization]

Choices = Sequence[tuple[str, Words]]
TIERS: Final = dict(Tier.choices)


def tier_words(tiers: Sequence[str]) -> str:
    """Name the tiers."""
    return listed(str(TIERS.get(tier, tier)) for tier in tiers)


def _today() -> date:
    return timezone.localdate()


def _clusters() -> Choices:
    return [(str(pk), name) for pk, name in Cluster.objects.order_by("id").values_list("pk", "name")]


def _in_cluster(rows: Organizations, pk: str) -> Organizations:
    return rows.filter(Exists(memberships_on(_today()).filter(organization=OuterRef("pk"), cluster=int(pk))))


def _segments() -> Choices:
    rows = Segment.objects.order_by("cluster", "position", "id").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _in_segment(rows: Organizations, pk: str) -> Organizations:
    return rows.filter(Exists(memberships_on(_today()).filter(organization=OuterRef("pk"), segments=int(pk))))


def _places() -> Choices:
    """Return counties and what they lie in, where any organization is."""
    here = Organization.objects.exclude(jurisdiction=None).annotate(county=Left("jurisdiction_id", 6))
    rows = Jurisdiction.objects.filter(code__in=here.values("county")).order_by("code")
    named = [
        (code, f"{parent or ''}{name}")
        for code, name, parent in rows.values_list("code", "name", "parent__parent__name")
    ]
    return [(code, name) for code, name in named]


def _in_place(rows: Organizations, code: str) -> Organizations:
    whole = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return rows.filter(jurisdiction__code__startswith=whole)


def _industries() -> Choices:
    here = Organization.objects.exclude(industry=None).annotate(division=Left("industry_id", 2)).values("division")
    rows = Industry.objects.filter(level=2, code__in=here).order_by("code")
    return [(code, f"{code} {name}") for code, name in rows.values_list("code", "name")]


def _of_tier(rows: Organizations, tier: str) -> Organizations:
    held = Certification.objects.filter(organization=OuterRef("pk"), tier=tier).exclude(valid_to__lt=_today())
    return rows.filter(Exists(held))


FILTERS: Final[tuple[Filter[Organization], ...]] = (
    Filter("cluster", _("Cluster"), _clusters, _in_cluster),
    Filter("segment", _("Segment"), _segments, _in_segment),
    Filter("kind", _("Kind"), lambda: OrganizationKind.choices, lambda rows, kind: rows.filter(kind=kind)),
    Filter("tier", _("Tier"), lambda: Tier.choices, _of_tier),
    Filter("size", _("Size"), lambda: SizeClass.choices, lambda rows, size: rows.filter(size_class=size)),
    Filter("place", _("Jurisdiction"), _places, _in_place),
    Filter("industry", _("Industry"), _industries, lambda rows, code: rows.filter(industry__code__startswith=code)),
)

ORGANIZATIONS: Final[Table[Organization]] = Table(
    name="organizations",
    title=_("Organizations"),
    columns=(
        Column("name", _("Name"), lambda row: row.name, "link", sort="sort_key"),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column(
            "place",
            _("Jurisdiction"),
            lambda row: named(row.jurisdiction) if row.jurisdiction else "",
            sort="jurisdiction_id",
        ),
        Column("industry", _("Industry"), lambda row: row.industry.name if row.industry else "", sort="industry_id"),
        Column("segments", _("Segments"), lambda row: listed(row.segment_names)),  # type: ignore[attr-defined]  # annotated
        Column("tiers", _("Tiers"), lambda row: tier_words(row.held_tiers)),  # type: ignore[attr-defined]  # annotated
        Column("synthetic", _("Synthetic"), lambda row: _("Synthetic") if row.is_synthetic else "", "tag"),
    ),
    order=("sort_key", "id"),
    url_of=lambda row: reverse("directory:organization", args=[row.pk]),
    filters=FILTERS,
    search=organizations_matching,
    search_hint=_("Name in any script, pinyin, or code"),
    empty_title=_("No organization fits"),
    empty_text=_("Take a filter away, or add the organization. A whole list comes in by a roster."),
)

ORGANIZATIONS_WHOLE: Final[Table[Organization]] = replace(
    ORGANIZATIONS,
    columns=(
        Column("name", _("Name"), lambda row: row.name, "link", sort="sort_key"),
        Column("uscc", _("USCC"), lambda row: row.uscc, "code"),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column(
            "place",
            _("Jurisdiction"),
            lambda row: named(row.jurisdiction) if row.jurisdiction else "",
            sort="jurisdiction_id",
        ),
        Column("industry", _("Industry"), lambda row: row.industry.name if row.industry else "", sort="industry_id"),
        Column("size", _("Size"), lambda row: row.get_size_class_display()),
        Column("segments", _("Segments"), lambda row: listed(row.segment_names)),  # type: ignore[attr-defined]  # annotated
        Column("tiers", _("Tiers"), lambda row: tier_words(row.held_tiers)),  # type: ignore[attr-defined]  # annotated
        Column(
            "officer",
            _("Responsible officer"),
            lambda row: row.responsible_officer.party.name if row.responsible_officer else "",
        ),
        Column("synthetic", _("Synthetic"), lambda row: _("Synthetic") if row.is_synthetic else "", "tag"),
    ),
)
"""What is handed out as Excel: the same rows with every column."""

EXPERTS: Final[Table[Expert]] = Table(
    name="experts",
    title=_("Experts"),
    columns=(
        Column("name", _("Name"), lambda row: row.party.name, "link", sort="sort_key"),
        Column("grade", _("Grade"), lambda row: row.get_grade_display(), sort="grade"),
        Column("title", _("Job title"), lambda row: row.job_title),
        Column("employer", _("Employer"), lambda row: listed(row.employers)),  # type: ignore[attr-defined]  # annotated
        Column("fields", _("Fields"), lambda row: listed(row.fields)),
        Column("place", _("Jurisdiction"), lambda row: named(row.jurisdiction) if row.jurisdiction else ""),
        Column("available", _("Can be asked"), lambda row: row.is_available, "mark"),
        Column("synthetic", _("Synthetic"), lambda row: _("Synthetic") if row.is_synthetic else "", "tag"),
    ),
    order=("sort_key", "id"),
    url_of=lambda row: reverse("directory:expert", args=[row.pk]),
    filters=(
        Filter("grade", _("Grade"), lambda: ExpertGrade.choices, lambda rows, grade: rows.filter(grade=grade)),
        Filter(
            "available",
            _("Can be asked"),
            lambda: [("yes", _("yes")), ("no", _("no"))],
            lambda rows, asked: rows.filter(is_available=asked == "yes"),
        ),
    ),
    search=experts_matching,
    search_hint=_("Name, field, title or employer"),
    empty_title=_("No expert fits"),
    empty_text=_("Take a filter away, or add the expert."),
)

IMPORTS: Final[Table[RosterImport]] = Table(
    name="imports",
    title=_("Rosters read"),
    columns=(
        Column("number", _("Number"), lambda row: row.number, "link"),
        Column("file", _("File"), lambda row: row.file_name),
        Column("cluster", _("Cluster"), lambda row: named(row.cluster)),
        Column("state", _("State"), lambda row: row, "state"),
        Column("added", _("Added"), lambda row: row.outcome.get("added"), "number"),
        Column("changed", _("Changed"), lambda row: row.outcome.get("changed"), "number"),
        Column("at", _("Read at"), lambda row: row.stated_at, "time", sort="stated_at"),
    ),
    order=("-id",),
    url_of=lambda row: reverse("directory:rosterimport", args=[row.pk]),
    filters=(Filter("state", _("State"), lambda: ImportState.choices, lambda rows, state: rows.filter(state=state)),),
    empty_title=_("No roster has been read"),
    empty_text=_("Open a cluster and import its roster: nothing enters before you have seen it."),
)
