"""What the API takes in and gives out of candidates, wishes and assignments."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from qunli.core.api import KeyIn, Moment
from qunli.review.actions import Hand, Wanted
from qunli.review.models import Assignment, Candidate
from qunli.review.states import AssignmentMethod, BidChoice

LARGEST = 2_000


class CandidateOut(Schema):
    """Who is considered for a panel, and how many proposals they said what of."""

    id: int
    expert_id: int
    expert: str
    bids_until: datetime | None
    commitment_signed_at: datetime | None
    answered_at: datetime | None
    left_at: datetime | None
    want: int = Field(validation_alias="want_count")
    can: int = Field(validation_alias="can_count")
    rather_not: int = Field(validation_alias="rather_not_count")
    conflict: int = Field(validation_alias="conflict_count")

    @staticmethod
    def resolve_expert(candidate: Candidate) -> str:
        """Name the expert."""
        return candidate.expert.party.name


class CandidatesIn(Schema):
    """Experts among whom an assignment may choose; with `bids_until` they are asked for their wishes."""

    expert_ids: list[KeyIn] = Field(min_length=1, max_length=LARGEST)
    bids_until: Moment | None = None


class CandidacyOut(Schema):
    """Where the holder is asked what they would like to judge."""

    id: int
    panel_id: int
    panel: str
    bids_until: datetime | None
    commitment_signed_at: datetime | None
    answered_at: datetime | None

    @staticmethod
    def resolve_panel(candidate: Candidate) -> str:
        """Name the panel."""
        return candidate.panel.name


class WishOut(Schema):
    """A proposal as its candidate may read it, and what was said of it."""

    proposal_id: int
    number: str
    topic: str
    title: str
    team: str
    wish: str = Field(validation_alias="said")
    is_recused: bool


class WishIn(Schema):
    """What the holder says of one proposal; `fact` is what ties them to the team, in a conflict."""

    proposal_id: KeyIn
    wish: BidChoice
    fact: str = Field("", max_length=300)


class WishesIn(Schema):
    """What the holder says; a proposal that is not named keeps what was said of it."""

    wishes: list[WishIn] = Field(min_length=1, max_length=LARGEST)


class PairIn(Schema):
    """One expert for one proposal."""

    proposal_id: KeyIn
    expert_id: KeyIn


class AssignmentIn(Schema):
    """What is asked of an assignment. A draw has seed and witness; `previous_id` is the one that it is to replace."""

    method: AssignmentMethod = AssignmentMethod.TOTAL
    demand: int = Field(ge=1, le=99, description="Judges of each proposal.")
    load_max: int = Field(ge=1, le=9999, description="Most proposals of an expert.")
    load_min: int = Field(0, ge=0, le=9999, description="Least proposals of an expert.")
    bid_share: int = Field(50, ge=0, le=100, description="Weight of wishes beside the fit in words, in percent.")
    apart: bool = Field(default=True, description="Nobody from one institution twice before a proposal.")
    mixed: bool = Field(default=True, description="Not all judges of a proposal from one province.")
    outsider: bool = Field(default=False, description="One judge from outside the province of the lead.")
    seniors: int = Field(0, ge=0, le=99, description="Judges with a senior title, at least.")
    seed: str = Field("", max_length=80)
    witness: str = Field("", max_length=200)
    pinned: list[PairIn] = Field(default_factory=list, max_length=LARGEST)
    forbidden: list[PairIn] = Field(default_factory=list, max_length=LARGEST)
    previous_id: KeyIn | None = None

    @property
    def wanted(self) -> Wanted:
        """The rules."""
        return Wanted(**self.dict(exclude={"pinned", "forbidden", "previous_id"}))

    @property
    def hand(self) -> Hand:
        """The pairs set by hand."""
        return Hand(
            pinned=tuple((one.proposal_id, one.expert_id) for one in self.pinned),
            forbidden=tuple((one.proposal_id, one.expert_id) for one in self.forbidden),
        )


class AssignmentOut(Schema):
    """An assignment, how far it is, and the figures of what was found."""

    id: int
    number: str
    panel_id: int
    method: str
    state: str
    is_repair: bool
    previous_id: int | None
    wanted: dict[str, Any]
    pinned: list[tuple[int, int]]
    forbidden: list[tuple[int, int]]
    seed: str
    witness: str
    cause: str
    found: dict[str, Any]
    asked_at: datetime = Field(validation_alias="stated_at")
    solved_at: datetime | None
    adopted_at: datetime | None


class AssignedPairOut(Schema):
    """One expert for one proposal, and why, in words."""

    proposal_id: int
    expert_id: int
    expert: str
    employer: str
    region: str
    affinity: float
    place: int
    is_pinned: bool
    is_new: bool
    reasons: list[str]


class WholeAssignmentOut(AssignmentOut):
    """An assignment with its pairs, what it changes, and why nothing fits where nothing does."""

    pairs: list[AssignedPairOut]
    added: int
    taken: int
    kept: int
    why: list[str]


def whole(assignment: Assignment) -> dict[str, Any]:
    """Return the fields of an assignment as the API names them."""
    kept = {name: getattr(assignment, name) for name in AssignmentOut.model_fields if name != "asked_at"}
    return {**kept, "stated_at": assignment.stated_at}
