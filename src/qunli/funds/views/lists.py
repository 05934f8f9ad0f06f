"""Joint lists and the reserve pool."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunli.core.views import arrived_at, form_page, history_entries, list_page, post_act
from qunli.funds.actions import (
    approve_list,
    change_list,
    commit_list,
    draft_list,
    lay_list,
    line_of_pooled,
    put_back_in_pool,
    put_in_pool,
    send_list_back,
    take_out_of_pool,
    withdraw_list,
)
from qunli.funds.forms import ListForm, PoolForm, ReasonForm
from qunli.funds.models import Fund, FundParty, JointList
from qunli.funds.permits import acts_for_party, keeps_fund, may_approve_list, may_pool, may_take_out
from qunli.funds.queries import approvals_of, lines_of, lists_of, parties_of, pool_of, programmes_of
from qunli.funds.states import FundState, ListState, PoolState
from qunli.funds.tables import POOL
from qunli.funds.views.loading import button, crumbs_of, fund_for, list_for, pooled_for, tabs_of
from qunli.people.models import User
from qunli.people.permits import account_of, require

STEPS = {"lay": lay_list, "withdraw": withdraw_list, "commit": commit_list}


@require_GET
def pool(request: HttpRequest, pk: int) -> HttpResponse:
    """List a fund's reserve pool."""
    found, user = fund_for(request, pk), account_of(request)
    may_add = found.state == FundState.IN_FORCE and _own_parties(found, user).exists()
    context: dict[str, Any] = {
        "fund": found,
        "tabs": tabs_of(found, "pool"),
        "crumbs": crumbs_of(found, (_("Reserve pool"), "")),
        "may_add": may_add,
    }
    if may_add:
        context |= {"empty_url": reverse("funds:pool_add", args=[pk]), "empty_label": _("Put a project in")}
    return list_page(request, table=POOL, rows=pool_of(found), template="funds/pool.html", context=context)


def pool_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a project into the pool."""
    found, user, at = fund_for(request, pk), account_of(request), arrived_at(request)
    own = _own_parties(found, user)
    require(own.exists())

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        made = put_in_pool(party=form.cleaned_data["party"], entry=form.entry(), by=user, at=at)
        return reverse("funds:poolproject", args=[made.pk])

    form = PoolForm(request.POST or None, parties=own, initial={"party": own.first()})
    context = {
        "title": _("Put a project into the reserve pool"),
        "pretitle": found.title,
        "back": reverse("funds:pool", args=[pk]),
    }
    return form_page(request, form=form, act=act, context=context, done=_("In the pool."))


@require_GET
def pooled(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a project of the pool."""
    found, user = pooled_for(request, pk), account_of(request)
    steps = []
    if may_take_out(user, found):
        if found.state == PoolState.IN_POOL:
            steps.append(button(_("Take out"), "x", reverse("funds:take_out", args=[pk])))
        else:
            url = reverse("funds:put_back", args=[pk])
            steps.append(button(_("Put back"), "arrow-back-up", url, post=True, primary=True))
    context = {
        "pooled": found,
        "partners": list(found.partners.order_by("sort_key")),
        "steps": steps,
        "history": history_entries(found.ref),
        "crumbs": crumbs_of(
            found.fund, (_("Reserve pool"), reverse("funds:pool", args=[found.fund_id])), (found.number, "")
        ),
    }
    return render(request, "funds/pooled.html", context)


def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a project out of the pool, with a reason."""
    found, user, at = pooled_for(request, pk), account_of(request), arrived_at(request)
    require(may_take_out(user, found))
    back = reverse("funds:poolproject", args=[pk])

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        take_out_of_pool(pooled=found, reason=form.cleaned_data["reason"], by=user, at=at)
        return back

    context = {
        "title": _("Take %(project)s out of the pool") % {"project": found.number},
        "pretitle": found.title,
        "consequence": _("It can be put back later."),
        "submit": _("Take out"),
        "back": back,
    }
    form = ReasonForm(request.POST or None)
    return form_page(request, form=form, act=act, template="core/confirm.html", context=context, done=_("Taken out."))


@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a project back."""
    found, user, at = pooled_for(request, pk), account_of(request), arrived_at(request)
    to = reverse("funds:poolproject", args=[pk])
    return post_act(request, lambda: put_back_in_pool(pooled=found, by=user, at=at), done=_("In the pool."), to=to)


