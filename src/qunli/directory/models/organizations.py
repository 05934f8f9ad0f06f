"""Organizations and what is known of them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from qunli.core.models import Record
from qunli.directory.states import OrganizationKind, RelationKind, SizeClass, Tier
from qunli.evidence.models import Confirmation
from qunli.people.models import Party, User


class Organization(Record):
    """Any legal body, one-to-one with a party. `name_key` and `bigrams` are computed when written."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    former_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    kind = models.CharField(max_length=20, choices=OrganizationKind)
    jurisdiction = models.ForeignKey("Jurisdiction", on_delete=models.PROTECT, null=True, related_name="+")
    industry = models.ForeignKey("Industry", on_delete=models.PROTECT, null=True, related_name="+")
    size_class = models.CharField(max_length=10, choices=SizeClass, blank=True)
    founded_on = models.DateField(null=True)
    website = models.URLField(blank=True)
    about = models.TextField(blank=True)
    role_text = models.CharField(max_length=300, blank=True)
    responsible_officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    is_synthetic = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    name_key = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, db_collation="C")
    bigrams = models.TextField(blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["uscc"], condition=~Q(uscc="") & Q(merged_into=None), name="organization_uscc_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=OrganizationKind.values), name="organization_kind"),
            models.CheckConstraint(condition=Q(size_class__in=["", *SizeClass.values]), name="organization_size"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="organization_not_merged_into_itself"
            ),
        )
        indexes = (
            models.Index(fields=["sort_key", "id"], name="organization_sort"),
            models.Index(fields=["name_key"], name="organization_name_key"),
            GinIndex(Func(F("bigrams"), Value(" "), function="string_to_array"), name="organization_terms"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Certification(Record):
    """A tier held: issuer, validity and source."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="certifications")
    tier = models.CharField(max_length=30, choices=Tier)
    issuer = models.CharField(max_length=200, blank=True)
    certificate_number = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="certification_tier"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="certification_validity_order",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="certification_has_a_source"),
        )

    def __str__(self) -> str:
        """Show the tier."""
        return self.get_tier_display()


class Capability(Record):
    """What an organization can do, as it says or as a finished project showed."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="capabilities")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(source=""), name="capability_has_a_source"),)

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Relation(Record):
    """A tie between two organizations, from a day to a day; `about` says what was agreed, where that is known."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="relations")
    other = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="relations_from_others")
    kind = models.CharField(max_length=20, choices=RelationKind)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    about = models.CharField(max_length=200, blank=True, default="", db_default="")
    source = models.CharField(max_length=300)
    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=RelationKind.values), name="relation_kind"),
            models.CheckConstraint(condition=~Q(organization=F("other")), name="relation_not_to_itself"),
            models.CheckConstraint(condition=Q(share=None) | Q(share__gt=0, share__lte=100), name="relation_share"),
            models.CheckConstraint(condition=~Q(source=""), name="relation_has_a_source"),
        )

    def __str__(self) -> str:
        """Show the kind."""
        return self.get_kind_display()


class Contact(Record):
    """A person to call at an organization; a handover ends one and begins the next."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=100)
    job_title = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    handed_over_to = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="contact_order"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class CreditMark(Record):
    """A mark against an organization or a person: gone when expired."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=200)
    article = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    since = models.DateField()
    until = models.DateField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="credit_mark_order"),
            models.CheckConstraint(condition=~Q(source=""), name="credit_mark_has_a_source"),
        )
        indexes = (models.Index(fields=["party", "until"], name="credit_mark_party"),)

    def __str__(self) -> str:
        """Show the issuer."""
        return self.issuer
