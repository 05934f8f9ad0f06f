"""Milestones, their indicators and reports, and payments."""

from django.db import models
from django.db.models import F, Q

from qunli.core.models import MoneyField, Record
from qunli.needs.states import Comparator
from qunli.people.models import Party, User
from qunli.projects.models.projects import Project
from qunli.projects.states import MILESTONE_LIFECYCLE, PAYMENT_LIFECYCLE, MilestoneState, PaymentState, Stream


class Milestone(Record):
    """A dated promise of a project."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    deliverables = models.TextField(blank=True)
    starts_on = models.DateField(null=True)
    due_on = models.DateField()
    is_final = models.BooleanField(default=False)
    remedy_until = models.DateField(null=True)
    remedies = models.PositiveIntegerField(default=0)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settle_reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=MilestoneState, default=MILESTONE_LIFECYCLE.start)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=MilestoneState.values), name="milestone_state"),
            models.UniqueConstraint(fields=["project", "position"], name="milestone_position_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="milestone_settled_paired",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title

    @property
    def ref_label(self) -> str:
        """Project and place: a title may tell of a confidential need."""
        return f"{self.project.number} M{self.position}"


class MilestoneIndicator(Record):
    """An indicator to reach at a milestone, and what was measured."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="indicators")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    comparator = models.CharField(max_length=10, choices=Comparator)
    target = models.CharField(max_length=100)
    unit = models.CharField(max_length=40, blank=True)
    how_measured = models.CharField(max_length=300, blank=True)
    measured = models.CharField(max_length=100, blank=True)
    is_met = models.BooleanField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(comparator__in=Comparator.values), name="milestone_indicator_comparator"
            ),
            models.CheckConstraint(
                condition=Q(is_met=None) | ~Q(measured=""), name="milestone_indicator_judged_is_measured"
            ),
        )

    def __str__(self) -> str:
        """Show name and target."""
        return f"{self.name} {self.get_comparator_display()} {self.target} {self.unit}".strip()


class MilestoneReport(Record):
    """What a team reports at a milestone; the evidence is attached to it."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reports")
    round = models.PositiveIntegerField()
    text = models.TextField()
    measured = models.JSONField(default=dict)
    spent = MoneyField(default=0)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["milestone", "round"], name="milestone_report_round_once"),)

    def __str__(self) -> str:
        """Show the round."""
        return f"{self.milestone_id}/{self.round}"


class Payment(Record):
    """One instalment of one stream: payer, payee, kind and proof; released by two different people."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="payments")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, null=True, related_name="payments")
    position = models.PositiveIntegerField(default=0)
    stream = models.CharField(max_length=20, choices=Stream)
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    amount = MoneyField()
    due_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    paid_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=200, blank=True)
    hold_reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=PaymentState, default=PAYMENT_LIFECYCLE.start)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="payment_state"),
            models.CheckConstraint(condition=Q(stream__in=Stream.values), name="payment_stream"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount"),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("confirmed_by")), name="payment_by_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PaymentState.RELEASED, PaymentState.PAID])
                | Q(confirmed_by__isnull=False, released_by__isnull=False, released_at__isnull=False),
                name="payment_released_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaymentState.PAID) | Q(paid_on__isnull=False, paid_at__isnull=False) & ~Q(proof=""),
                name="payment_paid_has_a_proof",
            ),
        )

    def __str__(self) -> str:
        """Show stream and amount."""
        return f"{self.stream} {self.amount}"

    @property
    def ref_label(self) -> str:
        """Project and place."""
        return f"{self.project.number} P{self.position}"
