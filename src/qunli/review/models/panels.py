"""Panels: who sits, what they judge, how they were drawn, who may not."""

from django.db import models
from django.db.models import F, Q

from qunli.calls.models import Call, Proposal
from qunli.core.models import Record
from qunli.directory.models import Expert
from qunli.people.models import User
from qunli.review.states import (
    PANEL_LIFECYCLE,
    SEAT_LIFECYCLE,
    ConflictKind,
    PanelState,
    SeatOrigin,
    SeatRank,
    SeatState,
)


class Panel(Record):
    """A group of experts with a head, reserves and a group of proposals. `rubric` is the pack's, as it stood.

    On a divided panel each proposal has `members_wanted` judges of its own, by the shares of an adopted assignment; on
    any other every member judges every proposal.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    round = models.PositiveIntegerField(default=1)
    rubric = models.JSONField()
    score_max = models.PositiveIntegerField(default=100)
    is_blind = models.BooleanField(default=False)
    is_divided = models.BooleanField(default=False, db_default=False)
    members_wanted = models.PositiveIntegerField()
    reserves_wanted = models.PositiveIntegerField(default=0)
    meets_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=PanelState, default=PANEL_LIFECYCLE.start)

    NUMBER_PREFIX = "PS"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=PanelState.values), name="panel_state"),
            models.CheckConstraint(condition=Q(members_wanted__gte=1), name="panel_members"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class PanelProposal(Record):
    """A proposal in a panel's group, with its slot for the defence."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="proposals")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    slot_from = models.DateTimeField(null=True)
    slot_to = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["panel", "proposal"], name="panel_proposal_once"),
            models.CheckConstraint(
                condition=Q(slot_from=None, slot_to=None) | Q(slot_to__gt=F("slot_from")), name="panel_slot_order"
            ),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.proposal_id} before {self.panel_id}"


class Seat(Record):
    """An expert on a panel."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=20, choices=SeatRank)
    origin = models.CharField(max_length=20, choices=SeatOrigin)
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, choices=SeatState, default=SEAT_LIFECYCLE.start)
    commitment_signed_at = models.DateTimeField(null=True)
    signed_in_at = models.DateTimeField(null=True)
    left_reason = models.TextField(blank=True)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["panel", "expert"], name="seat_once"),
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(rank=SeatRank.HEAD, state__in=[SeatState.ASKED, SeatState.SERVING]),
                name="seat_one_head",
            ),
            models.CheckConstraint(condition=Q(rank__in=SeatRank.values), name="seat_rank"),
            models.CheckConstraint(condition=Q(state__in=SeatState.values), name="seat_state"),
            models.CheckConstraint(condition=Q(origin__in=SeatOrigin.values), name="seat_origin"),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.expert_id} on {self.panel_id}"

    @property
    def ref_label(self) -> str:
        """Name the panel and the place at its table, and not who sits there."""
        return f"{self.panel.number}/{self.position}"


class Draw(Record):
    """A draw by lot: seed, strata, who was left out before it and why, who was drawn, and the witness."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=100)
    pool = models.JSONField()
    left_out = models.JSONField()
    drawn = models.JSONField()
    witness = models.CharField(max_length=200)
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(witness=""), name="draw_has_a_witness"),)

    def __str__(self) -> str:
        """Show the seed."""
        return self.seed


class Conflict(Record):
    """A fact that keeps an expert from a proposal; the recusal is its consequence."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="conflicts")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ConflictKind)
    fact = models.CharField(max_length=300)
    found_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["panel", "expert", "proposal", "kind"], name="conflict_once"),
            models.CheckConstraint(condition=Q(kind__in=ConflictKind.values), name="conflict_kind"),
        )

    def __str__(self) -> str:
        """Show the fact."""
        return self.fact


class StandIn(Record):
    """A reserve who judges one proposal in the place of a member recused from it, and stays a reserve otherwise."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stands_in")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["seat", "proposal"], name="stand_in_once"),)

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.seat_id} stands in for {self.proposal_id}"


class FurtherRound(Record):
    """A second or later round of review of a call, opened when a decision is sent back."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveIntegerField()
    reason = models.TextField()
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["call", "round"], name="further_round_once"),
            models.CheckConstraint(condition=Q(round__gte=2), name="further_round_is_a_later_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="further_round_has_a_reason"),
        )

    def __str__(self) -> str:
        """Show call and number."""
        return f"{self.call_id} round {self.round}"
