"""Projects, their task books and contracts."""

from django.db import models
from django.db.models import F, Q

from qunli.awards.models import Award
from qunli.core.models import MoneyField, Record
from qunli.directory.models import Organization
from qunli.people.models import Party, User
from qunli.projects.states import (
    CONTRACT_LIFECYCLE,
    PROJECT_LIFECYCLE,
    TASK_BOOK_LIFECYCLE,
    ContractState,
    ProjectState,
    Stream,
    TaskBookState,
)


class Project(Record):
    """An approved award at work. `terms` are the call's, as they stood."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    poster = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    operator = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    leader_name = models.CharField(max_length=100)
    document_number = models.CharField(max_length=100)
    terms = models.JSONField(default=dict)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    extensions = models.PositiveIntegerField(default=0)
    users_opinion = models.TextField(blank=True)
    users_opinion_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    users_opinion_at = models.DateTimeField(null=True)
    stated_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=ProjectState, default=PROJECT_LIFECYCLE.start)

    NUMBER_PREFIX = "XM"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ProjectState.values), name="project_state"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="project_order"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProjectState.RUNNING, ProjectState.CONCLUDED])
                | Q(started_at__isnull=False, starts_on__isnull=False, ends_on__isnull=False),
                name="project_running_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(users_opinion="", users_opinion_by=None, users_opinion_at=None)
                | ~Q(users_opinion="") & Q(users_opinion_by__isnull=False, users_opinion_at__isnull=False),
                name="project_users_opinion_paired",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class StreamTotal(models.Model):
    """What the task book in force promises by stream; the payments of that stream sum to it exactly."""

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="stream_totals")
    stream = models.CharField(max_length=20, choices=Stream)
    total = MoneyField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "stream"], name="stream_total_once"),
            models.CheckConstraint(condition=Q(stream__in=Stream.values), name="stream_total_stream"),
            models.CheckConstraint(condition=Q(total__gte=0), name="stream_total_amount"),
        )

    def __str__(self) -> str:
        """Show stream and total."""
        return f"{self.stream} {self.total}"


class TaskBook(Record):
    """One version of the task book with the authority: its content word for word, and both signatures.

    `exception_reason` is why the authority signed although a rule of the pack was not met.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="task_books")
    version = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    exception_reason = models.TextField(blank=True)
    hand_back_reason = models.TextField(blank=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    lead_signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lead_signed_at = models.DateTimeField(null=True)
    authority_signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    authority_signed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=TaskBookState, default=TASK_BOOK_LIFECYCLE.start)

    NUMBER_PREFIX = "RW"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=TaskBookState.values), name="task_book_state"),
            models.UniqueConstraint(fields=["project", "version"], name="task_book_version_once"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state=TaskBookState.IN_FORCE), name="task_book_one_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TaskBookState.IN_FORCE, TaskBookState.REPLACED])
                | Q(lead_signed_at__isnull=False, authority_signed_at__isnull=False) & ~Q(fingerprint=""),
                name="task_book_in_force_is_signed",
            ),
        )

    def __str__(self) -> str:
        """Show the version."""
        return f"v{self.version}"


class TechnicalContract(Record):
    """The contract between poster and taker, apart from the task book."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="contract")
    contract_number = models.CharField(max_length=100, blank=True)
    amount = MoneyField()
    terms_text = models.TextField()
    ip_terms = models.CharField(max_length=300, blank=True)
    poster_signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    poster_signed_at = models.DateTimeField(null=True)
    taker_signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taker_signed_at = models.DateTimeField(null=True)
    stated_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=ContractState, default=CONTRACT_LIFECYCLE.start)

    NUMBER_PREFIX = "HT"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ContractState.values), name="contract_state"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="contract_amount"),
            models.CheckConstraint(
                condition=~Q(state=ContractState.SIGNED)
                | Q(poster_signed_at__isnull=False, taker_signed_at__isnull=False),
                name="contract_signed_by_both",
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number
