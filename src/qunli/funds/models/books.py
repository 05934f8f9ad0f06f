"""The books: supported projects, accounts, entries, and postings that nobody changes."""

from django.db import models
from django.db.models import F, Q

from qunli.core.models import Record
from qunli.funds.models.agreements import Fund, FundParty, Programme
from qunli.funds.models.lists import JointLine
from qunli.funds.states import OF_A_PROJECT, SUPPORT_LIFECYCLE, AccountKind, EntryKind, SupportState
from qunli.people.models import User


class Support(Record):
    """A project for which the fund has committed money, by a line of a settled list."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="supports")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    line = models.OneToOneField(JointLine, on_delete=models.PROTECT, related_name="support")
    stated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=SupportState, default=SUPPORT_LIFECYCLE.start)

    NUMBER_PREFIX = "ZC"

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(state__in=SupportState.values), name="support_state"),)

    def __str__(self) -> str:
        """Show the project's title."""
        return self.line.title


class Account(models.Model):
    """Where a party's money stands, for a project where it is a project's.

    `balance` is kept by the database as postings arrive; whatever would take it below zero is refused there.
    """

    id = models.BigAutoField(primary_key=True)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="accounts")
    party = models.ForeignKey(FundParty, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=AccountKind)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="+")
    support = models.ForeignKey(Support, on_delete=models.PROTECT, null=True, related_name="accounts")
    balance = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="account_kind"),
            models.UniqueConstraint(fields=["party", "kind", "support"], nulls_distinct=False, name="account_once"),
            models.CheckConstraint(
                condition=Q(kind__in=OF_A_PROJECT, support__isnull=False, programme__isnull=False)
                | ~Q(kind__in=OF_A_PROJECT) & Q(support=None, programme=None),
                name="account_of_a_project",
            ),
            models.CheckConstraint(
                condition=Q(kind=AccountKind.SOURCE, balance__lte=0) | ~Q(kind=AccountKind.SOURCE) & Q(balance__gte=0),
                name="account_not_overdrawn",
            ),
        )

    def __str__(self) -> str:
        """Show kind and balance."""
        return f"{self.kind} {self.balance}"


class Entry(Record):
    """One entry of the books. `number` counts within the fund without a gap; `digest` covers the entry before it."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="entries")
    number_in_fund = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=EntryKind)
    day = models.DateField()
    support = models.ForeignKey(Support, on_delete=models.PROTECT, null=True, related_name="entries")
    year = models.PositiveSmallIntegerField(null=True)
    proof = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    about_room = models.CharField(max_length=40, blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind"),
            models.UniqueConstraint(fields=["fund", "number_in_fund"], name="entry_number_once"),
            models.UniqueConstraint(
                fields=["about_room", "about_kind", "about_id", "kind"],
                condition=~Q(about_id=None),
                name="entry_once_about",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.CORRECTION, corrects__isnull=False) & ~Q(note="")
                | ~Q(kind=EntryKind.CORRECTION) & Q(corrects=None),
                name="entry_correction_says_of_what_and_why",
            ),
            models.CheckConstraint(condition=~Q(corrects=F("id")), name="entry_corrects_another"),
        )
        indexes = (models.Index(fields=["fund", "-number_in_fund"], name="entry_newest"),)

    def __str__(self) -> str:
        """Show the number."""
        return self.ref_label

    @property
    def ref_label(self) -> str:
        """Fund and number."""
        return f"{self.fund.number} #{self.number_in_fund}"


class Posting(models.Model):
    """What an entry does to one account. No posting is ever changed or removed."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["entry", "account"], name="posting_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="posting_amount"),
        )

    def __str__(self) -> str:
        """Show the amount."""
        return str(self.amount)


class TakenPart(Record):
    """A party's part of a fund that another Qunli keeps, taken in here after its signature was verified."""

    fund_title = models.CharField(max_length=200)
    fund_number = models.CharField(max_length=40)
    party_name = models.CharField(max_length=100)
    party_code = models.CharField(max_length=12)
    signed_with = models.CharField(max_length=64)
    exported_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    stated_at = models.DateTimeField()

    NUMBER_PREFIX = "FB"

    def __str__(self) -> str:
        """Show the fund's title."""
        return self.fund_title
