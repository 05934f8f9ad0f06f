"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """What every room stands on."""

    name = "qunli.core"
    label = "core"
    verbose_name = _("What every room shares")
    default_auto_field = "django.db.models.BigAutoField"
