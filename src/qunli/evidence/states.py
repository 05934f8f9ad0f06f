"""How a claim goes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.engines.lifecycle import Lifecycle, Step


class ClaimState(models.TextChoices):
    """A claim waits for a person's yes or no."""

    WAITING = "waiting", pgettext_lazy("claim", "waiting")
    CONFIRMED = "confirmed", pgettext_lazy("claim", "confirmed")
    REJECTED = "rejected", pgettext_lazy("claim", "rejected")


CLAIM_LIFECYCLE = Lifecycle(
    "claim",
    ClaimState.WAITING,
    (
        Step("confirm", (ClaimState.WAITING,), ClaimState.CONFIRMED, _("Confirm")),
        Step("reject", (ClaimState.WAITING,), ClaimState.REJECTED, _("Reject")),
    ),
)
