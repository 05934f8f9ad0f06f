"""The books, a supported project, and each party's own account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, Sum
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunli.core.tables import workbook_of_sheets
from qunli.core.views import arrived_at, form_page, history_entries, list_page, xlsx_file
from qunli.funds.actions import (
    claim_back,
    correct_entry,
    end_support,
    note_recovered,
    pay_in,
    pay_support,
    return_money,
    sign_agreement,
)
from qunli.funds.actions.money import CORRECTABLE
from qunli.funds.bridge.carrying import signed_part
from qunli.funds.bridge.sheets import sheets_of_party, stage_cells, stage_words
from qunli.funds.bridge.statements import leverage_of, statement_of_party
from qunli.funds.forms import ClaimForm, PayInForm, ReasonForm, SlipForm
from qunli.funds.models import Account, Entry, FundParty, Posting, Support
from qunli.funds.permits import may_sign, party_sight_of, pays_for_fund, pays_for_party
from qunli.funds.queries import entries_of, money_by_support, parties_of
from qunli.funds.queries.books import Stages, stages_of
from qunli.funds.states import FundState, SupportState
from qunli.funds.tables import ENTRIES
from qunli.funds.views.loading import (
    button,
    crumbs_of,
    entry_for,
    fund_for,
    fund_url,
    party_for,
    support_for,
    tabs_of,
)
from qunli.people.models import User
from qunli.people.permits import account_of, require


@require_GET
def entries(request: HttpRequest, pk: int) -> HttpResponse:
    """List a fund's books, newest first; of parties whose account is not open to the reader only the sums show."""
    found = fund_for(request, pk)
    rows = entries_of(found).annotate(amount=Sum("postings__amount", filter=Q(postings__amount__gt=0)))
    context = {
        "fund": found,
        "tabs": tabs_of(found, "entries"),
        "crumbs": crumbs_of(found, (_("Books"), "")),
    }
    rows = rows.select_related("support__line", "fund")
    return list_page(request, table=ENTRIES, rows=rows, template="funds/entries.html", context=context)


@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an entry with its postings."""
    found, user = entry_for(request, pk), account_of(request)
    postings = Posting.objects.filter(entry=found, account__party__in=FundParty.objects.filter(party_sight_of(user)))
    corrected = Entry.objects.filter(corrects=found).select_related("fund").first()
    steps = []
    if corrected is None and found.kind in CORRECTABLE and pays_for_fund(user, found.fund):
        steps.append(button(_("Correct"), "edit", reverse("funds:correct", args=[pk])))
    context = {
        "entry": found,
        "postings": postings.select_related("account__party__jurisdiction", "account__support__line").order_by("id"),
        "hidden": Posting.objects.filter(entry=found).count() - postings.count(),
        "corrected": corrected,
        "steps": steps,
        "crumbs": crumbs_of(
            found.fund,
            (_("Books"), reverse("funds:entries", args=[found.fund_id])),
            (f"#{found.number_in_fund}", ""),
        ),
    }
    return render(request, "funds/entry.html", context)


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an entry by its opposite."""
    found, user, at = entry_for(request, pk), account_of(request), arrived_at(request)
    require(pays_for_fund(user, found.fund))

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        made = correct_entry(entry=found, reason=form.cleaned_data["reason"], by=user, at=at)
        return reverse("funds:entry", args=[made.pk])

    context = {
        "title": _("Correct entry %(entry)s") % {"entry": f"#{found.number_in_fund}"},
        "pretitle": found.fund.title,
        "consequence": _("A new entry moves the money back; this one stays in the books. Then enter what is right."),
        "submit": _("Correct"),
        "back": reverse("funds:entry", args=[pk]),
    }
    form = ReasonForm(request.POST or None)
    return form_page(request, form=form, act=act, template="core/confirm.html", context=context, done=_("Corrected."))


