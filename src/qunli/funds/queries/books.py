"""The books as they are read: money by stage, of a fund, a party, a programme, a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from qunli.funds.models import Account, Entry, Fund, FundParty, Posting, Support, YearlyMoney
from qunli.funds.states import AccountKind, EntryKind

NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Stages:
    """Money in yuan, stage by stage. `left` is paid in and free; `paid_in` is all that came in so far."""

    promised: Decimal = NOUGHT
    outstanding: Decimal = NOUGHT
    left: Decimal = NOUGHT
    committed: Decimal = NOUGHT
    paid: Decimal = NOUGHT
    recoverable: Decimal = NOUGHT
    returned: Decimal = NOUGHT

    @property
    def paid_in(self) -> Decimal:
        """All that came in: it is free, committed, paid out, to be recovered, or went back."""
        return self.promised - self.outstanding

    @property
    def supported(self) -> Decimal:
        """What projects have and will get: committed, paid and to be recovered."""
        return self.committed + self.paid + self.recoverable

    def __add__(self, other: Stages) -> Stages:
        """Add stage by stage."""
        return Stages(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


_STAGE_OF = {
    AccountKind.RECEIVABLE: "outstanding",
    AccountKind.AVAILABLE: "left",
    AccountKind.COMMITTED: "committed",
    AccountKind.PAID: "paid",
    AccountKind.RECOVERABLE: "recoverable",
    AccountKind.RETURNED: "returned",
}


def stages_of(balances: Iterable[tuple[str, Decimal]]) -> Stages:
    """Put balances by kind of account into stages."""
    sums: dict[str, Decimal] = defaultdict(lambda: NOUGHT)
    for kind, balance in balances:
        if kind == AccountKind.SOURCE:
            sums["promised"] -= balance
        else:
            sums[_STAGE_OF[AccountKind(kind)]] += balance
    return Stages(**sums)


def accounts_of(fund: Fund) -> QuerySet[Account]:
    """All accounts of a fund."""
    return Account.objects.filter(fund=fund)


def money_by_party(funds: Iterable[int]) -> dict[int, Stages]:
    """Return each party's money by stage, of several funds in one query."""
    return _grouped(Account.objects.filter(fund__in=list(funds)), "party_id")


def money_by_fund(funds: Iterable[int]) -> dict[int, Stages]:
    """Return each fund's money by stage, in one query."""
    return _grouped(Account.objects.filter(fund__in=list(funds)), "fund_id")


def money_by_programme(fund: Fund) -> dict[int, Stages]:
    """Return what is committed and paid under each programme."""
    return _grouped(accounts_of(fund).exclude(programme=None), "programme_id")


def money_by_support(supports: Iterable[int], *, party: FundParty | None = None) -> dict[int, Stages]:
    """Return each supported project's money by stage; of one party alone if one is named."""
    rows = Account.objects.filter(support__in=list(supports))
    return _grouped(rows if party is None else rows.filter(party=party), "support_id")


def balances_of_support(support: Support, kind: AccountKind) -> dict[int, Decimal]:
    """Return what each party has standing in a project on one kind of account, in the order of the agreement."""
    rows = Account.objects.filter(support=support, kind=kind, balance__gt=0).order_by("party__position", "party_id")
    return dict(rows.values_list("party_id", "balance"))


def flows_of(fund: Fund) -> list[tuple[int, int, Decimal]]:
    """Return party, project and what the one has given or promised the other: committed, paid, to be recovered."""
    rows = (
        accounts_of(fund)
        .exclude(support=None)
        .values_list("party_id", "support_id")
        .annotate(sum=Sum("balance"))
        .order_by("party__position", "support_id")
    )
    return [(party, support, amount) for party, support, amount in rows if amount]


def entries_of(fund: Fund) -> QuerySet[Entry]:
    """Entries of a fund, newest first."""
    return Entry.objects.filter(fund=fund).order_by("-number_in_fund")


def promised_by_year(fund: Fund) -> dict[tuple[int, int], YearlyMoney]:
    """Return what was agreed by party and year."""
    rows = YearlyMoney.objects.filter(party__fund=fund).order_by("year")
    return {(row.party_id, row.year): row for row in rows}


def committed_in_year(fund: Fund, year: int) -> dict[int, Decimal]:
    """Return how much of each party's money was committed in a year, less what was freed in it."""
    counted = (EntryKind.COMMIT, EntryKind.FREE)
    rows = (
        Posting.objects.filter(account__fund=fund, account__kind=AccountKind.AVAILABLE, entry__day__year=year)
        .filter(Q(entry__kind__in=counted) | Q(entry__corrects__kind__in=counted))
        .values_list("account__party_id")
        .annotate(sum=Sum("amount"))
        .order_by("account__party_id")
    )
    return {party: -amount for party, amount in rows}


def _grouped(rows: QuerySet[Account], by: str) -> dict[int, Stages]:
    found: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    summed = rows.values_list(by, "kind").annotate(sum=Sum("balance")).order_by(by, "kind")
    for key, kind, balance in summed:
        found[key].append((kind, balance))
    return {key: stages_of(pairs) for key, pairs in found.items()}


def entered_in_year(fund: Fund, year: int) -> dict[str, Decimal]:
    """Return how much each kind of entry moved in a year, less what was corrected in it."""
    moved = (
        Posting.objects.filter(entry__fund=fund, entry__day__year=year, amount__gt=0)
        .annotate(meant=Coalesce("entry__corrects__kind", "entry__kind"))
        .values_list("meant", "entry__corrects")
        .annotate(sum=Sum("amount"))
        .order_by("meant")
    )
    sums: dict[str, Decimal] = defaultdict(lambda: NOUGHT)
    for kind, corrects, amount in moved:
        sums[kind] += -amount if corrects else amount
    return dict(sums)


def with_money(funds: QuerySet[Fund]) -> QuerySet[Fund]:
    """Add to funds what a list shows: how many parties, and money by stage."""

    def of(kind: AccountKind) -> Subquery:
        rows = Account.objects.filter(fund=OuterRef("pk"), kind=kind).values("fund").annotate(sum=Sum("balance"))
        return Subquery(rows.values("sum"))

    parties = FundParty.objects.filter(fund=OuterRef("pk")).values("fund").annotate(many=Count("id")).values("many")
    return funds.annotate(
        party_count=Subquery(parties),
        promised=-of(AccountKind.SOURCE),
        outstanding=of(AccountKind.RECEIVABLE),
        committed=of(AccountKind.COMMITTED),
        paid=of(AccountKind.PAID),
        left=of(AccountKind.AVAILABLE),
    )
