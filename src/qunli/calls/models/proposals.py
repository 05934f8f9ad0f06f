"""Proposals: versions, partners, stamps, letters, and the form check."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from qunli.calls.models.calls import Call, CallTopic
from qunli.calls.states import (
    PROPOSAL_LIFECYCLE,
    Consent,
    FormReason,
    FormResult,
    LetterKind,
    ProposalState,
    StampKind,
)
from qunli.core.models import MoneyField, Record
from qunli.directory.models import Organization
from qunli.people.models import Party, User


class Proposal(Record):
    """A team's answer to a topic of a call. Sealed until the call's opening."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="proposals")
    topic = models.ForeignKey(CallTopic, on_delete=models.PROTECT, related_name="proposals")
    lead = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    recommending_unit = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    leader_name = models.CharField(max_length=100)
    leader_party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    approach = models.TextField(blank=True)
    foundation = models.TextField(blank=True)
    schedule = models.TextField(blank=True)
    asked_money = MoneyField(default=0)
    own_money = MoneyField(default=0)
    budget = models.JSONField(default=list)
    promised = models.JSONField(default=list)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    corrections = models.PositiveIntegerField(default=0)
    correction_due_on = models.DateField(null=True)
    state = models.CharField(max_length=20, choices=ProposalState, default=PROPOSAL_LIFECYCLE.start)

    NUMBER_PREFIX = "FA"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state"),
            models.CheckConstraint(condition=Q(asked_money__gte=0) & Q(own_money__gte=0), name="proposal_money"),
            models.CheckConstraint(
                condition=Q(state__in=[ProposalState.DRAFT, ProposalState.MISSED, ProposalState.WITHDRAWN])
                | Q(submitted_at__isnull=False),
                name="proposal_submitted_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["topic", "lead"],
                condition=~Q(state=ProposalState.WITHDRAWN),
                name="proposal_once_per_lead_and_topic",
            ),
        )
        indexes = (models.Index(fields=["call", "state", "id"], name="proposal_by_state"),)

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class ProposalVersion(Record):
    """What was submitted, word for word, with its fingerprint and the journal's head as the receipt."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(max_length=100, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["proposal", "version"], name="proposal_version_once"),)

    def __str__(self) -> str:
        """Show the version."""
        return f"{self.proposal_id} v{self.version}"


class Partner(Record):
    """An organization beside the lead; it must consent."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="partners")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=300, blank=True)
    consent = models.CharField(max_length=20, choices=Consent, default=Consent.ASKED)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["proposal", "organization"], name="partner_once"),
            models.CheckConstraint(condition=Q(consent__in=Consent.values), name="partner_consent"),
            models.CheckConstraint(
                condition=Q(consent=Consent.ASKED, answered_at=None)
                | ~Q(consent=Consent.ASKED) & Q(answered_at__isnull=False),
                name="partner_answered_paired",
            ),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.organization_id} in {self.proposal_id}"


class Stamp(Record):
    """An own or recommending unit's stamp on one version, or its handing back with a reason."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="stamps")
    kind = models.CharField(max_length=20, choices=StampKind)
    version = models.PositiveIntegerField()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    stamped_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stamped_at = models.DateTimeField()
    is_handed_back = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=StampKind.values), name="stamp_kind"),
            models.UniqueConstraint(
                fields=["proposal", "kind", "version"], condition=Q(is_handed_back=False), name="stamp_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(is_handed_back=False) | ~Q(reason=""), name="stamp_handed_back_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        """Show the kind."""
        return self.get_kind_display()


class CommitmentLetter(Record):
    """A signed promise of a leader or a unit, its words kept as they were signed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20, choices=LetterKind)
    words = models.TextField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["proposal", "kind"], name="letter_once"),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind"),
        )

    def __str__(self) -> str:
        """Show the kind."""
        return self.get_kind_display()


class FormCheck(Record):
    """One look at a proposal's completeness, with listed reasons; nobody's when a date passed uncorrected."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="form_checks")
    result = models.CharField(max_length=20, choices=FormResult)
    reasons = ArrayField(models.CharField(max_length=40, choices=FormReason), default=list)
    note = models.TextField(blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(result__in=FormResult.values), name="form_check_result"),
            models.CheckConstraint(
                condition=Q(result=FormResult.ADMITTED) | ~Q(reasons=[]), name="form_check_has_reasons"
            ),
        )

    def __str__(self) -> str:
        """Show the result."""
        return self.get_result_display()

    @property
    def reason_words(self) -> list[str]:
        """The listed reasons in the reader's words."""
        return [str(FormReason(reason).label) for reason in self.reasons]
