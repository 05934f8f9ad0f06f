"""Moving money: paid in, paid out, to be recovered, recovered, returned, freed, corrected."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Doer, Ref, Refused, Words, WrongInput
from qunli.duties.actions import meet_duties
from qunli.funds.actions.booking import (
    NOWHERE,
    Booking,
    NotEnough,
    amount_faults,
    day_faults,
    enter_booking,
    enter_correction,
    hold_fund_in_force,
)
from qunli.funds.bridge.apportioning import parts_of_balances
from qunli.funds.models import Entry, Fund, FundParty, Posting, Support, YearlyMoney
from qunli.funds.permits import pays_for_fund, pays_for_party
from qunli.funds.queries import balances_of_support
from qunli.funds.states import SUPPORT_LIFECYCLE, AccountKind, EntryKind, SupportState
from qunli.people.models import User
from qunli.people.permits import require

CORRECTABLE = (
    EntryKind.PAY_IN,
    EntryKind.PAY,
    EntryKind.CLAIM,
    EntryKind.RECOVER,
    EntryKind.RETURN,
)
"""A promise is changed by the agreement and a commitment by freeing it; a correction is not corrected again."""


class SupportEnded(Refused):
    """Nothing more is paid for a project whose support has ended."""


class NotCorrectable(Refused):
    """An entry that is not corrected by its opposite."""


@action(_("Money paid into a joint fund"))
def pay_in(  # noqa: PLR0913 -- whose money, how much, when, for which year, and its proof
    *, party: FundParty, amount: Decimal, day: date, year: int, proof: str, by: User, at: datetime
) -> Entry:
    """Note what a party has paid in for a year, with the bank's proof; never more than it has promised."""
    fund = hold_fund_in_force(party.fund_id)
    held = FundParty.objects.select_related("fund", "jurisdiction", "office").get(pk=party.pk)
    require(pays_for_party(by, held))
    faults = amount_faults(amount) | day_faults(fund, day, at=at) | _proof_faults(proof)
    promised = YearlyMoney.objects.filter(party=held, year=year).first()
    if promised is None:
        faults["year"] = _("The agreement promises nothing for this year.")
    if faults or promised is None:
        raise WrongInput(faults)
    before = _paid_in_for(held, year)
    if before + amount > promised.amount:
        raise NotEnough(
            _("%(party)s has promised %(promised)s yuan for %(year)s and paid %(paid)s in already.")
            % {
                "party": held,
                "promised": f"{promised.amount:,.2f}",
                "year": year,
                "paid": f"{before:,.2f}",
            }
        )
    made = enter_booking(
        by=by,
        at=at,
        booking=Booking(
            fund=fund,
            kind=EntryKind.PAY_IN,
            day=day,
            parts={held.pk: amount},
            year=year,
            proof=proof,
        ),
    )
    if before + amount == promised.amount:
        meet_duties(about=held, key=f"pay in {year}", at=at)
    return made


@action(_("Money of a joint fund paid to a project"))
def pay_support(*, support: Support, amount: Decimal, day: date, proof: str, by: User, at: datetime) -> Entry:
    """Pay a project's instalment; each party bears it by what it has still committed to the project."""
    fund = hold_fund_in_force(support.fund_id)
    require(_pays_for_support(by, support))
    faults = amount_faults(amount) | day_faults(fund, day, at=at) | _proof_faults(proof)
    if faults:
        raise WrongInput(faults)
    return _pay(fund, support, amount=amount, day=day, proof=proof, about=NOWHERE, by=by, at=at)


@action(_("Instalment of a project posted to its joint fund"))
def post_instalment(  # noqa: PLR0913 -- what was paid, when, its proof, and the payment that it is
    *, support: Support, amount: Decimal, day: date, proof: str, about: Ref, by: User, at: datetime
) -> Entry:
    """Post an instalment that a later room has released by two people and paid, once for each payment."""
    fund = hold_fund_in_force(support.fund_id)
    return _pay(fund, support, amount=amount, day=day, proof=proof, about=about, by=by, at=at)


