"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicityConfig(AppConfig):
    """The room `publicity`."""

    name = "qunli.publicity"
    label = "publicity"
    verbose_name = _("Publicity")
