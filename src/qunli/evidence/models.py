"""Documents, their passages, claims, named bodies and defects, and confirmations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qunli.core.models import Record
from qunli.core.states import Tone
from qunli.evidence.states import (
    DOCUMENT_TONES,
    ClaimBound,
    ClaimKind,
    ClaimState,
    DefectKind,
    DocumentState,
    DropReason,
    PassageKind,
    PassageState,
    UnreadCause,
)
from qunli.people.models import User


class Document(Record):
    """A text as it came, unchanged, with where it came from; a confidential one is read whole by the office only.

    `sha256` is of what came: the file's bytes, or the pasted text. The text of a file is there once it was read.
    """

    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    source_date = models.DateField(null=True)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    is_confidential = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=DocumentState, default=DocumentState.WAITING)
    read_at = models.DateTimeField(null=True)
    unread_because = models.CharField(max_length=20, choices=UnreadCause, blank=True)

    NUMBER_PREFIX = "D"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state"),
            models.CheckConstraint(condition=Q(unread_because__in=["", *UnreadCause.values]), name="document_cause"),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READ) | ~Q(text=""), name="document_read_has_a_text"
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.UNREADABLE) | ~Q(unread_because=""), name="document_unread_has_a_cause"
            ),
            models.UniqueConstraint(
                fields=["text_sha256"], condition=~Q(text_sha256=""), name="document_same_text_once"
            ),
        )
        indexes = (
            models.Index(fields=["stated_at"], condition=~Q(state=DocumentState.READ), name="document_not_read"),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title

    @property
    def state_tone(self) -> Tone:
        """How its state looks."""
        return DOCUMENT_TONES[DocumentState(self.state)]


class Passage(Record):
    """A stretch of a document, kept or set aside with a reason; what a person decided stays so."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=PassageKind)
    state = models.CharField(max_length=20, choices=PassageState, default=PassageState.KEPT)
    reason = models.CharField(max_length=20, choices=DropReason, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=PassageState.values), name="passage_state"),
            models.CheckConstraint(condition=Q(kind__in=PassageKind.values), name="passage_kind"),
            models.CheckConstraint(condition=Q(reason__in=["", *DropReason.values]), name="passage_reason"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="passage_has_characters"),
            models.CheckConstraint(
                condition=~Q(state=PassageState.SET_ASIDE) | ~Q(reason=""), name="passage_set_aside_with_a_reason"
            ),
            models.UniqueConstraint(fields=["document", "start"], name="passage_begins_once"),
        )

    def __str__(self) -> str:
        """Show where it stands."""
        return f"{self.document_id}:{self.start}-{self.end}"


class Claim(Record):
    """A statement read out of a document, with the exact characters it stands on.

    What a machine read has no `stated_by`. `period` is a year or a span of years, `2022..2024`, and only where the
    text states it. `content["says"]` is the statement in a person's own words; other keys are what a figure takes.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="claims")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    kind = models.CharField(max_length=20, choices=ClaimKind, default=ClaimKind.STATED)
    subject = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    value = models.DecimalField(max_digits=34, decimal_places=10, null=True)
    value_to = models.DecimalField(max_digits=34, decimal_places=10, null=True)
    unit = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=20, blank=True)
    bound = models.CharField(max_length=20, choices=ClaimBound, default=ClaimBound.EXACT)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    scope = models.CharField(max_length=200, blank=True)
    happened = models.CharField(max_length=20, blank=True)
    others = ArrayField(models.CharField(max_length=200), default=list, blank=True)
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
            models.CheckConstraint(condition=Q(kind__in=ClaimKind.values), name="claim_kind"),
            models.CheckConstraint(condition=Q(bound__in=ClaimBound.values), name="claim_bound"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="claim_has_characters"),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=0, confidence__lte=1), name="claim_confidence"
            ),
            models.CheckConstraint(condition=Q(value_to=None) | ~Q(value=None), name="claim_range_has_two_ends"),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.REJECTED) | ~Q(reject_reason=""), name="claim_rejected_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["document", "start", "end", "kind", "name", "value", "unit", "period"],
                condition=Q(stated_by=None) & ~Q(kind=ClaimKind.STATED),
                nulls_distinct=False,
                name="claim_read_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["document", "start", "id"], condition=Q(state=ClaimState.WAITING), name="claim_waiting"
            ),
            models.Index(fields=["name"], condition=~Q(name=""), name="claim_name"),
            models.Index(fields=["rejected_by", "-rejected_at"], name="claim_rejected"),
        )

    def __str__(self) -> str:
        """Show where it stands."""
        return f"{self.document_id}:{self.start}-{self.end}"


class Mention(Record):
    """A body that a document names; whether the directory knows it is looked up when it is shown."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="mentions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.CharField(max_length=200)
    role = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="mention_has_characters"),
            models.UniqueConstraint(fields=["document", "start", "end"], name="mention_once"),
        )

    def __str__(self) -> str:
        """Show the name as it stands."""
        return self.quote


class Defect(Record):
    """Something wrong at a place of a document, reported and never repaired."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="defects")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=DefectKind)
    suggestion = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=DefectKind.values), name="defect_kind"),
            models.UniqueConstraint(fields=["document", "start", "end", "kind"], name="defect_once"),
        )

    def __str__(self) -> str:
        """Show what is wrong."""
        return self.get_kind_display()


class Confirmation(Record):
    """A person's yes to a claim; what it created points to it.

    A closed one is of a confidential document and about one organization: its characters are not everybody's.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="confirmation")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_closed = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = (models.Index(fields=["by", "-at"], name="confirmation_by"),)

    def __str__(self) -> str:
        """Name the claim."""
        return f"confirmation of {self.claim_id}"
