"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The room `portal`."""

    name = "qunli.portal"
    label = "portal"
    verbose_name = _("Portal")
