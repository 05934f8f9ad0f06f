"""How a figure is bounded and what it covers."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Bound(models.TextChoices):
    """How exactly a source states a value."""

    EXACT = "exact", pgettext_lazy("bound", "exactly")
    MORE_THAN = "more than", pgettext_lazy("bound", "more than")
    LESS_THAN = "less than", pgettext_lazy("bound", "less than")
    ABOUT = "about", pgettext_lazy("bound", "about")
