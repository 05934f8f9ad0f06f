"""Inviting, and accepting under the sign-in look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from qunli.core.states import Refused, WrongInput
from qunli.core.views import arrived_at, form_page, list_page, post_act
from qunli.people import actions
from qunli.people.forms import AcceptanceForm, InvitationForm
from qunli.people.permits import account_of, may_invite, may_withdraw_invitation, require
from qunli.people.queries import account_with_email, invitation_with_secret, invitations_seen_by, is_open
from qunli.people.states import Role
from qunli.people.tables import INVITATIONS, state_of_invitation

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse


def invitations(request: HttpRequest) -> HttpResponse:
    """List invitations."""
    user = account_of(request)
    shown = {"may_invite": may_invite(user)}
    return list_page(
        request, table=INVITATIONS, rows=invitations_seen_by(user), template="people/invitations.html", context=shown
    )


def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    user = account_of(request)
    require(may_invite(user))

    def act(form: BaseForm) -> str:
        given = form.cleaned_data
        made, _secret = actions.invite(
            email=given["email"],
            name=given["name"],
            role=Role(given["role"]),
            party=given["party"],
            by=user,
            at=arrived_at(request),
        )
        return reverse("people:invitation", args=[made.pk])

    return form_page(
        request,
        form=InvitationForm(request.POST or None, by=user),
        act=act,
        context={
            "title": _("Invite somebody"),
            "intro": _("They get a letter with a link that works once and for two weeks."),
            "submit": _("Send the invitation"),
            "back": reverse("people:invitations"),
        },
        done=_("The invitation is on its way."),
    )


@never_cache
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one invitation. Its link is shown to whoever may send it by another way than mail."""
    user = account_of(request)
    found = get_object_or_404(invitations_seen_by(user), pk=pk)
    may_withdraw = is_open(found, at=arrived_at(request)) and may_withdraw_invitation(user, found)
    link = ""
    if may_withdraw:
        link = request.build_absolute_uri(reverse("people:accept_invitation", args=[actions.secret_of(found)]))
    shown = {"invitation": found, "state": state_of_invitation(found), "may_withdraw": may_withdraw, "link": link}
    return render(request, "people/invitation.html", shown)


@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    user = account_of(request)
    found = get_object_or_404(invitations_seen_by(user), pk=pk)
    return post_act(
        request,
        lambda: actions.withdraw_invitation(invitation=found, by=user, at=arrived_at(request)),
        done=_("The invitation is withdrawn."),
        to=reverse("people:invitation", args=[pk]),
    )


@never_cache
def accept_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Set a password and come in; an account that exists gets the role with one click."""
    found = invitation_with_secret(secret)
    known = account_with_email(found.email) if found else None
    form = AcceptanceForm(request.POST or None) if known is None else None
    over = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            password = form.cleaned_data["password"] if form else ""
            actions.accept_invitation(secret=secret, password=password, at=arrived_at(request))
        except WrongInput as wrong:
            if form:
                form.add_error("password", str(wrong))
        except Refused as refused:
            over = str(refused)
        else:
            return redirect(f"{reverse('account_login')}?invited=1")
    if found is None or not is_open(found, at=arrived_at(request)):
        over = over or str(_("This invitation is over. Sign in, or ask whoever invited you for a new one."))
    shown = {"invitation": found, "form": form, "over": over}
    return render(request, "people/accept.html", shown, status=410 if over else 422 if form and form.errors else 200)
