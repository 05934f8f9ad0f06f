"""Calls, their topics, and questions from the public."""

from django.db import models
from django.db.models import F, Q

from qunli.calls.states import CALL_LIFECYCLE, CallKind, CallState
from qunli.core.models import MoneyField, Record
from qunli.directory.models import Cluster
from qunli.funds.models import Programme
from qunli.needs.models import ListItem
from qunli.needs.states import Comparator
from qunli.people.models import Party, User
from qunli.rulebook.models import RulePack


class Call(Record):
    """Needs opened to solvers under one version of a rule pack.

    `terms` holds the pack's parameters as they stand for this call, fixed when it is published.
    With a `programme` it is a fund call: that joint fund pays.
    """

    kind = models.CharField(max_length=20, choices=CallKind, default=CallKind.OPEN_CALL)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(RulePack, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="+")
    fee_pack = models.ForeignKey(RulePack, on_delete=models.PROTECT, null=True, related_name="+")
    operator = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    guide = models.TextField()
    required_attachments = models.JSONField(default=list)
    contact = models.CharField(max_length=300)
    terms = models.JSONField(default=dict)
    sequence = models.JSONField(default=list)
    team_deadline = models.DateTimeField(null=True)
    unit_deadline = models.DateTimeField(null=True)
    recommending_deadline = models.DateTimeField(null=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    close_reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=CallState, default=CALL_LIFECYCLE.start)

    NUMBER_PREFIX = "JB"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_state"),
            models.CheckConstraint(condition=Q(kind__in=CallKind.values), name="call_kind"),
            models.CheckConstraint(
                condition=Q(state__in=[CallState.DRAFT, CallState.CANCELLED])
                | Q(
                    published_at__isnull=False,
                    checked_at__isnull=False,
                    checked_by__isnull=False,
                    team_deadline__isnull=False,
                ),
                name="call_published_is_checked_and_dated",
            ),
            models.CheckConstraint(
                condition=Q(unit_deadline=None) | Q(unit_deadline__gte=F("team_deadline")), name="call_unit_after_team"
            ),
            models.CheckConstraint(
                condition=Q(recommending_deadline=None)
                | Q(recommending_deadline__gte=F("team_deadline"))
                & (Q(unit_deadline=None) | Q(recommending_deadline__gte=F("unit_deadline"))),
                name="call_recommending_after_unit",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="call_opened_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CallState.OPENED, CallState.IN_REVIEW, CallState.ENDED])
                | Q(opened_at__isnull=False),
                name="call_opened_before_review",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class DeadlineExtension(Record):
    """A published deadline was moved to a later one: from what to what, and why. Public beside the new dates."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="extensions")
    reason = models.TextField()
    team_was = models.DateTimeField(null=True)
    team_now = models.DateTimeField(null=True)
    unit_was = models.DateTimeField(null=True)
    unit_now = models.DateTimeField(null=True)
    recommending_was = models.DateTimeField(null=True)
    recommending_now = models.DateTimeField(null=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="deadline_extension_has_a_reason"),
            models.CheckConstraint(
                condition=(Q(team_was=None) | Q(team_now__gte=F("team_was")))
                & (Q(unit_was=None) | Q(unit_now__gte=F("unit_was")))
                & (Q(recommending_was=None) | Q(recommending_now__gte=F("recommending_was"))),
                name="deadline_extension_only_later",
            ),
        )

    def __str__(self) -> str:
        """Show the beginning of the reason."""
        return self.reason[:60]


class CallTopic(Record):
    """One item of the key-technology list inside a call: what the public reads, and the money."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="topics")
    item = models.ForeignKey(ListItem, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    summary = models.TextField()
    bidder_conditions = models.TextField(blank=True)
    poster_money = MoneyField(default=0)
    fiscal_money = MoneyField(default=0)
    wanted_by = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["call", "item"], name="call_topic_once"),
            models.CheckConstraint(condition=Q(poster_money__gte=0) & Q(fiscal_money__gte=0), name="call_topic_money"),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class TopicIndicator(models.Model):
    """An indicator that a topic's taker must reach."""

    id = models.BigAutoField(primary_key=True)
    topic = models.ForeignKey(CallTopic, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    comparator = models.CharField(max_length=10, choices=Comparator)
    target = models.CharField(max_length=100)
    unit = models.CharField(max_length=40, blank=True)
    how_measured = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(comparator__in=Comparator.values), name="topic_indicator_comparator"),
        )

    def __str__(self) -> str:
        """Show name and target."""
        return f"{self.name} {self.get_comparator_display()} {self.target} {self.unit}".strip()


class Question(Record):
    """A question about a call; with its answer it is public."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    stated_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="question_answered_paired",
            ),
        )

    def __str__(self) -> str:
        """Show its beginning."""
        return self.text[:60]

    @property
    def ref_label(self) -> str:
        """Name by key: before its answer a question is nobody's to read."""
        return f"Q{self.pk}"
