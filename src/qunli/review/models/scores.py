"""Score sheets, the panel's opinion, and fees."""

from django.db import models
from django.db.models import Q

from qunli.calls.models import Proposal
from qunli.core.models import MoneyField, Record
from qunli.review.models.panels import Panel, Seat
from qunli.review.states import SHEET_LIFECYCLE, SheetState


class ScoreSheet(Record):
    """One expert's scores of one proposal: points by criterion, and why. Total on the panel's scale."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sheets")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    reason = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=SheetState, default=SHEET_LIFECYCLE.start)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["seat", "proposal"], name="score_sheet_once"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="score_sheet_state"),
            models.CheckConstraint(
                condition=~Q(state=SheetState.GIVEN) | Q(given_at__isnull=False, total__isnull=False) & ~Q(reason=""),
                name="score_sheet_given_is_whole",
            ),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.seat_id} on {self.proposal_id}"

    @property
    def ref_label(self) -> str:
        """Name the seat and what was judged."""
        return f"{self.seat.ref_label} {self.proposal.number}"


class Opinion(Record):
    """The panel's opinion, gathered by its head; signing is for one version."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="opinions")
    version = models.PositiveIntegerField()
    text = models.TextField()
    ranking = models.JSONField()
    written_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["panel", "version"], name="opinion_version_once"),)

    def __str__(self) -> str:
        """Show the version."""
        return f"v{self.version}"


class Signature(Record):
    """A panel member's signature under one version of the opinion, with a dissent if there is one."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="signatures")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    dissent = models.TextField(blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["opinion", "seat"], name="signature_once"),)

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.seat_id} under {self.opinion_id}"


class ExpertFee(Record):
    """What an expert is paid for a panel, with how it was computed."""

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="fee")
    days = models.DecimalField(max_digits=4, decimal_places=1)
    by_letter = models.BooleanField(default=False)
    amount = MoneyField()
    basis = models.JSONField()
    stated_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="expert_fee_amount"),
            models.CheckConstraint(condition=Q(days__gt=0), name="expert_fee_days"),
            models.CheckConstraint(condition=Q(paid_at=None) | ~Q(proof=""), name="expert_fee_paid_has_a_proof"),
        )

    def __str__(self) -> str:
        """Show the amount."""
        return str(self.amount)
