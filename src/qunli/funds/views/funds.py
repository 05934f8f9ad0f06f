"""The list of funds, a fund's page, and the acts on its agreement."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunli.core.bridge import paper_rows
from qunli.core.queries.files import papers_of
from qunli.core.views import arrived_at, form_page, history_entries, list_page
from qunli.funds.actions import (
    add_programme,
    change_agreement,
    close_year,
    draft_fund,
    end_fund,
    make_fund_report,
)
from qunli.funds.bridge.sheets import stage_words
from qunli.funds.bridge.statements import Statement, statement_of
from qunli.funds.forms import AgreementForm, ProgrammeForm, YearForm, initial_of
from qunli.funds.models import Fund, Programme
from qunli.funds.permits import drafts_funds, keeps_fund, may_change_agreement, may_sign, pays_for_fund
from qunli.funds.queries import funds_seen_by, own_party_of, parties_seen_by, unsigned_parties
from qunli.funds.queries.books import with_money
from qunli.funds.states import FundState
from qunli.funds.tables import FUNDS
from qunli.funds.views.loading import button, crumbs_of, fund_for, fund_url, tabs_of
from qunli.people.models import Party, User
from qunli.people.permits import account_of, require, returns_stamped_papers
from qunli.people.queries import standing_of
from qunli.people.states import Role

ROWS = 4
MOST_ROWS = 34


@require_GET
def funds(request: HttpRequest) -> HttpResponse:
    """List the funds that the visitor keeps, acts for, pays for or audits."""
    user = account_of(request)
    rows = with_money(funds_seen_by(user)).select_related("keeper")
    context: dict[str, Any] = {"may_draft": drafts_funds(user)}
    if context["may_draft"]:
        context |= {"empty_url": reverse("funds:draft"), "empty_label": _("Draft a joint fund")}
    return list_page(request, table=FUNDS, rows=rows, template="funds/funds.html", context=context)


@require_GET
def fund(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a fund: its parties, the agreement, the money by stage, project and region, and where it flows."""
    found, user = fund_for(request, pk), account_of(request)
    statement = statement_of(found)
    context = {
        "fund": found,
        "money": statement,
        "stage_words": stage_words(),
        "own": own_party_of(user, found),
        "readable": set(parties_seen_by(user).filter(fund=found).values_list("pk", flat=True)),
        "unsigned": list(unsigned_parties(found)) if found.state == FundState.DRAFT else [],
        "negative_costs": list(found.negative_costs.order_by("position").values_list("name", flat=True)),
        "sankey": _sankey(statement),
        "papers": paper_rows(papers_of(found.ref), {}),
        "can_return": returns_stamped_papers(user),
        "history": history_entries(found.ref),
        "steps": _steps(found, user),
        "tabs": tabs_of(found, "fund"),
        "crumbs": crumbs_of(found),
    }
    return render(request, "funds/fund.html", context)


def draft(request: HttpRequest) -> HttpResponse:
    """Draft a fund's agreement."""
    user, at = account_of(request), arrived_at(request)
    keeper = _own_office(user)

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        return fund_url(draft_fund(keeper=keeper, entry=form.entry(), by=user, at=at))

    form = AgreementForm(request.POST or None, rows=_rows(request, ROWS))
    context = {
        "title": _("Draft a joint fund"),
        "intro": _("The books are kept by %(office)s. Every party then signs this version; a change asks all anew.")
        % {"office": keeper.name},
        "back": reverse("funds:funds"),
        "more": f"?rows={len(form.numbers) + 4}",
    }
    return form_page(request, form=form, act=act, template="funds/agreement.html", context=context, done=_("Drafted."))


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft agreement: every signature is void."""
    found, user, at = fund_for(request, pk), account_of(request), arrived_at(request)
    require(may_change_agreement(user, found))
    version = request.POST.get("version", "")

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        change_agreement(
            fund=found, entry=form.entry(), version=int(version) if version.isdigit() else 0, by=user, at=at
        )
        return fund_url(found)

    rows = _rows(request, max(ROWS, found.parties.count() + 1))
    form = AgreementForm(request.POST or None, rows=rows, initial=initial_of(found))
    context = {
        "title": _("Change the agreement"),
        "intro": _("Signatures given so far are void: each party signs the new version."),
        "version": version or found.version,
        "back": fund_url(found),
        "more": f"?rows={len(form.numbers) + 4}",
    }
    return form_page(request, form=form, act=act, template="funds/agreement.html", context=context, done=_("Changed."))


def programme_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a programme."""
    found, user, at = fund_for(request, pk), account_of(request), arrived_at(request)
    require(keeps_fund(user, found))

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        add_programme(fund=found, by=user, at=at, **form.cleaned_data)
        return fund_url(found)

    context = {"title": _("Add a programme"), "pretitle": found.title, "back": fund_url(found)}
    return form_page(request, form=ProgrammeForm(request.POST or None), act=act, context=context, done=_("Added."))