@require_GET
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a supported project: its money by party and stage, and every entry."""
    found, user = support_for(request, pk), account_of(request)
    money = money_by_support([pk]).get(pk, Stages())
    by_party: dict[int, list[tuple[str, Any]]] = {}
    for party, kind, balance in Account.objects.filter(support=found).values_list("party_id", "kind", "balance"):
        by_party.setdefault(party, []).append((kind, balance))
    rows = entries_of(found.fund).filter(support=found)
    context = {
        "support": found,
        "money": money,
        "parties": [
            {"party": party, "money": stages_of(by_party[party.pk])}
            for party in parties_of(found.fund)
            if party.pk in by_party
        ],
        "leverage": leverage_of(money.supported, found.line.other_money),
        "entries": rows.annotate(amount=Sum("postings__amount", filter=Q(postings__amount__gt=0))),
        "steps": _support_steps(found, user, money),
        "history": history_entries(found.ref),
        "crumbs": crumbs_of(found.fund, (found.number, "")),
    }
    return render(request, "funds/support.html", context)


def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Note an instalment as paid."""
    words = {
        "title": _("Pay the project"),
        "intro": _("Each party bears the amount by what it has still committed to the project."),
        "submit": _("Note as paid"),
    }
    return _on_support(request, pk, SlipForm(request.POST or None), pay_support, words)


def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim money back."""
    words = {
        "title": _("Claim money back"),
        "intro": _("Each party's part follows what it has paid to the project."),
        "submit": _("Claim back"),
    }
    return _on_support(request, pk, ClaimForm(request.POST or None), claim_back, words)


def recovered(request: HttpRequest, pk: int) -> HttpResponse:
    """Note money as recovered."""
    words = {
        "title": _("Note money as recovered"),
        "intro": _("It is free again for the parties that had paid it."),
        "submit": _("Note as recovered"),
    }
    return _on_support(request, pk, SlipForm(request.POST or None), note_recovered, words)


def support_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a project's support."""
    found, user, at = support_for(request, pk), account_of(request), arrived_at(request)
    require(pays_for_party(user, found.line.party))

    def act(_form: Any) -> str:  # noqa: ANN401 -- a checked form
        end_support(support=found, by=user, at=at)
        return _page(found)

    context = {
        "title": _("End the support of %(project)s") % {"project": found.number},
        "pretitle": found.line.title,
        "consequence": _("What is committed and was not paid is free again. Nothing more can be paid to the project."),
        "submit": _("End the support"),
        "back": _page(found),
    }
    return form_page(
        request,
        form=Form(request.POST if request.method == "POST" else None),
        act=act,
        template="core/confirm.html",
        context=context,
    )


