"""Duties and the reminders sent for them."""

from django.db import models
from django.db.models import Q

from qunli.core.models import AboutRef, Record, in_words
from qunli.duties.states import DutyState
from qunli.people.models import Party
from qunli.people.states import Role


class Duty(Record, AboutRef):
    """What a party owes by a date. `key` says which act raised it, so that it is raised and met once.

    A due date nobody can know yet is empty, with `undated_because` saying why. Where it waits for a calendar to be
    published, `working_days` after `counted_from` tell the date once it is.
    """

    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role, blank=True)
    key = models.CharField(max_length=100)
    words = models.TextField()
    params = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    undated_because = models.CharField(max_length=200, blank=True)
    counted_from = models.DateField(null=True)
    working_days = models.PositiveSmallIntegerField(null=True)
    escalates_to = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    escalated_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=DutyState, default=DutyState.OPEN)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "key", "about_room", "about_kind", "about_id"],
                condition=Q(state=DutyState.OPEN),
                name="duty_open_once",
            ),
            models.CheckConstraint(condition=Q(state__in=DutyState.values), name="duty_state"),
            models.CheckConstraint(condition=Q(role__in=["", *Role.values]), name="duty_role"),
            models.CheckConstraint(
                condition=Q(state=DutyState.OPEN, closed_at=None)
                | ~Q(state=DutyState.OPEN) & Q(closed_at__isnull=False),
                name="duty_closed_paired",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | ~Q(undated_because=""), name="duty_dated_or_says_why"
            ),
            models.CheckConstraint(
                condition=Q(counted_from=None, working_days=None)
                | Q(counted_from__isnull=False, working_days__isnull=False),
                name="duty_counted_paired",
            ),
        )
        indexes = (
            models.Index(fields=["owner", "due_at"], condition=Q(state=DutyState.OPEN), name="duty_open_by_owner"),
            models.Index(fields=["about_room", "about_kind", "about_id"], name="duty_about"),
        )

    def __str__(self) -> str:
        """Show the key."""
        return self.key

    @property
    def text(self) -> str:
        """What is owed, in the language of the moment."""
        return in_words(self.words, self.params)
