"""How a call and a proposal go."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.engines.lifecycle import Lifecycle, Step


class CallKind(models.TextChoices):
    """Kinds of calls."""

    OPEN_CALL = "open_call", _("open call")
    RACE = "race", _("race")


class CallState(models.TextChoices):
    """From draft to end. `opened`: proposals can be read and are checked for form; `in review`: panels at work."""

    DRAFT = "draft", pgettext_lazy("call", "draft")
    PUBLISHED = "published", pgettext_lazy("call", "open for proposals")
    OPENED = "opened", pgettext_lazy("call", "proposals opened")
    IN_REVIEW = "in_review", pgettext_lazy("call", "in review")
    ENDED = "ended", pgettext_lazy("call", "ended")
    CANCELLED = "cancelled", pgettext_lazy("call", "cancelled")


CALL_LIFECYCLE = Lifecycle(
    "call",
    CallState.DRAFT,
    (
        Step("publish", (CallState.DRAFT,), CallState.PUBLISHED, _("Publish")),
        Step("open_proposals", (CallState.PUBLISHED,), CallState.OPENED, _("Open the proposals")),
        Step("finish_form_check", (CallState.OPENED,), CallState.IN_REVIEW, _("Finish the form check")),
        Step("end", (CallState.OPENED, CallState.IN_REVIEW), CallState.ENDED, _("End")),
        Step(
            "cancel",
            (CallState.DRAFT, CallState.PUBLISHED, CallState.OPENED, CallState.IN_REVIEW),
            CallState.CANCELLED,
            _("Cancel"),
        ),
    ),
)


class ProposalState(models.TextChoices):
    """Sealed until opening; then checked for form, corrected once, admitted or rejected."""

    DRAFT = "draft", pgettext_lazy("proposal", "draft")
    SUBMITTED = "submitted", pgettext_lazy("proposal", "submitted by the team")
    STAMPED = "stamped", pgettext_lazy("proposal", "stamped by its unit")
    RECOMMENDED = "recommended", pgettext_lazy("proposal", "recommended")
    OPENED = "opened", pgettext_lazy("proposal", "opened")
    CORRECTING = "correcting", pgettext_lazy("proposal", "to be corrected")
    ADMITTED = "admitted", pgettext_lazy("proposal", "admitted to review")
    REJECTED = "rejected", pgettext_lazy("proposal", "rejected in the form check")
    MISSED = "missed", pgettext_lazy("proposal", "not complete in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")


PROPOSAL_LIFECYCLE = Lifecycle(
    "proposal",
    ProposalState.DRAFT,
    (
        Step("submit", (ProposalState.DRAFT,), ProposalState.SUBMITTED, _("Submit")),
        Step("stamp", (ProposalState.SUBMITTED,), ProposalState.STAMPED, _("Stamp")),
        Step("recommend", (ProposalState.STAMPED,), ProposalState.RECOMMENDED, _("Recommend")),
        Step(
            "hand_back",
            (ProposalState.SUBMITTED, ProposalState.STAMPED),
            ProposalState.DRAFT,
            _("Hand back to the team"),
        ),
        Step(
            "take_back",
            (ProposalState.SUBMITTED, ProposalState.STAMPED, ProposalState.RECOMMENDED),
            ProposalState.DRAFT,
            _("Take back to edit"),
        ),
        Step(
            "withdraw",
            (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.STAMPED, ProposalState.RECOMMENDED),
            ProposalState.WITHDRAWN,
            _("Withdraw"),
        ),
        Step(
            "open",
            (ProposalState.SUBMITTED, ProposalState.STAMPED, ProposalState.RECOMMENDED),
            ProposalState.OPENED,
            pgettext_lazy("proposals", "Open"),
        ),
        Step(
            "miss",
            (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.STAMPED, ProposalState.RECOMMENDED),
            ProposalState.MISSED,
            _("Not complete in time"),
        ),
        Step("ask_correction", (ProposalState.OPENED,), ProposalState.CORRECTING, _("Ask for a correction")),
        Step("correct", (ProposalState.CORRECTING,), ProposalState.OPENED, _("Hand in the correction")),
        Step("admit", (ProposalState.OPENED,), ProposalState.ADMITTED, _("Admit to review")),
        Step(
            "reject", (ProposalState.OPENED, ProposalState.CORRECTING), ProposalState.REJECTED, _("Reject for its form")
        ),
    ),
)

SEALED_STATES = (
    ProposalState.DRAFT,
    ProposalState.SUBMITTED,
    ProposalState.STAMPED,
    ProposalState.RECOMMENDED,
    ProposalState.MISSED,
    ProposalState.WITHDRAWN,
)


UNSEALED_STATES = (
    ProposalState.OPENED,
    ProposalState.CORRECTING,
    ProposalState.ADMITTED,
    ProposalState.REJECTED,
)


class Consent(models.TextChoices):
    """A partner's answer."""

    ASKED = "asked", pgettext_lazy("consent", "asked")
    GIVEN = "given", pgettext_lazy("consent", "given")
    REFUSED = "refused", pgettext_lazy("consent", "refused")


