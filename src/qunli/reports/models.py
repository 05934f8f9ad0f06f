"""A cluster's recognition, its yearly reports and the changes that must be reported."""

from django.db import models
from django.db.models import F, Q

from qunli.core.models import Record
from qunli.directory.models import Cluster
from qunli.indicators.models import Assessment
from qunli.people.models import Party, User
from qunli.publicity.models import PublicNotice
from qunli.reports.states import (
    ENDED,
    ChangeKind,
    RecognitionState,
    ReportedState,
    ReportState,
    RevocationGround,
)
from qunli.rulebook.models import RulePack


class Recognition(Record):
    """A cluster's application to a list, and what follows while it stands there.

    Validity and the day of the yearly report are as the pack says; where it does not, as the authority fixed them.
    `assessment` is how the cluster stood before the list when it applied, `why_short` why it did though it was short.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(RulePack, on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    plan = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=RecognitionState, default=RecognitionState.DRAFT)
    reason = models.TextField(blank=True)
    ground = models.CharField(max_length=20, choices=RevocationGround, blank=True)
    opinion = models.TextField(blank=True)
    why_short = models.TextField(blank=True, default="", db_default="")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, related_name="+")
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, null=True, related_name="+")
    document_number = models.CharField(max_length=100, blank=True)
    recognised_on = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    report_by = models.CharField(max_length=5, blank=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()

    NUMBER_PREFIX = "RD"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RecognitionState.values), name="recognition_state"),
            models.CheckConstraint(condition=Q(ground__in=["", *RevocationGround.values]), name="recognition_ground"),
            models.CheckConstraint(
                condition=Q(recognised_on=None) | Q(valid_to__gt=F("recognised_on")), name="recognition_validity"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RecognitionState.RECOGNISED, RecognitionState.RECHECK])
                | Q(recognised_on__isnull=False) & ~Q(document_number=""),
                name="recognition_has_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(state=RecognitionState.REVOKED) | ~Q(ground=""), name="recognition_revoked_on_a_ground"
            ),
            models.UniqueConstraint(
                fields=["cluster", "pack"], condition=~Q(state__in=ENDED), name="recognition_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number


class YearlyReport(Record):
    """What a recognised cluster reports of a year, by a day where that is known."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)
    words = models.TextField(blank=True)
    next_year = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=ReportState, default=ReportState.OWED)
    handed_in_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    hand_back_reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["recognition", "year"], name="yearly_report_once"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="yearly_report_state"),
            models.CheckConstraint(
                condition=Q(state=ReportState.OWED) | Q(handed_in_at__isnull=False) & ~Q(words=""),
                name="yearly_report_handed_in",
            ),
        )

    def __str__(self) -> str:
        """Show recognition and year."""
        return f"{self.recognition} {self.year}"


class ReportableChange(Record):
    """A change that must be reported, or the recognition is lost."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=ChangeKind)
    what = models.TextField()
    happened_on = models.DateField()
    report_by = models.DateField(null=True)
    state = models.CharField(max_length=20, choices=ReportedState, default=ReportedState.NOTED)
    reported_at = models.DateTimeField(null=True)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="reportable_change_kind"),
            models.CheckConstraint(condition=Q(state__in=ReportedState.values), name="reportable_change_state"),
            models.CheckConstraint(
                condition=Q(state=ReportedState.NOTED) | Q(reported_at__isnull=False), name="reportable_change_reported"
            ),
            models.CheckConstraint(condition=~Q(what=""), name="reportable_change_says_what"),
        )

    def __str__(self) -> str:
        """Show the kind."""
        return str(self.get_kind_display())
