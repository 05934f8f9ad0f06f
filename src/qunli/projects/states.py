"""How a project, its task book, milestones, payments, changes and transfers go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.states import Tone
from qunli.engines.lifecycle import Lifecycle, Step


class ProjectState(models.TextChoices):
    """Prepared until the task book is signed; running; then one of four ends."""

    PREPARING = "preparing", pgettext_lazy("project", "task book being prepared")
    RUNNING = "running", pgettext_lazy("project", "running")
    CONCLUDED = "concluded", pgettext_lazy("project", "concluded")
    TERMINATED = "terminated", pgettext_lazy("project", "terminated")
    REVOKED = "revoked", pgettext_lazy("project", "revoked")


PROJECT_LIFECYCLE = Lifecycle(
    "project",
    ProjectState.PREPARING,
    (
        Step("start", (ProjectState.PREPARING,), ProjectState.RUNNING, _("Start")),
        Step("conclude", (ProjectState.RUNNING,), ProjectState.CONCLUDED, pgettext_lazy("project", "Conclude")),
        Step("terminate", (ProjectState.PREPARING, ProjectState.RUNNING), ProjectState.TERMINATED, _("Terminate")),
        Step("revoke", (ProjectState.PREPARING, ProjectState.RUNNING), ProjectState.REVOKED, _("Revoke")),
    ),
)


class TaskBookState(models.TextChoices):
    """Drafted, signed by the lead, signed by the authority; replaced by the next version."""

    DRAFT = "draft", pgettext_lazy("task book", "draft")
    SIGNED_BY_LEAD = "signed_by_lead", pgettext_lazy("task book", "signed by the lead")
    IN_FORCE = "in_force", pgettext_lazy("task book", "in force")
    REPLACED = "replaced", pgettext_lazy("task book", "replaced")


TASK_BOOK_LIFECYCLE = Lifecycle(
    "task book",
    TaskBookState.DRAFT,
    (
        Step("sign_as_lead", (TaskBookState.DRAFT,), TaskBookState.SIGNED_BY_LEAD, _("Sign as lead")),
        Step("hand_back", (TaskBookState.SIGNED_BY_LEAD,), TaskBookState.DRAFT, _("Hand back")),
        Step("sign_as_authority", (TaskBookState.SIGNED_BY_LEAD,), TaskBookState.IN_FORCE, _("Sign as authority")),
        Step("replace", (TaskBookState.IN_FORCE,), TaskBookState.REPLACED, _("Replace")),
    ),
)


class ContractState(models.TextChoices):
    """Between poster and taker: both sign."""

    DRAFT = "draft", pgettext_lazy("technical contract", "draft")
    SIGNED = "signed", pgettext_lazy("technical contract", "signed by both")


CONTRACT_LIFECYCLE = Lifecycle(
    "technical contract",
    ContractState.DRAFT,
    (Step("sign", (ContractState.DRAFT,), ContractState.SIGNED, _("Sign")),),
)


class MilestoneState(models.TextChoices):
    """A dated promise: reported, accepted, or remedied inside its window."""

    PLANNED = "planned", pgettext_lazy("milestone", "planned")
    REPORTED = "reported", pgettext_lazy("milestone", "reported")
    REMEDY = "remedy", pgettext_lazy("milestone", "to be remedied")
    ACCEPTED = "accepted", pgettext_lazy("milestone", "accepted")
    FAILED = "failed", pgettext_lazy("milestone", "failed")
    DROPPED = "dropped", pgettext_lazy("milestone", "dropped")


MILESTONE_LIFECYCLE = Lifecycle(
    "milestone",
    MilestoneState.PLANNED,
    (
        Step("report", (MilestoneState.PLANNED, MilestoneState.REMEDY), MilestoneState.REPORTED, _("Report")),
        Step("accept", (MilestoneState.REPORTED,), MilestoneState.ACCEPTED, pgettext_lazy("milestone", "Accept")),
        Step("ask_remedy", (MilestoneState.REPORTED,), MilestoneState.REMEDY, _("Ask for a remedy")),
        Step("fail", (MilestoneState.REPORTED, MilestoneState.REMEDY), MilestoneState.FAILED, _("Fail")),
        Step(
            "remedy_unreported",
            (MilestoneState.PLANNED,),
            MilestoneState.REMEDY,
            _("Give time for what is not reported"),
        ),
        Step("fail_unreported", (MilestoneState.PLANNED,), MilestoneState.FAILED, _("Fail what is not reported")),
        Step("accept_by_correction", (MilestoneState.FAILED,), MilestoneState.ACCEPTED, _("Accept by a correction")),
        Step("fail_by_correction", (MilestoneState.ACCEPTED,), MilestoneState.FAILED, _("Fail by a correction")),
        Step(
            "drop",
            (MilestoneState.PLANNED, MilestoneState.REPORTED, MilestoneState.REMEDY),
            MilestoneState.DROPPED,
            _("Drop"),
        ),
    ),
)


class Stream(models.TextChoices):
    """Where money comes from; streams are kept apart."""

    POSTER = "poster", _("poster's contract payment")
    PRE_SUBSIDY = "pre_subsidy", _("fiscal pre-subsidy")
    POST_SUBSIDY = "post_subsidy", _("fiscal post-subsidy")
    MATCH = "match", pgettext_lazy("stream", "matching funds")
    OWN = "own", _("own funds")


FISCAL_STREAMS = (Stream.PRE_SUBSIDY, Stream.POST_SUBSIDY)


class PaymentState(models.TextChoices):
    """Released by two different people, then paid with a proof."""

    PLANNED = "planned", pgettext_lazy("payment", "planned")
    DUE = "due", pgettext_lazy("payment", "due")
    CONFIRMED = "confirmed", pgettext_lazy("payment", "confirmed by one")
    RELEASED = "released", pgettext_lazy("payment", "released by two")
    PAID = "paid", pgettext_lazy("payment", "paid")
    CANCELLED = "cancelled", pgettext_lazy("payment", "cancelled")


PAYMENT_LIFECYCLE = Lifecycle(
    "payment",
    PaymentState.PLANNED,
    (
        Step("fall_due", (PaymentState.PLANNED,), PaymentState.DUE, _("Fall due")),
        Step("confirm", (PaymentState.DUE,), PaymentState.CONFIRMED, _("Confirm")),
        Step("hold", (PaymentState.CONFIRMED, PaymentState.RELEASED), PaymentState.DUE, _("Hold back")),
        Step("release", (PaymentState.CONFIRMED,), PaymentState.RELEASED, _("Release")),
        Step("pay", (PaymentState.RELEASED,), PaymentState.PAID, _("Note as paid")),
        Step(
            "cancel",
            (PaymentState.PLANNED, PaymentState.DUE, PaymentState.CONFIRMED, PaymentState.RELEASED),
            PaymentState.CANCELLED,
            _("Cancel"),
        ),
    ),
)


class RuleState(models.TextChoices):
    """What became of holding a plan against a rule of the pack."""

    MET = "met", pgettext_lazy("rule", "met")
    UNMET = "unmet", pgettext_lazy("rule", "unmet")
    UNKNOWN = "unknown", pgettext_lazy("rule", "unknown")
    NOT_ASKED = "not_asked", pgettext_lazy("rule", "nothing to test")


class Judgement(models.TextChoices):
    """What a milestone's report comes to."""

    ACCEPT = "accept", pgettext_lazy("milestone", "Accept")
    REMEDY = "remedy", _("Ask for a remedy")
    FAIL = "fail", _("Fail")


