"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    """The room `awards`."""

    name = "qunli.awards"
    label = "awards"
    verbose_name = _("Awards")
