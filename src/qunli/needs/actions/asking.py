"""The duties that a need brings with it. Words name a need by its number only: it may be confidential."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from qunli.core.queries.calendar import working_day_after
from qunli.duties.actions import Promise, raise_duty
from qunli.needs.models import Need, NeedAdvice
from qunli.needs.states import SCREENING_WORKING_DAYS, CollectionState
from qunli.people.states import Role

NOT_PUBLISHED = gettext_noop("The working-day calendar of that year is not published yet.")
NO_DATE_NAMED = gettext_noop("Whoever asked for it named no date.")


def ask_for_screening(need: Need, *, at: datetime) -> None:
    """Raise the operator's duty to screen a need; what is late climbs to the authority."""
    promise = Promise(
        key="screen_need",
        words=gettext_noop("Screen need %(number)s"),
        due=None,
        params={"number": need.number},
        role=Role.OPERATOR,
        escalates_to=need.cluster.authority,
    )
    promise = _dated(promise, working_days=SCREENING_WORKING_DAYS, at=at)
    raise_duty(owner=need.cluster.operator, promise=promise, about=need, at=at)


def ask_for_recommendation(need: Need, *, at: datetime) -> None:
    """Raise the duty of the unit that the organization asked for a recommendation."""
    if need.recommending_unit is None or need.recommended_by_id is not None:
        return
    promise = Promise(
        key="recommend_need",
        words=gettext_noop("Check and recommend need %(number)s"),
        due=None,
        params={"number": need.number},
        role=Role.RECOMMENDING_UNIT,
        escalates_to=need.cluster.operator,
    )
    promise = _dated(promise, working_days=SCREENING_WORKING_DAYS // 2, at=at)
    raise_duty(owner=need.recommending_unit, promise=promise, about=need, at=at)


def ask_for_correction(need: Need, *, at: datetime) -> None:
    """Raise the owner's duty to correct a returned need, until the collection closes if it is of one that is open."""
    notice = need.collection
    is_open = notice is not None and notice.state == CollectionState.OPEN and notice.closes_at > at
    promise = Promise(
        key="correct_need",
        words=gettext_noop("Correct need %(number)s and send it again"),
        due=notice.closes_at if notice and is_open else None,
        params={"number": need.number},
        undated_because="" if is_open else NO_DATE_NAMED,
    )
    raise_duty(owner=need.organization.party, promise=promise, about=need, at=at)


def ask_for_advice(advice: NeedAdvice, *, at: datetime) -> None:
    """Raise the expert's duty to sharpen a need."""
    promise = Promise(
        key="give_advice",
        words=gettext_noop("Advise on need %(number)s"),
        due=advice.due_at,
        params={"number": advice.need.number},
        undated_because="" if advice.due_at else NO_DATE_NAMED,
        escalates_to=advice.need.cluster.operator,
    )
    raise_duty(owner=advice.expert, promise=promise, about=advice.need, at=at)


def _dated(promise: Promise, *, working_days: int, at: datetime) -> Promise:
    day = working_day_after(timezone.localdate(at), working_days)
    if day is None:
        start = timezone.localdate(at)
        return replace(promise, undated_because=NOT_PUBLISHED, counted_from=start, working_days=working_days)
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return replace(promise, due=midnight - timedelta(seconds=1))
