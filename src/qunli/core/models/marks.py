"""The mark that says what a database was made for."""

from django.db import models

from qunli.core.states import DatabaseKind


class DatabaseMark(models.Model):
    """One row: live, demonstration or test."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=10, choices=DatabaseKind)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="database_mark_single"),
            models.CheckConstraint(condition=models.Q(kind__in=DatabaseKind.values), name="database_mark_kind"),
        )

    def __str__(self) -> str:
        """Show the kind."""
        return self.kind
