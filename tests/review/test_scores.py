"""Scores are hidden until given, ranked by their mean, and signed as one opinion."""

from decimal import Decimal
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making.people import AT, an_auditor
from making.review import (
    LINES,
    a_call_in_review,
    a_concluded_panel,
    a_scoring_panel,
    a_seated_panel,
    account_of,
    even_points,
    score,
)
from qunli.core.states import NotPermitted, WrongInput
from qunli.people.models import Grant
from qunli.people.states import Role
from qunli.review.actions import (
    FeePlan,
    PanelDraft,
    compute_fees,
    conclude_panel,
    declare_conflict,
    give_sheet,
    pay_fee,
    save_sheet,
    sign_opinion,
    start_scoring,
    write_opinion,
)
from qunli.review.actions.opinions import CannotSign, ScoresMissing, SignaturesMissing
from qunli.review.actions.scoring import AlreadyGiven, NotYoursToScore
from qunli.review.models import ExpertFee, ScoreSheet, Signature
from qunli.review.queries import (
    ScoresHidden,
    ranking,
    robust_scores,
    sheets_seen_by,
    standing_of_proposals,
    total_of,
    visible_ranking,
)
from qunli.review.queries.fees import FeePackSilent
from qunli.review.queries.scores import places

totals = st.lists(st.decimals(0, 100, places=3), min_size=1, max_size=12)


@pytest.mark.law
@given(totals)
def test_places_agree_with_counting_who_is_better(scores: list[Decimal]) -> None:
    ordered = sorted(scores, reverse=True)
    assert places(scores) == [ordered.index(one) + 1 for one in scores]


@pytest.mark.law
@given(totals, st.decimals(-50, 50, places=3))
def test_robust_scores_do_not_move_with_the_scale_s_zero(scores: list[Decimal], shift: Decimal) -> None:
    assert robust_scores([one + shift for one in scores]) == robust_scores(scores)


@pytest.mark.law
@given(st.lists(st.decimals(0, 100, places=1), min_size=5, max_size=5))
def test_a_total_is_the_weighted_mean(points: list[Decimal]) -> None:
    rubric = [{"key": key, "weight": weight} for key, weight in zip(LINES, (20, 30, 20, 15, 15), strict=True)]
    total = total_of(dict(zip(LINES, points, strict=True)), rubric)
    assert float(total) == pytest.approx(
        fmean([float(one) for one in points], weights=[20, 30, 20, 15, 15]), abs=0.0006
    )


def test_a_far_score_among_close_ones_is_an_outlier() -> None:
    given = [Decimal(one) for one in (80, 82, 81, 83, 40)]
    assert [str(z) for z in robust_scores(given)] == ["-0.67", "0.67", "0.00", "1.35", "-27.65"]
    equal = [Decimal(one) for one in (80, 80, 80, 80, 40)]
    assert [str(z) for z in robust_scores(equal)] == ["0.00", "0.00", "0.00", "0.00", "-3.99"]


@pytest.mark.django_db
def test_a_sheet_is_saved_half_way_and_given_whole_with_a_reason_once() -> None:
    world = a_call_in_review()
    _panel, seats = a_scoring_panel(world, members=2)
    seat, proposal, by = seats[0], world.proposals[0], account_of(seats[0].expert)
    save_sheet(seat=seat, proposal=proposal, points={"approach": Decimal(70)}, reason="", by=by, at=AT)
    assert ScoreSheet.objects.get().points == {"approach": "70"}
    with pytest.raises(WrongInput) as wrong:
        give_sheet(seat=seat, proposal=proposal, points={"approach": Decimal(101)}, reason="x", by=by, at=AT)
    assert sorted(wrong.value.faults) == ["approach", "budget", "need_fit", "plan", "team"]
    with pytest.raises(WrongInput) as unreasoned:
        give_sheet(seat=seat, proposal=proposal, points=even_points(80), reason=" ", by=by, at=AT)
    assert list(unreasoned.value.faults) == ["reason"]
    score(seat, proposal, 80)
    with pytest.raises(AlreadyGiven):
        score(seat, proposal, 90)
    assert ScoreSheet.objects.get().total == Decimal("80.000")


@pytest.mark.django_db
def test_an_expert_sees_the_others_only_after_giving_the_own_and_others_only_after_all() -> None:
    world = a_call_in_review()
    panel, seats = a_scoring_panel(world, members=2)
    first, second = world.proposals
    head, member = (account_of(seat.expert) for seat in seats)
    auditor = an_auditor()
    score(seats[0], first, 80)
    assert [list(sheets_seen_by(who, panel)) for who in (member, world.operator, world.authority, auditor)] == [
        [],
        [],
        [],
        [],
    ]
    score(seats[1], first, 70)
    assert [str(sheet.total) for sheet in sheets_seen_by(member, panel).order_by("id")] == ["80.000", "70.000"]
    with pytest.raises(ScoresHidden, match="2 of 4"):
        visible_ranking(world.operator, panel)
    score(seats[0], second, 60)
    score(seats[1], second, 90)
    rows = [(row.rank, row.proposal.pk, str(row.score)) for row in visible_ranking(world.operator, panel)]
    assert rows == [(1, first.pk, "75.000"), (1, second.pk, "75.000")]
    assert sheets_seen_by(world.authority, panel).count() == 4
    assert sheets_seen_by(head, panel).count() == 4


