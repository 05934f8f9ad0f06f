"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    """The room `funds`."""

    name = "qunli.funds"
    label = "funds"
    verbose_name = _("Joint funds")
