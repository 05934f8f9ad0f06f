"""Notices and objections as they are read."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.models import Message
from qunli.core.queries.searching import Entry, Searched
from qunli.core.states import Ref
from qunli.people.queries import Anyone, standing_of
from qunli.people.states import Role
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.permits import acted_for_by
from qunli.publicity.states import NoticeState, ObjectionState

PUBLIC_STATES = (NoticeState.RUNNING, NoticeState.ENDED)


def public_notices() -> QuerySet[PublicNotice]:
    """Notices that run or have run to their end."""
    return PublicNotice.objects.filter(state__in=PUBLIC_STATES)


def notices_seen_by(user: Anyone) -> QuerySet[PublicNotice]:
    """Everybody sees public ones and withdrawn ones that had been public; the office its own, the auditor all."""
    if standing_of(user).holds(Role.AUDITOR):
        return PublicNotice.objects.all()
    return PublicNotice.objects.filter(Q(state__in=PUBLIC_STATES) | Q(first_day__isnull=False) | acted_for_by(user))


def notices_seen_inside_by(user: Anyone) -> QuerySet[PublicNotice]:
    """Notices whose papers and history somebody reads: the office its own, the auditor all."""
    if standing_of(user).holds(Role.AUDITOR):
        return PublicNotice.objects.all()
    return PublicNotice.objects.filter(acted_for_by(user))


def with_objections(notices: QuerySet[PublicNotice]) -> QuerySet[PublicNotice]:
    """Count the objections that are not settled yet, as `open_objections`."""
    return notices.annotate(open_objections=Count("objections", filter=Q(objections__state=ObjectionState.FILED)))


def notices_about(ref: Ref) -> QuerySet[PublicNotice]:
    """Notices about one record, newest first."""
    return PublicNotice.objects.filter(about_room=ref.room, about_kind=ref.kind, about_id=ref.id).order_by("-id")


def notices_over(today: date) -> QuerySet[PublicNotice]:
    """Running notices whose last day has passed."""
    return PublicNotice.objects.filter(state=NoticeState.RUNNING, last_day__lt=today).order_by("id")


def notices_over_and_untold(today: date) -> QuerySet[PublicNotice]:
    """Those of them whose authority has not been told yet."""
    told = Message.objects.filter(
        party_id=OuterRef("in_name_of_id"), occasion=Concat(Value("notice over "), Cast(OuterRef("pk"), CharField()))
    )
    return notices_over(today).filter(~Exists(told))


def undated_notices() -> QuerySet[PublicNotice]:
    """Running notices whose last day waits for a calendar to be published."""
    return PublicNotice.objects.filter(state=NoticeState.RUNNING, last_day=None).order_by("id")


def objection_of_receipt(receipt: str) -> Objection | None:
    """Return the objection that a receipt was given for, however it was typed."""
    typed = "".join(receipt.upper().split()).replace("-", "")
    return Objection.objects.select_related("notice").filter(receipt=typed).first()


def objections_seen_by(user: Anyone) -> QuerySet[Objection]:
    """Objections to notices that somebody acts for; the auditor reads all."""
    if standing_of(user).holds(Role.AUDITOR):
        return Objection.objects.all()
    return Objection.objects.filter(acted_for_by(user, "notice__"))


def open_objections(notice: PublicNotice) -> QuerySet[Objection]:
    """Objections to a notice that are not settled."""
    return Objection.objects.filter(notice=notice, state=ObjectionState.FILED)


def is_over(notice: PublicNotice, today: date) -> bool:
    """Tell whether a running notice can be ended: its last day has passed and every objection to it is settled."""
    runs = notice.state == NoticeState.RUNNING and notice.last_day is not None and notice.last_day < today
    return runs and not open_objections(notice).exists()


# What the one search finds here


def _notices_seen_by(user: Anyone, at: datetime) -> QuerySet[PublicNotice]:
    del at
    return notices_seen_by(user)


def _entry(notice: PublicNotice) -> Entry:
    """One that was never posted is its office's own, and closed."""
    return Entry(
        title=(notice.title, notice.number),
        body=(notice.text,),
        is_closed=notice.state not in PUBLIC_STATES and notice.first_day is None,
        dated=notice.first_day or timezone.localdate(notice.stated_at),
        state=notice.state,
    )


NOTICES = Searched(
    kind="notice",
    title=_("Public notices"),
    records=PublicNotice.objects.all,
    entry=_entry,
    seen_by=_notices_seen_by,
    label=lambda notice: str(notice.title),
    note=lambda notice: f"{notice.number} · {notice.get_state_display()}",
    texts=lambda notice: (notice.text,),
    may_close=True,
)
