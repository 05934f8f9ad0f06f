"""What a fund's agreement says as written, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words
from qunli.directory.models import Jurisdiction
from qunli.funds.states import MoneyFor, PayRule
from qunli.people.models import Party
from qunli.rulebook.models import RulePack

FEWEST_PARTIES = 2
EARLIEST, LATEST = 2000, 2100


@dataclass(frozen=True, slots=True)
class YearEntry:
    """What a party promises for a year, in yuan, and at most how much of its money is committed in it."""

    year: int
    amount: Decimal
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """A party as the agreement names it."""

    jurisdiction: Jurisdiction
    office: Party
    share: Decimal = Decimal(1)
    money_for: MoneyFor = MoneyFor.ALL
    years: Sequence[YearEntry] = ()


@dataclass(frozen=True, slots=True)
class FundEntry:
    """An agreement as written. `carry_over` is in percent of a year's promised money."""

    title: str
    starts_on: date
    ends_on: date
    parties: Sequence[PartyEntry]
    title_en: str = ""
    purpose: str = ""
    pay_rule: PayRule = PayRule.LEAD_REGION
    carry_over: int = 100
    pack: RulePack | None = None
    negative_costs: Sequence[str] = ()


def faults_of_agreement(entry: FundEntry) -> dict[str, Words]:
    """Return everything that cannot be kept, each at its place."""
    return dict(_faults(entry))


def _faults(entry: FundEntry) -> Iterator[tuple[str, Words]]:
    if not entry.title.strip():
        yield "title", _("Give the fund a title.")
    if entry.ends_on <= entry.starts_on:
        yield "ends_on", _("The end lies before the beginning.")
    if not 0 <= entry.carry_over <= 100:  # noqa: PLR2004 -- percent
        yield "carry_over", _("Give a share from 0 to 100 percent.")
    if len(entry.parties) < FEWEST_PARTIES:
        yield "parties", _("A joint fund has at least two parties.")
    for what, keys in (
        (_("Each jurisdiction stands in the agreement once."), [one.jurisdiction.pk for one in entry.parties]),
        (_("Each office acts for one party."), [one.office.pk for one in entry.parties]),
    ):
        if any(times > 1 for times in Counter(keys).values()):
            yield "parties", what
    for place, party in enumerate(entry.parties, 1):
        yield from _faults_of_party(entry, place, party)


def _faults_of_party(entry: FundEntry, place: int, party: PartyEntry) -> Iterator[tuple[str, Words]]:
    where = f"parties.{place}"
    if party.share <= 0:
        yield f"{where}.share", _("%(party)s: give a share above nought.") % {"party": party.jurisdiction}
    if not party.years:
        yield f"{where}.years", _("%(party)s: give what it promises for a year.") % {"party": party.jurisdiction}
    if len({year.year for year in party.years}) < len(party.years):
        yield f"{where}.years", _("%(party)s: each year stands once.") % {"party": party.jurisdiction}
    for year in party.years:
        if not max(entry.starts_on.year, EARLIEST) <= year.year <= min(entry.ends_on.year, LATEST):
            yield (
                f"{where}.years",
                _("%(party)s: %(year)s lies outside the fund's term.")
                % {"party": party.jurisdiction, "year": year.year},
            )
        if year.amount <= 0 or (year.cap is not None and year.cap < 0):
            yield (
                f"{where}.years",
                _("%(party)s: the amounts of %(year)s are not above nought.")
                % {"party": party.jurisdiction, "year": year.year},
            )
