"""Statements: what a fund's money, and one party's, has come to, by stage, project and region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Prefetch

from qunli.funds.models import Entry, Fund, FundParty, Posting, Programme, Support, YearlyMoney
from qunli.funds.queries import (
    money_by_party,
    money_by_programme,
    money_by_support,
    parties_of,
    programmes_of,
    promised_by_year,
    supports_of,
)
from qunli.funds.queries.books import Stages, flows_of

NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party and its money."""

    party: FundParty
    money: Stages


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme, and what is committed and paid under it."""

    programme: Programme
    money: Stages


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A supported project, and the money of the fund, or of one party, in it."""

    support: Support
    money: Stages

    @property
    def leverage(self) -> Decimal | None:
        """All money of the project to this money."""
        return leverage_of(self.money.supported, self.support.line.other_money)


@dataclass(frozen=True, slots=True)
class RegionRow:
    """The projects that a region leads, and the money in them."""

    region: FundParty
    projects: int
    money: Stages


@dataclass(frozen=True, slots=True)
class Statement:
    """A fund's money. `years` has a row for each year, in it the promise of each party in the agreement's order."""

    total: Stages
    parties: Sequence[PartyRow]
    programmes: Sequence[ProgrammeRow]
    projects: Sequence[ProjectRow]
    regions: Sequence[RegionRow]
    years: Sequence[tuple[int, Sequence[YearlyMoney | None]]]
    flows: Sequence[tuple[FundParty, Support, Decimal]]
    other_money: Decimal
    leverage: Decimal | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry, and what it moved of one party's money: how much, from which account to which."""

    entry: Entry
    amount: Decimal
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class PartyStatement:
    """One party's money, which is a ledger of its own: every entry balances for each party by itself."""

    party: FundParty
    money: Stages
    years: Sequence[YearlyMoney]
    projects: Sequence[ProjectRow]
    regions: Sequence[RegionRow]
    entries: Sequence[EntryRow]


def leverage_of(public: Decimal, other: Decimal) -> Decimal | None:
    """Return all money to public money, to two decimals; None where there is no public money."""
    if not public:
        return None
    return ((public + other) / public).quantize(Decimal("0.01"), ROUND_HALF_UP)


def statement_of(fund: Fund) -> Statement:
    """Return what a fund's money has come to."""
    parties = list(parties_of(fund))
    supports = list(supports_of(fund).order_by("id"))
    by_party, by_programme = money_by_party([fund.pk]), money_by_programme(fund)
    by_support = money_by_support([support.pk for support in supports])
    projects = [ProjectRow(support, by_support.get(support.pk, Stages())) for support in supports]
    total = sum(by_party.values(), Stages())
    other = sum((row.support.line.other_money for row in projects), NOUGHT)
    known, named = {party.pk: party for party in parties}, {support.pk: support for support in supports}
    return Statement(
        total=total,
        parties=[PartyRow(party, by_party.get(party.pk, Stages())) for party in parties],
        programmes=[ProgrammeRow(one, by_programme.get(one.pk, Stages())) for one in programmes_of(fund)],
        projects=projects,
        regions=_regions(parties, projects),
        years=_years(fund, parties),
        flows=[(known[party], named[support], amount) for party, support, amount in flows_of(fund)],
        other_money=other,
        leverage=leverage_of(total.supported, other),
    )


def statement_of_party(party: FundParty) -> PartyStatement:
    """Return what one party's money has come to."""
    supports = list(supports_of(party.fund).order_by("id"))
    by_support = money_by_support([support.pk for support in supports], party=party)
    projects = [ProjectRow(one, by_support[one.pk]) for one in supports if one.pk in by_support]
    return PartyStatement(
        party=party,
        money=money_by_party([party.fund_id]).get(party.pk, Stages()),
        years=list(YearlyMoney.objects.filter(party=party).order_by("year")),
        projects=projects,
        regions=_regions(list(parties_of(party.fund)), projects),
        entries=_entries(party),
    )


def _regions(parties: Sequence[FundParty], projects: Iterable[ProjectRow]) -> list[RegionRow]:
    rows = []
    led = list(projects)
    for party in parties:
        own = [row.money for row in led if row.support.line.party_id == party.pk]
        if own:
            rows.append(RegionRow(party, len(own), sum(own, Stages())))
    return rows


def _years(fund: Fund, parties: Sequence[FundParty]) -> list[tuple[int, Sequence[YearlyMoney | None]]]:
    agreed = promised_by_year(fund)
    years = sorted({year for _party, year in agreed})
    return [(year, [agreed.get((party.pk, year)) for party in parties]) for year in years]


def _entries(party: FundParty) -> list[EntryRow]:
    own = Prefetch("postings", Posting.objects.filter(account__party=party).select_related("account"))
    rows = Entry.objects.filter(fund=party.fund, postings__account__party=party).distinct()
    shown = rows.select_related("support__line", "corrects").order_by("-number_in_fund").prefetch_related(own)
    return [_entry_row(entry) for entry in shown]


def _entry_row(entry: Entry) -> EntryRow:
    postings = list(entry.postings.all())
    return EntryRow(
        entry=entry,
        amount=sum((one.amount for one in postings if one.amount > 0), NOUGHT),
        source=", ".join(str(one.account.get_kind_display()) for one in postings if one.amount < 0),
        target=", ".join(str(one.account.get_kind_display()) for one in postings if one.amount > 0),
    )
