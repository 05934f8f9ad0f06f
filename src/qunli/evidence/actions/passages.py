"""A person's word on a passage, against the engine's."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, queue_job, take_step, write_journal
from qunli.core.states import Doer
from qunli.evidence.actions.claims import reject_claim
from qunli.evidence.models import Claim, Passage
from qunli.evidence.permits import keeps_evidence
from qunli.evidence.states import PASSAGE_LIFECYCLE, ClaimState, DropReason
from qunli.people.models import User
from qunli.people.permits import require

READ_PASSAGE: Final = "evidence.read_passage"


@action(_("Passage kept after all"))
def keep_passage(*, passage: Passage, by: Doer, at: datetime) -> Passage:
    """Undo that a passage was set aside, and queue the reading of what stands in it."""
    held = _decided(passage, step="keep", reason="", by=by, at=at)
    queue_job(READ_PASSAGE, passage=held.pk)
    return held


@action(_("Passage set aside"))
def set_passage_aside(*, passage: Passage, by: Doer, at: datetime) -> Passage:
    """Set a passage aside; the claims in it that still wait are rejected for that reason."""
    held = _decided(passage, step="set_aside", reason=DropReason.PERSON, by=by, at=at)
    inside = Claim.objects.filter(
        document=held.document_id, start__gte=held.start, end__lte=held.end, state=ClaimState.WAITING
    )
    for claim in inside.order_by("id"):
        reject_claim(claim=claim, reason=str(DropReason.PERSON.label), by=by, at=at)
    return held


def _decided(passage: Passage, *, step: str, reason: str, by: Doer, at: datetime) -> Passage:
    require(keeps_evidence(by))
    held = lock(Passage.objects.select_related("document"), passage.pk)
    was, now = take_step(held, lifecycle=PASSAGE_LIFECYCLE, step=step)
    held.reason = reason
    held.decided_by, held.decided_at = (by if isinstance(by, User) else None), at
    held.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    facts = {"passage": held.pk, "start": held.start, "end": held.end}
    write_journal(on=held.document, by=by, at=at, was=was, now=now, facts=facts)
    return held
