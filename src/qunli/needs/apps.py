"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    """The room `needs`."""

    name = "qunli.needs"
    label = "needs"
    verbose_name = _("Needs")