class StampKind(models.TextChoices):
    """Who stamps an application on its way."""

    OWN_UNIT = "own_unit", _("own unit")
    RECOMMENDING_UNIT = "recommending_unit", _("recommending unit")


class LetterKind(models.TextChoices):
    """Whose promise a commitment letter is."""

    LEADER = "leader", _("team leader's commitment")
    UNIT = "unit", _("unit's commitment")


class FormReason(models.TextChoices):
    """The listed reasons of a form check: completeness only, never substance."""

    STAMP_MISSING = "stamp_missing", _("a stamp is missing or unreadable")
    LETTER_MISSING = "letter_missing", _("a commitment letter is missing")
    ATTACHMENT_MISSING = "attachment_missing", _("a required attachment is missing")
    ATTACHMENT_UNREADABLE = "attachment_unreadable", _("an attachment cannot be read")
    PARTNER_NOT_CONSENTED = "partner_not_consented", _("a partner has not consented")
    PARTNERS_TOO_MANY = "partners_too_many", _("there are more partners than allowed")
    OWNER_LEADS = "owner_leads", _("the need's owner leads the team")
    UNIT_TWICE = "unit_twice", _("the unit leads another proposal of this call")
    CREDIT_MARK = "credit_mark", _("a credit mark stands against a team member")
    NOT_ELIGIBLE = "not_eligible", _("a condition for bidders is not met")


class FormResult(models.TextChoices):
    """What a form check came to."""

    ADMITTED = "admitted", pgettext_lazy("form check", "complete")
    TO_CORRECT = "to_correct", pgettext_lazy("form check", "to be corrected")
    REJECTED = "rejected", pgettext_lazy("form check", "rejected")


SCHEME_TO_BEGIN_WITH: Final = """\
# 一场赛马的方案：总则在前，每个阶段一段 [[stage]]。 A race: what holds for all of it, then each stage.
code = "race"
teams_most = 3                    # 最多几家同时启动 / most teams that start
keeps = "spent"                   # 淘汰后 paid 全留、spent 留实际支出、nothing 退回 / what the eliminated keep
may_continue = true               # 淘汰后可否自费继续 / may go on at its own cost
ties = ["judge:experts", "lot"]   # 同分依次如何区分，最后是 lot 抽签或 together 并列 / how equal scores are parted
teams_see = "standing"            # nothing, standing, measured
public_sees = "standing"

[[stage]]
key = "sample"
text = { zh = "样件", en = "Sample" }
days = 180                        # 日历日 / calendar days
budget = "100万"                  # 每家，元 / yuan a team
keep = 2                          # 至多几家进入下一阶段 / how many go on
remedy_days = 7                   # 未达标后整改期 / days to mend
[[stage.indicator]]
key = "leak"
text = { zh = "泄漏量", en = "Leakage" }
unit = "mL/min"
at_most = "0.5"                   # at_least, more_than, at_most, less_than
[[stage.judge]]
who = "experts"                   # experts, demander, department
weight = 2
[[stage.judge]]
who = "demander"
weight = 1

[[stage]]
key = "line"
text = { zh = "产线验证", en = "On the line" }
days = 270
budget = "200万"
least_score = 60
remedy_days = 30
[[stage.judge]]
who = "department"

[[grades]]
name = "优秀"
at_least = 85
[[grades]]
name = "良好"
at_least = 60
"""
"""What the editor of a race offers to begin with: every key once, explained."""
