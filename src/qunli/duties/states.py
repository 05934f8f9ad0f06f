"""How a duty goes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.engines.lifecycle import Lifecycle, Step


class DutyState(models.TextChoices):
    """Open until it is met or no longer owed."""

    OPEN = "open", pgettext_lazy("duty", "open")
    MET = "met", pgettext_lazy("duty", "met")
    DROPPED = "dropped", pgettext_lazy("duty", "no longer owed")


DUTY_LIFECYCLE = Lifecycle(
    "duty",
    DutyState.OPEN,
    (
        Step("meet", (DutyState.OPEN,), DutyState.MET, _("Meet")),
        Step("drop", (DutyState.OPEN,), DutyState.DROPPED, _("Drop")),
    ),
)
