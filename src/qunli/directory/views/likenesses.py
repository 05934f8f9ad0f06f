"""Organizations that look alike: side by side, for a person to say whether they are one."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunli.core.states import Refused
from qunli.core.views import arrived_at, form_page, post_act
from qunli.directory.actions import keep_apart, merge_organizations, offer_again, undo_merge
from qunli.directory.forms import OtherOrganizationForm
from qunli.directory.models import Likeness, Merge, Organization
from qunli.directory.queries import compared, kept_apart, open_likenesses, recent_merges
from qunli.directory.queries.merging import merge_outlook
from qunli.directory.views.organizations import trail
from qunli.people.permits import account_of

PAGE = 20
FACT_WORDS: Final = {
    "name": gettext_lazy("Name"),
    "uscc": gettext_lazy("USCC"),
    "name_en": gettext_lazy("English name"),
    "kind": gettext_lazy("Kind"),
    "size_class": gettext_lazy("Size"),
    "founded_on": gettext_lazy("Founded on"),
    "website": gettext_lazy("Website"),
    "jurisdiction": gettext_lazy("Jurisdiction"),
    "industry": gettext_lazy("Industry"),
    "responsible_officer": gettext_lazy("Responsible officer"),
    "role_text": gettext_lazy("What it does, in one line"),
    "about": gettext_lazy("About"),
    "source": gettext_lazy("Source"),
}
ROW_WORDS: Final = {
    "certifications": gettext_lazy("Tiers"),
    "capabilities": gettext_lazy("Capabilities"),
    "contacts": gettext_lazy("Contacts"),
    "relations": gettext_lazy("Relations"),
    "relations_from_others": gettext_lazy("Relations told by others"),
    "memberships": gettext_lazy("Memberships"),
    "posts": gettext_lazy("Posts of experts"),
    "credit_marks": gettext_lazy("Credit marks"),
}


def likenesses(request: HttpRequest) -> HttpResponse:
    """Show the pairs to be looked at, and what was decided lately."""
    page = Paginator(open_likenesses().select_related("one", "other"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": compared(list(page.object_list)),
        "merges": recent_merges(),
        "apart": kept_apart(),
    }
    return render(request, "directory/likenesses.html", context)


def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Show what merging the other organization into this one would do; do it when somebody agrees."""
    rows = Organization.objects.filter(merged_into=None).select_related(
        "party", "jurisdiction", "industry", "responsible_officer__party"
    )
    kept, merged = get_object_or_404(rows, pk=pk), get_object_or_404(rows, pk=other)
    if request.method == "POST":
        return post_act(
            request,
            lambda: merge_organizations(kept=kept, merged=merged, by=account_of(request), at=arrived_at(request)),
            done=_("Merged. It can be undone on this page."),
            to=reverse("directory:organization", args=[pk]),
        )
    outlook = merge_outlook(kept, merged)
    context = {
        "outlook": outlook,
        "facts": [(FACT_WORDS[one.name], one) for one in outlook.facts if one.kept or one.merged],
        "rows": [(ROW_WORDS[one.kind], one) for one in outlook.rows],
        "crumbs": [(_("Organizations"), reverse("directory:organizations")), (_("Look-alikes"), _list())],
    }
    return render(request, "directory/merge.html", context)


def merge_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the organization that is the same as this one."""
    kept = get_object_or_404(Organization.objects.filter(merged_into=None), pk=pk)
    form = OtherOrganizationForm(request.POST or None)

    def act(_form: object) -> str:
        other = form.cleaned_data["other"]
        if other.pk == kept.pk:
            raise Refused(_("An organization is not merged into itself."))
        return reverse("directory:merge", args=[pk, other.pk])

    context = {
        "title": _("Merge another organization into this one"),
        "pretitle": kept.name,
        "intro": _("What a merge would do is shown first; it can be undone afterwards."),
        "submit": _("Show it"),
    }
    return form_page(request, form=form, act=act, context=context | trail(kept))


@require_POST
def likeness_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that they are two."""
    found = get_object_or_404(Likeness, pk=pk)
    return post_act(
        request,
        lambda: keep_apart(likeness=found, by=account_of(request), at=arrived_at(request)),
        done=_("Kept apart."),
        to=_list(),
    )


@require_POST
def likeness_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take that back."""
    found = get_object_or_404(Likeness, pk=pk)
    return post_act(
        request,
        lambda: offer_again(likeness=found, by=account_of(request), at=arrived_at(request)),
        done=_("Offered again."),
        to=_list(),
    )


@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    found = get_object_or_404(Merge, pk=pk)
    return post_act(
        request,
        lambda: undo_merge(merge=found, by=account_of(request), at=arrived_at(request)),
        done=_("The merge is undone."),
        to=_list(),
    )


def _list() -> str:
    return reverse("directory:likenesses")
