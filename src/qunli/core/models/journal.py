"""The append-only journal: entries, lines of a batch, and the seal that chains them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from qunli.core.models.record import AboutRef


class JournalEntry(AboutRef):
    """One act, written in the transaction of the change. Holds refs and digests, never sealed content."""

    id = models.BigAutoField(primary_key=True)
    act = models.CharField(max_length=100)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    was = models.CharField(max_length=40, blank=True)
    now = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["about_room", "about_kind", "about_id", "id"], name="journal_about"),
            models.Index(fields=["by_id", "id"], name="journal_by"),
        )

    def __str__(self) -> str:
        """Say who did what to what."""
        return f"{self.by_label}: {self.act} {self.about_label}"


class JournalLine(AboutRef):
    """One record touched by an act that is a batch."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines")
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=["about_room", "about_kind", "about_id"], name="journal_line_about"),)

    def __str__(self) -> str:
        """Name the record."""
        return self.about_label


class JournalSeal(models.Model):
    """A link of the hash chain: number n holds the hash of entry and of seal n - 1."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(number__gte=1), name="journal_seal_number_positive"),
            models.UniqueConstraint(fields=["previous"], name="journal_seal_previous_once"),
        )

    def __str__(self) -> str:
        """Show the head as it leaves the database."""
        return f"{self.number}:{self.hash}"
