"""Publishing, opening and ending a call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.actions.items import items_of, post_items_of, reopen_posted_items_of
from qunli.calls.models import Call, Proposal
from qunli.calls.permits import may_issue, may_prepare
from qunli.calls.queries import (
    NEEDED_TERMS,
    complete_state,
    faults_of_scheme,
    last_deadline,
    money_missing,
    scheme_of,
    set_terms,
    term,
    term_number,
)
from qunli.calls.states import CALL_LIFECYCLE, PROPOSAL_LIFECYCLE, CallKind, Consent, ProposalState
from qunli.core.actions import action, lock, queue_job, take_step, tell, write_batch, write_journal
from qunli.core.queries.calendar import working_day_after
from qunli.core.states import Refused, WrongInput, strung
from qunli.directory.models import Membership
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.needs.models import ListItem
from qunli.needs.states import ItemState
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.rulebook.queries import terms_of

if TYPE_CHECKING:
    from qunli.core.states import Ref, Words

OPENING_WORKING_DAYS = 2
"""How long after the last deadline the opening is late: a working value of ours."""

CLOSE_OF_BUSINESS = time(17)


class NotYetDue(Refused):
    """The proposals stay sealed until the last deadline has passed."""


class FormCheckUnfinished(Refused):
    """Some proposals are neither admitted nor rejected."""


@action(_("Call published"))
def publish_call(*, call: Call, by: User, at: datetime) -> Call:
    """Publish a checked call: its terms are fixed, its items posted, members told, duties raised, matching queued.

    Raises `WrongInput` with everything that still keeps it from being published.
    """
    held = lock(Call.objects.select_related("pack", "operator", "authority"), call.pk)
    require(may_issue(by, held))
    was, now = take_step(held, lifecycle=CALL_LIFECYCLE, step="publish")
    held.terms = terms_of(held.pack, set_terms(held))
    items = items_of(held)
    _refuse_unready(held, items, at=at)
    held.published_at = at
    held.save(update_fields=["state", "terms", "published_at"])
    post_items_of(held, by=by, at=at)
    _tell_members(held, at=at)
    raise_opening_duty(held, at=at)
    queue_job("calls.match_call", call=held.pk)
    facts = {"pack": held.pack_id, "terms_set_by_call": sorted(set_terms(held)), "topics": [item.pk for item in items]}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return held


@action(_("Proposals opened"))
def open_proposals(*, call: Call, by: User, at: datetime) -> Call:
    """Open the call's proposals: from now on nothing can be handed in, and the sealed ones can be read.

    Those with every stamp and consent are opened; the others were not complete in time and stay sealed.
    Raises `NotYetDue` before the last deadline.
    """
    held = lock(Call.objects.select_related("operator"), call.pk)
    require(may_issue(by, held))
    was, now = take_step(held, lifecycle=CALL_LIFECYCLE, step="open_proposals")
    last = last_deadline(held)
    if last is None or at < last:
        until = timezone.localtime(last) if last else at
        raise NotYetDue(
            _("The proposals stay sealed until the last deadline, %(until)s.") % {"until": f"{until:%Y-%m-%d %H:%M}"}
        )
    held.opened_at, held.opened_by = at, by
    held.save(update_fields=["state", "opened_at", "opened_by"])
    opened, missed = _unseal(held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"opened": len(opened), "missed": len(missed)})
    write_batch(on=held, by=by, at=at, lines=_lines([*opened, *missed]))
    _tell_teams(held, opened, missed, at=at)
    meet_duties(about=held, key="open proposals", at=at)
    raise_duty(
        owner=held.operator,
        promise=_promise(gettext_noop("Check the form of the proposals of %(call)s"), held, key="check form", after=at),
        about=held,
        at=at,
    )
    return held


@action(_("Form check finished"))
def finish_form_check(*, call: Call, by: User, at: datetime) -> Call:
    """Pass the admitted proposals on to review.

    Raises `FormCheckUnfinished` while one is unsettled or none is admitted.
    """
    held = lock(Call.objects.all(), call.pk)
    require(may_prepare(by, held))
    was, now = take_step(held, lifecycle=CALL_LIFECYCLE, step="finish_form_check")
    unsettled = held.proposals.filter(state__in=(ProposalState.OPENED, ProposalState.CORRECTING)).count()
    if unsettled:
        raise FormCheckUnfinished(
            _("%(count)s proposals are neither admitted nor rejected.") % {"count": unsettled},
            remedy=_("Check them, or wait until their corrections are handed in or overdue."),
        )
    admitted = held.proposals.filter(state=ProposalState.ADMITTED).count()
    if not admitted:
        raise FormCheckUnfinished(_("No proposal was admitted: there is nothing to review."), remedy=_("End the call."))
    held.save(update_fields=["state"])
    meet_duties(about=held, key="check form", at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"admitted": admitted})
    return held


@action(_("Call ended"))
def end_call(*, call: Call, by: User, at: datetime, reason: str = "") -> Call:
    """Close a call whose proposals are decided, or which brought none. Called by the award, too."""
    held = lock(Call.objects.all(), call.pk)
    require(may_issue(by, held))
    was, now = take_step(held, lifecycle=CALL_LIFECYCLE, step="end")
    _close(held, reason, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


@action(_("Call cancelled"))
def cancel_call(*, call: Call, reason: str, by: User, at: datetime) -> Call:
    """Call it off with a reason that teams are told; its items are open again, unopened proposals stay sealed."""
    held = lock(Call.objects.all(), call.pk)
    require(may_issue(by, held))
    was, now = take_step(held, lifecycle=CALL_LIFECYCLE, step="cancel")
    if not reason.strip():
        raise WrongInput({"reason": _("Say why the call is cancelled.")})
    _close(held, reason, at=at)
    reopen_posted_items_of(held, by=by, at=at)
    teams = held.proposals.exclude(state=ProposalState.WITHDRAWN).values_list("lead__party", flat=True)
    tell(
        parties=teams,
        occasion=f"call {held.pk} cancelled",
        words=gettext_noop("The call %(call)s was cancelled."),
        params={"call": held.title},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _close(call: Call, reason: str, *, at: datetime) -> None:
    call.closed_at, call.close_reason = at, reason.strip()
    call.save(update_fields=["state", "closed_at", "close_reason"])
    drop_duties(about=call, at=at)


def _refuse_unready(call: Call, items: list[ListItem], *, at: datetime) -> None:
    faults: dict[str, Words] = {**_faults_of_text(call), **_faults_of_dates(call, at=at), **_faults_of_race(call)}
    if call.checked_at is None:
        faults["check"] = _("The call has not been checked before publication.")
    if not items:
        faults["topics"] = _("The call has no topic.")
    for item in items:
        if item.state != ItemState.OPEN or item.checked_at is None:
            words = _("“%(item)s” is not an open item that was checked before publication.")
            faults[f"item {item.pk}"] = words % {"item": item.public_title}
    for key in NEEDED_TERMS:
        if term(call, key) is None:
            faults[f"term_{key}"] = _("“%(term)s” is not set.") % {"term": key}
    if faults:
        raise WrongInput(faults)


def _faults_of_text(call: Call) -> dict[str, Words]:
    wanted = {"guide": _("The guide is empty."), "contact": _("No contact is named.")}
    return {place: words for place, words in wanted.items() if not getattr(call, place).strip()}


def _faults_of_race(call: Call) -> dict[str, Words]:
    """A race is announced with its whole scheme, and every topic has the money that it can come to."""
    if call.kind != CallKind.RACE:
        return {}
    wrong, scheme = faults_of_scheme(call.terms), scheme_of(call.terms)
    if wrong:
        return {"term_scheme": strung(str(words) for words in wrong)}
    if scheme is None:
        return {"term_scheme": _("The scheme of the race is not written.")}
    words = _("“%(topic)s” lacks %(missing)s yuan of fiscal money for all that the race can come to.")
    return {
        f"money {title}": words % {"topic": title, "missing": f"{missing:,.2f}"}
        for title, missing in money_missing(call, scheme).items()
    }


def _faults_of_dates(call: Call, *, at: datetime) -> dict[str, Words]:
    if call.team_deadline is None:
        return {"team_deadline": _("The team's deadline is not set.")}
    if call.team_deadline <= at:
        return {"team_deadline": _("The team's deadline has passed.")}
    if call.recommending_deadline is not None and call.unit_deadline is None:
        return {"unit_deadline": _("Before a recommending unit the own unit stamps: set its deadline.")}
    least = term_number(call, "days_open_min")
    if least is not None and call.team_deadline - at < timedelta(days=least):
        words = _("A call is open for at least %(days)s days; this deadline is nearer.")
        return {"team_deadline": words % {"days": least}}
    return {}


def _tell_members(call: Call, *, at: datetime) -> None:
    today = timezone.localtime(at).date()
    members = Membership.objects.filter(Q(until=None) | Q(until__gte=today), cluster=call.cluster_id)
    tell(
        parties=members.values_list("organization__party", flat=True),
        occasion=f"call {call.pk} published",
        words=gettext_noop("A call is open: %(call)s"),
        params={"call": call.title},
        about=call,
        at=at,
    )


def raise_opening_duty(call: Call, *, at: datetime) -> None:
    """Owe the opening of a call soon after its last deadline; an open duty moves with the deadline."""
    promise = _promise(
        gettext_noop("Open the proposals of %(call)s"), call, key="open proposals", after=last_deadline(call)
    )
    raise_duty(owner=call.operator, promise=promise, about=call, at=at)


def _promise(words: str, call: Call, *, key: str, after: datetime | None) -> Promise:
    start = timezone.localtime(after).date() if after else None
    day = working_day_after(start, OPENING_WORKING_DAYS) if start else None
    return Promise(
        key=key,
        words=words,
        due=end_of_business(day) if day else None,
        params={"call": call.title},
        role=Role.OPERATOR,
        undated_because="" if day else gettext_noop("The calendar of that year is not published yet."),
        escalates_to=call.authority,
        counted_from=start,
        working_days=OPENING_WORKING_DAYS if start else None,
    )


def end_of_business(day: date) -> datetime:
    """Return the instant at which a working day ends here."""
    return timezone.make_aware(datetime.combine(day, CLOSE_OF_BUSINESS))


def _unseal(call: Call, *, at: datetime) -> tuple[list[Proposal], list[Proposal]]:
    whole = complete_state(call)
    lacking = set(
        call.proposals.filter(~Q(partners__consent=Consent.GIVEN), partners__isnull=False).values_list("pk", flat=True)
    )
    opened: list[Proposal] = []
    missed: list[Proposal] = []
    sealed = call.proposals.select_for_update(of=("self",)).exclude(state=ProposalState.WITHDRAWN)
    for proposal in sealed.select_related("lead").order_by("id"):
        is_complete = proposal.state == whole and proposal.pk not in lacking
        take_step(proposal, lifecycle=PROPOSAL_LIFECYCLE, step="open" if is_complete else "miss")
        if is_complete:
            proposal.opened_at = at
        (opened if is_complete else missed).append(proposal)
    Proposal.objects.bulk_update([*opened, *missed], ["state", "opened_at"], batch_size=500)
    return opened, missed


def _lines(proposals: Iterable[Proposal]) -> list[tuple[Ref, str]]:
    return [(proposal.ref, proposal.state) for proposal in proposals]


def _tell_teams(call: Call, opened: list[Proposal], missed: list[Proposal], *, at: datetime) -> None:
    for teams, occasion, words in (
        (opened, "opened", gettext_noop("Your proposal for %(call)s was opened and is now checked for its form.")),
        (missed, "missed", gettext_noop("Your proposal for %(call)s was not complete in time; it stays sealed.")),
    ):
        tell(
            parties=[proposal.lead.party_id for proposal in teams],
            occasion=f"call {call.pk} {occasion}",
            words=words,
            params={"call": call.title},
            about=call,
            at=at,
        )