@action(_("Money of a joint fund to be recovered"))
def claim_back(*, support: Support, amount: Decimal, note: str, by: User, at: datetime) -> Entry:
    """Claim back what a project was paid; each party's part follows what it has paid to it."""
    fund = hold_fund_in_force(support.fund_id)
    require(_pays_for_support(by, support))
    faults = amount_faults(amount)
    if not note.strip():
        faults["note"] = _("Say why it is to be recovered.")
    if faults:
        raise WrongInput(faults)
    return _claim(fund, support, amount=amount, note=note, by=by, at=at)


@action(_("Recovery from a project posted to its joint fund"))
def post_claim(*, support: Support, amount: Decimal, note: str, by: User, at: datetime) -> Entry:
    """Post what a later room has reckoned a project must give back, as far as the fund has paid it."""
    return _claim(hold_fund_in_force(support.fund_id), support, amount=amount, note=note, by=by, at=at)


@action(_("Recovered money of a project posted to its joint fund"))
def post_recovered(*, support: Support, amount: Decimal, day: date, proof: str, by: User, at: datetime) -> Entry:
    """Post money that a later room has noted as come back from a project."""
    fund = hold_fund_in_force(support.fund_id)
    return _recover(fund, support, amount=amount, day=day, proof=proof, by=by, at=at)


@action(_("Money recovered into a joint fund"))
def note_recovered(*, support: Support, amount: Decimal, day: date, proof: str, by: User, at: datetime) -> Entry:
    """Note that money came back from a project, with its proof; it is free again for the parties that had paid it."""
    fund = hold_fund_in_force(support.fund_id)
    require(_pays_for_support(by, support))
    faults = amount_faults(amount) | day_faults(fund, day, at=at) | _proof_faults(proof)
    if faults:
        raise WrongInput(faults)
    return _recover(fund, support, amount=amount, day=day, proof=proof, by=by, at=at)


@action(_("Money of a joint fund returned to a party"))
def return_money(*, party: FundParty, amount: Decimal, day: date, proof: str, by: User, at: datetime) -> Entry:
    """Return free money to a party, with the bank's proof."""
    fund = hold_fund_in_force(party.fund_id)
    require(pays_for_fund(by, fund))
    faults = amount_faults(amount) | day_faults(fund, day, at=at) | _proof_faults(proof)
    if faults:
        raise WrongInput(faults)
    booking = Booking(
        fund=fund,
        kind=EntryKind.RETURN,
        day=day,
        parts={party.pk: amount},
        proof=proof,
    )
    return enter_booking(booking=booking, by=by, at=at)


@action(_("Support of a project ended"))
def end_support(*, support: Support, by: User, at: datetime) -> Support:
    """End a project's support: what is committed and was not paid is free again for the parties."""
    fund = hold_fund_in_force(support.fund_id)
    require(_pays_for_support(by, support))
    return _end(fund, support, by=by, at=at)


@action(_("Support ended with its project"))
def free_rest(*, support: Support, by: Doer, at: datetime) -> Support:
    """End the support of a project that a later room has ended; what was not paid is free again."""
    return _end(hold_fund_in_force(support.fund_id), support, by=by, at=at)


@action(_("Entry of a joint fund corrected"))
def correct_entry(*, entry: Entry, reason: str, by: User, at: datetime) -> Entry:
    """Correct an entry by its opposite, with a reason; the first one stays. Then enter what is right."""
    fund = hold_fund_in_force(entry.fund_id)
    require(pays_for_fund(by, fund))
    if not reason.strip():
        raise WrongInput({"reason": _("Say why it is corrected.")})
    found = Entry.objects.select_related("support").get(pk=entry.pk)
    if found.kind not in CORRECTABLE:
        raise NotCorrectable(
            _("An entry of this kind is not corrected by its opposite."),
            remedy=_("Free a commitment, or change the agreement."),
        )
    if Entry.objects.filter(corrects=found).exists():
        raise NotCorrectable(_("This entry has been corrected already."))
    booking = Booking(
        fund=fund,
        kind=EntryKind.CORRECTION,
        day=timezone.localdate(at),
        parts={},
        support=found.support,
        year=found.year,
        note=reason,
    )
    made = enter_correction(entry=found, booking=booking, by=by, at=at)
    if found.support is not None and found.support.state == SupportState.ENDED:
        _free(fund, found.support, by=by, at=at)
    return made