@pytest.mark.django_db
def test_a_sheet_does_not_count_after_its_expert_is_recused() -> None:
    world = a_call_in_review()
    panel, seats = a_scoring_panel(world, members=2)
    for seat, value in zip(seats, (80, 20), strict=True):
        score(seat, world.proposals[0], value)
    declare_conflict(seat=seats[1], proposal=world.proposals[0], fact="", by=account_of(seats[1].expert), at=AT)
    assert [(row.proposal.pk, str(row.score)) for row in ranking(panel)] == [(world.proposals[0].pk, "80.000")]


@pytest.mark.django_db
def test_where_the_panel_meets_one_signs_in_before_scoring() -> None:
    world = a_call_in_review()
    draft = PanelDraft(name="Seals", members_wanted=1, meets_at=AT)
    panel, seats = a_seated_panel(world, members=1, draft=draft)
    start_scoring(panel=panel, by=world.operator, at=AT)
    with pytest.raises(NotYoursToScore, match="Sign in"):
        score(seats[0], world.proposals[0], 80)


@pytest.mark.django_db
def test_the_head_gathers_one_opinion_and_a_new_version_voids_the_signatures() -> None:
    world = a_call_in_review()
    panel, seats = a_scoring_panel(world, members=2)
    head, member = (account_of(seat.expert) for seat in seats)
    with pytest.raises(ScoresMissing):
        write_opinion(panel=panel, text="x", by=head, at=AT)
    for seat in seats:
        for proposal in world.proposals:
            score(seat, proposal, 80)
    with pytest.raises(NotPermitted):
        write_opinion(panel=panel, text="x", by=member, at=AT)
    write_opinion(panel=panel, text="First.", by=head, at=AT)
    sign_opinion(panel=panel, seat=seats[1], dissent="", by=member, at=AT)
    write_opinion(panel=panel, text="Second.", by=head, at=AT)
    sign_opinion(panel=panel, seat=seats[0], dissent="", by=head, at=AT)
    with pytest.raises(SignaturesMissing, match=str(seats[1].expert)):
        conclude_panel(panel=panel, by=world.operator, at=AT)
    sign_opinion(panel=panel, seat=seats[1], dissent="Not the second.", by=member, at=AT)
    with pytest.raises(CannotSign):
        sign_opinion(panel=panel, seat=seats[1], dissent="", by=member, at=AT)
    assert conclude_panel(panel=panel, by=head, at=AT).state == "concluded"
    assert list(Signature.objects.order_by("id").values_list("opinion__version", "dissent")) == [
        (1, ""),
        (2, ""),
        (2, "Not the second."),
    ]


@pytest.mark.django_db
def test_the_standing_of_a_call_is_read_from_its_concluded_panels() -> None:
    world = a_call_in_review(teams=3)
    a_concluded_panel(world, scores=(70, 90, 70))
    rows = standing_of_proposals(world.call)[world.topic.pk]
    a, b, c = world.proposals
    assert [(row.rank, row.proposal.pk, str(row.score)) for row in rows] == [
        (1, b.pk, "90.000"),
        (2, a.pk, "70.000"),
        (2, c.pk, "70.000"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "by_letter", "amount"),
    [
        ("0.5", False, "900.00"),
        ("1", False, "1500.00"),
        ("2.5", False, "3450.00"),
        ("3", False, "3750.00"),
        ("1", True, "1200.00"),
    ],
)
def test_fees_follow_the_pack(days: str, by_letter: bool, amount: str) -> None:  # noqa: FBT001 - a table of cases
    world = a_call_in_review()
    panel = a_concluded_panel(world, members=1)
    fees = compute_fees(panel=panel, days=Decimal(days), by_letter=by_letter, by=world.operator, at=AT)
    assert [str(fee.amount) for fee in fees] == [amount]


@pytest.mark.django_db
def test_a_fee_stays_inside_the_range_is_recomputed_until_paid_and_paid_once() -> None:
    world = a_call_in_review()
    panel = a_concluded_panel(world, members=2)
    with pytest.raises(FeePackSilent, match="between"):
        compute_fees(
            panel=panel,
            days=Decimal(1),
            by_letter=False,
            by=world.operator,
            at=AT,
            plan=FeePlan(day_rate_of={"senior": Decimal(2401)}),
        )
    compute_fees(panel=panel, days=Decimal(1), by_letter=False, by=world.operator, at=AT)
    first = ExpertFee.objects.order_by("id")[0]
    finance = an_auditor()
    with pytest.raises(NotPermitted):
        pay_fee(fee=first, proof="B-1", by=finance, at=AT)
    Grant.objects.create(user=finance, role=Role.FINANCE, party=finance.party, granted_at=AT)
    del finance._standing  # type: ignore[attr-defined]  # read anew  # noqa: SLF001 - as above
    pay_fee(fee=first, proof="B-1", by=finance, at=AT)
    compute_fees(panel=panel, days=Decimal(2), by_letter=False, by=world.operator, at=AT)
    assert [str(fee.amount) for fee in ExpertFee.objects.order_by("id")] == ["1500.00", "3000.00"]
