"""Documents, claims and confirmations."""

from django.db import models
from django.db.models import F, Q

from qunli.core.models import Record
from qunli.evidence.states import ClaimState
from qunli.people.models import User


class Document(Record):
    """A text as it came, unchanged, with where it came from."""

    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    source_date = models.DateField(null=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    stated_at = models.DateTimeField()

    NUMBER_PREFIX = "D"

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Claim(Record):
    """A statement read out of a document, with the exact characters it stands on."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="claims")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=ClaimState, default=ClaimState.WAITING)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="claim_has_characters"),
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
