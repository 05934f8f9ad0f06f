"""Imports of rosters, near-duplicates and merges."""

from django.db import models
from django.db.models import F, Q

from qunli.core.models import Record
from qunli.directory.models.organizations import Organization
from qunli.directory.models.places import Cluster
from qunli.directory.states import IMPORT_LIFECYCLE, ImportKind, ImportState, LikenessState
from qunli.people.models import User


class SheetImport(Record):
    """A file read and shown; nothing of it has entered until a person agrees. Rosters and sheets of needs are such."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=ImportState, default=IMPORT_LIFECYCLE.start)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Show the file's name."""
        return self.file_name


class RosterImport(SheetImport):
    """A roster."""

    kind = models.CharField(max_length=20, choices=ImportKind, default=ImportKind.ROSTER)

    NUMBER_PREFIX = "IM"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="roster_import_state"),
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="roster_import_kind"),
        )


class Likeness(Record):
    """Two organizations that look like one: offered for merging, never merged silently."""

    one = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    score = models.DecimalField(max_digits=4, decimal_places=3)
    reason = models.CharField(max_length=100)
    state = models.CharField(max_length=20, choices=LikenessState, default=LikenessState.SUGGESTED)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["one", "other"], name="likeness_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="likeness_ordered"),
            models.CheckConstraint(condition=Q(state__in=LikenessState.values), name="likeness_state"),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.one_id} ~ {self.other_id}"


class Merge(Record):
    """One organization merged into another, with what moved, so that it can be undone."""

    kept = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="merge_once_at_a_time"),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.merged_id} into {self.kept_id}"
