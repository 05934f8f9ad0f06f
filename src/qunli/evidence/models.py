"""Documents, claims and confirmations."""

from django.db import models
from django.db.models import F, Q

from qunli.core.models import Record
from qunli.evidence.states import ClaimState
from qunli.people.models import User


class Document(Record):
    """A text as it came, unchanged, with where it came from; a confidential one is read whole by the office only."""

    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    source_date = models.DateField(null=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    is_confidential = models.BooleanField(default=False)
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()

    NUMBER_PREFIX = "D"

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Claim(Record):
    """A statement read out of a document, with the exact characters it stands on.

    `content["says"]` is the statement in the reader's own words; other keys are what a figure would take from it.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="claims")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=ClaimState, default=ClaimState.WAITING)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField(null=True)
    rejected_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    rejected_at = models.DateTimeField(null=True)
    reject_reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="claim_has_characters"),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.REJECTED) | ~Q(reject_reason=""), name="claim_rejected_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        """Show where it stands."""
        return f"{self.document_id}:{self.start}-{self.end}"


class Confirmation(Record):
    """A person's yes to a claim; what it created points to it."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="confirmation")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Name the claim."""
        return f"confirmation of {self.claim_id}"
