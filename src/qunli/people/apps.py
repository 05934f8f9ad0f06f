"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Accounts, roles and parties."""

    name = "qunli.people"
    label = "people"
    verbose_name = _("People")
