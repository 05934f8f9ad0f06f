"""Making the papers of a panel from its records."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, make_paper
from qunli.core.states import PaperKind, Refused
from qunli.people.permits import require
from qunli.review.bridge.papers import expert_commitment_of, panel_opinion_of
from qunli.review.models import Panel, Seat
from qunli.review.permits import is_own_seat, may_look_at_panel, may_read_panel_papers
from qunli.review.queries import latest_opinion_of

if TYPE_CHECKING:
    from qunli.core.models import Paper
    from qunli.people.models import User


class NothingToPrint(Refused):
    """A paper says what stands in a record, and nothing stands there yet."""


@action(_("Panel opinion printed"))
def make_opinion_paper(*, panel: Panel, by: User, at: datetime) -> Paper:
    """Make the paper of the present version of a panel's opinion, for those who look at the panel or sit on it."""
    held = lock(Panel.objects.select_related("call__authority"), panel.pk)
    require(may_read_panel_papers(by, held))
    opinion = latest_opinion_of(held)
    if opinion is None:
        raise NothingToPrint(_("The panel has no opinion yet."), remedy=_("Its head gathers it first."))
    opinion.panel = held
    return make_paper(about=held, template=PaperKind.PANEL_OPINION, content=panel_opinion_of(opinion), by=by, at=at)


@action(_("Expert's letter printed"))
def make_expert_letter_paper(*, seat: Seat, by: User, at: datetime) -> Paper:
    """Make the paper of the letter that an expert signed before reading."""
    panel = lock(Panel.objects.select_related("call__authority"), seat.panel_id)
    held = lock(Seat.objects.select_related("expert__party"), seat.pk)
    held.panel = panel
    require(may_look_at_panel(by, panel) or is_own_seat(by, held))
    if held.commitment_signed_at is None:
        raise NothingToPrint(_("The commitment is not signed yet."), remedy=_("The expert signs it first."))
    return make_paper(about=held, template=PaperKind.COMMITMENT, content=expert_commitment_of(held), by=by, at=at)
