"""Drafting, signing and ending a fund's agreement, its programmes, and closing a year."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Refused, WrongInput
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.funds.actions.booking import Booking, enter_booking, hold_fund, hold_fund_in_force
from qunli.funds.actions.entries import FundEntry, PartyEntry, faults_of_agreement
from qunli.funds.models import Fund, FundParty, NegativeCost, Programme, YearlyMoney
from qunli.funds.permits import keeps_fund, may_change_agreement, may_draft_fund, may_sign, pays_for_fund
from qunli.funds.queries import money_by_party, parties_of, programmes_of, supports_of
from qunli.funds.states import FUND_LIFECYCLE, EntryKind, FundState, SupportState
from qunli.people.models import Party, User
from qunli.people.permits import require
from qunli.people.states import Role


class StillRunning(Refused):
    """A fund ends only when its projects have ended."""


class YearNotOver(Refused):
    """A year is closed after it has ended, one after the other."""


@action(_("Joint fund drafted"))
def draft_fund(*, keeper: Party, entry: FundEntry, by: User, at: datetime) -> Fund:
    """Draft the agreement of a joint fund; each party's office is asked to sign it."""
    require(may_draft_fund(by, keeper))
    _require_sound(entry)
    fund = Fund.objects.create(keeper=keeper, stated_by=by, stated_at=at, **_columns(entry))
    _write_parties(fund, entry)
    _owe_signatures(fund, at=at)
    write_journal(on=fund, by=by, at=at, facts={"version": fund.version, "parties": len(entry.parties)})
    return fund


@action(_("Agreement of a joint fund changed"))
def change_agreement(*, fund: Fund, entry: FundEntry, version: int, by: User, at: datetime) -> Fund:
    """Change a draft agreement. All signatures are void: each party signs the new version.

    `version` is the one that was read: somebody else's change meanwhile is not overwritten.
    """
    held = hold_fund(fund.pk)
    require(may_change_agreement(by, held))
    if held.version != version:
        raise Refused(_("Somebody else has changed the agreement meanwhile."), remedy=_("Reload the page."))
    _require_sound(entry)
    for name, value in _columns(entry).items():
        setattr(held, name, value)
    held.version += 1
    held.save()
    YearlyMoney.objects.filter(party__fund=held).delete()
    for party in parties_of(held):
        drop_duties(about=party, at=at)
        party.delete()
    NegativeCost.objects.filter(fund=held).delete()
    _write_parties(held, entry)
    _owe_signatures(held, at=at)
    write_journal(on=held, by=by, at=at, facts={"version": held.version})
    return held


@action(_("Agreement signed for a party"))
def sign_agreement(*, party: FundParty, version: int, by: User, at: datetime) -> FundParty:
    """Sign a version for a party; with the last signature the fund enters into force and its promises are booked."""
    fund = hold_fund(party.fund_id)
    held = lock(FundParty.objects.select_related("jurisdiction", "office"), party.pk)
    held.fund = fund
    require(may_sign(by, held))
    if fund.version != version:
        raise Refused(_("The agreement has changed since you read it."), remedy=_("Read the present version."))
    held.signed_version, held.signed_by, held.signed_at = fund.version, by, at
    held.save(update_fields=["signed_version", "signed_by", "signed_at"])
    meet_duties(about=held, key="sign agreement", at=at)
    write_journal(on=held, by=by, at=at, facts={"version": fund.version})
    if all(one.signed_version == fund.version for one in parties_of(fund)):
        _enter_into_force(fund, by=by, at=at)
    return held


@action(_("Programme added to a joint fund"))
def add_programme(
    *, fund: Fund, title: str, title_en: str = "", ceiling: Decimal | None = None, by: User, at: datetime
) -> Programme:
    """Add a programme to a fund that has not ended."""
    held = hold_fund(fund.pk)
    require(keeps_fund(by, held))
    if held.state == FundState.ENDED:
        raise Refused(_("This fund has ended."))
    if not title.strip():
        raise WrongInput({"title": _("Give the programme a title.")})
    if programmes_of(held).filter(title=title.strip()).exists():
        raise WrongInput({"title": _("This fund has a programme of that title.")})
    if ceiling is not None and ceiling <= 0:
        raise WrongInput({"ceiling": _("Give an amount above nought, or leave it empty.")})
    made = Programme.objects.create(
        fund=held, title=title.strip(), title_en=title_en.strip(), ceiling=ceiling, stated_at=at
    )
    write_journal(on=made, by=by, at=at, facts={"fund": held.number, "ceiling": ceiling})
    return made


@action(_("Year of a joint fund closed"))
def close_year(*, fund: Fund, year: int, by: User, at: datetime) -> Fund:
    """Close a year that is over: what a party has free above what may be carried over goes back to it.

    Carried over is at most the agreed share of what the party promised for the year. Entered on the year's last day;
    after that nothing is entered into the year any more.
    """
    held = hold_fund_in_force(fund.pk)
    require(pays_for_fund(by, held) or keeps_fund(by, held))
    expected = held.starts_on.year if held.closed_through is None else held.closed_through + 1
    if year != expected:
        raise YearNotOver(_("Years are closed one after the other: the next is %(year)s.") % {"year": expected})
    if timezone.localdate(at) <= date(year, 12, 31):
        raise YearNotOver(_("%(year)s is not over yet.") % {"year": year})
    back = _not_carried_over(held, year)
    if back:
        enter_booking(
            by=by,
            at=at,
            booking=Booking(
                fund=held,
                kind=EntryKind.RETURN,
                day=date(year, 12, 31),
                parts=back,
                year=year,
                note=str(year),
            ),
        )
    held.closed_through = year
    held.save(update_fields=["closed_through"])
    write_journal(on=held, by=by, at=at, facts={"year": year, "returned": sum(back.values(), Decimal(0))})
    return held


