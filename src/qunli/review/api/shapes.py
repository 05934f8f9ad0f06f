"""What the API of the room takes in and gives out."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from qunli.core.api import KeyIn, Moment
from qunli.review.models import ExpertFee, Seat, Signature
from qunli.review.states import SeatRank


class PanelOut(Schema):
    """A panel."""

    id: int
    number: str
    name: str
    call_id: int
    round: int
    state: str
    is_blind: bool
    is_divided: bool
    members_wanted: int
    meets_at: datetime | None


class ProgressOut(PanelOut):
    """A panel, its rubric, and how many score sheets are given."""

    reserves_wanted: int
    place: str
    score_max: int
    rubric: list[dict[str, Any]]
    sheets_given: int
    sheets_due: int


class RankedOut(Schema):
    """A proposal's place; the title as the reader may see it."""

    rank: int
    proposal_id: int
    number: str
    title: str
    score: Decimal
    lowest: Decimal
    median: Decimal
    highest: Decimal
    mad: Decimal
    totals: list[Decimal]


class SeatOut(Schema):
    """One's own seat."""

    id: int
    panel: PanelOut
    rank: str
    state: str
    commitment_signed_at: datetime | None
    signed_in_at: datetime | None


class BenchSeatOut(Schema):
    """A seat, as whoever looks at the panel sees it."""

    id: int
    expert_id: int
    expert: str
    rank: str
    origin: str
    state: str
    left_reason: str
    commitment_signed_at: datetime | None
    signed_in_at: datetime | None

    @staticmethod
    def resolve_expert(seat: Seat) -> str:
        """Name the expert."""
        return seat.expert.party.name


class ConflictOut(Schema):
    """A fact that keeps an expert from a proposal."""

    expert_id: int
    proposal_id: int
    kind: str
    fact: str
    found_at: datetime


class DrawOut(Schema):
    """A draw by lot, so that anybody who sees it can repeat it."""

    id: int
    seed: str
    witness: str
    drawn_at: datetime
    pool: Any
    left_out: Any
    drawn: Any


class SlotOut(Schema):
    """A proposal before a panel, and when it is defended."""

    proposal_id: int
    number: str
    position: int
    slot_from: datetime | None
    slot_to: datetime | None


class SignatureOut(Schema):
    """A signature under the opinion, with a dissent where there is one."""

    expert: str
    dissent: str
    signed_at: datetime

    @staticmethod
    def resolve_expert(signature: Signature) -> str:
        """Name who signed."""
        return signature.seat.expert.party.name


class OpinionOut(Schema):
    """The present version of a panel's opinion."""

    version: int
    text: str
    ranking: list[dict[str, Any]]
    written_at: datetime
    signatures: list[SignatureOut]
    still_to_sign: list[str]


class FeeOut(Schema):
    """What an expert is paid, and how it was computed."""

    id: int
    expert: str
    days: Decimal
    by_letter: bool
    amount: Decimal
    basis: dict[str, Any]
    paid_at: datetime | None
    proof: str

    @staticmethod
    def resolve_expert(fee: ExpertFee) -> str:
        """Name the expert."""
        return fee.seat.expert.party.name


class ReadingFileOut(Schema):
    """A file that a judge may open."""

    id: int
    name: str
    size: int
    content_type: str


class ReadingOut(Schema):
    """A proposal as its judge reads it; before a blind panel without any name of the team."""

    proposal_id: int
    number: str
    title: str
    topic: str
    team: list[tuple[str, str]]
    texts: list[tuple[str, str]]
    asked_money: Decimal
    own_money: Decimal
    budget: list[tuple[str, str]]
    promised: list[tuple[str, str]]
    files: list[ReadingFileOut]
    is_blind: bool


class TaskOut(Schema):
    """A proposal that the holder judges, and how far the sheet is."""

    proposal_id: int
    number: str
    title: str
    slot_from: datetime | None
    sheet: str


class SheetOut(Schema):
    """One's own score sheet."""

    proposal_id: int
    points: dict[str, Decimal]
    total: Decimal | None
    reason: str
    state: str
    saved_at: datetime
    given_at: datetime | None


class PanelIn(Schema):
    """A panel to be formed for a group of admitted proposals."""

    name: str = Field(min_length=1, max_length=100)
    proposal_ids: list[KeyIn] = Field(min_length=1, max_length=500)
    members_wanted: int = Field(ge=1, le=99)
    reserves_wanted: int = Field(0, ge=0, le=99)
    is_blind: bool = False
    meets_at: Moment | None = None
    place: str = Field("", max_length=200)


class SeatIn(Schema):
    """Whom to ask by hand, as what."""

    expert_id: KeyIn
    rank: SeatRank = SeatRank.MEMBER


class DrawIn(Schema):
    """A draw before a witness."""

    seed: str = Field(min_length=1, max_length=100)
    witness: str = Field(min_length=1, max_length=200)
    fields: list[str] = Field(default_factory=list, max_length=40)


class SlotIn(Schema):
    """When one proposal is defended."""

    proposal_id: KeyIn
    begins: Moment
    ends: Moment


class SlotsIn(Schema):
    """The defence slots."""

    slots: list[SlotIn] = Field(min_length=1, max_length=500)


class BecauseIn(Schema):
    """A reason."""

    reason: str = Field(min_length=1, max_length=2000)


class FactIn(Schema):
    """What ties the expert to the team; may stay empty."""

    fact: str = Field("", max_length=300)


class SheetIn(Schema):
    """Points by line of the rubric, and why. Saved half-way, anything may be missing."""

    points: dict[str, Decimal | None] = Field(default_factory=dict)
    reason: str = Field("", max_length=10_000)
    give: bool = Field(default=False, description="Give the sheet for good; otherwise it is saved half-way.")


class OpinionIn(Schema):
    """The panel's opinion, gathered by its head."""

    text: str = Field(min_length=1, max_length=20_000)


class SignIn(Schema):
    """A signature, with a dissent where there is one."""

    dissent: str = Field("", max_length=5000)


class FeesIn(Schema):
    """How fees are computed; days may depart for single seats, rates lie inside the pack's range."""

    days: Decimal = Field(gt=0, le=99, max_digits=4, decimal_places=1)
    by_letter: bool = False
    days_of: dict[int, Decimal] = Field(default_factory=dict, description="Seat: days.")
    senior_day: Decimal | None = Field(None, ge=0, max_digits=8, decimal_places=2)
    other_day: Decimal | None = Field(None, ge=0, max_digits=8, decimal_places=2)


class ProofIn(Schema):
    """The number of the proof of payment."""

    proof: str = Field(min_length=1, max_length=200)
