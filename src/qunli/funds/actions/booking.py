"""Entering into the books: the one way in which money moves. Whoever calls holds the fund's lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Ref, Refused, Words, WrongInput
from qunli.funds.bridge.digests import GENESIS, digest_of_entry
from qunli.funds.models import Account, Entry, Fund, FundParty, Posting, Support
from qunli.funds.states import MOVES, OF_A_PROJECT, AccountKind, EntryKind, FundState
from qunli.people.models import User

NOWHERE = Ref(room="", kind="", id=0)


class FundNotInForce(Refused):
    """Money moves only while the fund's agreement is in force."""

    def __init__(self, fund: Fund) -> None:
        super().__init__(_("%(fund)s is not in force.") % {"fund": fund.number})


class NotEnough(Refused):
    """A party has less standing there than the act would take."""


class YearClosed(Refused):
    """Nothing is entered into a closed year."""


@dataclass(frozen=True, slots=True)
class Booking:
    """What is to be entered: how much of each party's money moves, by the key of the party, and why."""

    fund: Fund
    kind: EntryKind
    day: date
    parts: Mapping[int, Decimal]
    support: Support | None = None
    year: int | None = None
    proof: str = ""
    note: str = ""
    about: Ref = field(default=NOWHERE)


def hold_fund(pk: int) -> Fund:
    """Hold a fund until the act ends: whoever moves its money takes this lock first, so nobody waits in a ring."""
    return lock(Fund.objects.all(), pk)


def hold_fund_in_force(pk: int) -> Fund:
    """Hold a fund that is in force; raises `FundNotInForce`."""
    fund = hold_fund(pk)
    if fund.state != FundState.IN_FORCE:
        raise FundNotInForce(fund)
    return fund


def day_faults(fund: Fund, day: date, *, at: datetime) -> dict[str, Words]:
    """Say what is wrong with the day of an entry."""
    if day > timezone.localdate(at):
        return {"day": _("This day has not come yet.")}
    if day < fund.starts_on:
        return {"day": _("The fund had not begun on this day.")}
    if fund.closed_through is not None and day.year <= fund.closed_through:
        return {"day": _("The year of this day is closed.")}
    return {}


def amount_faults(amount: Decimal) -> dict[str, Words]:
    """Say what is wrong with an amount."""
    if amount <= 0:
        return {"amount": _("Give an amount above nought.")}
    if amount != amount.quantize(Decimal("0.01")):
        return {"amount": _("An amount has at most two decimals.")}
    return {}


@action(_("Entry made in the books of a joint fund"))
def enter_booking(*, booking: Booking, by: Doer, at: datetime) -> Entry:
    """Write an entry and its postings, and the journal. Raises `NotEnough` where a party has too little there.

    The database refuses the same by itself; here it is said in words.
    """
    source, target = MOVES[booking.kind]
    moved: dict[Account, Decimal] = {}
    short: list[str] = []
    sources, targets = _accounts(booking, source), _accounts(booking, target)
    for party, amount in sorted(booking.parts.items()):
        if not amount:
            continue
        taken, given = sources[party], targets[party]
        if source != AccountKind.SOURCE and taken.balance < amount:
            short.append(_shortage(taken, amount))
        moved[taken], moved[given] = -amount, amount
    if short:
        raise NotEnough("; ".join(short))
    if not moved:
        raise WrongInput({"amount": _("Give an amount above nought.")})
    return _write(booking, moved, corrects=None, by=by, at=at)


@action(_("Correction made in the books of a joint fund"))
def enter_correction(*, entry: Entry, booking: Booking, by: Doer, at: datetime) -> Entry:
    """Move back what an entry moved. Raises `NotEnough` where the money has gone on meanwhile."""
    moved = {posting.account: -posting.amount for posting in entry.postings.select_related("account").order_by("id")}
    short = [
        _shortage(account, -amount)
        for account, amount in moved.items()
        if account.kind != AccountKind.SOURCE and account.balance + amount < 0
    ]
    if short:
        raise NotEnough("; ".join(short))
    return _write(booking, moved, corrects=entry, by=by, at=at)


def _accounts(booking: Booking, kind: AccountKind) -> dict[int, Account]:
    """Return each party's account of a kind, by its key; those that are not there yet are opened."""
    support = booking.support if kind in OF_A_PROJECT else None
    rows = Account.objects.filter(party__in=booking.parts, kind=kind, support=support)
    found = {account.party_id: account for account in rows}
    opened = [
        Account(
            fund=booking.fund,
            party_id=party,
            kind=kind,
            support=support,
            programme_id=support.programme_id if support else None,
        )
        for party in sorted(set(booking.parts) - set(found))
    ]
    return found | {account.party_id: account for account in Account.objects.bulk_create(opened)}


def _shortage(account: Account, amount: Decimal) -> str:
    party = FundParty.objects.select_related("jurisdiction").get(pk=account.party_id)
    return str(
        _("%(party)s, %(account)s: %(there)s yuan, %(wanted)s are needed")
        % {
            "party": party,
            "account": account.get_kind_display(),
            "there": f"{account.balance:,.2f}",
            "wanted": f"{amount:,.2f}",
        }
    )


def _write(
    booking: Booking, moved: Mapping[Account, Decimal], *, corrects: Entry | None, by: Doer, at: datetime
) -> Entry:
    last = Entry.objects.filter(fund=booking.fund).order_by("-number_in_fund").first()
    entry = Entry(
        fund=booking.fund,
        number_in_fund=last.number_in_fund + 1 if last else 1,
        kind=booking.kind,
        day=booking.day,
        support=booking.support,
        year=booking.year,
        proof=booking.proof.strip(),
        note=booking.note.strip(),
        corrects=corrects,
        about_room=booking.about.room,
        about_kind=booking.about.kind,
        about_id=booking.about.id or None,
        made_by=by if isinstance(by, User) else None,
        made_at=at,
    )
    rows = [(account.pk, amount) for account, amount in moved.items()]
    entry.digest = digest_of_entry(entry, rows, previous=last.digest if last else GENESIS)
    entry.save(force_insert=True)
    # What leaves an account is written first, so that a programme's ceiling never sees the same money twice.
    ordered = sorted(rows, key=lambda row: (row[1] > 0, row[0]))
    Posting.objects.bulk_create(Posting(entry=entry, account_id=account, amount=amount) for account, amount in ordered)
    facts = {
        "kind": str(entry.kind),
        "amount": sum((amount for amount in moved.values() if amount > 0), Decimal(0)),
        "day": entry.day,
        "digest": entry.digest,
    }
    write_journal(on=entry, by=by, at=at, facts=facts)
    return entry
