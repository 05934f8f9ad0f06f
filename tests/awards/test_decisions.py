"""A ranked list becomes a decision, public, and an approval with a number."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from making.awards import (
    AFTER,
    a_decided_decision,
    a_decision_on_notice,
    a_recommended_decision,
    an_approved_decision,
    put_on_notice,
    usual_choices,
)
from making.people import AT, an_account
from making.review import World, a_call_in_review, a_concluded_panel, a_panel, a_topic
from qunli.awards.actions import (
    Choice,
    CreditMarked,
    NotReady,
    approve,
    decide,
    pass_to_reserve,
    post_decision,
    prepare_publicity,
    recommend,
    send_back,
)
from qunli.awards.actions.recommending import NotRecommendable
from qunli.awards.models import Award, Decision
from qunli.awards.queries import award_of, awards_seen_by, winners
from qunli.awards.states import DecisionState, Standing
from qunli.calls.models import Proposal
from qunli.core.models import Message
from qunli.core.queries.journal import verify_journal
from qunli.core.states import SYSTEM, NotPermitted, Refused, StepNotOpen, WrongInput
from qunli.directory.models import CreditMark
from qunli.needs.models import ListItem
from qunli.people.states import Role
from qunli.publicity.actions import NoticeNotChecked, Objector, end_notice, file_objection, uphold_objection
from qunli.publicity.models import Objection

pytestmark = pytest.mark.django_db


def standings(decision: Decision) -> list[str]:
    return list(Award.objects.filter(decision=decision).order_by("rank").values_list("standing", flat=True))


def changed(choices: list[Choice], place: int, **fields: object) -> list[Choice]:
    one = choices[place]
    known = {"proposal": one.proposal, "standing": one.standing, "money": one.money, "reason": one.reason}
    return [*choices[:place], Choice(**{**known, **fields}), *choices[place + 1 :]]  # type: ignore[arg-type]  # test


def an_upheld_objection(world: World, decision: Decision) -> Objection:
    assert decision.notice is not None
    objection = file_objection(
        notice=decision.notice,
        objector=Objector(name="Bi", contact="bi@example.org"),
        statement="a tie",
        by=SYSTEM,
        at=AT,
    )
    return uphold_objection(objection=objection, reason="the tie is real", by=world.authority, at=AT)


def test_a_recommendation_keeps_rank_and_score_of_every_proposal() -> None:
    _world, decision = a_recommended_decision()
    rows = Award.objects.filter(decision=decision).order_by("rank").values_list("rank", "standing", "score", "money")
    assert [(rank, standing, str(score), str(money)) for rank, standing, score, money in rows] == [
        (1, "winner", "90.000", "6000000.00"),
        (2, "reserve", "85.000", "6000000.00"),
        (3, "not_chosen", "80.000", "0.00"),
    ]


def test_every_fault_of_a_recommendation_is_named_at_its_proposal() -> None:
    world = a_call_in_review(teams=3)
    a_concluded_panel(world, members=1)
    usual, keys = usual_choices(world), [f"proposal-{one.pk}" for one in world.proposals]
    cases: list[tuple[list[Choice], list[str]]] = [
        (usual[:2], [keys[2]]),
        (changed(usual, 0, money=Decimal(6_000_001)), [keys[0]]),
        (changed(usual, 0, money=Decimal(0)), [keys[0]]),
        (changed(usual, 2, money=Decimal(1)), [keys[2]]),
        (changed(usual, 2, reason=" "), [keys[2]]),
        (changed(usual, 1, standing=Standing.WINNER), [keys[0], keys[1]]),
        (changed(usual, 0, standing=Standing.NOT_CHOSEN, money=Decimal(0)), [keys[1]]),
        (changed(usual, 2, standing=Standing.FALLEN), [keys[2]]),
    ]
    for choices, expected in cases:
        with pytest.raises(WrongInput) as wrong:
            recommend(call=world.call, choices=choices, by=world.operator, at=AT)
        assert sorted(wrong.value.faults) == sorted(expected)
    assert Decision.objects.count() == 0


def test_nothing_is_recommended_before_the_panel_concludes_or_twice() -> None:
    world = a_call_in_review(teams=2)
    with pytest.raises(NotRecommendable, match="Not yet judged"):
        recommend(call=world.call, choices=usual_choices(world), by=world.operator, at=AT)
    a_concluded_panel(world, members=1)
    recommend(call=world.call, choices=usual_choices(world), by=world.operator, at=AT)
    with pytest.raises(NotRecommendable, match="on its way"):
        recommend(call=world.call, choices=usual_choices(world), by=world.operator, at=AT)


def test_the_authority_decides_and_never_who_recommended() -> None:
    world, decision = a_recommended_decision()
    with pytest.raises(NotPermitted):
        decide(decision=decision, meeting_record="1", met_on=date(2026, 3, 2), by=world.operator, at=AT)
    both = an_account(role=Role.AUTHORITY, party=world.call.authority)
    Decision.objects.filter(pk=decision.pk).update(stated_by=both)
    with pytest.raises(NotPermitted):
        decide(decision=decision, meeting_record="1", met_on=date(2026, 3, 2), by=both, at=AT)
    with pytest.raises(WrongInput) as wrong:
        decide(decision=decision, meeting_record=" ", met_on=date(2026, 3, 3), by=world.authority, at=AT)
    assert sorted(wrong.value.faults) == ["meeting_record", "met_on"]


def test_a_credit_mark_against_a_partner_of_the_winner_stops_the_decision() -> None:
    world, decision = a_recommended_decision()
    partner = world.proposals[0].partners.get().organization
    CreditMark.objects.create(
        party=partner.party, issuer="x", reason="y", since=date(2026, 1, 1), until=date(2026, 3, 2), source="z"
    )
    with pytest.raises(CreditMarked, match=partner.name):
        decide(decision=decision, meeting_record="1", met_on=date(2026, 3, 2), by=world.authority, at=AT)


def test_the_notice_runs_for_the_working_days_of_the_call_and_names_winner_and_reserve_only() -> None:
    world, decision = a_decision_on_notice()
    notice = decision.notice
    assert notice is not None
    assert (decision.state, notice.state, notice.first_day, notice.last_day) == (
        "on_notice",
        "running",
        date(2026, 3, 2),
        date(2026, 3, 6),
    )
    named = [row[1] for row in notice.rows[1:]]
    assert named == [one.title for one in world.proposals[:2]]


def test_a_notice_is_checked_by_somebody_else_before_it_is_posted() -> None:
    world, decision = a_decided_decision()
    with pytest.raises(Refused, match="No notice"):
        post_decision(decision=decision, by=world.authority, at=AT)
    prepare_publicity(decision=decision, contact="021-1", by=world.operator, at=AT)
    with pytest.raises(NoticeNotChecked):
        post_decision(decision=decision, by=world.authority, at=AT)
    assert Decision.objects.get().state == DecisionState.DECIDED


def test_approval_comes_after_the_end_of_the_notice_and_tells_each_team_its_own() -> None:
    world, decision = a_decision_on_notice()
    with pytest.raises(NotReady, match="not ended"):
        approve(decision=decision, document_number="46", by=world.authority, at=AFTER)
    assert decision.notice is not None
    end_notice(notice=decision.notice, by=world.authority, at=AFTER)
    with pytest.raises(NotPermitted):
        approve(decision=decision, document_number="46", by=world.operator, at=AFTER)
    approved = approve(decision=decision, document_number="46", by=world.authority, at=AFTER)
    world.call.refresh_from_db()
    item = ListItem.objects.get()
    assert (approved.state, world.call.state, item.state) == ("approved", "ended", "taken")
    words = [
        Message.objects.get(party_id=one.lead.party_id, about_room="awards").words.split(" (")[0]
        for one in world.proposals
    ]
    assert words == [
        "Your proposal %(proposal)s has won",
        "Your proposal %(proposal)s stands in reserve",
        "Your proposal %(proposal)s was not chosen; the page says why.",
    ]
    assert verify_journal().sound


def test_a_team_sees_its_own_award_once_approved_and_nobody_else_s() -> None:
    world, decision = a_decision_on_notice()
    editor = world.proposals[2].stated_by
    assert list(awards_seen_by(editor)) == []
    assert decision.notice is not None
    end_notice(notice=decision.notice, by=world.authority, at=AFTER)
    approve(decision=decision, document_number="46", by=world.authority, at=AFTER)
    assert [award.proposal_id for award in awards_seen_by(editor)] == [world.proposals[2].pk]
    found = award_of(world.proposals[2])
    assert found is not None
    assert found.standing == "not_chosen"
    assert [award.proposal_id for award in winners(decision)] == [world.proposals[0].pk]


def test_an_upheld_objection_must_be_acted_upon_before_approval() -> None:
    world, decision = a_decision_on_notice()
    an_upheld_objection(world, decision)
    assert decision.notice is not None
    end_notice(notice=decision.notice, by=world.authority, at=AFTER)
    with pytest.raises(NotReady, match="upheld"):
        approve(decision=decision, document_number="46", by=world.authority, at=AFTER)


def test_passing_to_the_reserve_lets_the_winner_fall_and_needs_a_new_notice() -> None:
    world, decision = a_decision_on_notice()
    objection = an_upheld_objection(world, decision)
    passed = pass_to_reserve(decision=decision, objection=objection, by=world.authority, at=AT)
    assert (passed.state, passed.notice, standings(decision)) == ("decided", None, ["fallen", "winner", "not_chosen"])
    assert Award.objects.get(standing=Standing.FALLEN).reason == "the tie is real"
    again = put_on_notice(world, passed)
    assert again.notice is not None
    assert [row[1] for row in again.notice.rows[1:]] == [world.proposals[1].title]
    with pytest.raises(NotReady, match="Only an upheld"):
        pass_to_reserve(decision=again, objection=objection, by=world.authority, at=AT)


def test_sent_back_the_call_goes_on_with_a_new_round_and_a_second_decision() -> None:
    world, decision = a_decision_on_notice()
    back = send_back(decision=decision, reason="the panel overlooked a test", by=world.authority, at=AT)
    assert back.notice is not None
    back.notice.refresh_from_db()
    assert (back.state, back.notice.state) == ("sent_back", "withdrawn")
    panel = a_concluded_panel(world, members=1, scores=(60, 90, 80))
    second = recommend(call=world.call, choices=usual_choices(world), by=world.operator, at=AT)
    ranks = {award.proposal_id: award.rank for award in Award.objects.filter(decision=second)}
    first_team, second_team, third_team = world.proposals
    assert (panel.round, second.round, ranks) == (
        2,
        2,
        {first_team.pk: 3, second_team.pk: 1, third_team.pk: 2},
    )


def test_one_unit_does_not_win_twice_where_the_rules_say_so() -> None:
    world = a_call_in_review(teams=1)
    other = a_topic(world.call)
    lead = world.proposals[0].lead
    twin = Proposal.objects.get(pk=world.proposals[0].pk)
    twin.pk, twin.topic, twin._state.adding = None, other, True  # noqa: SLF001 - a copy
    twin.save()
    world.proposals.append(twin)
    a_concluded_panel(world, members=1)
    choices = [Choice(one, Standing.WINNER, Decimal(1), "r") for one in world.proposals]
    with pytest.raises(WrongInput) as wrong:
        recommend(call=world.call, choices=choices, by=world.operator, at=AT)
    assert (sorted(wrong.value.faults), twin.lead) == ([f"proposal-{one.pk}" for one in world.proposals], lead)


def test_the_database_refuses_a_second_winner_a_second_decision_and_a_decision_by_who_recommended() -> None:
    world, decision = a_decided_decision()
    for change in (
        lambda: Award.objects.filter(standing=Standing.RESERVE).update(standing=Standing.WINNER),
        lambda: Decision.objects.create(call=world.call, round=2, stated_by=world.operator, stated_at=AT),
        lambda: Decision.objects.update(stated_by=world.authority),
        lambda: Decision.objects.update(state=DecisionState.APPROVED),
        lambda: Award.objects.filter(standing=Standing.WINNER).update(money=0),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert decision.state == "decided"


def test_an_approved_decision_is_final() -> None:
    world, decision = an_approved_decision()
    with pytest.raises(StepNotOpen):
        send_back(decision=decision, reason="x", by=world.authority, at=AFTER)
    with pytest.raises(Refused):
        a_panel(world)
