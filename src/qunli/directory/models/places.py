"""Jurisdictions, industries, clusters and their members."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from qunli.core.models import Record
from qunli.directory.states import MemberRole, Stream
from qunli.people.models import Party


class Jurisdiction(models.Model):
    """A province, city, district or town, by its GB/T 2260 code; statistical park codes are marked."""

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    level = models.CharField(max_length=30)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    is_statistical = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Industry(models.Model):
    """A row of GB/T 4754-2017."""

    code = models.CharField(primary_key=True, max_length=10)
    name = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="industry_level"),)

    def __str__(self) -> str:
        """Show code and name."""
        return f"{self.code} {self.name}"


class Cluster(Record):
    """A recognized or would-be innovation cluster.

    `recognition` is typed in; once a recognition was given here, it is kept by that and no more typed over.
    """

    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, null=True, related_name="+")
    operator = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    recognition = models.CharField(max_length=300, blank=True)
    recognition_is_kept = models.BooleanField(default=False, db_default=False)
    about = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    founded_on = models.DateField(null=True)

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Segment(Record):
    """A place on the cluster's chain."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="segments")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    stream = models.CharField(max_length=20, choices=Stream)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cluster", "name"], name="segment_once"),
            models.CheckConstraint(condition=Q(stream__in=Stream.values), name="segment_stream"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class TechnologyField(Record):
    """A field of the cluster's key-technology list."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="fields")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["cluster", "name"], name="technology_field_once"),)

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Membership(Record):
    """An organization's membership of a cluster, with its segments and dates; spans of one pair never overlap."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey("Organization", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=MemberRole, default=MemberRole.MEMBER)
    segments = models.ManyToManyField(Segment, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="membership_role"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="membership_order"),
            # Ids are compared as ranges: the embedded server has no btree_gist.
            ExclusionConstraint(
                name="membership_spans_apart",
                expressions=[
                    (
                        Func(F("cluster_id"), F("cluster_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("organization_id"), F("organization_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("since"), F("until"), Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.organization_id} in {self.cluster_id}"
