"""Extensions, changes, terminations, revocations, and what is to be recovered."""

from django.db import models
from django.db.models import Q

from qunli.core.models import MoneyField, Record
from qunli.people.models import Party, User
from qunli.projects.models.projects import Project
from qunli.projects.models.races import StageDecision
from qunli.projects.states import CHANGE_LIFECYCLE, ChangeKind, ChangeState, Stream


class ChangeRequest(Record):
    """Four different acts, asked for and granted or refused. `details` says from what to what."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=ChangeKind)
    reason = models.TextField()
    details = models.JSONField(default=dict)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settle_reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=ChangeState, default=CHANGE_LIFECYCLE.start)

    NUMBER_PREFIX = "BG"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind"),
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="change_state"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state=ChangeState.ASKED), name="change_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.REFUSED) | ~Q(settle_reason=""), name="change_refused_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        """Show the kind."""
        return self.get_kind_display()


class Recovery(Record):
    """Money to be given back after a termination or revocation, or at a gate of a race, by stream."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="recoveries")
    change = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, null=True, related_name="recoveries")
    stage_decision = models.ForeignKey(StageDecision, on_delete=models.PROTECT, null=True, related_name="recoveries")
    stream = models.CharField(max_length=20, choices=Stream)
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    paid = MoneyField()
    spent = MoneyField()
    amount = MoneyField()
    due_on = models.DateField(null=True)
    recovered_on = models.DateField(null=True)
    proof = models.CharField(max_length=200, blank=True)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["change", "stream", "payer"], name="recovery_once"),
            models.CheckConstraint(
                condition=Q(change=None, stage_decision__isnull=False) | Q(change__isnull=False, stage_decision=None),
                name="recovery_has_one_ground",
            ),
            models.CheckConstraint(condition=Q(stream__in=Stream.values), name="recovery_stream"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(amount__lte=models.F("paid")), name="recovery_not_above_paid"
            ),
            models.CheckConstraint(condition=Q(recovered_on=None) | ~Q(proof=""), name="recovery_has_a_proof"),
        )

    def __str__(self) -> str:
        """Show the amount."""
        return str(self.amount)

    @property
    def ref_label(self) -> str:
        """Project and key."""
        return f"{self.project.number} R{self.pk}"
