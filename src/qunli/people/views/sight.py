"""Leave to see what is sealed or confidential."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from qunli.core.queries.journal import history_of
from qunli.core.states import Ref
from qunli.core.views import arrived_at, form_page, list_page, post_act
from qunli.people import actions
from qunli.people.forms import AnswerForm, SightForm
from qunli.people.permits import account_of, is_self, may_ask_for_sight, may_give_sight, require
from qunli.people.queries import sight_grants_seen_by
from qunli.people.tables import SIGHT, state_of_sight

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse


def sight_grants(request: HttpRequest) -> HttpResponse:
    """List requests and grants: all of them for whoever gives and whoever looks, the own ones for others."""
    return list_page(request, table=SIGHT, rows=sight_grants_seen_by(account_of(request)))


def ask_sight(request: HttpRequest, room: str, kind: str, record: int) -> HttpResponse:
    """Ask to see one record."""
    user = account_of(request)
    require(may_ask_for_sight(user))
    about = _named(Ref(room=room, kind=kind, id=record))

    def act(form: BaseForm) -> str:
        asked = actions.ask_sight(about=about, reason=form.cleaned_data["reason"], by=user, at=arrived_at(request))
        return reverse("people:sightgrant", args=[asked.pk])

    return form_page(
        request,
        form=SightForm(request.POST or None),
        act=act,
        context={
            "title": _("Ask for leave to see"),
            "pretitle": about.label,
            "intro": _("Your request and its answer are written into the history of the record."),
            "submit": pgettext("sight", "Ask"),
        },
        done=_("Your request has been sent."),
    )


def _named(ref: Ref) -> Ref:
    """Name a record as the journal last did: a label never holds what is sealed or confidential."""
    newest = history_of(ref).first()
    return replace(ref, label=newest.about_label if newest else f"{ref.room}/{ref.kind}/{ref.id}")


def sight_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request, and answer it."""
    user = account_of(request)
    grant = get_object_or_404(sight_grants_seen_by(user), pk=pk)
    is_waiting = grant.granted_at is None and grant.ended_at is None
    may_answer = is_waiting and may_give_sight(user) and not is_self(user, grant.user)

    def act(form: BaseForm) -> str:
        at = arrived_at(request)
        actions.answer_sight(grant=grant, until=at + timedelta(days=form.cleaned_data["days"]), by=user, at=at)
        return reverse("people:sightgrant", args=[pk])

    is_running = grant.granted_at is not None and grant.ended_at is None
    shown = {
        "grant": grant,
        "state": state_of_sight(grant),
        "may_answer": may_answer,
        "may_end": is_running and (may_give_sight(user) or is_self(user, grant.user)),
    }
    form = AnswerForm(request.POST or None)
    return form_page(
        request, form=form, act=act, template="people/sight.html", context=shown, done=_("The record is open to them.")
    )


@require_POST
def refuse_sight(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request."""
    user = account_of(request)
    grant = get_object_or_404(sight_grants_seen_by(user), pk=pk)
    return post_act(
        request,
        lambda: actions.refuse_sight(grant=grant, by=user, at=arrived_at(request)),
        done=_("The request is refused."),
        to=reverse("people:sightgrant", args=[pk]),
    )


@require_POST
def end_sight(request: HttpRequest, pk: int) -> HttpResponse:
    """End a grant."""
    user = account_of(request)
    grant = get_object_or_404(sight_grants_seen_by(user), pk=pk)
    return post_act(
        request,
        lambda: actions.end_sight(grant=grant, by=user, at=arrived_at(request)),
        done=_("The grant has ended."),
        to=reverse("people:sightgrant", args=[pk]),
    )
