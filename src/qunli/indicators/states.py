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
