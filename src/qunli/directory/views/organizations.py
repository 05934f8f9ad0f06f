"""The list of organizations, and the page of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qunli.core.actions.acts import ACT_WORDS
from qunli.core.models import JournalEntry
from qunli.core.queries.journal import history_of
from qunli.core.states import Ref, strung
from qunli.core.views import arrived_at, form_page, list_page
from qunli.directory.actions import add_organization, change_organization, entry_of
from qunli.directory.forms import OrganizationForm, OwnOrganizationForm, organization_initial
from qunli.directory.models import Merge, Organization, Relation
from qunli.directory.permits import (
    follows_tiers,
    keeps_directory,
    may_add_credit_marks,
    may_edit_organization,
    may_see_contacts,
    reads_figures_of,
    sees_what_it_could_solve,
)
from qunli.directory.queries import (
    contacts_seen_by,
    credit_marks_seen_by,
    organization_history,
    organizations_listed,
    organizations_seen_by,
    reads_english,
)
from qunli.directory.tables import ORGANIZATIONS, ORGANIZATIONS_WHOLE
from qunli.people.permits import account_of

HISTORY = 50


def organizations(request: HttpRequest) -> HttpResponse:
    """List the organizations that somebody sees."""
    rows = organizations_listed(
        organizations_seen_by(request.user), on=timezone.localdate(), in_english=reads_english()
    )
    context = {"keeps": keeps_directory(request.user)}
    table = ORGANIZATIONS_WHOLE if request.GET.get("format") == "xlsx" else ORGANIZATIONS
    return list_page(request, table=table, rows=rows, template="directory/organizations.html", context=context)


def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an organization: to the public what a member is, to whoever signed in what is known of it."""
    found = get_object_or_404(
        Organization.objects.select_related(
            "party", "merged_into", "jurisdiction__parent", "industry", "responsible_officer__party"
        ),
        pk=pk,
    )
    if found.merged_into is None:
        get_object_or_404(organizations_seen_by(request.user), pk=pk)
    elif not request.user.is_authenticated:
        return render(request, "404.html", status=404)
    context = _public_part(found)
    if request.user.is_authenticated:
        context |= _known_part(request, found)
    return render(request, "directory/organization.html", context)


def organization_add(request: HttpRequest) -> HttpResponse:
    """Add an organization."""
    form = OrganizationForm(request.POST or None)

    def act(_form: object) -> str:
        made = add_organization(form=form.entry(), by=account_of(request), at=arrived_at(request))
        return reverse("directory:organization", args=[made.pk])

    back = reverse("directory:organizations")
    context = {"title": _("Add an organization"), "back": back, "crumbs": [(_("Organizations"), back)]}
    return form_page(request, form=form, act=act, context=context, done=_("The organization is in the directory."))


def organization_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an organization: the office all of it, its own editors what is theirs to say."""
    found = get_object_or_404(organizations_seen_by(request.user), pk=pk)
    present = entry_of(found)
    form_class = OrganizationForm if keeps_directory(request.user) else OwnOrganizationForm
    form = form_class(request.POST or None, initial=organization_initial(present))

    def act(_form: object) -> str:
        entry = form.entry(present)
        change_organization(organization=found, form=entry, by=account_of(request), at=arrived_at(request))
        return reverse("directory:organization", args=[pk])

    if not may_edit_organization(request.user, found):
        return render(request, "403.html", status=403)
    context = {"title": _("Change %(name)s") % {"name": found.name}} | trail(found)
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


def trail(found: Organization) -> dict[str, Any]:
    """Return the way back to an organization's page."""
    back = reverse("directory:organization", args=[found.pk])
    crumbs = [(_("Organizations"), reverse("directory:organizations")), (found.name, back)]
    return {"back": back, "crumbs": crumbs}


def _public_part(found: Organization) -> dict[str, Any]:
    today = timezone.localdate()
    memberships = found.memberships.select_related("cluster").prefetch_related("segments").order_by("-since")
    return {
        "organization": found,
        "memberships": memberships,
        "certifications": found.certifications.order_by("tier", "-valid_to", "id").select_related(
            "confirmation__claim"
        ),
        "today": today,
    }


def _known_part(request: HttpRequest, found: Organization) -> dict[str, Any]:
    user = request.user
    tied = Relation.objects.filter(Q(organization=found) | Q(other=found)).select_related(
        "organization", "other", "confirmation"
    )
    return {
        "facts": _facts(found),
        "capabilities": found.capabilities.order_by("-stated_at", "id"),
        "relations": tied.order_by("kind", "id"),
        "contacts": contacts_seen_by(user, found),
        "sees_contacts": may_see_contacts(user, found),
        "credit_marks": credit_marks_seen_by(user, found),
        "merges": _merges(found) if keeps_directory(user) else Merge.objects.none(),
        "history": [_told(entry) for entry in organization_history(found)[:HISTORY]],
        "keeps": keeps_directory(user),
        "edits": may_edit_organization(user, found) and found.merged_into_id is None,
        "follows_tiers": follows_tiers(user, found) and found.merged_into_id is None,
        "reads_figures": reads_figures_of(user, found) and found.merged_into_id is None,
        "sees_fitting": found.merged_into_id is None and sees_what_it_could_solve(user, found),
        "marks_credit": may_add_credit_marks(user),
    }


def told_history(ref: Ref) -> list[dict[str, Any]]:
    """Return what happened to a record, newest first, in the reader's words."""
    return [_told(entry) for entry in history_of(ref)[:HISTORY]]


def _merges(found: Organization) -> QuerySet[Merge]:
    return Merge.objects.filter(kept=found, undone_at=None).select_related("merged").order_by("-id")


def _told(entry: JournalEntry) -> dict[str, Any]:
    note = f"{entry.was} → {entry.now}" if entry.was != entry.now else ""
    return {"at": entry.at, "what": str(ACT_WORDS.get(entry.act, entry.act)), "by": entry.by_label, "note": note}


def _facts(found: Organization) -> list[tuple[str, object]]:
    place = found.jurisdiction
    officer = found.responsible_officer
    return [
        (_("Unified social credit code"), found.uscc),
        (_("English name"), found.name_en),
        (_("Former names"), strung(found.former_names)),
        (_("Kind"), found.get_kind_display()),
        (_("Jurisdiction"), f"{place.parent.name if place.parent else ''} {place.name}".strip() if place else ""),
        (_("Industry"), str(found.industry or "")),
        (_("Size"), found.get_size_class_display()),
        (_("Founded on"), found.founded_on),
        (_("Website"), found.website),
        (_("What it does, in one line"), found.role_text),
        (_("Responsible officer"), officer.party.name if officer else ""),
        (_("Source"), found.source),
    ]
