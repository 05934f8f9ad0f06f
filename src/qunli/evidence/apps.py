"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """The room `evidence`."""

    name = "qunli.evidence"
    label = "evidence"
    verbose_name = _("Evidence")
