"""Making the papers of calls and proposals from their records."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.calls.actions.proposals import hold
from qunli.calls.bridge import application_of, commitment_letter_of, guide_of, recommendation_summary_of
from qunli.calls.models import Call, CommitmentLetter
from qunli.calls.permits import may_issue, may_read_proposal
from qunli.core.actions import action, lock, make_paper
from qunli.core.states import PaperKind, Refused
from qunli.people.permits import require

if TYPE_CHECKING:
    from qunli.calls.models import Proposal
    from qunli.core.models import Paper
    from qunli.people.models import User


class StillSealed(Refused):
    """Nobody sums up what nobody has opened."""


@action(_("Guide printed"))
def make_guide_paper(*, call: Call, by: User, at: datetime) -> Paper:
    """Make the guide of a call, everybody's once the call is published."""
    held = lock(Call.objects.select_related("operator", "authority"), call.pk)
    require(may_issue(by, held))
    return make_paper(about=held, template=PaperKind.GUIDE, content=guide_of(held), by=by, at=at)


@action(_("Application printed"))
def make_application_paper(*, proposal: Proposal, by: User, at: datetime) -> Paper:
    """Make the paper of a proposal for whoever reads it whole: while it is sealed, its team and stampers."""
    held = hold(proposal)
    require(may_read_proposal(by, held, at=at))
    return make_paper(about=held, template=PaperKind.APPLICATION, content=application_of(held), by=by, at=at)


@action(_("Recommendation summary printed"))
def make_recommendation_paper(*, call: Call, by: User, at: datetime) -> Paper:
    """Make the list of what the recommending units stamped, once the proposals are opened."""
    held = lock(Call.objects.select_related("operator", "authority"), call.pk)
    require(may_issue(by, held))
    if held.opened_at is None:
        raise StillSealed(_("The proposals are sealed."), remedy=_("Print it after the opening."))
    content = recommendation_summary_of(held)
    return make_paper(about=held, template=PaperKind.RECOMMENDATION, content=content, by=by, at=at)


@action(_("Commitment letter printed"))
def make_commitment_paper(*, letter: CommitmentLetter, by: User, at: datetime) -> Paper:
    """Make the paper of a signed letter for whoever reads its proposal whole."""
    proposal = hold(letter.proposal)
    require(may_read_proposal(by, proposal, at=at))
    held = lock(CommitmentLetter.objects.select_related("signed_by__party"), letter.pk)
    held.proposal = proposal
    return make_paper(about=held, template=PaperKind.COMMITMENT, content=commitment_letter_of(held), by=by, at=at)
