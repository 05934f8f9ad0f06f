"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    """The room `rulebook`."""

    name = "qunli.rulebook"
    label = "rulebook"
    verbose_name = _("Rulebook")
