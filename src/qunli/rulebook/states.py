"""What a pack is about, and how sure a rule is."""

from typing import Final

from django.db import models
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words, strung


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


REMARKS: Final = frozenset(
    {
        gettext_noop("10 percent is remembered"),
        gettext_noop("300000 is weakly remembered"),
        gettext_noop("Zhejiang asks by 03-31, Shaanxi by 03-30"),
        gettext_noop("a line of 50 percent is an inference from other provinces"),
        gettext_noop("a little giant is valid for 3"),
        gettext_noop("a notice of Gansu"),
        gettext_noop("a number was looked for, not found"),
        gettext_noop("a value on the boundary takes the higher band"),
        gettext_noop("a working value of ours, read in no notice"),
        gettext_noop("an extract"),
        gettext_noop("as the notices seen count"),
        gettext_noop("chacewang news535042"),
        gettext_noop("compiled from several notices"),
        gettext_noop("each call sets its own"),
        gettext_noop("experts give the points, this is an estimate"),
        gettext_noop("five are usual"),
        gettext_noop("industry association or operating body"),
        gettext_noop("looked for, not found"),
        gettext_noop("no number was read"),
        gettext_noop("one half is weakly remembered"),
        gettext_noop("one secondary source on project changes"),
        gettext_noop(
            "parts of 30, 30, 20 and 20 points read in a source, the cuts of growth in a secondary one, the points"
            " inside a band of growth remembered"
        ),
        gettext_noop("practice"),
        gettext_noop("practice keeps reserves, no number was read"),
        gettext_noop("practice knows about nine, no minimum was read"),
        gettext_noop("read beside the national one"),
        gettext_noop("read in a repost"),
        gettext_noop("read in a repost of the standard's text"),
        gettext_noop("read in a secondary source"),
        gettext_noop("read in secondary sources"),
        gettext_noop("review notices of the ministry"),
        gettext_noop("the national one is 04-30"),
        gettext_noop("the national one is 3"),
        gettext_noop("the points of IP, organisation and growth are an input"),
        gettext_noop("the text names no number"),
        gettext_noop("the text says in time"),
        gettext_noop("the text speaks of benchmarks (基准值)"),
        gettext_noop("the weights of the 13 indicators are not encoded, their score is an input"),
        gettext_noop("their numbers were looked for, not found"),
        gettext_noop("their numbers were not read"),
        gettext_noop("three general items and a direct route"),
        gettext_noop("two secondary sources agree"),
        gettext_noop("whether each year or the last one was not read"),
    }
)
"""What the shipped packs say about their sources, beside naming them."""


def source_words(source: str) -> str:
    """Say where a rule was read in the reader's language; names of documents stay as they are.

    A source is a citation, a remark or both, with a comma between them and a semicolon between several.
    """
    return strung(_remark_in_words(part) for part in source.split("; ")) if source else ""


def _remark_in_words(part: str) -> str:
    if part in REMARKS:
        return gettext(part)
    for mark in (", ", "，"):
        citation, _mark, remark = part.partition(mark)
        if remark in REMARKS:
            return gettext("%(citation)s, %(remark)s") % {"citation": citation, "remark": gettext(remark)}
    return part
