"""Accounts, roles and parties, as whoever looks after them sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from qunli.core.actions.acts import ACT_WORDS
from qunli.core.queries.journal import history_of
from qunli.core.views import arrived_at, form_page, list_page, post_act
from qunli.people import actions
from qunli.people.forms import DepartmentForm, RoleForm
from qunli.people.models import Grant, Party, User
from qunli.people.permits import account_of, may_grant_roles, may_invite, may_manage_accounts, require
from qunli.people.queries import accounts_with_roles, grants_of, holders_for, standing_of
from qunli.people.states import Role
from qunli.people.tables import ACCOUNTS, PARTIES

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse


def accounts(request: HttpRequest) -> HttpResponse:
    """List accounts with their roles."""
    context = {"keeps_calendar": standing_of(account_of(request)).holds(Role.ADMINISTRATOR)}
    rows = accounts_with_roles()
    return list_page(request, table=ACCOUNTS, rows=rows, template="people/accounts.html", context=context)


def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an account; give it a role."""
    user = account_of(request)
    held = get_object_or_404(User.objects.select_related("party"), pk=pk)

    def act(form: BaseForm) -> str:
        given = form.cleaned_data
        actions.give_role(user=held, role=Role(given["role"]), party=given["party"], by=user, at=arrived_at(request))
        return reverse("people:user", args=[pk])

    shown = {
        "account": held,
        "grants": grants_of(held),
        "may_grant": may_grant_roles(user),
        "may_manage": may_manage_accounts(user) and held != user,
        "entries": [
            {"at": entry.at, "what": ACT_WORDS.get(entry.act, entry.act), "by": entry.by_label}
            for entry in history_of(held.ref)[:30]
        ],
    }
    form = RoleForm(request.POST or None, by=user)
    return form_page(
        request, form=form, act=act, template="people/account.html", context=shown, done=_("The role is given.")
    )


@require_POST
def end_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back."""
    user = account_of(request)
    grant = get_object_or_404(Grant.objects.select_related("user"), pk=pk)
    return post_act(
        request,
        lambda: actions.end_grant(grant=grant, by=user, at=arrived_at(request)),
        done=_("The role is taken back."),
        to=reverse("people:user", args=[grant.user_id]),
    )


@require_POST
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut an account out."""
    user = account_of(request)
    held = get_object_or_404(User, pk=pk)
    return post_act(
        request,
        lambda: actions.close_account(user=held, by=user, at=arrived_at(request)),
        done=_("The account is closed; its sessions and tokens have ended."),
        to=reverse("people:user", args=[pk]),
    )


@require_POST
def reopen_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an account in again."""
    user = account_of(request)
    held = get_object_or_404(User, pk=pk)
    return post_act(
        request,
        lambda: actions.reopen_account(user=held, by=user, at=arrived_at(request)),
        done=_("The account is open again."),
        to=reverse("people:user", args=[pk]),
    )


def parties(request: HttpRequest) -> HttpResponse:
    """List parties."""
    shown = {"may_add": may_grant_roles(account_of(request))}
    return list_page(request, table=PARTIES, rows=Party.objects.all(), template="people/parties.html", context=shown)


def party(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who acts for a party."""
    found = get_object_or_404(Party, pk=pk)
    return render(
        request,
        "people/party.html",
        {"party": found, "grants": holders_for(found), "invites": may_invite(account_of(request))},
    )


def add_department(request: HttpRequest) -> HttpResponse:
    """Add a department."""
    user = account_of(request)
    require(may_grant_roles(user))

    def act(form: BaseForm) -> str:
        given = form.cleaned_data
        added = actions.add_department(
            name=given["name"], jurisdiction_code=given["jurisdiction_code"], by=user, at=arrived_at(request)
        )
        return reverse("people:party", args=[added.pk])

    return form_page(
        request,
        form=DepartmentForm(request.POST or None),
        act=act,
        context={"title": _("Add a department"), "back": reverse("people:parties")},
        done=_("The department is added."),
    )
