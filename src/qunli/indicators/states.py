"""How a figure is bounded and what it covers."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Bound(models.TextChoices):
    """How exactly a source states a value."""

    EXACT = "exact", pgettext_lazy("bound", "exactly")
    MORE_THAN = "more than", pgettext_lazy("bound", "more than")
    LESS_THAN = "less than", pgettext_lazy("bound", "less than")
    ABOUT = "about", pgettext_lazy("bound", "about")


class Unit(models.TextChoices):
    """What an indicator counts in; money is kept in yuan, shares and rates as ratios."""

    NUMBER = "", pgettext_lazy("unit", "a plain number")
    CNY = "CNY", pgettext_lazy("unit", "yuan")
    SHARE = "share", pgettext_lazy("unit", "a share (per cent)")
    RATE = "rate", pgettext_lazy("unit", "a rate of growth (per cent)")
    ENTERPRISES = "enterprises", pgettext_lazy("unit", "enterprises")
    PEOPLE = "people", pgettext_lazy("unit", "people")
    ITEMS = "items", pgettext_lazy("unit", "items")
    FIELDS = "fields", pgettext_lazy("unit", "fields")
    PATENTS = "patents", pgettext_lazy("unit", "patents")
    STANDARDS = "standards", pgettext_lazy("unit", "standards")


class EventKind(models.TextChoices):
    """What happened."""

    EVENT = "event", pgettext_lazy("event", "event")
    FIRST = "first", pgettext_lazy("event", "first of its kind")


class Reach(models.TextChoices):
    """Of where a first of its kind is the first, as its source says."""

    WORLD = "world", pgettext_lazy("reach", "in the world")
    NATION = "nation", pgettext_lazy("reach", "in the country")
    PROVINCE = "province", pgettext_lazy("reach", "in the province")
    CITY = "city", pgettext_lazy("reach", "in the city")


class Occasion(models.TextChoices):
    """For what somebody is held against a pack."""

    NEW = "new", pgettext_lazy("occasion", "a new application")
    RECHECK = "re-check", pgettext_lazy("occasion", "a re-check")


class RuleVerdict(models.TextChoices):
    """What a rule, or a whole pack, comes to."""

    MET = "met", pgettext_lazy("verdict", "met")
    UNMET = "unmet", pgettext_lazy("verdict", "unmet")
    UNKNOWN = "unknown", pgettext_lazy("verdict", "unknown")
    PERSON = "for a person", pgettext_lazy("verdict", "for a person")


VERDICT_TONES = {
    RuleVerdict.MET: "good",
    RuleVerdict.UNMET: "wrong",
    RuleVerdict.UNKNOWN: "quiet",
    RuleVerdict.PERSON: "open",
}
