"""A call from draft to review."""

from datetime import timedelta

import pytest

from making.calls import (
    BIDDING,
    OPENING,
    PUBLISHED,
    RECOMMENDING_DEADLINE,
    a_call_in_review,
    a_complete_draft,
    a_drafted_call,
    a_pack,
    a_plan,
    a_published_call,
    a_recommended_proposal,
    a_submitted_proposal,
    an_office,
    an_opened_call,
)
from qunli.calls.actions import (
    CheckedByItsWriter,
    FormCheckUnfinished,
    NotYetDue,
    cancel_call,
    change_call,
    check_call,
    draft_call,
    end_call,
    finish_form_check,
    open_proposals,
    publish_call,
    remove_topic,
)
from qunli.calls.queries import admitted_proposals, term
from qunli.calls.states import CallState, ProposalState
from qunli.core.models import Message
from qunli.core.queries.journal import verify_journal
from qunli.core.states import NotPermitted, StepNotOpen, WrongInput
from qunli.duties.models import Duty
from qunli.needs.models import ListItem
from qunli.needs.states import ItemState

pytestmark = pytest.mark.django_db


def test_publishing_fixes_terms_posts_items_tells_members_and_raises_a_duty() -> None:
    made = a_published_call(terms={"review_members_min": 9})
    assert made.call.state == CallState.PUBLISHED
    assert made.call.terms["partners_max"]["value"] == 4
    assert made.call.terms["partners_max"]["set_by_call"] is False
    assert made.call.terms["review_members_min"]["value"] == 9
    assert made.call.terms["review_members_min"]["set_by_call"] is True
    assert made.call.terms["review_members_min"]["confidence"] == "empty"
    assert made.call.sequence[0] == "bid"
    assert list(ListItem.objects.values_list("state", flat=True)) == [ItemState.POSTED]
    assert Message.objects.filter(occasion=f"call {made.call.pk} published").count() == 1
    assert list(Duty.objects.filter(about_kind="call", state="open").values_list("key", flat=True)) == [
        "open proposals"
    ]
    assert verify_journal().sound


def test_a_term_that_the_pack_fixes_cannot_be_set() -> None:
    office = an_office()
    with pytest.raises(WrongInput) as refused:
        draft_call(plan=a_plan(office, terms={"partners_max": 9}), by=office.operator, at=PUBLISHED)
    assert list(refused.value.faults) == ["term_partners_max"]


def test_deadlines_follow_one_another() -> None:
    office = an_office()
    plan = a_plan(office, unit_deadline=BIDDING, recommending_deadline=BIDDING - timedelta(days=1))
    with pytest.raises(WrongInput) as refused:
        draft_call(plan=plan, by=office.operator, at=PUBLISHED)
    assert sorted(refused.value.faults) == ["recommending_deadline", "unit_deadline"]


def test_a_call_is_open_for_as_long_as_its_pack_asks() -> None:
    made = a_drafted_call(terms={"days_open_min": 60})
    check_call(call=made.call, by=made.office.second_operator, at=PUBLISHED)
    with pytest.raises(WrongInput) as refused:
        publish_call(call=made.call, by=made.office.authority, at=PUBLISHED)
    assert list(refused.value.faults) == ["team_deadline"]


def test_everything_that_keeps_a_call_from_being_published_is_named_at_once() -> None:
    made = a_drafted_call(guide="", contact="", team_deadline=None, unit_deadline=None, recommending_deadline=None)
    remove_topic(topic=made.topic, by=made.office.operator, at=PUBLISHED)
    with pytest.raises(WrongInput) as refused:
        publish_call(call=made.call, by=made.office.authority, at=PUBLISHED)
    assert sorted(refused.value.faults) == ["check", "contact", "guide", "team_deadline", "topics"]


def test_who_wrote_a_call_does_not_check_it_while_another_can() -> None:
    made = a_drafted_call()
    with pytest.raises(CheckedByItsWriter):
        check_call(call=made.call, by=made.office.operator, at=PUBLISHED)


def test_changing_a_call_takes_its_check_back() -> None:
    made = a_drafted_call()
    check_call(call=made.call, by=made.office.second_operator, at=PUBLISHED)
    changed = change_call(
        call=made.call, plan=a_plan(made.office, title="新题目"), by=made.office.operator, at=PUBLISHED
    )
    assert (changed.title, changed.checked_at) == ("新题目", None)


def test_a_published_call_cannot_be_changed() -> None:
    made = a_published_call()
    with pytest.raises(StepNotOpen):
        change_call(call=made.call, plan=a_plan(made.office), by=made.office.operator, at=BIDDING)


def test_an_auditor_prepares_no_call() -> None:
    office = an_office()
    with pytest.raises(NotPermitted):
        draft_call(plan=a_plan(office), by=office.auditor, at=PUBLISHED)


def test_the_enterprise_posted_pack_brings_its_own_sequence() -> None:
    made = a_published_call(pack=a_pack("cn-open-call-enterprise-posted"))
    assert made.call.sequence[2:4] == ["meeting", "technical_contract"]
    assert term(made.call, "partners_max") is None


def test_opening_before_the_last_deadline_is_refused_and_at_its_instant_it_is_not() -> None:
    made = a_published_call()
    with pytest.raises(NotYetDue):
        open_proposals(call=made.call, by=made.office.authority, at=RECOMMENDING_DEADLINE - timedelta(seconds=1))
    opened = open_proposals(call=made.call, by=made.office.authority, at=RECOMMENDING_DEADLINE)
    assert opened.state == CallState.OPENED


def test_opening_opens_the_complete_and_leaves_the_others_sealed() -> None:
    made = a_recommended_proposal()
    a_submitted_proposal(made)
    a_complete_draft(made)
    made = an_opened_call(made, teams=0)
    assert [proposal.state for proposal in made.proposals] == [
        ProposalState.OPENED,
        ProposalState.MISSED,
        ProposalState.MISSED,
    ]
    assert verify_journal().sound


def test_a_call_is_opened_once() -> None:
    made = an_opened_call()
    with pytest.raises(StepNotOpen):
        open_proposals(call=made.call, by=made.office.authority, at=OPENING)


def test_admitted_proposals_go_on_to_review() -> None:
    made = a_call_in_review(teams=2)
    assert made.call.state == CallState.IN_REVIEW
    assert list(admitted_proposals(made.call)) == made.proposals


def test_the_form_check_ends_when_all_are_settled() -> None:
    made = an_opened_call()
    with pytest.raises(FormCheckUnfinished):
        finish_form_check(call=made.call, by=made.office.operator, at=OPENING)


def test_a_call_without_an_admitted_proposal_is_ended() -> None:
    made = an_opened_call(teams=0)
    with pytest.raises(FormCheckUnfinished):
        finish_form_check(call=made.call, by=made.office.operator, at=OPENING)
    ended = end_call(call=made.call, reason="无人揭榜", by=made.office.operator, at=OPENING)
    assert (ended.state, ended.close_reason) == (CallState.ENDED, "无人揭榜")


def test_a_cancelled_call_opens_its_items_again_and_tells_the_teams() -> None:
    made = a_submitted_proposal()
    cancelled = cancel_call(call=made.call, reason="需求撤回", by=made.office.authority, at=BIDDING)
    assert cancelled.state == CallState.CANCELLED
    assert list(ListItem.objects.values_list("state", flat=True)) == [ItemState.OPEN]
    assert Message.objects.filter(occasion=f"call {made.call.pk} cancelled").count() == 1
    assert not Duty.objects.filter(about_kind="call", state="open").exists()
