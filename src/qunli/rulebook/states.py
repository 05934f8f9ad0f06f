"""What a pack is about, and how sure a rule is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.states import Words


class PackKind(models.TextChoices):
    """What a rule pack governs."""

    OPEN_CALL = "open call", _("open call")
    EXPERT_FEES = "expert fees", _("expert fees")
    CLUSTER_STANDARD = "cluster standard", _("standard of clusters")
    ENTERPRISE_TIER = "enterprise tier", _("tier of enterprises")
    SIZE_CLASS = "size class", _("size classes")
    RACE = "race", _("race")
    INSTRUMENTS = "instruments", _("shared instruments")
    VOUCHERS = "vouchers", _("innovation vouchers")


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


UNIT_WORDS = {
    "authority, operator or nobody": pgettext_lazy("unit", "authority, operator or nobody"),
    "个月": pgettext_lazy("unit", "months"),
    "人": pgettext_lazy("unit", "persons"),
    "元": pgettext_lazy("unit", "yuan"),
    "家": pgettext_lazy("unit", "enterprises"),
    "年": pgettext_lazy("unit", "years"),
    "项": pgettext_lazy("unit", "items"),
    "平方公里": pgettext_lazy("unit", "square kilometres"),
    "calendar days": pgettext_lazy("unit", "calendar days"),
    "clusters": pgettext_lazy("unit", "clusters"),
    "month and day": pgettext_lazy("unit", "month and day"),
    "experts": pgettext_lazy("unit", "experts"),
    "hours a year": pgettext_lazy("unit", "hours a year"),
    "months": pgettext_lazy("unit", "months"),
    "organizations": pgettext_lazy("unit", "organizations"),
    "points": pgettext_lazy("unit", "points"),
    "ratio": pgettext_lazy("unit", "ratio"),
    "share": pgettext_lazy("unit", "share"),
    "share of a day": pgettext_lazy("unit", "share of a day"),
    "share of the fiscal money": pgettext_lazy("unit", "share of the fiscal money"),
    "share of the upper end of a day": pgettext_lazy("unit", "share of the upper end of a day"),
    "times": pgettext_lazy("unit", "times"),
    "weight": pgettext_lazy("unit", "weight"),
    "working days": pgettext_lazy("unit", "working days"),
    "years": pgettext_lazy("unit", "years"),
    "yuan": pgettext_lazy("unit", "yuan"),
    "yuan a day, after tax": pgettext_lazy("unit", "yuan a day, after tax"),
}


def unit_words(unit: str) -> Words:
    """Say a pack's unit in the reader's language; a unit that nobody knows is shown as the pack has it."""
    return UNIT_WORDS.get(unit, unit)