class ChangeKind(models.TextChoices):
    """Four different acts."""

    EXTENSION = "extension", _("extension")
    CHANGE = "change", pgettext_lazy("project", "change")
    TERMINATION = "termination", _("termination")
    REVOCATION = "revocation", _("revocation")


class ChangeState(models.TextChoices):
    """Asked for, granted or refused with a reason."""

    ASKED = "asked", pgettext_lazy("change request", "asked for")
    GRANTED = "granted", pgettext_lazy("change request", "granted")
    REFUSED = "refused", pgettext_lazy("change request", "refused")


CHANGE_LIFECYCLE = Lifecycle(
    "change request",
    ChangeState.ASKED,
    (
        Step("grant", (ChangeState.ASKED,), ChangeState.GRANTED, _("Grant")),
        Step("refuse", (ChangeState.ASKED,), ChangeState.REFUSED, _("Refuse")),
    ),
)


class Verdict(models.TextChoices):
    """Final acceptance; honest failure is “concluded” and leaves no credit mark."""

    PASSED = "passed", pgettext_lazy("acceptance", "passed")
    CONCLUDED = "concluded", pgettext_lazy("acceptance", "concluded without passing")
    NOT_PASSED = "not_passed", pgettext_lazy("acceptance", "not passed")


class Grade(models.TextChoices):
    """A grade stands apart from the verdict."""

    EXCELLENT = "excellent", pgettext_lazy("grade", "excellent")
    GOOD = "good", pgettext_lazy("grade", "good")
    FAIR = "fair", pgettext_lazy("grade", "fair")
    POOR = "poor", pgettext_lazy("grade", "poor")


