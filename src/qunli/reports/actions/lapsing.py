"""A recognition ends by itself when its last day is over and nobody applied for the re-check."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, tell, write_batch, write_journal
from qunli.core.states import Doer, Ref
from qunli.duties.actions import drop_duties
from qunli.reports.actions.steps import move, tell_directory
from qunli.reports.models import Recognition
from qunli.reports.queries import lapsed_on
from qunli.reports.states import RecognitionState


@action(_("Recognitions lapsed"))
def lapse_recognitions(*, by: Doer, at: datetime) -> int:
    """Let lapse what ended before today; applicant, district and authority are told, and the directory follows.

    One under re-check stands until that is decided. Returns how many; a second pass finds none.
    """
    today = timezone.localdate(at)
    lines = []
    for found in lapsed_on(today):
        held = lock(Recognition.objects.select_related("cluster", "pack"), found.pk)
        if held.state != RecognitionState.RECOGNISED or held.valid_to is None or held.valid_to >= today:
            continue  # somebody was quicker: another pass, or a re-check that was applied for just now
        was, now, _facts = move(held, "lapse", ())
        write_journal(on=held, by=by, at=at, was=was, now=now, facts={"valid_to": held.valid_to})
        drop_duties(about=held, at=at)
        tell_directory(held, by=by, at=at)
        tell(
            parties=[held.applicant_id, held.district_id, held.authority_id],
            occasion=f"recognition {held.pk} lapsed {held.valid_to}",
            words=gettext_noop("The recognition %(recognition)s has lapsed: no re-check was applied for in time"),
            params={"recognition": held.number},
            about=held,
            at=at,
        )
        lines.append((held.ref, f"lapsed {held.valid_to}"))
    write_batch(on=Ref("reports", "pass", today.toordinal(), today.isoformat()), by=by, at=at, lines=lines)
    return len(lines)