@require_GET
def party(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a party's own account; `?format=xlsx` hands it out as one Excel file, `json` signed."""
    found, user = party_for(request, pk), account_of(request)
    statement = statement_of_party(found)
    if request.GET.get("format") == "xlsx":
        name = f"{found.fund.number}-{found.jurisdiction_id}"
        return xlsx_file(workbook_of_sheets(sheets_of_party(statement)), name)
    if request.GET.get("format") == "json":
        part = HttpResponse(signed_part(found, at=arrived_at(request)), content_type="application/json")
        part["Content-Disposition"] = f'attachment; filename="{found.fund.number}-{found.jurisdiction_id}.json"'
        return part
    context = {
        "party": found,
        "fund": found.fund,
        "money": statement,
        "stages": list(zip(stage_words(), stage_cells(statement.money), strict=True)),
        "steps": _party_steps(found, user),
        "history": history_entries(found.ref),
        "crumbs": crumbs_of(found.fund, (str(found), "")),
    }
    return render(request, "funds/party.html", context)


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the agreement for a party."""
    found, user, at = party_for(request, pk), account_of(request), arrived_at(request)
    require(may_sign(user, found))
    version = request.POST.get("version", "")

    def act(_form: Any) -> str:  # noqa: ANN401 -- a checked form
        sign_agreement(party=found, version=int(version) if version.isdigit() else 0, by=user, at=at)
        return fund_url(found.fund)

    context = {
        "found": found,
        "version": version or found.fund.version,
        "years": list(found.years.order_by("year")),
        "crumbs": crumbs_of(found.fund, (_("Sign the agreement"), "")),
    }
    form = Form(request.POST if request.method == "POST" else None)
    return form_page(request, form=form, act=act, template="funds/sign.html", context=context, done=_("Signed."))


def party_pay_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a party has paid in."""
    found, user, at = party_for(request, pk), account_of(request), arrived_at(request)
    require(pays_for_party(user, found))

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        pay_in(party=found, by=user, at=at, **form.cleaned_data)
        return _party_page(found)

    years = list(found.years.order_by("year").values_list("year", flat=True))
    context = {
        "title": _("Note money as paid in"),
        "pretitle": f"{found.fund.title} · {found}",
        "back": _party_page(found),
    }
    form = PayInForm(request.POST or None, years=years, initial={"year": at.year})
    return form_page(request, form=form, act=act, context=context, done=_("Entered."))


def party_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Return free money to a party."""
    found, user, at = party_for(request, pk), account_of(request), arrived_at(request)
    require(pays_for_fund(user, found.fund))

    def act(form: Any) -> str:  # noqa: ANN401 -- a checked form
        return_money(party=found, by=user, at=at, **form.cleaned_data)
        return _party_page(found)

    context = {
        "title": _("Return money to %(party)s") % {"party": found},
        "pretitle": found.fund.title,
        "back": _party_page(found),
    }
    return form_page(request, form=SlipForm(request.POST or None), act=act, context=context, done=_("Entered."))


def _on_support(
    request: HttpRequest,
    pk: int,
    form: Form,
    act_on: Callable[..., Entry],
    words: dict[str, str],
) -> HttpResponse:
    found, user, at = support_for(request, pk), account_of(request), arrived_at(request)
    require(pays_for_party(user, found.line.party))

    def act(checked: Any) -> str:  # noqa: ANN401 -- a checked form
        act_on(support=found, by=user, at=at, **checked.cleaned_data)
        return _page(found)

    context = {**words, "pretitle": f"{found.number} · {found.line.title}", "back": _page(found)}
    return form_page(request, form=form, act=act, context=context, done=_("Entered."))


def _page(found: Support) -> str:
    return reverse("funds:support", args=[found.pk])


def _party_page(found: FundParty) -> str:
    return reverse("funds:fundparty", args=[found.pk])


def _support_steps(found: Support, user: User, money: Stages) -> list[dict[str, Any]]:
    if not pays_for_party(user, found.line.party) or found.fund.state != FundState.IN_FORCE:
        return []
    steps = []
    if money.committed and found.state == SupportState.RUNNING:
        steps.append(button(_("Pay"), "coin", reverse("funds:pay", args=[found.pk]), primary=True))
    if money.recoverable:
        steps.append(button(_("Note as recovered"), "receipt", reverse("funds:recovered", args=[found.pk])))
    if money.paid:
        steps.append(button(_("Claim back"), "arrow-back-up", reverse("funds:claim", args=[found.pk])))
    if found.state == SupportState.RUNNING:
        steps.append(button(_("End the support"), "flag", reverse("funds:support_end", args=[found.pk])))
    return steps


def _party_steps(found: FundParty, user: User) -> list[dict[str, Any]]:
    steps = []
    if may_sign(user, found):
        steps.append(button(_("Sign the agreement"), "signature", reverse("funds:sign", args=[found.pk]), primary=True))
    if found.fund.state == FundState.IN_FORCE and pays_for_party(user, found):
        url = reverse("funds:pay_in", args=[found.pk])
        steps.append(button(_("Note money as paid in"), "coin", url, primary=True))
    if found.fund.state == FundState.IN_FORCE and pays_for_fund(user, found.fund):
        steps.append(button(_("Return money"), "arrow-back-up", reverse("funds:return", args=[found.pk])))
    return steps
