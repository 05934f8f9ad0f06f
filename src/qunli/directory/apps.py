"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """The room `directory`."""

    name = "qunli.directory"
    label = "directory"
    verbose_name = _("Directory")
