"""Extension, change, termination and revocation are four acts; early ends say what comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from making.projects import (
    PAID,
    a_cast,
    a_milestone,
    a_prepared_project,
    a_running_project,
    ended_early,
    pay_what_is_due,
    with_first_milestone_accepted,
)
from qunli.core.states import NotPermitted, Refused, WrongInput
from qunli.directory.models import Relation
from qunli.duties.models import Duty
from qunli.needs.models import ListItem
from qunli.projects.actions import (
    LimitPassed,
    Move,
    MovedMeanwhile,
    NoChanceForReserve,
    Reckoning,
    TopicTaken,
    ask_change,
    leave_reserve,
    note_recovery,
    pass_project_to_reserve,
    settle_change,
    start_project,
)
from qunli.projects.bridge.recovery import Claimed, Paid, to_be_recovered
from qunli.projects.models import ChangeRequest, Milestone, Payment, Project, Recovery, TaskBook
from qunli.projects.states import ChangeKind

pytestmark = pytest.mark.django_db

YEAR_LATER = "2028-09-30"


def ask_extension(cast: object, project: Project, until: str = YEAR_LATER, at: datetime = PAID) -> ChangeRequest:
    return ask_change(
        project=project,
        kind=ChangeKind.EXTENSION,
        reason="The mould came late.",
        moves=[
            Move("project", project.pk, "ends_on", until),
            Move("milestone", a_milestone(project, 2).pk, "due_on", until),
        ],
        by=cast.lead,  # type: ignore[attr-defined]  # a Cast
        at=at,
    )


def test_a_granted_extension_puts_the_next_version_in_force() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    change = ask_extension(cast, project)
    assert change.details["unknown"] == []
    settle_change(change=change, granted=True, reason="", by=cast.authority, at=PAID)
    project = Project.objects.get(pk=project.pk)
    assert (project.ends_on, project.extensions) == (date(2028, 9, 30), 1)
    books = TaskBook.objects.filter(project=project).order_by("version")
    assert [(book.version, book.state) for book in books] == [(1, "replaced"), (2, "in_force")]
    newest = books[1]
    assert (newest.lead_signed_by, newest.authority_signed_by) == (cast.lead, cast.authority)
    assert newest.content["ends_on"] == YEAR_LATER
    duty = Duty.objects.get(key="report milestone", about_id=a_milestone(project, 2).pk)
    assert duty.due_at == datetime(2028, 9, 30, 15, 59, 59, tzinfo=UTC)


def test_the_packs_limits_refuse_a_request_with_the_rule_named() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    with pytest.raises(LimitPassed) as refused:
        ask_extension(cast, project, until="2028-10-01")
    assert [(check.term.key, check.short) for check in refused.value.checks] == [("extension_months_max", Decimal(1))]
    with pytest.raises(LimitPassed) as refused:
        ask_extension(cast, project, at=datetime(2027, 3, 31, 2, 0, tzinfo=UTC))
    assert [check.term.key for check in refused.value.checks] == ["extension_notice_months_min"]
    settle_change(change=ask_extension(cast, project), granted=True, reason="", by=cast.authority, at=PAID)
    with pytest.raises(LimitPassed) as refused:
        ask_extension(cast, Project.objects.get(pk=project.pk), until="2029-01-31")
    assert [check.term.key for check in refused.value.checks] == ["extensions_max"]


def test_where_the_pack_has_no_number_a_person_decides_with_a_reason() -> None:
    cast = a_cast(extensions_max="", extension_notice_months_min="")
    change = ask_extension(cast, a_running_project(cast))
    assert change.details["unknown"] == ["extensions_max", "extension_notice_months_min"]
    with pytest.raises(WrongInput) as wrong:
        settle_change(change=change, granted=True, reason="", by=cast.authority, at=PAID)
    assert set(wrong.value.faults) == {"reason"}
    assert settle_change(change=change, granted=True, reason="Fair.", by=cast.authority, at=PAID).state == "granted"


def test_a_change_moves_money_and_indicators_and_keeps_the_sums() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    indicator = a_milestone(project, 1).indicators.get(position=1)
    own = project.payments.get(stream="own")
    subsidy = project.payments.get(stream="pre_subsidy", state="planned")
    moves = [
        Move("project", project.pk, "leader_name", "汪书宁"),
        Move("indicator", indicator.pk, "target", "3.2"),
        Move("payment", own.pk, "amount", "0"),
        Move("payment", subsidy.pk, "amount", "250000"),
    ]
    change = ask_change(project=project, kind="change", reason="Budget.", moves=moves, by=cast.lead, at=PAID)
    assert [(move["was"], move["now"]) for move in change.details["moves"]] == [
        ("程嘉禾", "汪书宁"),
        ("3.5", "3.2"),
        ("200000.00", "0"),
        ("300000.00", "250000"),
    ]
    settle_change(change=change, granted=True, reason="", by=cast.authority, at=PAID)
    totals = dict(project.stream_totals.values_list("stream", "total"))
    assert totals == {
        "own": Decimal(0),
        "poster": Decimal(4_800_000),
        "post_subsidy": Decimal(180_000),
        "pre_subsidy": Decimal(970_000),
    }
    assert Payment.objects.get(pk=own.pk).state == "cancelled"
    book = project.task_books.get(state="in_force")
    assert (book.version, book.content["leader"]) == (2, "汪书宁")


def test_a_change_never_takes_more_than_was_granted_nor_touches_what_is_settled() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    accepted = a_milestone(project, 1).indicators.get(position=1)
    post = project.payments.get(stream="post_subsidy")
    with pytest.raises(WrongInput) as wrong:
        ask_change(
            project=project,
            kind="change",
            reason="x",
            moves=[Move("indicator", accepted.pk, "target", "1"), Move("payment", post.pk, "amount", "many")],
            by=cast.lead,
            at=PAID,
        )
    assert set(wrong.value.faults) == {f"indicator_{accepted.pk}_target", f"payment_{post.pk}_amount"}
    more = [Move("payment", post.pk, "amount", "180000.01")]
    change = ask_change(project=project, kind="change", reason="x", moves=more, by=cast.lead, at=PAID)
    with pytest.raises(WrongInput):
        settle_change(change=change, granted=True, reason="", by=cast.authority, at=PAID)
    assert Payment.objects.get(pk=post.pk).amount == Decimal(180_000)


def test_what_moved_meanwhile_is_not_overwritten() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    moves = [Move("project", project.pk, "leader_name", "汪书宁")]
    change = ask_change(project=project, kind="change", reason="x", moves=moves, by=cast.lead, at=PAID)
    Project.objects.filter(pk=project.pk).update(leader_name="Somebody else")
    with pytest.raises(MovedMeanwhile):
        settle_change(change=change, granted=True, reason="", by=cast.authority, at=PAID)


def test_no_change_in_the_last_months() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    moves = [Move("project", project.pk, "leader_name", "汪书宁")]
    late = datetime(2027, 3, 31, 2, 0, tzinfo=UTC)
    with pytest.raises(LimitPassed):
        ask_change(project=project, kind="change", reason="x", moves=moves, by=cast.lead, at=late)


def test_each_act_has_its_own_askers_and_one_request_is_open_at_a_time() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    with pytest.raises(NotPermitted):
        ask_change(project=project, kind="revocation", reason="x", by=cast.lead, at=PAID)
    with pytest.raises(NotPermitted):
        ask_change(project=project, kind="extension", reason="x", by=cast.operator, at=PAID)
    change = ask_change(project=project, kind="termination", reason="x", by=cast.poster, at=PAID)
    with pytest.raises(Refused, match="open"):
        ask_change(project=project, kind="termination", reason="x", by=cast.lead, at=PAID)
    refused = settle_change(change=change, granted=False, reason="Go on.", by=cast.authority, at=PAID)
    assert (refused.state, Project.objects.get(pk=project.pk).state) == ("refused", "running")


def test_nobody_settles_their_own_request() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    change = ask_change(project=project, kind="revocation", reason="x", by=cast.authority, at=PAID)
    with pytest.raises(Refused, match="their own"):
        settle_change(change=change, granted=True, reason="x", by=cast.authority, at=PAID)
    assert settle_change(change=change, granted=True, reason="x", by=cast.second, at=PAID).state == "granted"


def test_a_termination_cancels_what_is_unpaid_and_reckons_the_rest() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    pay_what_is_due(cast, project)
    ended_early(cast, project, ChangeKind.TERMINATION, reckoning=Reckoning(recover_by=date(2026, 9, 30)))
    project = Project.objects.get(pk=project.pk)
    assert project.state == "terminated"
    assert set(project.payments.values_list("state", flat=True)) == {"paid", "cancelled"}
    assert list(Milestone.objects.filter(project=project).order_by("position").values_list("state", flat=True)) == [
        "accepted",
        "dropped",
    ]
    # Reported spending of 500,000 over 3,020,000 paid: 168,874.17 of the fiscal, 298,013.25 of the poster's money.
    rows = Recovery.objects.order_by("stream").values_list("stream", "paid", "spent", "amount")
    assert list(rows) == [
        ("poster", Decimal(1_800_000), Decimal("298013.25"), Decimal("1501986.75")),
        ("pre_subsidy", Decimal(1_020_000), Decimal("168874.17"), Decimal("851125.83")),
    ]
    assert not Relation.objects.filter(kind="joint_project", until=None).exists()
    assert ListItem.objects.get().state == "open"


def test_a_revocation_takes_public_money_back_whole() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    pay_what_is_due(cast, project)
    spent = {"poster": Decimal(1_700_000), "pre_subsidy": Decimal(900_000)}
    ended_early(cast, project, ChangeKind.REVOCATION, reckoning=Reckoning(spent=spent))
    assert list(Recovery.objects.order_by("stream").values_list("stream", "amount")) == [
        ("poster", Decimal(100_000)),
        ("pre_subsidy", Decimal(1_020_000)),
    ]


def test_the_reckoning_shares_spending_over_payers_to_the_fen() -> None:
    paid = [Paid("pre_subsidy", 1, Decimal("100.00")), Paid("pre_subsidy", 2, Decimal("200.00"))]
    claims = to_be_recovered(
        kind=ChangeKind.TERMINATION, paid=paid, reported=Decimal(0), recognized={"pre_subsidy": Decimal("100.00")}
    )
    assert claims == (
        Claimed("pre_subsidy", 1, Decimal("100.00"), Decimal("33.33"), Decimal("66.67")),
        Claimed("pre_subsidy", 2, Decimal("200.00"), Decimal("66.67"), Decimal("133.33")),
    )


def test_money_that_came_back_is_noted_once_with_its_proof() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    pay_what_is_due(cast, project)
    ended_early(cast, project, ChangeKind.TERMINATION)
    recovery = Recovery.objects.get(stream="pre_subsidy")
    with pytest.raises(WrongInput):
        note_recovery(recovery=recovery, recovered_on=PAID.date(), proof="", by=cast.finance, at=PAID)
    noted = note_recovery(recovery=recovery, recovered_on=PAID.date(), proof="slip 9", by=cast.finance, at=PAID)
    assert (noted.recovered_on, noted.proof) == (PAID.date(), "slip 9")
    with pytest.raises(Refused, match="already"):
        note_recovery(recovery=recovery, recovered_on=PAID.date(), proof="slip 9", by=cast.finance, at=PAID)
    assert set(Duty.objects.filter(key="give back").values_list("about_id", "state")) == {
        (recovery.pk, "met"),
        (Recovery.objects.get(stream="poster").pk, "open"),
    }


def test_the_reserve_takes_over_what_ended_before_its_first_payment() -> None:
    cast = a_cast()
    project = a_prepared_project(cast)
    ended_early(cast, project, ChangeKind.TERMINATION)
    assert ListItem.objects.get().state == "taken"
    assert Duty.objects.filter(key="decide on the reserve", state="open").count() == 1
    second = pass_project_to_reserve(project=project, by=cast.authority, at=PAID)
    assert (second.award, second.lead) == (cast.reserve, cast.reserve.proposal.lead)
    with pytest.raises(NoChanceForReserve):
        pass_project_to_reserve(project=project, by=cast.authority, at=PAID)


def test_an_award_whose_project_has_ended_starts_no_second_one() -> None:
    cast = a_cast()
    ended_early(cast, a_prepared_project(cast), ChangeKind.TERMINATION)
    with pytest.raises(TopicTaken, match="worked on once"):
        start_project(award=cast.winner, by=cast.operator, at=PAID)


def test_the_reserve_has_no_chance_once_money_was_paid() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    pay_what_is_due(cast, project)
    ended_early(cast, project, ChangeKind.REVOCATION)
    with pytest.raises(NoChanceForReserve):
        pass_project_to_reserve(project=project, by=cast.authority, at=PAID)


def test_a_reserve_that_is_left_gives_the_need_back() -> None:
    cast = a_cast()
    project = a_prepared_project(cast)
    ended_early(cast, project, ChangeKind.TERMINATION)
    leave_reserve(project=project, by=cast.authority, at=PAID)
    assert ListItem.objects.get().state == "open"
    assert Duty.objects.filter(key="decide on the reserve", state="open").count() == 0
