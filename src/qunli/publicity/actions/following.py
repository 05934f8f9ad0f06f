"""What follows from time, and from the wish for paper."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, make_paper, tell, write_journal
from qunli.core.models import Paper
from qunli.core.states import Doer, PaperKind
from qunli.people.models import User
from qunli.people.permits import require
from qunli.publicity.actions.notices import NoticeNotOver
from qunli.publicity.bridge import publicity_text_of
from qunli.publicity.models import PublicNotice
from qunli.publicity.permits import may_print_notice
from qunli.publicity.states import NoticeState


def over_occasion(notice: PublicNotice) -> str:
    """Name the occasion on which the authority is told that a notice's days are over."""
    return f"notice over {notice.pk}"


@action(_("Days of the public notice over"))
def tell_notice_over(*, notice: PublicNotice, by: Doer, at: datetime) -> PublicNotice:
    """Tell the authority that a notice's days are over and what stands between it and its end."""
    held = lock(PublicNotice.objects.all(), notice.pk)
    if held.state != NoticeState.RUNNING or held.last_day is None or held.last_day >= timezone.localdate(at):
        raise NoticeNotOver(_("This notice still runs."))
    waiting = held.objections.filter(settled_at=None).count()
    words = gettext_noop("The days of public notice %(notice)s are over: it can be ended")
    if waiting:
        words = gettext_noop("The days of public notice %(notice)s are over; open objections: %(count)s")
    tell(
        parties=[held.in_name_of_id],
        occasion=over_occasion(held),
        words=words,
        params={"notice": held.number, "count": waiting},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, facts={"open_objections": waiting})
    return held


@action(_("Publicity text made"))
def make_publicity_paper(*, notice: PublicNotice, by: User, at: datetime) -> Paper:
    """Make the publicity text as a paper."""
    held = lock(PublicNotice.objects.select_related("in_name_of"), notice.pk)
    require(may_print_notice(by, held))
    return make_paper(about=held, template=PaperKind.PUBLICITY, content=publicity_text_of(held), by=by, at=at)
