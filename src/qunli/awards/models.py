"""Decisions and awards."""

from django.db import models
from django.db.models import F, Q

from qunli.awards.states import DECISION_LIFECYCLE, STANDING_TONES, DecisionState, Standing
from qunli.calls.models import Call, CallTopic, Proposal
from qunli.core.models import MoneyField, Record
from qunli.core.states import Tone
from qunli.people.models import User
from qunli.publicity.models import PublicNotice


class Decision(Record):
    """The authority's collective decision on a call: meeting-record number, then the approval's document number."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveIntegerField(default=1)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    meeting_record = models.CharField(max_length=100, blank=True)
    met_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, null=True, related_name="+")
    document_number = models.CharField(max_length=100, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_back_reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=DecisionState, default=DECISION_LIFECYCLE.start)

    NUMBER_PREFIX = "LX"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state"),
            models.UniqueConstraint(
                fields=["call"], condition=~Q(state=DecisionState.SENT_BACK), name="decision_one_in_force_per_call"
            ),
            models.UniqueConstraint(fields=["call", "round"], name="decision_round_once"),
            models.UniqueConstraint(
                fields=["document_number"], condition=~Q(document_number=""), name="decision_document_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DecisionState.RECOMMENDED, DecisionState.SENT_BACK])
                | ~Q(meeting_record="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="decision_decided_is_recorded",
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.APPROVED)
                | ~Q(document_number="")
                & Q(approved_at__isnull=False, approved_by__isnull=False, notice__isnull=False),
                name="decision_approved_is_documented",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("stated_by")),
                name="decision_by_another_than_recommended",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("stated_by")),
                name="decision_approved_by_another_than_recommended",
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.SENT_BACK) | ~Q(sent_back_reason=""),
                name="decision_sent_back_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number


class Award(Record):
    """Where one proposal stands in a decision, with the reason."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="awards")
    topic = models.ForeignKey(CallTopic, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    standing = models.CharField(max_length=20, choices=Standing)
    money = MoneyField(default=0)
    reason = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="award_standing"),
            models.UniqueConstraint(fields=["decision", "proposal"], name="award_once_per_decision"),
            models.UniqueConstraint(
                fields=["decision", "topic"], condition=Q(standing=Standing.WINNER), name="award_one_winner"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="award_has_a_reason"),
            models.CheckConstraint(
                condition=Q(standing=Standing.NOT_CHOSEN, money=0)
                | Q(standing=Standing.FALLEN)
                | Q(standing__in=[Standing.WINNER, Standing.RUNNER, Standing.RESERVE], money__gt=0),
                name="award_money_goes_with_standing",
            ),
        )

    @property
    def standing_tone(self) -> Tone:
        """The tone in which pages show the standing."""
        return STANDING_TONES[Standing(self.standing)]

    def __str__(self) -> str:
        """Show the standing."""
        return self.get_standing_display()
