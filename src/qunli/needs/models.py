"""Collection notices, needs, advice on them, and the key-technology list."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from qunli.core.models import MoneyField, Record
from qunli.directory.models import Cluster, Organization, SheetImport, TechnologyField
from qunli.directory.states import ImportState
from qunli.needs.states import (
    COLLECTION_LIFECYCLE,
    ITEM_LIFECYCLE,
    NEED_LIFECYCLE,
    CollectionState,
    Comparator,
    IpTerms,
    ItemState,
    NeedState,
)
from qunli.people.models import Party, User


class CollectionNotice(Record):
    """An invitation to state needs, from a day to a day."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    text = models.TextField()
    closes_at = models.DateTimeField()
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=CollectionState, default=COLLECTION_LIFECYCLE.start)

    NUMBER_PREFIX = "ZJ"

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(state__in=CollectionState.values), name="collection_state"),)

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Need(Record):
    """A hard technical problem as an organization states it.

    Confidential needs are seen only by those entitled; their number is all that the journal shows.
    `recommending_unit` is whom the organization asks for a recommendation, `recommended_by` who gave it.
    One written down at the terminal has nobody in
    `stated_by`. `version` counts changes, so that a second person's change is not lost; `bigrams` is for searching.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    collection = models.ForeignKey(CollectionNotice, on_delete=models.PROTECT, null=True, related_name="needs")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    field = models.ForeignKey(TechnologyField, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    problem = models.TextField()
    beyond_own_means = models.TextField(blank=True)
    wanted_by = models.DateField(null=True)
    ip_terms = models.CharField(max_length=20, choices=IpTerms, default=IpTerms.AGREED)
    budget = MoneyField(null=True)
    bidder_conditions = models.TextField(blank=True)
    is_confidential = models.BooleanField(default=False)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    recommending_unit = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    recommended_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    recommended_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_needs")
    merge_reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=NeedState, default=NEED_LIFECYCLE.start)
    version = models.PositiveIntegerField(default=1)
    bigrams = models.TextField(blank=True)

    NUMBER_PREFIX = "XQ"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=NeedState.values), name="need_state"),
            models.CheckConstraint(condition=Q(ip_terms__in=IpTerms.values), name="need_ip_terms"),
            models.CheckConstraint(condition=Q(budget=None) | Q(budget__gte=0), name="need_budget"),
            models.CheckConstraint(
                condition=Q(state=NeedState.MERGED, merged_into__isnull=False)
                | ~Q(state=NeedState.MERGED) & Q(merged_into=None),
                name="need_merged_paired",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="need_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=~Q(state=NeedState.RETURNED) | ~Q(return_reason=""), name="need_returned_with_a_reason"
            ),
        )
        indexes = (
            models.Index(fields=["cluster", "state", "-id"], name="need_by_state"),
            # Without fastupdate: words that wait to be sorted in make PostgreSQL read every need for each word instead.
            GinIndex(Func(F("bigrams"), Value(" "), function="string_to_array"), fastupdate=False, name="need_terms"),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class NeedIndicator(models.Model):
    """A core indicator: what must be reached and how it is measured."""

    id = models.BigAutoField(primary_key=True)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    comparator = models.CharField(max_length=10, choices=Comparator)
    target = models.CharField(max_length=100)
    unit = models.CharField(max_length=40, blank=True)
    how_measured = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(comparator__in=Comparator.values), name="need_indicator_comparator"),
        )

    def __str__(self) -> str:
        """Show name and target."""
        return f"{self.name} {self.get_comparator_display()} {self.target} {self.unit}".strip()


class NeedAdvice(Record):
    """An expert's sharpening of a need (凝练), asked for by the operator.

    Once taken, `problem_before` holds the words that it replaced, so that taking it can be undone.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="advice")
    expert = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    sharper_problem = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    problem_before = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["need", "expert"], name="need_advice_once"),
            models.CheckConstraint(condition=Q(given_at=None) | ~Q(text=""), name="need_advice_given_has_a_text"),
        )

    def __str__(self) -> str:
        """Show the need's number."""
        return f"advice on {self.need_id}"


class KeyTechnologyList(Record):
    """A cluster's ordered list of needs by field."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    stated_at = models.DateTimeField()

    NUMBER_PREFIX = "QD"

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class ListItem(Record):
    """One item: what the public may read of a need, once checked before publication."""

    key_list = models.ForeignKey(KeyTechnologyList, on_delete=models.PROTECT, related_name="items")
    need = models.OneToOneField(Need, on_delete=models.PROTECT, related_name="item")
    field = models.ForeignKey(TechnologyField, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    public_title = models.CharField(max_length=200)
    public_title_en = models.CharField(max_length=200, blank=True)
    public_summary = models.TextField(blank=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    stated_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=ItemState, default=ITEM_LIFECYCLE.start)

    NUMBER_PREFIX = "GJ"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="list_item_state"),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="list_item_checked_paired",
            ),
        )
        indexes = (models.Index(fields=["key_list", "field", "position"], name="list_item_order"),)

    def __str__(self) -> str:
        """Show the public title."""
        return self.public_title


class NeedsImport(SheetImport):
    """A sheet of stated needs; once it is entered or discarded its rows are forgotten."""

    NUMBER_PREFIX = "XD"

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(state__in=ImportState.values), name="needs_import_state"),)
