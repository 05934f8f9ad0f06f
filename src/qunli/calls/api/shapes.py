"""What the API of the room takes in and gives out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from qunli.calls.models import Call, CallTopic, DeadlineExtension, Partner, Proposal, TopicIndicator
from qunli.calls.queries import downloads_of
from qunli.calls.states import FormReason, FormResult
from qunli.core.api import FileOut, KeyIn, Moment
from qunli.core.models import Attachment
from qunli.needs.states import Comparator

LONGEST_TEXT = 200_000


class CallOut(Schema):
    """A call in a list."""

    id: int
    number: str
    title: str
    title_en: str
    state: str
    authority: str
    published_at: datetime | None
    team_deadline: datetime | None
    unit_deadline: datetime | None
    recommending_deadline: datetime | None

    @staticmethod
    def resolve_authority(call: Call) -> str:
        """Name who decides."""
        return call.authority.name


class IndicatorOut(Schema):
    """What a taker must reach."""

    id: int
    name: str
    comparator: str
    target: str
    unit: str
    how_measured: str


class TopicOut(Schema):
    """A topic of a call."""

    id: int
    title: str
    title_en: str
    summary: str
    bidder_conditions: str
    poster_money: Decimal
    fiscal_money: Decimal
    wanted_by: date | None
    indicators: list[IndicatorOut]

    @staticmethod
    def resolve_indicators(topic: CallTopic) -> list[TopicIndicator]:
        """List the indicators in their order."""
        return sorted(topic.indicators.all(), key=lambda row: (row.position, row.pk))


class ExtensionOut(Schema):
    """A deadline that was moved to a later one."""

    reason: str
    team_was: datetime | None
    team_now: datetime | None
    unit_was: datetime | None
    unit_now: datetime | None
    recommending_was: datetime | None
    recommending_now: datetime | None
    stated_at: datetime


class WholeCallOut(CallOut):
    """A call with its guide, topics and terms."""

    guide: str
    contact: str
    sequence: list[str]
    required_attachments: list[dict[str, str]]
    terms: dict[str, Any] = Field(description="Each term with value, unit, confidence, source and article.")
    topics: list[TopicOut]
    extensions: list[ExtensionOut]
    files: list[FileOut] = Field(description="Files for applicants.")

    @staticmethod
    def resolve_topics(call: Call) -> list[object]:
        """List the topics in their order."""
        return list(call.topics.all())

    @staticmethod
    def resolve_extensions(call: Call) -> list[DeadlineExtension]:
        """List the extensions, the first one first."""
        return sorted(call.extensions.all(), key=lambda row: row.pk)

    @staticmethod
    def resolve_files(call: Call) -> list[Attachment]:
        """List the files for applicants."""
        return downloads_of(call)


class QuestionOut(Schema):
    """A question with its answer; never who asked."""

    id: int
    text: str
    answer: str
    answered_at: datetime | None


class ProposalOut(Schema):
    """A proposal as somebody reads it who may."""

    id: int
    number: str
    call_id: int
    topic_id: int
    lead: str
    title: str
    leader_name: str
    state: str
    version: int
    asked_money: Decimal
    own_money: Decimal
    submitted_at: datetime | None
    correction_due_on: date | None

    @staticmethod
    def resolve_lead(proposal: Proposal) -> str:
        """Name the lead."""
        return proposal.lead.name


class WholeProposalOut(ProposalOut):
    """A proposal with its text, budget and promises."""

    approach: str
    foundation: str
    schedule: str
    recommending_unit_id: int | None
    budget: list[dict[str, Any]]
    promised: list[dict[str, Any]]


class PartnerOut(Schema):
    """An organization beside the lead, and whether it consents."""

    id: int
    organization_id: int
    organization: str
    part: str
    consent: str

    @staticmethod
    def resolve_organization(partner: Partner) -> str:
        """Name it."""
        return partner.organization.name


class InvitationOut(PartnerOut):
    """What an organization reads before it answers: the cover of a proposal."""

    proposal_id: int
    lead: str
    call_id: int
    topic: str

    @staticmethod
    def resolve_lead(partner: Partner) -> str:
        """Name who asks."""
        return partner.proposal.lead.name

    @staticmethod
    def resolve_call_id(partner: Partner) -> int:
        """Name the call."""
        return partner.proposal.call_id

    @staticmethod
    def resolve_topic(partner: Partner) -> str:
        """Name the topic."""
        return partner.proposal.topic.title


class MissingOut(Schema):
    """One thing that keeps a draft from being handed in."""

    place: str
    words: str


class ReceiptOut(Schema):
    """Proof of what was handed in and when."""

    version: int
    made_at: datetime
    fingerprint: str
    journal_head: str


class LetterOut(Schema):
    """A commitment letter in the words that were signed."""

    kind: str
    words: str
    signed_at: datetime


class StampOut(Schema):
    """A stamp on a version, or its handing back with the reason."""

    kind: str
    version: int
    stamped_at: datetime
    is_handed_back: bool
    reason: str


class FormCheckOut(Schema):
    """A look at the form."""

    result: str
    reasons: list[str]
    note: str
    checked_at: datetime


class BudgetLineIn(Schema):
    """One line of a budget."""

    name: str = Field(min_length=1, max_length=100)
    amount: Decimal = Field(ge=0, max_digits=18, decimal_places=2)
    note: str = Field("", max_length=200)


class PromiseIn(Schema):
    """What is promised for one indicator of the topic."""

    indicator_id: KeyIn
    value: str = Field(max_length=100)


class DraftIn(Schema):
    """What changes in a draft; what is left out stays. `seen_version` guards against overwriting another's text.

    `budget` and `promised` replace the lines that stand.
    """

    seen_version: int = Field(ge=1, le=2**31 - 1)
    title: str | None = Field(None, min_length=1, max_length=200)
    leader_name: str | None = Field(None, min_length=1, max_length=100)
    recommending_unit_id: KeyIn | None = None
    approach: str | None = Field(None, max_length=LONGEST_TEXT)
    foundation: str | None = Field(None, max_length=LONGEST_TEXT)
    schedule: str | None = Field(None, max_length=LONGEST_TEXT)
    asked_money: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    own_money: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    budget: list[BudgetLineIn] | None = Field(None, max_length=200)
    promised: list[PromiseIn] | None = Field(None, max_length=200)


class NewProposalIn(Schema):
    """A team's answer to a topic."""

    lead_id: KeyIn = Field(description="The organization that leads.")
    title: str = Field(min_length=1, max_length=200)
    leader_name: str = Field(min_length=1, max_length=100)


