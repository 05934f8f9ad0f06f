"""The room's place in Django."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every room stands on."""

    name = "qunli.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
