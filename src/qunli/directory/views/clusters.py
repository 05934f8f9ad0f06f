"""Clusters and their members, open to everybody."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qunli.core.states import named
from qunli.core.views import arrived_at, form_page
from qunli.directory.actions import (
    add_cluster,
    add_membership,
    add_segment,
    add_technology_field,
    change_cluster,
    change_membership,
    change_technology_field,
    end_membership,
)
from qunli.directory.forms import (
    ClusterForm,
    DayForm,
    MembershipForm,
    NewClusterForm,
    NewMemberForm,
    SegmentForm,
    TechnologyFieldForm,
)
from qunli.directory.models import Cluster, Membership, TechnologyField
from qunli.directory.permits import follows_clusters, keeps_directory
from qunli.directory.queries import (
    cluster_counts,
    member_segments,
    organizations_listed,
    organizations_matching,
    public_members,
    reads_english,
)
from qunli.directory.tables import tier_words
from qunli.people.permits import account_of

PAGE = 60


def clusters(request: HttpRequest) -> HttpResponse:
    """List the clusters."""
    rows = cluster_counts(Cluster.objects.all(), on=timezone.localdate())
    return render(request, "directory/clusters.html", {"clusters": rows, "keeps": keeps_directory(request.user)})


def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a cluster: its chain, its fields and its members by name, segment and tier."""
    found = get_object_or_404(
        Cluster.objects.select_related("jurisdiction", "industry", "operator", "authority"), pk=pk
    )
    today = timezone.localdate()
    segments = list(member_segments(found, on=today))
    chosen = request.GET.get("segment", "")
    asked = request.GET.get("q", "").strip()
    rows = public_members(found, on=today)
    if chosen in {str(one.pk) for one in segments}:
        rows = rows.filter(memberships__segments=int(chosen), memberships__cluster=found).distinct()
    if asked:
        rows = organizations_matching(rows, asked)
    page = Paginator(
        organizations_listed(rows, on=today, in_english=reads_english()).order_by("sort_key", "id"), PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "cluster": found,
        "segments": segments,
        "chosen": chosen,
        "asked": asked,
        "fields": found.fields.order_by("position", "id"),
        "page": page,
        "members": [
            (one, tier_words(one.held_tiers))  # type: ignore[attr-defined]  # annotated
            for one in page.object_list
        ],
        "keeps": keeps_directory(request.user),
        "reads_assessments": follows_clusters(request.user),
    }
    return render(request, "directory/cluster.html", context)


def cluster_add(request: HttpRequest) -> HttpResponse:
    """Add a cluster with its fields of technology."""
    form = NewClusterForm(request.POST or None)

    def act(_form: object) -> str:
        made = add_cluster(
            form=form.entry(),
            operator=form.cleaned_data["operator"],
            authority=form.cleaned_data["authority"],
            fields=form.technology_fields(),
            by=account_of(request),
            at=arrived_at(request),
        )
        return reverse("directory:cluster", args=[made.pk])

    back = reverse("directory:clusters")
    context = {"title": _("Add a cluster"), "back": back, "crumbs": [(_("Clusters"), back)]}
    return form_page(request, form=form, act=act, context=context, done=_("The cluster is in the directory."))


def cluster_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a cluster."""
    found = get_object_or_404(Cluster, pk=pk)
    names = [name for name in ClusterForm.base_fields if name not in {"jurisdiction", "industry", "authority"}]
    initial: dict[str, Any] = {name: getattr(found, name) for name in names}
    initial |= {
        "jurisdiction": found.jurisdiction_id,
        "industry": found.industry_id or "",
        "authority": found.authority_id,
    }
    form = ClusterForm(request.POST or None, initial=initial)

    def act(_form: object) -> str:
        authority = form.cleaned_data["authority"]
        change_cluster(
            cluster=found, form=form.entry(), authority=authority, by=account_of(request), at=arrived_at(request)
        )
        return reverse("directory:cluster", args=[pk])

    return form_page(request, form=form, act=act, context=_trail(found, _("Change the cluster")), done=_("Saved."))


def segment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a segment."""
    found = get_object_or_404(Cluster, pk=pk)
    form = SegmentForm(request.POST or None)

    def act(_form: object) -> str:
        add_segment(cluster=found, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("directory:cluster", args=[pk])

    return form_page(request, form=form, act=act, context=_trail(found, _("Add a segment")), done=_("Saved."))


def technology_field_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a technology field."""
    found = get_object_or_404(Cluster, pk=pk)
    form = TechnologyFieldForm(request.POST or None)

    def act(_form: object) -> str:
        add_technology_field(cluster=found, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("directory:cluster", args=[pk])

    return form_page(request, form=form, act=act, context=_trail(found, _("Add a technology field")), done=_("Saved."))


def technology_field_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a technology field."""
    held = get_object_or_404(TechnologyField.objects.select_related("cluster"), pk=pk)
    form = TechnologyFieldForm(request.POST or None, initial={"name": held.name, "name_en": held.name_en})

    def act(_form: object) -> str:
        change_technology_field(field=held, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("directory:cluster", args=[held.cluster_id])

    context = _trail(held.cluster, _("Rename the technology field"))
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


def membership_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a member to a cluster."""
    found = get_object_or_404(Cluster, pk=pk)
    form = NewMemberForm(request.POST or None, cluster=found, initial={"since": timezone.localdate()})

    def act(_form: object) -> str:
        made = add_membership(cluster=found, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("directory:organization", args=[made.organization_id])

    return form_page(request, form=form, act=act, context=_trail(found, _("Add a member")), done=_("Saved."))


def membership_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a member's role and segments."""
    held = get_object_or_404(Membership.objects.select_related("cluster", "organization"), pk=pk)
    initial = {"role": held.role, "segments": list(held.segments.values_list("pk", flat=True))}
    form = MembershipForm(request.POST or None, cluster=held.cluster, initial=initial)

    def act(_form: object) -> str:
        change_membership(membership=held, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("directory:organization", args=[held.organization_id])

    context = _trail(held.cluster, _("Change the membership")) | {"pretitle": held.organization.name}
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership."""
    held = get_object_or_404(Membership.objects.select_related("cluster", "organization"), pk=pk)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})

    def act(_form: object) -> str:
        end_membership(membership=held, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("directory:organization", args=[held.organization_id])

    context = _trail(held.cluster, _("End the membership")) | {"pretitle": held.organization.name}
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


def _trail(found: Cluster, title: str) -> dict[str, Any]:
    back = reverse("directory:cluster", args=[found.pk])
    crumbs = [(_("Clusters"), reverse("directory:clusters")), (named(found), back)]
    return {"title": title, "pretitle": named(found), "back": back, "crumbs": crumbs}
