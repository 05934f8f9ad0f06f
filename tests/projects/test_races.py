"""A race: task books alike, gates that the engine judges and the authority decides, and money that follows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from making.races import (
    DECIDED,
    MENDED,
    REPORTED,
    SCHEME,
    SECOND,
    SIGNED,
    Field,
    a_running_race,
    decide_gate,
    pay,
    payments_of,
    report_stage,
    score_all,
)
from qunli.core.queries.journal import verify_journal
from qunli.core.states import NotPermitted, Refused
from qunli.duties.models import Duty
from qunli.projects.actions import (
    BehindTheGate,
    GateNotReady,
    StageNotPublic,
    ask_change,
    confirm_payment,
    correct_stage,
    decide_stage,
    draft_task_book,
    go_on_at_own_cost,
    judge_milestone,
    leave_race,
    prepare_stage_notice,
    propose_stage,
    put_stage_in_force,
    score_stage,
)
from qunli.projects.bridge.races import task_book_of
from qunli.projects.models import Payment, Project, Recovery
from qunli.projects.states import LaneState, MilestoneState, ProjectState, RaceState
from qunli.publicity.actions import check_notice, end_notice, post_notice

pytestmark = pytest.mark.django_db

ON, OUT, LEFT, THROUGH = LaneState.RUNNING, LaneState.OUT, LaneState.LEFT, LaneState.THROUGH


def verdicts(rulings: list[dict[str, str]]) -> list[str]:
    return [row["verdict"] for row in sorted(rulings, key=lambda row: row["lane"])]


def after_first_gate(field: Field) -> None:
    """The first passes, the second mends, the third misses and is not given time in the end."""
    for place, value in enumerate(("0.4", "0.7", "0.9")):
        report_stage(field, place, value)
    score_all(field, {0: 80, 1: 70, 2: 60})
    first = decide_gate(field)
    assert verdicts(first.rulings) == ["on", "remedy", "remedy"]
    report_stage(field, 1, "0.45", at=MENDED)
    second = decide_gate(field, at=SECOND)
    assert verdicts(second.rulings) == ["on", "on", "out"]


def test_every_team_gets_the_same_task_book_and_the_race_starts_when_all_are_signed() -> None:
    field = a_running_race()
    assert (field.now().state, field.now().stage, field.states()) == (RaceState.RUNNING, 1, [ON, ON, ON])
    plan = [(1, "due", Decimal(200_000)), (2, "planned", Decimal(300_000))]
    assert [payments_of(field, place) for place in range(3)] == [plan] * 3
    first = field.lanes[0].project
    assert list(first.milestones.order_by("position").values_list("title", "due_on")) == [
        ("Sample", date(2026, 6, 20)),
        ("On the line", date(2027, 1, 6)),
    ]
    for act in (
        lambda: draft_task_book(project=first, draft=task_book_of(field.race), by=field.leads[0], at=SIGNED),
        lambda: ask_change(project=first, kind="termination", reason="Stop.", by=field.leads[0], at=SIGNED),
        lambda: judge_milestone(
            milestone=first.milestones.get(position=1),
            verdicts={},
            outcome="accept",
            reason="",
            by=field.authority,
            at=SIGNED,
        ),
    ):
        with pytest.raises(Refused, match="race"):
            act()
    assert set(Duty.objects.filter(about_kind="race").values_list("key", flat=True)) == {
        "gate 1",
        "score 1 experts",
        "score 1 demander",
    }


def test_a_gate_is_judged_when_reports_and_scores_are_in_and_decided_by_another() -> None:
    field = a_running_race()
    with pytest.raises(GateNotReady, match="may still report"):
        propose_stage(race=field.race, by=field.operator, at=REPORTED)
    for place in range(3):
        report_stage(field, place, "0.4")
    with pytest.raises(GateNotReady, match="not scored"):
        propose_stage(race=field.race, by=field.operator, at=REPORTED)
    with pytest.raises(NotPermitted):
        score_stage(lane=field.lanes[0], who="demander", points=Decimal(9), reason="x", by=field.operator, at=REPORTED)
    score_all(field, {0: 80, 1: 70, 2: 60})
    proposed = propose_stage(race=field.race, by=field.authority, at=DECIDED)
    with pytest.raises(Refused, match="does not decide"):
        decide_stage(decision=proposed, meeting_record="1", met_on=DECIDED.date(), by=field.authority, at=DECIDED)
    with pytest.raises(NotPermitted):
        decide_stage(decision=proposed, meeting_record="1", met_on=DECIDED.date(), by=field.operator, at=DECIDED)
    assert verdicts(proposed.rulings) == ["on", "on", "out"]  # two places, the third is ranked out


def test_one_passes_one_mends_and_one_is_out_with_what_it_returns() -> None:
    field = a_running_race()
    pay(field, Payment.objects.get(project=field.lanes[2].project, milestone=None), at=REPORTED)
    after_first_gate(field)
    assert (field.states(), field.now().stage) == ([ON, ON, OUT], 2)
    assert [lane.rank for lane in field.lanes] == [1, 2, None]
    assert payments_of(field, 0)[1] == (2, "due", Decimal(300_000))
    assert payments_of(field, 2) == [(1, "paid", Decimal(200_000)), (2, "cancelled", Decimal(300_000))]
    back = Recovery.objects.get(project=field.lanes[2].project)
    assert (back.amount, back.paid, back.spent) == (50_000, 200_000, 150_000)
    out = field.lanes[2]
    assert (out.project.state, out.project.milestones.get(position=1).state) == (
        ProjectState.RUNNING,
        MilestoneState.FAILED,
    )
    assert go_on_at_own_cost(lane=out, by=field.leads[2], at=SECOND).state == LaneState.OWN_COST
    verify_journal()


def test_money_for_a_later_stage_is_refused_by_the_act_and_by_the_database() -> None:
    field = a_running_race()
    after_first_gate(field)
    later = Payment.objects.get(project=field.lanes[2].project, milestone__position=1)
    ahead = Payment.objects.create(
        project=field.lanes[0].project,
        milestone=field.lanes[0].project.milestones.get(position=2),
        position=9,
        stream="post_subsidy",
        payer=later.payer,
        payee=later.payee,
        amount=1,
    )
    for payment in (later, ahead):
        with pytest.raises(BehindTheGate):
            confirm_payment(payment=payment, by=field.finance, at=SECOND)
        for state in ("due", "confirmed", "released", "paid"):
            with pytest.raises(IntegrityError, match="behind gate"), transaction.atomic():
                Payment.objects.filter(pk=payment.pk).update(state=state)
    ahead.delete()


def test_through_the_last_gate_a_team_has_its_grade_and_its_prize() -> None:
    field = a_running_race()
    after_first_gate(field)
    at = SECOND + timedelta(days=5)
    for place, points in ((0, 90), (1, 50)):
        report_stage(field, place, at=at)
        score_all(field, {place: points}, at=at)
    first = decide_gate(field, at=at)
    assert verdicts(first.rulings) == ["on", "remedy"]
    late = at + timedelta(days=40)
    score_all(field, {1: 50}, at=late)
    decide_gate(field, at=late)
    assert (field.states(), field.now().state) == ([THROUGH, OUT, OUT], RaceState.FINISHED)
    won = field.lanes[0]
    assert (won.grade, won.passed, payments_of(field, 0)[-1]) == ("优秀", 2, (3, "due", Decimal(100_000)))


def test_a_race_that_nobody_passes_opens_the_item_again() -> None:
    field = a_running_race()
    late = DECIDED + timedelta(days=2)
    decide_gate(field, at=late)  # nobody reported in time: all may mend
    assert {lane.project.milestones.get(position=1).state for lane in field.lanes} == {MilestoneState.REMEDY}
    decide_gate(field, at=late + timedelta(days=8))
    item = field.race.topic.item
    item.refresh_from_db()
    assert (field.now().state, set(field.states()), item.state) == (RaceState.WITHOUT_WINNER, {OUT}, "open")


def test_teams_withdraw_merge_and_are_disqualified_and_the_last_one_goes_on() -> None:
    field = a_running_race()
    first, second, third = field.lanes
    for lane in (first, second):
        pay(field, Payment.objects.get(project=lane.project, milestone=None), at=REPORTED)
    with pytest.raises(NotPermitted):
        leave_race(lane=first, how="withdrew", reason="x", by=field.leads[0], at=REPORTED)
    leave_race(lane=first, how="disqualified", reason="Forged.", by=field.authority, at=REPORTED)
    leave_race(lane=second, how="merged", reason="One team now.", by=field.authority, at=REPORTED, into=third)
    assert field.states() == [LEFT, LEFT, ON]
    assert [Project.objects.get(pk=lane.project_id).state for lane in (first, second)] == [
        ProjectState.REVOKED,
        ProjectState.TERMINATED,
    ]
    assert list(Recovery.objects.order_by("id").values_list("amount", flat=True)) == [200_000, 200_000]
    report_stage(field, 2, "0.4")
    score_all(field, {2: 70})
    decide_gate(field)
    assert (field.now().stage, field.now().state) == (2, RaceState.RUNNING)
    leave_race(lane=third, how="withdrew", reason="No more.", by=field.authority, at=SECOND)
    assert field.now().state == RaceState.WITHOUT_WINNER


def test_after_an_upheld_objection_the_next_stage_is_taken_back_and_the_other_team_is_paid() -> None:
    field = a_running_race()
    for place in range(3):
        report_stage(field, place, "0.4")
    score_all(field, {0: 80, 1: 70, 2: 69})
    decision = decide_gate(field)
    pay(field, Payment.objects.get(project=field.lanes[1].project, milestone__position=1), at=SECOND)
    loses = field.lanes[1]
    correct_stage(
        decision=decision,
        measured={loses.pk: {"leak": Decimal("0.8")}},
        scores={},
        reason="The test stand was wrong.",
        meeting_record="〔2026〕12",
        met_on=SECOND.date(),
        by=field.authority,
        at=SECOND,
    )
    assert (field.states(), field.now().stage) == ([ON, OUT, ON], 2)
    assert Recovery.objects.get(project=loses.project).amount == 300_000
    assert payments_of(field, 2)[-1] == (2, "due", Decimal(300_000))
    assert payments_of(field, 0)[-1] == (2, "due", Decimal(300_000))
    verify_journal()


def test_where_the_pack_asks_a_result_is_public_before_it_is_in_force() -> None:
    field = a_running_race()
    race = field.now()
    race.terms["stage_publicity_working_days"]["value"] = 5
    race.save()
    for place in range(3):
        report_stage(field, place, "0.4")
    score_all(field, {0: 80, 1: 70, 2: 60})
    decision = decide_gate(field)
    assert (decision.state, field.states()) == ("decided", [ON, ON, ON])
    with pytest.raises(StageNotPublic):
        put_stage_in_force(decision=decision, by=field.authority, at=DECIDED)
    notice = prepare_stage_notice(decision=decision, contact="021-1", by=field.operator, at=DECIDED)
    check_notice(notice=notice, by=field.authority, at=DECIDED)
    post_notice(notice=notice, by=field.authority, at=DECIDED)
    over = DECIDED + timedelta(days=14)
    end_notice(notice=notice, by=field.authority, at=over)
    put_stage_in_force(decision=decision, by=field.authority, at=over)
    assert (field.states(), race.terms["scheme"]["value"] == SCHEME) == ([ON, ON, OUT], True)