class OutcomeKind(models.TextChoices):
    """What a project brought."""

    PRODUCT = "product", _("product")
    PATENT = "patent", _("patent")
    STANDARD_LED = "standard_led", _("standard, led")
    STANDARD_JOINED = "standard_joined", _("standard, joined")
    PROTOTYPE = "prototype", _("prototype")
    TECHNIQUE = "technique", _("technique")


class IpStatus(models.TextChoices):
    """How far the rights in an outcome have come."""

    NONE = "none", pgettext_lazy("rights", "nothing filed")
    FILED = "filed", pgettext_lazy("rights", "filed")
    GRANTED = "granted", pgettext_lazy("rights", "granted")
    SECRET = "secret", pgettext_lazy("rights", "kept as know-how")


TRL_NAMES = {
    1: _("report"),
    2: _("scheme"),
    3: _("function"),
    4: _("simulation"),
    5: _("first sample"),
    6: _("final sample"),
    7: _("environment"),
    8: _("product"),
    9: _("system"),
}
"""What GB/T 22900 calls its nine levels, as remembered: shown as not verified."""


class TransferKind(models.TextChoices):
    """How an outcome comes into use."""

    LICENCE = "licence", _("licence")
    ASSIGNMENT = "assignment", _("assignment")
    SHARES = "shares", _("invested as shares")
    SELF_USE = "self_use", _("used by its owner")


class TransferState(models.TextChoices):
    """Prepared; on public notice where the pack asks; concluded or given up."""

    PREPARED = "prepared", pgettext_lazy("transfer", "prepared")
    ON_NOTICE = "on_notice", pgettext_lazy("transfer", "on public notice")
    CONCLUDED = "concluded", pgettext_lazy("transfer", "concluded")
    GIVEN_UP = "given_up", pgettext_lazy("transfer", "given up")


TRANSFER_LIFECYCLE = Lifecycle(
    "transfer",
    TransferState.PREPARED,
    (
        Step("post", (TransferState.PREPARED,), TransferState.ON_NOTICE, _("Put the price on public notice")),
        Step(
            "conclude",
            (TransferState.PREPARED, TransferState.ON_NOTICE),
            TransferState.CONCLUDED,
            pgettext_lazy("transfer", "Conclude"),
        ),
        Step("give_up", (TransferState.PREPARED, TransferState.ON_NOTICE), TransferState.GIVEN_UP, _("Give up")),
    ),
)


class RaceState(models.TextChoices):
    """Prepared until the task books are signed; running from gate to gate; over with or without a winner."""

    PREPARING = "preparing", pgettext_lazy("race", "task books being signed")
    RUNNING = "running", pgettext_lazy("race", "running")
    FINISHED = "finished", pgettext_lazy("race", "finished")
    WITHOUT_WINNER = "without_winner", pgettext_lazy("race", "ended without a winner")


