"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """The room `review`."""

    name = "qunli.review"
    label = "review"
    verbose_name = _("Review")
