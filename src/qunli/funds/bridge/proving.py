"""Proving the books from zero: everything is computed anew from the postings and held against what is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch

from qunli.core.models import JournalEntry
from qunli.funds.bridge.digests import GENESIS, digest_of_entry
from qunli.funds.models import Account, Entry, Fund, Posting, Support
from qunli.funds.queries import approvals_of, parties_of
from qunli.funds.queries.books import promised_by_year, stages_of
from qunli.funds.states import AccountKind, EntryKind, FundState

NOUGHT = Decimal(0)


@dataclass(slots=True)
class Proof:
    """What the postings of one fund say, and every fault that was found; `head` is the digest of the last entry."""

    fund: str
    title: str
    entries: int = 0
    postings: int = 0
    head: str = GENESIS
    sums: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Tell whether nothing was found."""
        return not self.faults


def prove_books(fund: Fund) -> Proof:
    """Recompute a fund's books from its postings alone.

    Each entry balances for every party by itself, moves what its kind may move, bears its number without a gap and
    covers the entry before it; no account was ever below nought, and each bears the balance that its postings add up
    to; promises are the agreement's, commitments those of lists that every party approved; the journal tells of each
    entry with the same digest.
    """
    proof = Proof(fund=fund.number, title=fund.title)
    accounts = {account.pk: account for account in Account.objects.filter(fund=fund)}
    reckoned: dict[int, Decimal] = defaultdict(lambda: NOUGHT)
    told = _told(fund)
    for place, entry in enumerate(_entries(fund), 1):
        postings = [(one.account_id, one.amount) for one in entry.postings.all()]
        proof.entries, proof.postings = place, proof.postings + len(postings)
        proof.faults += _faults_of_entry(entry, place, postings, accounts, head=proof.head)
        if told.get(entry.pk) != entry.digest:
            proof.faults.append(f"entry {place}: the journal tells of it with another digest, or not at all")
        proof.faults += _post(place, postings, accounts, reckoned)
        proof.head = entry.digest
    proof.faults += _faults_of_balances(accounts, reckoned)
    proof.faults += _faults_of_promises(fund, accounts, reckoned)
    proof.faults += _faults_of_supports(fund)
    proof.faults += _faults_of_programmes(fund, accounts, reckoned)
    proof.sums = _sums(accounts, reckoned)
    return proof


def _entries(fund: Fund) -> Iterator[Entry]:
    postings = Prefetch("postings", Posting.objects.order_by("id"))
    rows = Entry.objects.filter(fund=fund).order_by("number_in_fund").prefetch_related(postings)
    return rows.iterator(chunk_size=1000)


def _told(fund: Fund) -> dict[int, str]:
    rows = JournalEntry.objects.filter(
        about_room="funds", about_kind="entry", about_id__in=Entry.objects.filter(fund=fund).values("pk")
    )
    return dict(rows.values_list("about_id", "facts__digest"))


def _faults_of_entry(
    entry: Entry, place: int, postings: list[tuple[int, Decimal]], accounts: dict[int, Account], *, head: str
) -> Iterator[str]:
    if entry.number_in_fund != place:
        yield f"entry {entry.number_in_fund}: {place} was expected"
    if digest_of_entry(entry, postings, previous=head) != entry.digest:
        yield f"entry {place}: its digest does not cover what it says and the entry before it"
    by_party: dict[int, Decimal] = defaultdict(lambda: NOUGHT)
    for account, amount in postings:
        if account not in accounts:
            yield f"entry {place}: a posting on an account of another fund"
            continue
        by_party[accounts[account].party_id] += amount
    if not postings or any(by_party.values()):
        yield f"entry {place}: does not balance for each party"


def _post(
    place: int, postings: list[tuple[int, Decimal]], accounts: dict[int, Account], reckoned: dict[int, Decimal]
) -> Iterator[str]:
    for account, amount in postings:
        reckoned[account] += amount
    for account, _amount in postings:
        is_source = account in accounts and accounts[account].kind == AccountKind.SOURCE
        if reckoned[account] < 0 and not is_source:
            yield f"entry {place}: takes account {account} to {reckoned[account]}"


def _faults_of_balances(accounts: dict[int, Account], reckoned: dict[int, Decimal]) -> Iterator[str]:
    for key, account in sorted(accounts.items()):
        if account.balance != reckoned[key]:
            yield f"account {key} ({account.kind}): bears {account.balance}, its postings add up to {reckoned[key]}"


def _faults_of_promises(fund: Fund, accounts: dict[int, Account], reckoned: dict[int, Decimal]) -> Iterator[str]:
    if fund.state == FundState.DRAFT:
        return
    agreed: dict[int, Decimal] = defaultdict(lambda: NOUGHT)
    for (key, _year), row in promised_by_year(fund).items():
        agreed[key] += row.amount
    booked = {one.party_id: -reckoned[key] for key, one in accounts.items() if one.kind == AccountKind.SOURCE}
    for party in parties_of(fund):
        if agreed[party.pk] != booked.get(party.pk, NOUGHT):
            promised, there = agreed[party.pk], booked.get(party.pk, NOUGHT)
            yield f"party {party.jurisdiction_id}: the agreement promises {promised}, the books have {there}"


def _faults_of_supports(fund: Fund) -> Iterator[str]:
    rows = Support.objects.filter(fund=fund).select_related("line__joint_list").order_by("id")
    parties = {party.pk for party in parties_of(fund)}
    for support in rows:
        joint_list = support.line.joint_list
        if set(approvals_of(joint_list).values_list("party_id", flat=True)) != parties:
            yield f"project {support.number}: not every party approved its list in this version"
        committed = Posting.objects.filter(
            entry__kind=EntryKind.COMMIT, account__support=support, account__kind=AccountKind.COMMITTED
        )
        whole = sum(committed.values_list("amount", flat=True), NOUGHT)
        if whole != support.line.amount:
            yield f"project {support.number}: its list gives {support.line.amount}, committed were {whole}"


def _faults_of_programmes(fund: Fund, accounts: dict[int, Account], reckoned: dict[int, Decimal]) -> Iterator[str]:
    for programme in fund.programmes.order_by("id"):
        used = sum((reckoned[key] for key, one in accounts.items() if one.programme_id == programme.pk), NOUGHT)
        if programme.ceiling is not None and used > programme.ceiling:
            yield f"programme {programme.number}: uses {used} of {programme.ceiling}"


def _sums(accounts: dict[int, Account], reckoned: dict[int, Decimal]) -> dict[str, str]:
    stages = stages_of((account.kind, reckoned[key]) for key, account in accounts.items())
    names = ("promised", "paid_in", "left", "committed", "paid", "recoverable", "returned")
    return {name: f"{getattr(stages, name):.2f}" for name in names}
