"""How a notice and an objection go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.engines.lifecycle import Lifecycle, Step


class NoticeState(models.TextChoices):
    """A notice is prepared, runs for its working days, and ends or is withdrawn."""

    PREPARED = "prepared", pgettext_lazy("public notice", "prepared")
    RUNNING = "running", pgettext_lazy("public notice", "on public notice")
    ENDED = "ended", pgettext_lazy("public notice", "ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("public notice", "withdrawn")


NOTICE_LIFECYCLE = Lifecycle(
    "public notice",
    NoticeState.PREPARED,
    (
        Step("post", (NoticeState.PREPARED,), NoticeState.RUNNING, _("Post")),
        Step("end", (NoticeState.RUNNING,), NoticeState.ENDED, _("End")),
        Step("withdraw", (NoticeState.PREPARED, NoticeState.RUNNING), NoticeState.WITHDRAWN, _("Withdraw")),
    ),
)


class ObjectionState(models.TextChoices):
    """An objection is filed, and upheld or dismissed with reasons."""

    FILED = "filed", pgettext_lazy("objection", "filed")
    UPHELD = "upheld", pgettext_lazy("objection", "upheld")
    DISMISSED = "dismissed", pgettext_lazy("objection", "dismissed")


OBJECTION_LIFECYCLE = Lifecycle(
    "objection",
    ObjectionState.FILED,
    (
        Step("uphold", (ObjectionState.FILED,), ObjectionState.UPHELD, _("Uphold")),
        Step("dismiss", (ObjectionState.FILED,), ObjectionState.DISMISSED, _("Dismiss")),
    ),
)
