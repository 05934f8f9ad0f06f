"""A joint fund of four provinces through a year: drafted, signed, paid in, settled by all, paid, partly recovered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from qunli.directory.models import Jurisdiction
from qunli.funds.actions import (
    FundEntry,
    PartyEntry,
    PoolEntry,
    YearEntry,
    add_programme,
    approve_list,
    claim_back,
    commit_list,
    draft_fund,
    draft_list,
    lay_list,
    line_of_pooled,
    make_fund_report,
    note_recovered,
    pay_in,
    pay_support,
    put_in_pool,
    sign_agreement,
)
from qunli.funds.models import Fund, FundParty, PoolProject, Support
from qunli.funds.states import MoneyFor, PayRule

if TYPE_CHECKING:
    from qunli.cli.demo.example import Tree
    from qunli.cli.demo.world import World
    from qunli.people.models import User

LONGEST = timedelta(days=340)
SETTLING_IN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Year:
    """The year that the fund goes through: it ends now, and begins no earlier than the demonstration's office."""

    world: World
    told: Tree

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return max(self.world.begun + SETTLING_IN, self.world.now - LONGEST)

    def at(self, name: str) -> datetime:
        """The moment of an act, by the part of the year that has passed."""
        passed: float = self.told["at"][name]
        return self.begins + (self.world.now - self.begins) * passed

    def on(self, name: str) -> date:
        """The day of an act."""
        return timezone.localdate(self.at(name))

    @property
    def first(self) -> int:
        """The first year of the agreement: the one in which the money comes in."""
        return self.on("paid_in").year

    def who(self, key: str) -> User:
        """An account by its key."""
        return self.world.users[key]


def build(world: World) -> None:
    """Build the fund."""
    year = Year(world, world.example.fund)
    fund = _agreed(year)
    parties = list(fund.parties.order_by("position"))
    for party, row in zip(parties, year.told["party"], strict=True):
        pay_in(
            party=party,
            amount=Decimal(row["amount"]),
            day=year.on("paid_in"),
            year=year.first,
            proof=f"示例回单-{party.position:02d}",
            by=year.who(year.told["cashier"]),
            at=year.at("paid_in"),
        )
    _settle(year, fund, parties)
    for support, row in zip(Support.objects.order_by("id"), _listed(year.told), strict=True):
        _pay(year, support, row)
    make_fund_report(fund=fund, year=year.first, by=year.who(year.told["keeps"]), at=world.now)


def _agreed(year: Year) -> Fund:
    told, first = year.told, year.first
    keeper = year.who(told["keeps"])
    entry = FundEntry(
        title=told["title"],
        title_en=told["title_en"],
        purpose=told["purpose"],
        starts_on=date(first, 1, 1),
        ends_on=date(first + told["years"], 12, 31),
        pay_rule=PayRule(told["pay_rule"]),
        carry_over=told["carry_over"],
        negative_costs=told["negative_costs"],
        parties=[_party(year, row) for row in told["party"]],
    )
    office = year.world.parties[told["keeper"]]
    fund = draft_fund(keeper=office, entry=entry, by=keeper, at=year.at("drafted"))
    named = told["programme"]
    add_programme(
        fund=fund,
        title=named["title"],
        title_en=named["title_en"],
        ceiling=Decimal(named["ceiling"]),
        by=keeper,
        at=year.at("drafted"),
    )
    for party, row in zip(fund.parties.order_by("position"), told["party"], strict=True):
        sign_agreement(party=party, version=fund.version, by=year.who(row["signs"]), at=year.at("signed"))
    return fund


def _party(year: Year, row: Tree) -> PartyEntry:
    first, cap = year.first, row.get("cap")
    return PartyEntry(
        jurisdiction=Jurisdiction.objects.get(code=row["jurisdiction"]),
        office=year.world.parties[row["office"]],
        share=Decimal(row["share"]),
        money_for=MoneyFor(row.get("money_for", "all")),
        years=[
            YearEntry(first + more, Decimal(row["amount"]), Decimal(cap) if cap else None)
            for more in range(year.told["years"])
        ],
    )


def _listed(told: Tree) -> list[Tree]:
    return [row for row in told["project"] if row.get("is_listed", True)]


def _settle(year: Year, fund: Fund, parties: list[FundParty]) -> None:
    keeper = year.who(year.told["keeps"])
    pooled = [_pool(year, parties, row) for row in year.told["project"]]
    chosen = [one for one, row in zip(pooled, year.told["project"], strict=True) if row.get("is_listed", True)]
    drawn = draft_list(
        programme=fund.programmes.get(),
        title=f"{year.first}年度拟支持项目清单",
        lines=[line_of_pooled(one) for one in chosen],
        by=keeper,
        at=year.at("laid"),
    )
    laid = lay_list(joint_list=drawn, by=keeper, at=year.at("laid"))
    for party, row in zip(parties, year.told["party"], strict=True):
        by = year.who(row["signs"])
        laid = approve_list(joint_list=laid, party=party, fingerprint=laid.fingerprint, by=by, at=year.at("approved"))
    commit_list(joint_list=laid, by=keeper, at=year.at("committed"))


def _pool(year: Year, parties: list[FundParty], row: Tree) -> PoolProject:
    bodies = year.world.organizations
    lead = bodies[row["lead"]]
    place = next(
        place for place, party in enumerate(parties) if str(lead.jurisdiction_id)[:2] == party.jurisdiction_id[:2]
    )
    entry = PoolEntry(
        title=row["title"],
        lead=lead,
        partners=[bodies[key] for key in row["partners"]],
        disciplines=row["disciplines"],
        asked_money=Decimal(row["asked"]),
        other_money=Decimal(row["other"]),
    )
    by = year.who(year.told["party"][place]["signs"])
    return put_in_pool(party=parties[place], entry=entry, by=by, at=year.at("pooled"))


def _pay(year: Year, support: Support, row: Tree) -> None:
    cashier = year.who(year.told["cashier"])
    for name, amount in zip(("paid", "paid_again"), row["paid"], strict=False):
        pay_support(
            support=support,
            amount=Decimal(amount),
            day=year.on(name),
            proof=f"示例拨付-{support.pk:02d}-{name}",
            by=cashier,
            at=year.at(name),
        )
    if "recovered" in row:
        back = Decimal(row["recovered"])
        claim_back(support=support, amount=back, note=row["claimed_because"], by=cashier, at=year.at("claimed"))
        note_recovered(
            support=support,
            amount=back,
            day=year.on("recovered"),
            proof=f"示例追回-{support.pk:02d}",
            by=cashier,
            at=year.at("recovered"),
        )
