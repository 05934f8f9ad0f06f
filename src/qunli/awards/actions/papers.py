"""Making the paper of a decision from its records."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.awards.bridge import approval_draft_of
from qunli.awards.models import Decision
from qunli.awards.permits import may_post_decision
from qunli.awards.states import DecisionState
from qunli.core.actions import action, lock, make_paper
from qunli.core.states import PaperKind, Refused
from qunli.people.permits import require

if TYPE_CHECKING:
    from qunli.core.models import Paper
    from qunli.people.models import User

TAKEN = (DecisionState.DECIDED, DecisionState.ON_NOTICE, DecisionState.APPROVED)


class NothingToApprove(Refused):
    """An approval is drafted of a decision that was taken and stands."""


@action(_("Approval draft printed"))
def make_approval_paper(*, decision: Decision, by: User, at: datetime) -> Paper:
    """Make the draft of the approval; the operator prepares it, the authority issues it under its number."""
    held = lock(Decision.objects.select_related("call__authority", "call__operator", "notice"), decision.pk)
    require(may_post_decision(by, held))
    if held.state not in TAKEN:
        raise NothingToApprove(_("No decision stands that could be approved."), remedy=_("Take the decision first."))
    content = approval_draft_of(held)
    return make_paper(about=held, template=PaperKind.APPROVAL_DRAFT, content=content, by=by, at=at)
