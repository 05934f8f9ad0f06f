"""The next lawful act from the panel to the approved decision."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from making.review import account_of, even_points
from making.road.world import Road, working_hours
from qunli.awards.actions import (
    Choice,
    approve,
    decide,
    pass_to_reserve,
    post_decision,
    prepare_publicity,
    recommend,
    send_back,
)
from qunli.awards.models import Decision
from qunli.awards.queries import candidates_of, upheld_objections
from qunli.awards.states import DecisionState, Standing
from qunli.core.actions import load_calendar_year
from qunli.core.states import SYSTEM
from qunli.publicity.actions import check_notice, date_notice, dismiss_objection, end_notice
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.states import NoticeState, ObjectionState
from qunli.review.actions import (
    PanelDraft,
    accept_seat,
    appoint_head,
    conclude_panel,
    dissolve_panel,
    form_panel,
    give_sheet,
    seat_expert,
    seat_panel,
    sign_commitment,
    sign_opinion,
    start_scoring,
    write_opinion,
)
from qunli.review.models import Opinion, Panel, ScoreSheet, Seat, Signature
from qunli.review.queries import bench_of, current_round
from qunli.review.states import PanelState, SeatRank, SeatState


def while_in_review(road: Road) -> None:
    """Decide if anything was recommended, else bring the panel on."""
    decision = Decision.objects.exclude(state=DecisionState.SENT_BACK).order_by("-id").first()
    if decision is not None:
        _decide(road, decision)
        return
    panel = road.panel()
    if panel is None or panel.round != current_round(road.call):
        group = list(candidates_of(road.call))
        draft = PanelDraft(name="密封", members_wanted=2)
        form_panel(call=road.call, proposals=group, draft=draft, by=road.office.operator, at=road.at)
        return
    PANEL_STEPS[PanelState(panel.state)](road, panel)


def usual_choices(road: Road, *, first: int = 0) -> list[Choice]:
    """One wins, the next stands in reserve, the others are not chosen."""
    group = list(candidates_of(road.call))
    turned = [*group[first % len(group) :], *group[: first % len(group)]] if group else []
    standings = [Standing.WINNER, Standing.RESERVE, *[Standing.NOT_CHOSEN] * len(turned)]
    return [
        Choice(one, standing, Decimal(0) if standing == Standing.NOT_CHOSEN else Decimal(6_000_000), "because")
        for one, standing in zip(turned, standings, strict=False)
    ]


def _seat(road: Road, panel: Panel) -> None:
    operator, bench = road.office.operator, bench_of(panel)
    for seat in bench.live_seats:
        by = account_of(seat.expert)
        if seat.state == SeatState.ASKED:
            accept_seat(seat=seat, by=by, at=road.at)
            return
        if seat.commitment_signed_at is None:
            sign_commitment(seat=seat, by=by, at=road.at)
            return
    has_head = any(seat.rank == SeatRank.HEAD for seat in bench.members)
    seated = {seat.expert_id for seat in bench.seats}
    free = [expert for expert in road.experts if expert.pk not in seated]
    if free and (bench.short or not has_head):
        rank = SeatRank.MEMBER if has_head else SeatRank.HEAD
        seat_expert(panel=panel, expert=free[0], rank=rank, by=operator, at=road.at)
        return
    seat_panel(panel=panel, by=operator, at=road.at)


def _start(road: Road, panel: Panel) -> None:
    waiting = [seat for seat in bench_of(panel).members if seat.state == SeatState.ASKED]
    for seat in waiting[:1]:
        accept_seat(seat=seat, by=account_of(seat.expert), at=road.at)
        return
    start_scoring(panel=panel, by=road.office.operator, at=road.at)


def _score(road: Road, panel: Panel) -> None:
    bench = bench_of(panel)
    given = set(ScoreSheet.objects.filter(seat__panel=panel, state="given").values_list("seat_id", "proposal_id"))
    for place, row in enumerate(bench.proposals):
        for seat in bench.judges_of(row.proposal_id):
            if (seat.pk, row.proposal_id) not in given:
                _give(road, seat, row.proposal_id, 90 - 5 * place)
                return
    head = next((seat for seat in bench.serving if seat.rank == SeatRank.HEAD), None)
    if head is None:
        _restore(road, panel)
        return
    write_opinion(panel=panel, text="We agree.", by=account_of(head.expert), at=road.at)


def _restore(road: Road, panel: Panel) -> None:
    """Give a panel a head again, from its members or from outside."""
    operator, bench = road.office.operator, bench_of(panel)
    serving = [seat for seat in bench.members if seat.state == SeatState.SERVING]
    seated = {seat.expert_id for seat in bench.seats}
    free = [expert for expert in road.experts if expert.pk not in seated]
    if serving:
        appoint_head(seat=serving[0], by=operator, at=road.at)
    elif bench.members:
        accept_seat(seat=bench.members[0], by=account_of(bench.members[0].expert), at=road.at)
    elif free:
        seat_expert(panel=panel, expert=free[0], rank=SeatRank.HEAD, by=operator, at=road.at)
    else:
        dissolve_panel(panel=panel, reason="Nobody is left.", by=operator, at=road.at)


def _give(road: Road, seat: Seat, proposal: int, value: int) -> None:
    by = account_of(seat.expert)
    if seat.state == SeatState.ASKED:
        accept_seat(seat=seat, by=by, at=road.at)
    elif seat.commitment_signed_at is None:
        sign_commitment(seat=seat, by=by, at=road.at)
    else:
        judged = next(one for one in road.proposals() if one.pk == proposal)
        give_sheet(seat=seat, proposal=judged, points=even_points(value), reason="so", by=by, at=road.at)


def _sign(road: Road, panel: Panel) -> None:
    opinion = Opinion.objects.filter(panel=panel).order_by("-version")[0]
    signed = set(Signature.objects.filter(opinion=opinion).values_list("seat_id", flat=True))
    for seat in bench_of(panel).signers:
        if seat.pk not in signed:
            sign_opinion(panel=panel, seat=seat, dissent="", by=account_of(seat.expert), at=road.at)
            return
    conclude_panel(panel=panel, by=road.office.operator, at=road.at)


def _recommend(road: Road, _panel: Panel) -> None:
    recommend(call=road.call, choices=usual_choices(road), by=road.office.operator, at=road.at)


PANEL_STEPS = {
    PanelState.FORMING: _seat,
    PanelState.SEATED: _start,
    PanelState.SCORING: _score,
    PanelState.SIGNING: _sign,
    PanelState.CONCLUDED: _recommend,
}


def _decide(road: Road, decision: Decision) -> None:
    authority = road.office.authority
    if decision.state == DecisionState.RECOMMENDED:
        decide(decision=decision, meeting_record="〔2026〕3", met_on=road.at.date(), by=authority, at=road.at)
        return
    notice = decision.notice
    if decision.state == DecisionState.DECIDED:
        if notice is None or notice.state in {NoticeState.WITHDRAWN, NoticeState.ENDED}:
            prepare_publicity(decision=decision, contact="021-1", by=road.office.operator, at=road.at)
        elif notice.checked_at is None:
            check_notice(notice=notice, by=road.office.second_operator, at=road.at)
        else:
            post_decision(decision=decision, by=authority, at=road.at)
        return
    assert notice is not None
    if notice.state != NoticeState.ENDED:
        end(road, notice)
    elif upheld_objections(decision).exists():
        _after_upheld(road, decision)
    else:
        approve(decision=decision, document_number=f"〔2026〕{decision.pk}", by=authority, at=road.at)


def end(road: Road, notice: PublicNotice) -> None:
    """Settle an objection, or wait for the last day and end."""
    authority = road.office.authority
    filed = Objection.objects.filter(notice=notice, state=ObjectionState.FILED).order_by("id").first()
    if filed is not None:
        dismiss_objection(objection=filed, reason="Not so.", by=authority, at=road.at)
        return
    if notice.last_day is None:
        publish_calendar(road)
        date_notice(notice=notice, by=SYSTEM, at=road.at)
        return
    if road.at.date() <= notice.last_day:
        road.wait(working_hours(road.at, (notice.last_day - road.at.date()).days + 1) + timedelta(hours=1))
    end_notice(notice=notice, by=authority, at=road.at)


def publish_calendar(road: Road) -> None:
    """Load the years that the package does not know yet, without a holiday."""
    for year in (2027, 2028, 2029):
        load_calendar_year(year=year, days={}, source="a notice", by=SYSTEM, at=road.at)


def _after_upheld(road: Road, decision: Decision) -> None:
    has_reserve = decision.awards.filter(standing=Standing.RESERVE).exists()
    if has_reserve:
        objection = upheld_objections(decision)[0]
        pass_to_reserve(decision=decision, objection=objection, by=road.office.authority, at=road.at)
    else:
        send_back(decision=decision, reason="Upheld.", by=road.office.authority, at=road.at)
