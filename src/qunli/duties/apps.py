"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    """The room `duties`."""

    name = "qunli.duties"
    label = "duties"
    verbose_name = _("Duties")
