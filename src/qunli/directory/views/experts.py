"""Experts, open to the office and each to themselves."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.states import listed, named
from qunli.core.views import arrived_at, form_page, list_page, post_act
from qunli.directory.actions import (
    CoauthorEntry,
    add_coauthor,
    add_expert,
    add_post,
    change_expert,
    end_post,
    remove_coauthor,
)
from qunli.directory.forms import CoauthorForm, DayForm, ExpertForm, PostForm
from qunli.directory.models import Coauthor, Expert, ExpertPost
from qunli.directory.permits import keeps_directory
from qunli.directory.queries import experts_listed, experts_seen_by
from qunli.directory.tables import EXPERTS
from qunli.directory.views.organizations import told_history
from qunli.people.permits import account_of


def experts(request: HttpRequest) -> HttpResponse:
    """List the experts."""
    rows = experts_listed(experts_seen_by(request.user))
    context = {"keeps": keeps_directory(request.user)}
    return list_page(request, table=EXPERTS, rows=rows, template="directory/experts.html", context=context)


def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an expert with posts past and present."""
    found = get_object_or_404(experts_seen_by(request.user).select_related("party", "jurisdiction"), pk=pk)
    posts = found.posts.select_related("organization").order_by(F("until").desc(nulls_first=True), "-since", "id")
    facts = [
        (_("Grade"), found.get_grade_display()),
        (_("Job title"), found.job_title),
        (_("Jurisdiction"), named(found.jurisdiction) if found.jurisdiction else ""),
        (_("Fields"), listed(found.fields)),
        (_("Can be asked at present"), _("yes") if found.is_available else _("no")),
        (_("Source"), found.source),
    ]
    context = {
        "expert": found,
        "facts": facts,
        "posts": posts,
        "coauthors": found.coauthors.order_by(F("year").desc(nulls_first=True), "id"),
        "keeps": keeps_directory(request.user),
        "history": told_history(found.ref),
    }
    return render(request, "directory/expert.html", context)


def expert_add(request: HttpRequest) -> HttpResponse:
    """Add an expert."""
    form = ExpertForm(request.POST or None, initial={"is_available": True})

    def act(_form: object) -> str:
        made = add_expert(form=form.entry(), by=account_of(request), at=arrived_at(request))
        return reverse("directory:expert", args=[made.pk])

    back = reverse("directory:experts")
    context = {"title": _("Add an expert"), "back": back, "crumbs": [(_("Experts"), back)]}
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


def expert_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an expert."""
    found = get_object_or_404(Expert.objects.select_related("party"), pk=pk)
    names = ("grade", "job_title", "is_available", "source")
    initial = {name: getattr(found, name) for name in names} | {
        "name": found.party.name,
        "jurisdiction": found.jurisdiction_id or "",
        "fields_text": "\n".join(found.fields),
    }
    form = ExpertForm(request.POST or None, initial=initial)

    def act(_form: object) -> str:
        entry = form.entry(is_synthetic=found.is_synthetic)
        change_expert(expert=found, form=entry, by=account_of(request), at=arrived_at(request))
        return reverse("directory:expert", args=[pk])

    context = {"title": _("Change an expert"), "pretitle": found.party.name} | _trail(found)
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


def post_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note where an expert works or worked."""
    found = get_object_or_404(Expert.objects.select_related("party"), pk=pk)
    form = PostForm(request.POST or None)

    def act(_form: object) -> str:
        add_post(expert=found, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("directory:expert", args=[pk])

    context = {"title": _("Add a post"), "pretitle": found.party.name} | _trail(found)
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post."""
    held = get_object_or_404(ExpertPost.objects.select_related("expert__party"), pk=pk)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})

    def act(_form: object) -> str:
        end_post(post=held, on=form.cleaned_data["on"], by=account_of(request), at=arrived_at(request))
        return reverse("directory:expert", args=[held.expert_id])

    context = {"title": _("End a post"), "pretitle": held.expert.party.name} | _trail(held.expert)
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


def coauthor_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note with whom an expert wrote."""
    found = get_object_or_404(Expert.objects.select_related("party"), pk=pk)
    form = CoauthorForm(request.POST or None)

    def act(_form: object) -> str:
        entry = CoauthorEntry(**form.cleaned_data)
        add_coauthor(expert=found, form=entry, by=account_of(request), at=arrived_at(request))
        return reverse("directory:expert", args=[pk])

    context = {"title": _("Add a co-author"), "pretitle": found.party.name} | _trail(found)
    return form_page(request, form=form, act=act, context=context, done=_("Saved."))


@require_POST
def coauthor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out what was noted by mistake."""
    held = get_object_or_404(Coauthor, pk=pk)
    return post_act(
        request,
        lambda: remove_coauthor(coauthor=held, by=account_of(request), at=arrived_at(request)),
        done=_("Struck out."),
        to=reverse("directory:expert", args=[held.expert_id]),
    )


def _trail(found: Expert) -> dict[str, object]:
    back = reverse("directory:expert", args=[found.pk])
    return {"back": back, "crumbs": [(_("Experts"), reverse("directory:experts")), (found.party.name, back)]}