RACE_LIFECYCLE = Lifecycle(
    "race",
    RaceState.PREPARING,
    (
        Step("start", (RaceState.PREPARING,), RaceState.RUNNING, _("Start")),
        Step("finish", (RaceState.RUNNING,), RaceState.FINISHED, pgettext_lazy("race", "Finish")),
        Step(
            "end_without_winner",
            (RaceState.PREPARING, RaceState.RUNNING),
            RaceState.WITHOUT_WINNER,
            _("End without a winner"),
        ),
        Step("reopen", (RaceState.FINISHED, RaceState.WITHOUT_WINNER), RaceState.RUNNING, _("Open again")),
    ),
)


class LaneState(models.TextChoices):
    """A team runs until it is out, left or through the last gate; one that is out may go on at its own cost."""

    RUNNING = "running", pgettext_lazy("lane", "in the race")
    OUT = "out", pgettext_lazy("lane", "eliminated")
    OWN_COST = "own_cost", pgettext_lazy("lane", "goes on at its own cost")
    LEFT = "left", pgettext_lazy("lane", "left the race")
    THROUGH = "through", pgettext_lazy("lane", "passed the last gate")


LANE_LIFECYCLE = Lifecycle(
    "lane",
    LaneState.RUNNING,
    (
        Step("eliminate", (LaneState.RUNNING, LaneState.THROUGH), LaneState.OUT, _("Eliminate")),
        Step("go_on", (LaneState.OUT,), LaneState.OWN_COST, _("Go on at its own cost")),
        Step("leave", (LaneState.RUNNING,), LaneState.LEFT, _("Leave the race")),
        Step("pass_the_last_gate", (LaneState.RUNNING,), LaneState.THROUGH, _("Pass the last gate")),
        Step("reinstate", (LaneState.OUT, LaneState.OWN_COST), LaneState.RUNNING, _("Take back into the race")),
    ),
)

LANE_TONES = {
    LaneState.RUNNING: Tone.OPEN,
    LaneState.OUT: Tone.WRONG,
    LaneState.OWN_COST: Tone.QUIET,
    LaneState.LEFT: Tone.QUIET,
    LaneState.THROUGH: Tone.GOOD,
}


class LeftBy(models.TextChoices):
    """How a team leaves between the gates."""

    WITHDREW = "withdrew", pgettext_lazy("lane", "withdrew")
    DISQUALIFIED = "disqualified", pgettext_lazy("lane", "disqualified")
    MERGED = "merged", pgettext_lazy("lane", "merged with another team")


class ScoredBy(models.TextChoices):
    """Who scores at a gate, where the scheme names them."""

    EXPERTS = "experts", _("experts")
    DEMANDER = "demander", _("the demander")
    DEPARTMENT = "department", _("the department in charge")


class StageDecisionState(models.TextChoices):
    """Proposed from the gate's rulings, decided by the authority, in force at once or after its notice."""

    PROPOSED = "proposed", pgettext_lazy("stage decision", "proposed")
    DECIDED = "decided", pgettext_lazy("stage decision", "decided")
    IN_FORCE = "in_force", pgettext_lazy("stage decision", "in force")
    SET_ASIDE = "set_aside", pgettext_lazy("stage decision", "set aside")
    CORRECTED = "corrected", pgettext_lazy("stage decision", "corrected")


STAGE_DECISION_LIFECYCLE = Lifecycle(
    "stage decision",
    StageDecisionState.PROPOSED,
    (
        Step("decide", (StageDecisionState.PROPOSED,), StageDecisionState.DECIDED, _("Decide")),
        Step("put_in_force", (StageDecisionState.DECIDED,), StageDecisionState.IN_FORCE, _("Put in force")),
        Step(
            "set_aside",
            (StageDecisionState.PROPOSED, StageDecisionState.DECIDED),
            StageDecisionState.SET_ASIDE,
            _("Set aside"),
        ),
        Step("correct", (StageDecisionState.IN_FORCE,), StageDecisionState.CORRECTED, _("Correct")),
    ),
)