@require_GET
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a programme's ref to its fund."""
    found = get_object_or_404(Programme, pk=pk, fund__in=funds_seen_by(account_of(request)))
    return redirect(f"{reverse('funds:fund', args=[found.fund_id])}#programmes")


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a year."""
    found, user, at = fund_for(request, pk), account_of(request), arrived_at(request)
    require(pays_for_fund(user, found) or keeps_fund(user, found))

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        close_year(fund=found, year=form.cleaned_data["year"], by=user, at=at)
        return fund_url(found)

    following = found.closed_through + 1 if found.closed_through else found.starts_on.year
    context = {
        "title": _("Close a year"),
        "pretitle": found.title,
        "consequence": _(
            "Nothing is entered into a closed year any more. Of what a party has left, at most %(share)s percent of "
            "its promise for the year stays in the fund; the rest is entered as returned to it."
        )
        % {"share": found.carry_over},
        "submit": _("Close the year"),
        "back": fund_url(found),
    }
    form = YearForm(request.POST or None, initial={"year": following})
    return form_page(request, form=form, act=act, template="core/confirm.html", context=context, done=_("Closed."))


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the yearly report as a paper."""
    found, user, at = fund_for(request, pk), account_of(request), arrived_at(request)
    require(keeps_fund(user, found))

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        make_fund_report(fund=found, year=form.cleaned_data["year"], by=user, at=at)
        return f"{fund_url(found)}#papers-title"

    context = {
        "title": _("Make the yearly report"),
        "pretitle": found.title,
        "intro": _("A Word file from the books as they stand: what was promised and entered, how the money stands."),
        "submit": _("Make the paper"),
        "back": fund_url(found),
    }
    form = YearForm(request.POST or None, initial={"year": at.year})
    return form_page(request, form=form, act=act, context=context, done=_("The paper is made."))


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a fund."""
    found, user, at = fund_for(request, pk), account_of(request), arrived_at(request)
    require(keeps_fund(user, found))

    def act(_form: Any) -> str:  # noqa: ANN401 -- a checked form
        end_fund(fund=found, by=user, at=at)
        return fund_url(found)

    context = {
        "title": _("End the fund"),
        "pretitle": found.title,
        "consequence": _("What is left is entered as returned to each party. No money moves after that."),
        "submit": _("End the fund"),
        "tone": "danger",
        "back": fund_url(found),
    }
    form = Form(request.POST if request.method == "POST" else None)
    return form_page(request, form=form, act=act, template="core/confirm.html", context=context, done=_("Ended."))


def _own_office(user: User) -> Party:
    held = standing_of(user).parties(Role.OPERATOR, Role.AUTHORITY)
    return get_object_or_404(Party.objects.filter(pk__in=held).order_by("id")[:1])


def _rows(request: HttpRequest, least: int) -> int:
    asked = request.POST.get("rows") or request.GET.get("rows", "")
    return max(least, min(int(asked), MOST_ROWS)) if asked.isdigit() and len(asked) < 4 else least  # noqa: PLR2004 -- a short number


def _sankey(statement: Statement) -> list[dict[str, str | float]]:
    return [
        {
            "source": str(party),
            "target": f"{support.line.title} ({support.number})",
            "value": float(amount),
            "amount": f"{amount:,.2f}",
        }
        for party, support, amount in statement.flows
    ]


def _steps(found: Fund, user: User) -> list[dict[str, Any]]:
    at = found.pk
    steps = []
    own = own_party_of(user, found)
    if own is not None:
        own.fund = found
        if may_sign(user, own):
            steps.append(
                button(_("Sign the agreement"), "signature", reverse("funds:sign", args=[own.pk]), primary=True)
            )
        steps.append(button(_("Our own account"), "report-money", reverse("funds:fundparty", args=[own.pk])))
    if may_change_agreement(user, found):
        steps.append(button(_("Change the agreement"), "edit", reverse("funds:change", args=[at])))
    if keeps_fund(user, found) and found.state != FundState.ENDED:
        steps.append(button(_("Add a programme"), "plus", reverse("funds:programme_add", args=[at])))
    if found.state == FundState.IN_FORCE and keeps_fund(user, found):
        steps.append(button(_("Yearly report"), "printer", reverse("funds:report", args=[at])))
        steps.append(button(_("End the fund"), "flag", reverse("funds:end", args=[at])) | {"danger": True})
    if found.state == FundState.IN_FORCE and (keeps_fund(user, found) or pays_for_fund(user, found)):
        steps.append(button(_("Close a year"), "lock", reverse("funds:close", args=[at])))
    return steps