@action(_("Joint fund ended"))
def end_fund(*, fund: Fund, by: User, at: datetime) -> Fund:
    """End a fund whose projects have ended; what is free goes back to each party."""
    held = hold_fund_in_force(fund.pk)
    require(keeps_fund(by, held))
    if supports_of(held).filter(state=SupportState.RUNNING).exists():
        raise StillRunning(_("Projects of this fund are still running."), remedy=_("End each of them first."))
    money = money_by_party([held.pk])
    if any(stages.recoverable for stages in money.values()):
        raise StillRunning(_("Money is still to be recovered."), remedy=_("Note it once it has come back."))
    left = {party: stages.left for party, stages in money.items() if stages.left}
    if left:
        enter_booking(
            by=by,
            at=at,
            booking=Booking(
                fund=held,
                kind=EntryKind.RETURN,
                day=timezone.localdate(at),
                parts=left,
            ),
        )
    was, now = take_step(held, lifecycle=FUND_LIFECYCLE, step="end")
    held.ended_at = at
    held.save(update_fields=["state", "ended_at"])
    for party in parties_of(held):
        drop_duties(about=party, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _require_sound(entry: FundEntry) -> None:
    faults = faults_of_agreement(entry)
    if faults:
        raise WrongInput(faults)


def _columns(entry: FundEntry) -> dict[str, object]:
    return {
        "title": entry.title.strip(),
        "title_en": entry.title_en.strip(),
        "purpose": entry.purpose.strip(),
        "pay_rule": entry.pay_rule,
        "carry_over": entry.carry_over,
        "starts_on": entry.starts_on,
        "ends_on": entry.ends_on,
        "pack": entry.pack,
    }


def _write_parties(fund: Fund, entry: FundEntry) -> None:
    for place, party in enumerate(entry.parties, 1):
        _write_party(fund, place, party)
    costs = dict.fromkeys(cost.strip() for cost in entry.negative_costs if cost.strip())
    NegativeCost.objects.bulk_create(
        NegativeCost(fund=fund, position=place, name=name) for place, name in enumerate(costs, 1)
    )


def _write_party(fund: Fund, place: int, party: PartyEntry) -> None:
    made = FundParty.objects.create(
        fund=fund,
        jurisdiction=party.jurisdiction,
        office=party.office,
        position=place,
        share=party.share,
        money_for=party.money_for,
    )
    YearlyMoney.objects.bulk_create(
        YearlyMoney(party=made, year=one.year, amount=one.amount, cap=one.cap) for one in party.years
    )


def _owe_signatures(fund: Fund, *, at: datetime) -> None:
    for party in parties_of(fund):
        raise_duty(
            owner=party.office,
            promise=Promise(
                key="sign agreement",
                words=gettext_noop("Sign the agreement of the joint fund %(fund)s, or say what must change"),
                params={"fund": fund.title},
                due=None,
                undated_because=gettext_noop("the parties have set no date"),
                role=Role.AUTHORITY,
            ),
            about=party,
            at=at,
        )


def _enter_into_force(fund: Fund, *, by: User, at: datetime) -> None:
    was, now = take_step(fund, lifecycle=FUND_LIFECYCLE, step="enter")
    fund.entered_at = at
    fund.save(update_fields=["state", "entered_at"])
    write_journal(on=fund, by=by, at=at, was=was, now=now, facts={"version": fund.version})
    rows = YearlyMoney.objects.filter(party__fund=fund).order_by("year", "party__position")
    for year in sorted({row.year for row in rows}):
        parts = {row.party_id: row.amount for row in rows if row.year == year}
        enter_booking(
            by=by,
            at=at,
            booking=Booking(
                fund=fund,
                kind=EntryKind.PROMISE,
                day=max(timezone.localdate(at), fund.starts_on),
                parts=parts,
                year=year,
            ),
        )
    for row in rows.select_related("party__office", "party__jurisdiction"):
        _owe_money(fund, row, at=at)
    tell(
        parties=[one.office_id for one in parties_of(fund)],
        occasion=f"fund {fund.pk} in force",
        words=gettext_noop("The joint fund %(fund)s is in force: all parties have signed"),
        params={"fund": fund.title},
        about=fund,
        at=at,
    )


def _owe_money(fund: Fund, row: YearlyMoney, *, at: datetime) -> None:
    raise_duty(
        owner=row.party.office,
        promise=Promise(
            key=f"pay in {row.year}",
            words=gettext_noop("Pay %(amount)s yuan for %(year)s into the joint fund %(fund)s"),
            params={"amount": f"{row.amount:,.2f}", "year": str(row.year), "fund": fund.title},
            due=timezone.make_aware(datetime.combine(date(row.year, 12, 31), time(23, 59, 59))),
            role=Role.FINANCE,
        ),
        about=row.party,
        at=at,
    )


def _not_carried_over(fund: Fund, year: int) -> dict[int, Decimal]:
    money = money_by_party([fund.pk])
    promised = dict(YearlyMoney.objects.filter(party__fund=fund, year=year).values_list("party_id", "amount"))
    back: dict[int, Decimal] = {}
    for party, stages in money.items():
        whole = promised.get(party, Decimal(0)) * fund.carry_over / 100
        above = stages.left - whole.quantize(Decimal("0.01"))
        if fund.carry_over < 100 and above > 0:  # noqa: PLR2004 -- percent: all of it may stay
            back[party] = above
    return back
