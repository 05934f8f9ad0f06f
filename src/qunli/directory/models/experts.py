"""Experts and where they have worked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qunli.core.models import Record
from qunli.directory.models.organizations import Organization
from qunli.directory.models.places import Jurisdiction
from qunli.directory.states import ExpertGrade
from qunli.people.models import Party


class Expert(Record):
    """Who reviews: a person's party, with fields, grade and region."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=20, choices=ExpertGrade)
    job_title = models.CharField(max_length=100, blank=True)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, null=True, related_name="+")
    fields = ArrayField(models.CharField(max_length=100), default=list)
    is_available = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    sort_key = models.CharField(max_length=400, db_collation="C")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(grade__in=ExpertGrade.values), name="expert_grade"),)

    def __str__(self) -> str:
        """Show the name."""
        return self.party.name


class ExpertPost(Record):
    """A post an expert holds or held: an employer past or present is a conflict inside the window."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="posts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="expert_post_order"
            ),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.expert_id} at {self.organization_id}"


class Coauthor(Record):
    """Somebody who wrote with an expert: a conflict with a team that has the same person, inside the window."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="coauthors")
    name = models.CharField(max_length=100)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    work = models.CharField(max_length=300)
    year = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["expert", "name", "work"], name="coauthor_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(work=""), name="coauthor_named"),
            models.CheckConstraint(condition=~Q(source=""), name="coauthor_has_a_source"),
            models.CheckConstraint(condition=Q(year=None) | Q(year__gte=1900, year__lte=2200), name="coauthor_year"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name