class NewPartnerIn(Schema):
    """Whom to ask as a partner, and for what part."""

    organization_id: KeyIn
    part: str = Field("", max_length=300)


class AnswerAsPartnerIn(Schema):
    """A partner's answer."""

    consents: bool


class WhyIn(Schema):
    """A reason."""

    reason: str = Field(min_length=1, max_length=20_000)


class NoteIn(Schema):
    """A reason that may be left out."""

    reason: str = Field("", max_length=20_000)


class FormCheckIn(Schema):
    """What a look at the form came to; listed reasons for all but admission."""

    result: FormResult
    reasons: list[FormReason] = Field(default_factory=list, max_length=20)
    note: str = Field("", max_length=20_000)


class AskIn(Schema):
    """A question about a call."""

    text: str = Field(min_length=1, max_length=2000)
    asked_by: str = Field("", max_length=200)
    contact: str = Field("", max_length=200)


class AnswerIn(Schema):
    """An answer, public at once."""

    answer: str = Field(min_length=1, max_length=20_000)


class ExtensionIn(Schema):
    """Later deadlines, as far as they move, and the reason that everybody reads."""

    team: Moment | None = None
    unit: Moment | None = None
    recommending: Moment | None = None
    reason: str = Field(min_length=1, max_length=20_000)


class CallIn(Schema):
    """A call as its writer fills it in. `terms` sets what the pack leaves empty, by key."""

    cluster_id: KeyIn
    pack_id: KeyIn
    operator_id: KeyIn
    authority_id: KeyIn
    fee_pack_id: KeyIn | None = None
    title: str = Field(min_length=1, max_length=200)
    title_en: str = Field("", max_length=200)
    guide: str = Field("", max_length=LONGEST_TEXT)
    contact: str = Field("", max_length=300)
    team_deadline: Moment | None = None
    unit_deadline: Moment | None = None
    recommending_deadline: Moment | None = None
    required_attachments: list[str] = Field(default_factory=list, max_length=40)
    terms: dict[str, str | int | float | bool] = Field(default_factory=dict)


class TopicIndicatorIn(Schema):
    """What a topic's taker must reach."""

    name: str = Field(min_length=1, max_length=200)
    comparator: Comparator
    target: str = Field(min_length=1, max_length=100)
    unit: str = Field("", max_length=40)
    how_measured: str = Field("", max_length=300)


class TopicIn(Schema):
    """What the public reads of a topic, and its money."""

    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(min_length=1, max_length=LONGEST_TEXT)
    title_en: str = Field("", max_length=200)
    bidder_conditions: str = Field("", max_length=LONGEST_TEXT)
    poster_money: Decimal = Field(Decimal(0), ge=0, max_digits=18, decimal_places=2)
    fiscal_money: Decimal = Field(Decimal(0), ge=0, max_digits=18, decimal_places=2)
    wanted_by: date | None = None
    indicators: list[TopicIndicatorIn] = Field(default_factory=list, max_length=40)


class NewTopicIn(Schema):
    """An open item of the key-technology list that goes into a draft; without text its public one is taken."""

    item_id: KeyIn
    text: TopicIn | None = None
