"""Loading a record together with the leave to see it: what somebody may not read is not there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from qunli.funds.models import Entry, Fund, FundParty, JointList, PoolProject, Support
from qunli.funds.queries import funds_seen_by, lists_of, parties_seen_by, pool_of
from qunli.funds.states import PoolState
from qunli.people.permits import account_of


def fund_for(request: HttpRequest, pk: int) -> Fund:
    """Load a fund that the visitor may read."""
    return get_object_or_404(funds_seen_by(account_of(request)).select_related("keeper", "pack"), pk=pk)


def party_for(request: HttpRequest, pk: int) -> FundParty:
    """Load a party whose own account the visitor may read."""
    return get_object_or_404(parties_seen_by(account_of(request)), pk=pk)


def pooled_for(request: HttpRequest, pk: int) -> PoolProject:
    """Load a pooled project of a fund that the visitor may read."""
    rows = PoolProject.objects.select_related("fund", "party__fund", "party__jurisdiction", "lead")
    return get_object_or_404(rows, pk=pk, fund__in=_seen(request))


def list_for(request: HttpRequest, pk: int) -> JointList:
    """Load a joint list of a fund that the visitor may read."""
    rows = JointList.objects.select_related("fund__keeper", "programme")
    return get_object_or_404(rows, pk=pk, fund__in=_seen(request))


def support_for(request: HttpRequest, pk: int) -> Support:
    """Load a supported project of a fund that the visitor may read."""
    rows = Support.objects.select_related("fund", "programme", "line__lead", "line__party__fund", "line__joint_list")
    return get_object_or_404(rows.select_related("line__party__jurisdiction"), pk=pk, fund__in=_seen(request))


def entry_for(request: HttpRequest, pk: int) -> Entry:
    """Load an entry of a fund that the visitor may read."""
    rows = Entry.objects.select_related("fund", "support__line", "corrects__fund", "made_by__party")
    return get_object_or_404(rows, pk=pk, fund__in=_seen(request))


def fund_url(fund: Fund) -> str:
    """Return the address of a fund's page."""
    return reverse("funds:fund", args=[fund.pk])


def crumbs_of(fund: Fund, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Lead from the list of funds to here."""
    return [(_("Joint funds"), reverse("funds:funds")), (fund.title, fund_url(fund) if more else ""), *more]


def tabs_of(fund: Fund, active: str) -> list[dict[str, Any]]:
    """The parts of a fund, each with its own page."""
    in_pool = pool_of(fund).filter(state=PoolState.IN_POOL).count()
    parts = (
        ("fund", _("The fund"), reverse("funds:fund", args=[fund.pk]), None),
        ("lists", _("Joint lists"), reverse("funds:lists", args=[fund.pk]), lists_of(fund).count()),
        (
            "pool",
            _("Reserve pool"),
            reverse("funds:pool", args=[fund.pk]),
            in_pool,
        ),
        ("entries", _("Books"), reverse("funds:entries", args=[fund.pk]), None),
    )
    return [{"label": label, "url": url, "count": count, "active": name == active} for name, label, url, count in parts]


def button(label: str, icon: str, url: str, *, post: bool = False, primary: bool = False) -> dict[str, Any]:
    """Describe a button for `ui/actions.html`."""
    return {"label": label, "icon": icon, "url": url, "post": post, "primary": primary}


def _seen(request: HttpRequest) -> Any:  # noqa: ANN401 -- a queryset of keys
    return funds_seen_by(account_of(request)).values("pk")