def _pay(  # noqa: PLR0913 -- as the acts that call it
    fund: Fund,
    support: Support,
    *,
    amount: Decimal,
    day: date,
    proof: str,
    about: Ref,
    by: User,
    at: datetime,
) -> Entry:
    held = lock(Support.objects.select_related("line"), support.pk)
    if held.state != SupportState.RUNNING:
        raise SupportEnded(_("The support of this project has ended."))
    booking = Booking(
        fund=fund,
        kind=EntryKind.PAY,
        day=day,
        parts=_parts(held, AccountKind.COMMITTED, amount),
        support=held,
        proof=proof,
        about=about,
    )
    return enter_booking(booking=booking, by=by, at=at)


def _claim(fund: Fund, support: Support, *, amount: Decimal, note: str, by: User, at: datetime) -> Entry:
    booking = Booking(
        fund=fund,
        kind=EntryKind.CLAIM,
        day=timezone.localdate(at),
        parts=_parts(support, AccountKind.PAID, amount),
        support=support,
        note=note,
    )
    return enter_booking(booking=booking, by=by, at=at)


def _recover(  # noqa: PLR0913 -- as the acts that call it
    fund: Fund, support: Support, *, amount: Decimal, day: date, proof: str, by: User, at: datetime
) -> Entry:
    booking = Booking(
        fund=fund,
        kind=EntryKind.RECOVER,
        day=day,
        parts=_parts(support, AccountKind.RECOVERABLE, amount),
        support=support,
        proof=proof,
    )
    return enter_booking(booking=booking, by=by, at=at)


def _end(fund: Fund, support: Support, *, by: Doer, at: datetime) -> Support:
    held = lock(Support.objects.select_related("line"), support.pk)
    was, now = take_step(held, lifecycle=SUPPORT_LIFECYCLE, step="end")
    rest = _free(fund, held, by=by, at=at)
    held.ended_at = at
    held.save(update_fields=["state", "ended_at"])
    facts = {"freed": sum(rest.values(), Decimal(0))}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return held


def _free(fund: Fund, support: Support, *, by: Doer, at: datetime) -> dict[int, Decimal]:
    rest = balances_of_support(support, AccountKind.COMMITTED)
    if rest:
        booking = Booking(
            fund=fund,
            kind=EntryKind.FREE,
            day=timezone.localdate(at),
            parts=rest,
            support=support,
        )
        enter_booking(booking=booking, by=by, at=at)
    return rest


def _parts(support: Support, kind: AccountKind, amount: Decimal) -> dict[int, Decimal]:
    balances = balances_of_support(support, kind)
    there = sum(balances.values(), Decimal(0))
    if amount > there:
        raise NotEnough(
            _("%(project)s, %(account)s: %(there)s yuan, %(wanted)s are needed.")
            % {
                "project": support.number,
                "account": kind.label,
                "there": f"{there:,.2f}",
                "wanted": f"{amount:,.2f}",
            }
        )
    return parts_of_balances(amount, balances)


def _pays_for_support(by: User, support: Support) -> bool:
    """The finance of the keeper or of the project's lead region moves a project's money."""
    lead = FundParty.objects.select_related("fund").get(pk=support.line.party_id)
    return pays_for_party(by, lead)


def _paid_in_for(party: FundParty, year: int) -> Decimal:
    rows = Posting.objects.filter(account__party=party, account__kind=AccountKind.RECEIVABLE, entry__year=year).exclude(
        entry__kind=EntryKind.PROMISE
    )
    return -sum(rows.values_list("amount", flat=True), Decimal(0))


def _proof_faults(proof: str) -> dict[str, Words]:
    return {} if proof.strip() else {"proof": _("Give the number of the bank's slip or another proof.")}
