"""How a decision and an award go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.states import Tone
from qunli.engines.lifecycle import Lifecycle, Step


class DecisionState(models.TextChoices):
    """Recommended by the operator, decided by the authority, on public notice, approved."""

    RECOMMENDED = "recommended", pgettext_lazy("decision", "recommended")
    DECIDED = "decided", pgettext_lazy("decision", "decided")
    ON_NOTICE = "on_notice", pgettext_lazy("decision", "on public notice")
    APPROVED = "approved", pgettext_lazy("decision", "approved")
    SENT_BACK = "sent_back", pgettext_lazy("decision", "sent back to review")


DECISION_LIFECYCLE = Lifecycle(
    "decision",
    DecisionState.RECOMMENDED,
    (
        Step("decide", (DecisionState.RECOMMENDED,), DecisionState.DECIDED, _("Decide")),
        Step("post", (DecisionState.DECIDED,), DecisionState.ON_NOTICE, _("Put on public notice")),
        Step("pass_to_reserve", (DecisionState.ON_NOTICE,), DecisionState.DECIDED, _("Pass to the reserve")),
        Step("approve", (DecisionState.ON_NOTICE,), DecisionState.APPROVED, _("Approve")),
        Step(
            "send_back",
            (DecisionState.RECOMMENDED, DecisionState.DECIDED, DecisionState.ON_NOTICE),
            DecisionState.SENT_BACK,
            _("Send back to review"),
        ),
    ),
)


class Standing(models.TextChoices):
    """Where a proposal stands in a decision; in a race several run instead of one winner."""

    WINNER = "winner", pgettext_lazy("award", "winner")
    RUNNER = "runner", pgettext_lazy("award", "admitted to the race")
    RESERVE = "reserve", pgettext_lazy("award", "reserve")
    NOT_CHOSEN = "not_chosen", pgettext_lazy("award", "not chosen")
    FALLEN = "fallen", pgettext_lazy("award", "fallen")


STANDING_TONES = {
    Standing.WINNER: Tone.GOOD,
    Standing.RUNNER: Tone.GOOD,
    Standing.RESERVE: Tone.OPEN,
    Standing.NOT_CHOSEN: Tone.QUIET,
    Standing.FALLEN: Tone.WRONG,
}

CHOSEN = (Standing.WINNER, Standing.RUNNER)
"""Whose proposals are carried out: one of a topic, or in a race several."""
