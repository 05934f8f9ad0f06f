"""Who is considered for a panel and would like to judge what; assignments proposed and adopted; shares of a panel."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from qunli.calls.models import Proposal
from qunli.core.models import Record
from qunli.core.states import Tone
from qunli.directory.models import Expert
from qunli.people.models import User
from qunli.review.models.panels import Panel, Seat
from qunli.review.states import ASSIGNMENT_LIFECYCLE, AssignmentMethod, AssignmentState, BidChoice, FailureCause


class Candidate(Record):
    """An expert among whom a panel's assignment chooses; with `bids_until`, one who is asked for wishes."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="candidates")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    bids_until = models.DateTimeField(null=True)
    commitment_signed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["panel", "expert"], name="candidate_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(commitment_signed_at__isnull=False),
                name="candidate_signs_before_answering",
            ),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.expert_id} for {self.panel_id}"

    @property
    def ref_label(self) -> str:
        """Name the panel, and not who is considered for it."""
        return self.panel.number


class Bid(Record):
    """What a candidate said of one proposal."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="bids")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=20, choices=BidChoice)
    said_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["candidate", "proposal"], name="bid_once"),
            models.CheckConstraint(condition=Q(choice__in=BidChoice.values), name="bid_choice"),
        )

    def __str__(self) -> str:
        """Show the choice."""
        return self.get_choice_display()


class Assignment(Record):
    """Who is to judge what on a panel: what was asked, what was found, and what became of it.

    `wanted` holds the rules asked for, `tables` the instance as it was solved (numbers and keys, no words), `found` the
    figures of the answer, or the smallest set of proposals for which there is none.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="assignments")
    method = models.CharField(max_length=20, choices=AssignmentMethod)
    is_repair = models.BooleanField(default=False)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    wanted = models.JSONField()
    pinned = models.JSONField(default=list)
    forbidden = models.JSONField(default=list)
    seed = models.CharField(max_length=100, blank=True)
    witness = models.CharField(max_length=200, blank=True)
    tables = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    cause = models.CharField(max_length=20, choices=FailureCause, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    adopted_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=AssignmentState, default=ASSIGNMENT_LIFECYCLE.start)

    NUMBER_PREFIX = "FP"
    TONES: ClassVar[dict[str, Tone]] = {
        AssignmentState.ASKED: Tone.OPEN,
        AssignmentState.SOLVING: Tone.OPEN,
        AssignmentState.PROPOSED: Tone.WARN,
        AssignmentState.ADOPTED: Tone.GOOD,
        AssignmentState.FAILED: Tone.WRONG,
    }

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=AssignmentState.values), name="assignment_state"),
            models.CheckConstraint(condition=Q(method__in=AssignmentMethod.values), name="assignment_method"),
            models.CheckConstraint(condition=Q(cause__in=["", *FailureCause.values]), name="assignment_cause"),
            models.CheckConstraint(
                condition=~Q(method=AssignmentMethod.DRAW) | ~Q(seed="") & ~Q(witness=""),
                name="assignment_drawn_has_seed_and_witness",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssignmentState.FAILED) | ~Q(cause=""), name="assignment_failed_has_a_cause"
            ),
            models.CheckConstraint(
                condition=Q(previous=None) | ~Q(previous=F("id")), name="assignment_not_after_itself"
            ),
            models.UniqueConstraint(
                fields=["panel"], condition=Q(state=AssignmentState.ADOPTED), name="assignment_adopted_once"
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number

    @property
    def state_tone(self) -> Tone:
        """How the state looks: what waits for a decision is not done yet."""
        return self.TONES.get(self.state, Tone.QUIET)


class AssignedPair(Record):
    """One expert for one proposal in an assignment, and why: fit in words, wish, and the place among all who may."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="pairs")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    affinity = models.FloatField()
    fit = models.FloatField(null=True)
    bid = models.CharField(max_length=20, choices=BidChoice, blank=True)
    place = models.PositiveIntegerField()
    is_pinned = models.BooleanField(default=False)
    terms = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["assignment", "proposal", "expert"], name="assigned_pair_once"),
            models.CheckConstraint(condition=Q(bid__in=["", *BidChoice.values]), name="assigned_pair_bid"),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.expert_id} for {self.proposal_id}"


class Share(Record):
    """A proposal that a seat judges on a divided panel."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="shares")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["seat", "proposal"], name="share_once"),)

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.seat_id} judges {self.proposal_id}"
