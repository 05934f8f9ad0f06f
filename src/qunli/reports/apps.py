"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """The room `reports`."""

    name = "qunli.reports"
    label = "reports"
    verbose_name = _("Reports")
