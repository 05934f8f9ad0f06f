"""The reserve pool, and lists that all parties settle together."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from qunli.core.models import MoneyField, Record
from qunli.directory.models import Organization
from qunli.funds.models.agreements import Fund, FundParty, Programme
from qunli.funds.states import LIST_LIFECYCLE, POOL_LIFECYCLE, ListState, PoolState
from qunli.people.models import User


class PoolProject(Record):
    """A project in the reserve pool (储备库): put in by the party of its lead region, taken out with a reason."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="pool")
    party = models.ForeignKey(FundParty, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    lead = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    partners = models.ManyToManyField(Organization, related_name="+")
    disciplines = ArrayField(models.CharField(max_length=100), default=list)
    asked_money = MoneyField()
    other_money = MoneyField(default=0)
    costs = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=PoolState, default=POOL_LIFECYCLE.start)

    NUMBER_PREFIX = "CB"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=PoolState.values), name="pool_project_state"),
            models.CheckConstraint(condition=Q(asked_money__gt=0, other_money__gte=0), name="pool_project_money"),
            models.CheckConstraint(
                condition=~Q(state=PoolState.TAKEN_OUT) | Q(taken_out_at__isnull=False) & ~Q(reason=""),
                name="pool_project_taken_out_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class JointList(Record):
    """What the parties settle together: each approves the same version, and it stands only when all have.

    `about_*` names the record of a later room that the list is about, such as the decision on a fund call.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="lists")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    fingerprint = models.CharField(max_length=64, blank=True)
    back_reason = models.TextField(blank=True)
    about_room = models.CharField(max_length=40, blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    laid_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=ListState, default=LIST_LIFECYCLE.start)

    NUMBER_PREFIX = "LS"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="joint_list_state"),
            models.CheckConstraint(
                condition=~Q(state__in=[ListState.BEFORE_PARTIES, ListState.SETTLED, ListState.COMMITTED])
                | ~Q(fingerprint="") & Q(laid_at__isnull=False),
                name="joint_list_laid_has_a_fingerprint",
            ),
            models.UniqueConstraint(
                fields=["about_room", "about_kind", "about_id"],
                condition=~Q(about_id=None) & ~Q(state=ListState.WITHDRAWN),
                name="joint_list_once_about",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class JointLine(Record):
    """A project on a joint list: who leads it, for which region, and how much of the fund's money it gets."""

    joint_list = models.ForeignKey(JointList, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    pooled = models.ForeignKey(PoolProject, on_delete=models.PROTECT, null=True, related_name="+")
    about_room = models.CharField(max_length=40, blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    lead = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(FundParty, on_delete=models.PROTECT, related_name="+")
    regions = ArrayField(models.CharField(max_length=12), default=list)
    amount = MoneyField()
    other_money = MoneyField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["joint_list", "position"], name="joint_line_position_once"),
            models.UniqueConstraint(
                fields=["joint_list", "pooled"], condition=~Q(pooled=None), name="joint_line_pooled_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, other_money__gte=0), name="joint_line_money"),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Approval(models.Model):
    """A party's yes to one version of a list, by its fingerprint."""

    id = models.BigAutoField(primary_key=True)
    joint_list = models.ForeignKey(JointList, on_delete=models.PROTECT, related_name="approvals")
    party = models.ForeignKey(FundParty, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["joint_list", "party", "version"], name="approval_once_per_version"),
        )

    def __str__(self) -> str:
        """Show the version."""
        return f"v{self.version}"
