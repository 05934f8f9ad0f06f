"""Indicators, figures, events, answers, and assessments as they were made."""

from django.db import models
from django.db.models import Q

from qunli.core.models import PeriodField, Record
from qunli.directory.models import Cluster, Organization
from qunli.evidence.models import Confirmation
from qunli.indicators.states import Bound, EventKind, Occasion, Reach, RuleVerdict
from qunli.people.models import User
from qunli.rulebook.models import RulePack

ONE_SUBJECT = Q(cluster=None, organization__isnull=False) | Q(cluster__isnull=False, organization=None)
"""A record about a cluster or about an organization, never both."""


class Indicator(Record):
    """What can be measured of a cluster or an organization."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    unit = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Figure(Record):
    """A confirmed value of an indicator for a subject, period and scope. No figure without its confirmation.

    The subject is a cluster, whose figures everybody reads, or an organization, whose figures are its own matter.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    value = models.DecimalField(max_digits=24, decimal_places=6)
    bound = models.CharField(max_length=20, choices=Bound, default=Bound.EXACT)
    period = PeriodField(null=True)
    as_of = models.DateField(null=True)
    scope = models.CharField(max_length=60, blank=True)
    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(bound__in=Bound.values), name="figure_bound"),
            models.CheckConstraint(condition=ONE_SUBJECT, name="figure_subject"),
        )

    def __str__(self) -> str:
        """Show the value."""
        return str(self.value)

    @property
    def subject(self) -> Cluster | Organization:
        """Whose figure it is."""
        subject = self.cluster or self.organization
        assert subject is not None  # the database holds exactly one of them  # noqa: S101 - tells the type checker
        return subject


class Event(Record):
    """Something that happened in a cluster, or a first of its kind there. None without its confirmation."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    organizations = models.ManyToManyField(Organization, related_name="+")
    kind = models.CharField(max_length=10, choices=EventKind, default=EventKind.EVENT)
    reach = models.CharField(max_length=10, choices=Reach, blank=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    period = PeriodField(null=True)
    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind"),
            models.CheckConstraint(condition=Q(reach__in=["", *Reach.values]), name="event_reach"),
            models.CheckConstraint(condition=Q(kind=EventKind.FIRST) | Q(reach=""), name="event_reach_is_of_a_first"),
            models.CheckConstraint(condition=~Q(title=""), name="event_title"),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Answer(Record):
    """What a person says of a subject where no figure tells, under the key of a pack's input. The newest counts."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=80)
    period = models.CharField(max_length=24, blank=True)
    value = models.JSONField()
    bound = models.CharField(max_length=20, choices=Bound, default=Bound.EXACT)
    source = models.CharField(max_length=300)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=ONE_SUBJECT, name="answer_subject"),
            models.CheckConstraint(condition=Q(bound__in=Bound.values), name="answer_bound"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(key=""), name="answer_has_a_source"),
        )
        indexes = (
            models.Index(fields=["cluster", "key"], name="answer_cluster"),
            models.Index(fields=["organization", "key"], name="answer_organization"),
        )

    def __str__(self) -> str:
        """Show the key."""
        return self.key


class Assessment(Record):
    """A subject held against one version of a pack at one time.

    `facts` is what the engine was given, `sources` where each statement came from, `result` what it said: with pack
    and facts it can be run again to the same verdicts.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    pack = models.ForeignKey(RulePack, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=10, choices=Occasion, default=Occasion.NEW)
    year = models.PositiveSmallIntegerField(null=True)
    facts = models.JSONField()
    sources = models.JSONField()
    result = models.JSONField()
    verdict = models.CharField(max_length=20, choices=RuleVerdict, blank=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()

    NUMBER_PREFIX = "BD"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=ONE_SUBJECT, name="assessment_subject"),
            models.CheckConstraint(condition=Q(occasion__in=Occasion.values), name="assessment_occasion"),
            models.CheckConstraint(condition=Q(verdict__in=["", *RuleVerdict.values]), name="assessment_verdict"),
        )
        indexes = (
            models.Index(fields=["cluster", "pack"], name="assessment_cluster"),
            models.Index(fields=["organization", "pack"], name="assessment_organization"),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number
