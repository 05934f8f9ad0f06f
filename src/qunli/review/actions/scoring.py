"""Scoring: sheets are saved half-way by their writer and given once, with a reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.models import Proposal
from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Refused, Words, WrongInput, listed
from qunli.duties.actions import Promise, meet_duties, raise_duty
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.review.actions.panels import PanelNotOpen, PanelShort, open_panel, require_full
from qunli.review.models import Panel, ScoreSheet, Seat
from qunli.review.permits import is_own_seat
from qunli.review.queries.bench import Bench, bench_of
from qunli.review.queries.scores import all_given, total_of
from qunli.review.states import PANEL_LIFECYCLE, SHEET_LIFECYCLE, PanelState, SeatState, SheetState

SCORE = "give score sheets"
WRITE = "write opinion"


class NotYoursToScore(Refused):
    """The seat does not judge the proposal."""


class AlreadyGiven(Refused):
    """A score sheet is given once."""


@action(_("Scoring started"))
def start_scoring(*, panel: Panel, by: User, at: datetime) -> Panel:
    """Let the experts score; every seat has answered and each proposal has its judges. Sheets are owed from now."""
    held = open_panel(panel, by=by)
    was, now = take_step(held, lifecycle=PANEL_LIFECYCLE, step="start_scoring")
    bench = bench_of(held)
    waiting = [seat for seat in bench.members if seat.state == SeatState.ASKED]
    if waiting:
        names = listed(str(seat.expert) for seat in waiting)
        raise PanelShort(
            _("No answer yet from %(names)s.") % {"names": names}, remedy=_("Wait for them, or remove their seats.")
        )
    require_full(held)
    held.save(update_fields=["state"])
    for seat in bench.signers:
        _owe_sheets(seat, held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"sheets_due": len(bench.expected)})
    return held


@action(_("Score sheet saved"))
def save_sheet(
    *, seat: Seat, proposal: Proposal, points: Mapping[str, Decimal | None], reason: str, by: User, at: datetime
) -> ScoreSheet:
    """Save a sheet half-way: what is missing may stay missing. Nobody else sees it."""
    held = _seat_at_work(seat, proposal, by=by)
    sheet = _sheet(held, proposal, at=at)
    sheet.points = _stored(_checked(held.panel, points, whole=False))
    sheet.reason, sheet.saved_at = reason.strip(), at
    sheet.save(update_fields=["points", "reason", "saved_at"])
    write_journal(on=sheet, by=by, at=at, facts={"sheet_sha256": _digest(sheet)})
    return sheet


@action(_("Score sheet given"))
def give_sheet(
    *, seat: Seat, proposal: Proposal, points: Mapping[str, Decimal | None], reason: str, by: User, at: datetime
) -> ScoreSheet:
    """Give a whole sheet with its reason, once. The last one tells the head that the opinion can be gathered."""
    held = _seat_at_work(seat, proposal, by=by)
    sheet = _sheet(held, proposal, at=at)
    whole = _checked(held.panel, points, whole=True)
    if not reason.strip():
        raise WrongInput({"reason": _("Say why.")})
    sheet.points, sheet.reason = _stored(whole), reason.strip()
    sheet.total = total_of(whole, held.panel.rubric)
    sheet.saved_at = sheet.given_at = at
    was, now = take_step(sheet, lifecycle=SHEET_LIFECYCLE, step="give")
    sheet.save(update_fields=["points", "reason", "total", "saved_at", "given_at", "state"])
    write_journal(on=sheet, by=by, at=at, was=was, now=now, facts={"sheet_sha256": _digest(sheet)})
    _after_giving(held, at=at)
    return sheet


def _seat_at_work(seat: Seat, proposal: Proposal, *, by: User) -> Seat:
    panel = lock(Panel.objects.select_related("call"), seat.panel_id)
    held = lock(Seat.objects.select_related("expert__party"), seat.pk)
    held.panel = panel
    require(is_own_seat(by, held))
    if panel.state != PanelState.SCORING:
        raise PanelNotOpen(_("This panel is %(state)s.") % {"state": panel.get_state_display()})
    if panel.meets_at is not None and held.signed_in_at is None:
        raise NotYoursToScore(_("Sign in first."), remedy=_("The sign-in is on the page of your seat."))
    if held.commitment_signed_at is None or not bench_of(panel).judges(proposal.pk, seat=held):
        raise NotYoursToScore(_("You do not judge this proposal."))
    return held


def _sheet(seat: Seat, proposal: Proposal, *, at: datetime) -> ScoreSheet:
    sheet, _made = ScoreSheet.objects.select_for_update().get_or_create(
        seat=seat, proposal=proposal, defaults={"saved_at": at}
    )
    if sheet.state == SheetState.GIVEN:
        raise AlreadyGiven(_("This score sheet has been given."))
    return sheet


def _checked(panel: Panel, points: Mapping[str, Decimal | None], *, whole: bool) -> dict[str, Decimal]:
    """Return the points by line, each between 0 and full marks; gathers every fault."""
    faults: dict[str, Words] = {}
    kept: dict[str, Decimal] = {}
    keys = [str(line["key"]) for line in panel.rubric]
    for key in keys:
        value = points.get(key)
        if value is None:
            if whole:
                faults[key] = _("Give points for this line.")
            continue
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not 0 <= number <= panel.score_max:
            faults[key] = _("Points lie between 0 and %(max)d.") % {"max": panel.score_max}
        kept[key] = number
    faults |= {key: _("The rubric has no such line.") for key in points if key not in keys}
    if faults:
        raise WrongInput(faults)
    return kept


def _stored(points: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: str(value) for key, value in points.items()}


def _digest(sheet: ScoreSheet) -> str:
    text = json.dumps([sheet.points, sheet.reason], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _owe_sheets(seat: Seat, panel: Panel, *, at: datetime) -> None:
    raise_duty(
        owner=seat.expert.party,
        promise=Promise(
            key=SCORE,
            words=gettext_noop("Give your score sheets on panel %(panel)s"),
            params={"panel": panel.number},
            due=_evening_of(panel.meets_at) if panel.meets_at else None,
            undated_because="" if panel.meets_at else gettext_noop("the panel has no date yet"),
            role=Role.EXPERT,
        ),
        about=seat,
        at=at,
    )


def _evening_of(moment: datetime) -> datetime:
    """Return the last second of a day here: sheets are owed on the day of the meeting, not at its beginning."""
    return timezone.localtime(moment).replace(hour=23, minute=59, second=59, microsecond=0)


def _after_giving(seat: Seat, *, at: datetime) -> None:
    bench = bench_of(seat.panel)
    given = set(ScoreSheet.objects.filter(seat=seat, state=SheetState.GIVEN).values_list("proposal_id", flat=True))
    if {row.proposal_id for row in bench.proposals_for(seat)} <= given:
        meet_duties(about=seat, key=SCORE, at=at)
    if all_given(bench):
        _tell_head(bench, at=at)


def _tell_head(bench: Bench, *, at: datetime) -> None:
    tell(
        parties=[seat.expert.party_id for seat in bench.serving if seat.rank == "head"],
        occasion=f"panel {bench.panel.pk} scored {len(bench.expected)}",
        words=gettext_noop("All score sheets of panel %(panel)s are given: gather its opinion."),
        params={"panel": bench.panel.number},
        about=bench.panel,
        at=at,
    )
