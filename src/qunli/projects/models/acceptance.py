"""Final acceptance, outcomes and transfers."""

from django.db import models
from django.db.models import Q

from qunli.core.models import MoneyField, Record
from qunli.directory.models import Organization
from qunli.people.models import User
from qunli.projects.models.projects import Project
from qunli.projects.states import (
    TRANSFER_LIFECYCLE,
    Grade,
    IpStatus,
    OutcomeKind,
    TransferKind,
    TransferState,
    Verdict,
)
from qunli.publicity.models import PublicNotice


class Acceptance(Record):
    """The final acceptance: verdict, grade apart, opinion, and the user's own."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="acceptance")
    verdict = models.CharField(max_length=20, choices=Verdict)
    grade = models.CharField(max_length=20, choices=Grade, blank=True)
    opinion = models.TextField()
    users_opinion = models.TextField(blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    NUMBER_PREFIX = "YS"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="acceptance_verdict"),
            models.CheckConstraint(condition=Q(grade__in=["", *Grade.values]), name="acceptance_grade"),
        )

    def __str__(self) -> str:
        """Show the verdict."""
        return self.get_verdict_display()


class Outcome(Record):
    """What a project brought, with its technology readiness level (1 to 9, GB/T 22900) and rights."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=20, choices=OutcomeKind)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    trl = models.PositiveSmallIntegerField(null=True)
    identifier = models.CharField(max_length=100, blank=True)
    ip_status = models.CharField(max_length=10, choices=IpStatus, default=IpStatus.NONE)
    owner = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    co_owners = models.ManyToManyField(Organization, related_name="+")
    is_public = models.BooleanField(default=False)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    NUMBER_PREFIX = "CG"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=OutcomeKind.values), name="outcome_kind"),
            models.CheckConstraint(condition=Q(ip_status__in=IpStatus.values), name="outcome_ip_status"),
            models.CheckConstraint(condition=Q(trl=None) | Q(trl__gte=1, trl__lte=9), name="outcome_trl"),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="outcome_public_is_checked",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Transfer(Record):
    """An outcome licensed, assigned, invested as shares or used by its owner."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=20, choices=TransferKind)
    receiver = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    price = MoneyField()
    terms_text = models.TextField(blank=True)
    price_is_agreed = models.BooleanField(default=True)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, null=True, related_name="+")
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    concluded_at = models.DateTimeField(null=True)
    give_up_reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=TransferState, default=TRANSFER_LIFECYCLE.start)

    NUMBER_PREFIX = "ZH"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=TransferKind.values), name="transfer_kind"),
            models.CheckConstraint(condition=Q(state__in=TransferState.values), name="transfer_state"),
            models.CheckConstraint(condition=Q(price__gte=0), name="transfer_price"),
            models.CheckConstraint(
                condition=~Q(state=TransferState.ON_NOTICE) | Q(notice__isnull=False), name="transfer_on_notice_paired"
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number
