"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """The room `indicators`."""

    name = "qunli.indicators"
    label = "indicators"
    verbose_name = _("Indicators")
