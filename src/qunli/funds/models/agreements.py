"""Funds, their parties and what these agreed."""

from django.db import models
from django.db.models import F, Q

from qunli.core.models import MoneyField, Record
from qunli.directory.models import Jurisdiction
from qunli.funds.states import FUND_LIFECYCLE, FundState, MoneyFor, PayRule
from qunli.people.models import Party, User
from qunli.rulebook.models import RulePack


class Fund(Record):
    """Money of several jurisdictions under one agreement.

    `keeper` is the office that keeps the books. `version` counts changes of the draft agreement: a signature is one
    under one version. `carry_over` is the share, in percent, of a year's promised money that may stay in the fund when
    the year is closed; `closed_through` is the last closed year, into which nothing is entered any more.
    """

    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    purpose = models.TextField(blank=True)
    keeper = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(RulePack, on_delete=models.PROTECT, null=True, related_name="+")
    pay_rule = models.CharField(max_length=20, choices=PayRule, default=PayRule.LEAD_REGION)
    carry_over = models.PositiveSmallIntegerField(default=100)
    starts_on = models.DateField()
    ends_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    closed_through = models.PositiveSmallIntegerField(null=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=FundState, default=FUND_LIFECYCLE.start)

    NUMBER_PREFIX = "JJ"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=FundState.values), name="fund_state"),
            models.CheckConstraint(condition=Q(pay_rule__in=PayRule.values), name="fund_pay_rule"),
            models.CheckConstraint(condition=Q(carry_over__lte=100), name="fund_carry_over"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="fund_order"),
            models.CheckConstraint(
                condition=Q(state=FundState.DRAFT, entered_at=None)
                | ~Q(state=FundState.DRAFT) & Q(entered_at__isnull=False),
                name="fund_entered_is_dated",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class FundParty(Record):
    """A jurisdiction in a fund, and the office that acts for it.

    `share` weighs it against the others where all pay by share. `signed_version` is the version of the agreement that
    it signed.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="parties")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    share = models.DecimalField(max_digits=9, decimal_places=4)
    money_for = models.CharField(max_length=20, choices=MoneyFor, default=MoneyFor.ALL)
    signed_version = models.PositiveIntegerField(null=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["fund", "jurisdiction"], name="fund_party_once"),
            models.UniqueConstraint(fields=["fund", "office"], name="fund_party_one_office"),
            models.CheckConstraint(condition=Q(share__gt=0), name="fund_party_share"),
            models.CheckConstraint(condition=Q(money_for__in=MoneyFor.values), name="fund_party_money_for"),
            models.CheckConstraint(
                condition=Q(signed_version=None, signed_by=None, signed_at=None)
                | Q(signed_version__isnull=False, signed_by__isnull=False, signed_at__isnull=False),
                name="fund_party_signed_paired",
            ),
        )

    def __str__(self) -> str:
        """Show the jurisdiction."""
        return self.jurisdiction.name


class YearlyMoney(models.Model):
    """What a party promises for a year, and at most how much of its money may be committed in it."""

    id = models.BigAutoField(primary_key=True)
    party = models.ForeignKey(FundParty, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    amount = MoneyField()
    cap = MoneyField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["party", "year"], name="yearly_money_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="yearly_money_amount"),
            models.CheckConstraint(condition=Q(cap=None) | Q(cap__gte=0), name="yearly_money_cap"),
        )

    def __str__(self) -> str:
        """Show year and amount."""
        return f"{self.year} {self.amount}"


class NegativeCost(models.Model):
    """A kind of cost that the fund never pays, and where that is written."""

    id = models.BigAutoField(primary_key=True)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="negative_costs")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["fund", "name"], name="negative_cost_once"),)

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Programme(Record):
    """A programme of a fund; with a ceiling, no more than that is ever committed under it."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="programmes")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    ceiling = MoneyField(null=True)
    stated_at = models.DateTimeField()

    NUMBER_PREFIX = "ZX"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["fund", "title"], name="programme_once"),
            models.CheckConstraint(condition=Q(ceiling=None) | Q(ceiling__gt=0), name="programme_ceiling"),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title
