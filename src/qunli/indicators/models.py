"""Indicators and figures."""

from django.db import models
from django.db.models import Q

from qunli.core.models import PeriodField, Record
from qunli.directory.models import Cluster
from qunli.evidence.models import Confirmation
from qunli.indicators.states import Bound


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
    """A confirmed value of an indicator for a subject, period and scope. No figure without its confirmation."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=24, decimal_places=6)
    bound = models.CharField(max_length=20, choices=Bound, default=Bound.EXACT)
    period = PeriodField(null=True)
    as_of = models.DateField(null=True)
    scope = models.CharField(max_length=60, blank=True)
    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(bound__in=Bound.values), name="figure_bound"),)

    def __str__(self) -> str:
        """Show the value."""
        return str(self.value)
