"""What a pack is about, and how sure a rule is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PackKind(models.TextChoices):
    """What a rule pack governs."""

    OPEN_CALL = "open call", _("open call")
    EXPERT_FEES = "expert fees", _("expert fees")


class Confidence(models.TextChoices):
    """How sure we are of a rule."""

    SOURCED = "sourced", pgettext_lazy("confidence", "read in a source")
    SECONDARY = "secondary", pgettext_lazy("confidence", "read in a secondary source")
    UNVERIFIED = "unverified", pgettext_lazy("confidence", "not verified")
    EMPTY = "empty", pgettext_lazy("confidence", "not found")


class CallStep(models.TextChoices):
    """The steps that a pack puts into sequence."""

    BID = "bid", _("bid")
    FORM_CHECK = "form_check", _("form check")
    MEETING = "meeting", _("meeting of poster and taker")
    TECHNICAL_CONTRACT = "technical_contract", _("technical contract")
    PANEL_REVIEW = "panel_review", _("panel review")
    SITE_VISIT = "site_visit", _("site visit")
    DECISION = "decision", _("decision")
    PUBLICITY = "publicity", _("publicity")
    APPROVAL = "approval", _("approval")
    TASK_BOOK = "task_book", _("task book")