@require_GET
def lists(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a fund's joint lists, and how far each has come."""
    found, user = fund_for(request, pk), account_of(request)
    rows = list(lists_of(found).select_related("programme").prefetch_related("approvals", "lines")[:100])
    whole = parties_of(found).count()
    context = {
        "fund": found,
        "rows": [
            {
                "list": row,
                "lines": len(row.lines.all()),
                "amount": sum(line.amount for line in row.lines.all()),
                "approved": sum(one.version == row.version for one in row.approvals.all()),
            }
            for row in rows
        ],
        "whole": whole,
        "may_draft": found.state == FundState.IN_FORCE and keeps_fund(user, found),
        "tabs": tabs_of(found, "lists"),
        "crumbs": crumbs_of(found, (_("Joint lists"), "")),
    }
    return render(request, "funds/lists.html", context)


def list_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a list from the pool."""
    found, user, at = fund_for(request, pk), account_of(request), arrived_at(request)
    require(keeps_fund(user, found))

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        said = form.cleaned_data
        lines = [line_of_pooled(one, amount=amount) for one, amount in form.chosen]
        made = draft_list(programme=said["programme"], title=said["title"], lines=lines, by=user, at=at)
        return _page(made)

    form = ListForm(request.POST or None, pooled=_in_pool(found), programmes=programmes_of(found))
    context = {
        "title": _("Draft a joint list"),
        "pretitle": found.title,
        "intro": _("Write how much of the fund's money each project of the pool gets."),
        "back": reverse("funds:lists", args=[pk]),
    }
    return form_page(request, form=form, act=act, context=context, done=_("Drafted. Lay it before the parties next."))


def list_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft list that was made from the pool."""
    found, user, at = list_for(request, pk), account_of(request), arrived_at(request)
    require(keeps_fund(user, found.fund) and found.about_id is None)

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        lines = [line_of_pooled(one, amount=amount) for one, amount in form.chosen]
        change_list(
            joint_list=found, title=form.cleaned_data["title"], lines=lines, version=found.version, by=user, at=at
        )
        return _page(found)

    amounts = {f"amount_{line.pooled_id}": line.amount for line in lines_of(found)}
    form = ListForm(
        request.POST or None, pooled=_in_pool(found.fund), programmes=None, initial={"title": found.title, **amounts}
    )
    context = {"title": _("Change the list"), "pretitle": found.title, "back": _page(found)}
    return form_page(request, form=form, act=act, context=context, done=_("Changed."))


@require_GET
def joint_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a joint list: its projects, each party's approval of this version, what can be done now."""
    found, user = list_for(request, pk), account_of(request)
    lines, approvals = list(lines_of(found)), {one.party_id: one for one in approvals_of(found)}
    parties = list(parties_of(found.fund))
    own = {party.pk for party in parties if acts_for_party(user, party)}
    context = {
        "list": found,
        "lines": [{"line": line, "ours": line.party_id in own} for line in lines],
        "amount": sum(line.amount for line in lines),
        "other_money": sum(line.other_money for line in lines),
        "by_party": [
            {
                "party": party,
                "approval": approvals.get(party.pk),
                "may": party.pk not in approvals and may_approve_list(user, party, found),
                "led": sum(line.amount for line in lines if line.party_id == party.pk),
            }
            for party in parties
        ],
        "steps": _steps(found, user, parties),
        "history": history_entries(found.ref),
        "crumbs": crumbs_of(
            found.fund, (_("Joint lists"), reverse("funds:lists", args=[found.fund_id])), (found.number, "")
        ),
    }
    return render(request, "funds/list.html", context)


@require_POST
def approve(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """Approve, for a party, the version that was on the page."""
    found, user, at = list_for(request, pk), account_of(request), arrived_at(request)
    own = get_object_or_404(FundParty, pk=party, fund=found.fund)
    read = request.POST.get("fingerprint", "")
    return post_act(
        request,
        lambda: approve_list(joint_list=found, party=own, fingerprint=read, by=user, at=at),
        done=_("Approved for %(party)s.") % {"party": own},
        to=_page(found),
    )


def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a list back, with a reason."""
    found, user, at = list_for(request, pk), account_of(request), arrived_at(request)

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        send_list_back(joint_list=found, reason=form.cleaned_data["reason"], by=user, at=at)
        return _page(found)

    context = {
        "title": _("Send the list back"),
        "pretitle": found.title,
        "consequence": _("Every approval given so far is void, of all parties: a list stands whole or not at all."),
        "submit": _("Send back"),
        "back": _page(found),
    }
    form = ReasonForm(request.POST or None)
    return form_page(request, form=form, act=act, template="core/confirm.html", context=context, done=_("Sent back."))


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Lay a list before the parties, commit its money, withdraw it."""
    if name not in STEPS:
        raise Http404
    found, user, at = list_for(request, pk), account_of(request), arrived_at(request)
    return post_act(request, lambda: STEPS[name](joint_list=found, by=user, at=at), done=_("Done."), to=_page(found))


def _own_parties(fund: Fund, user: User) -> Any:  # noqa: ANN401 -- a queryset of parties
    own = [party.pk for party in parties_of(fund).select_related("fund") if may_pool(user, party)]
    return parties_of(fund).filter(pk__in=own)


def _in_pool(fund: Fund) -> list[Any]:
    return list(pool_of(fund).filter(state=PoolState.IN_POOL).prefetch_related("partners").order_by("id")[:200])


def _page(found: JointList) -> str:
    return reverse("funds:jointlist", args=[found.pk])


def _steps(found: JointList, user: User, parties: list[FundParty]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    keeps = keeps_fund(user, found.fund)

    def does(name: str) -> str:
        return reverse("funds:list_step", args=[found.pk, name])

    if keeps and found.state == ListState.DRAFT:
        steps.append(button(_("Lay before the parties"), "send", does("lay"), post=True, primary=True))
        if found.about_id is None:
            steps.append(button(_("Change the list"), "edit", reverse("funds:list_change", args=[found.pk])))
    if keeps and found.state == ListState.SETTLED and found.about_id is None:
        steps.append(button(_("Commit the money"), "coin", does("commit"), post=True, primary=True))
    sends_back = keeps or any(acts_for_party(user, party) for party in parties)
    if sends_back and found.state in {ListState.BEFORE_PARTIES, ListState.SETTLED}:
        steps.append(button(_("Send back"), "arrow-back-up", reverse("funds:list_back", args=[found.pk])))
    if keeps and found.state in {ListState.DRAFT, ListState.BEFORE_PARTIES, ListState.SETTLED}:
        steps.append(button(_("Withdraw"), "x", does("withdraw"), post=True) | {"danger": True})
    return steps
