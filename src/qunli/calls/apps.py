"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    """The room `calls`."""

    name = "qunli.calls"
    label = "calls"
    verbose_name = _("Calls")
