"""Public notices and objections."""

from django.db import models
from django.db.models import F, Q

from qunli.core.models import AboutRef, Record
from qunli.people.models import Party, User
from qunli.publicity.states import NoticeState, ObjectionState


class PublicNotice(Record, AboutRef):
    """A notice for N working days. Its end is empty while the calendar of that year is not published."""

    title = models.CharField(max_length=300)
    text = models.TextField()
    rows = models.JSONField(default=list)
    working_days = models.PositiveIntegerField()
    counts_first_day = models.BooleanField()
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    in_name_of = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=300)
    stated_at = models.DateTimeField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=NoticeState, default=NoticeState.PREPARED)

    NUMBER_PREFIX = "GS"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="public_notice_state"),
            models.CheckConstraint(condition=Q(working_days__gte=1), name="public_notice_days"),
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="public_notice_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[NoticeState.PREPARED, NoticeState.WITHDRAWN]) | Q(first_day__isnull=False),
                name="public_notice_running_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.ENDED) | Q(last_day__isnull=False), name="public_notice_ended_has_an_end"
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Objection(Record):
    """An objection under real name, in writing, with evidence; the objector's details stay confidential."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    name = models.CharField(max_length=100)
    body = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200)
    statement = models.TextField()
    stated_at = models.DateTimeField()
    receipt = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20, choices=ObjectionState, default=ObjectionState.FILED)
    reason = models.TextField(blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    NUMBER_PREFIX = "YY"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ObjectionState.values), name="objection_state"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(contact=""), name="objection_under_real_name"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.FILED, settled_at=None)
                | ~Q(state=ObjectionState.FILED) & Q(settled_at__isnull=False) & ~Q(reason=""),
                name="objection_settled_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number
