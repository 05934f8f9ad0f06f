"""Merging, advice and the key-technology list: each act, its undo, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from making.needs import (
    LATER,
    a_checked_item,
    a_confidential_need,
    a_draft,
    a_key_list,
    a_listed_item,
    a_submitted_need,
    a_town,
    an_accepted_need,
)
from making.people import a_client_for, an_account
from qunli.core.queries.journal import verify_journal
from qunli.core.states import NotPermitted, Refused, WrongInput
from qunli.needs.actions import (
    accept_need,
    ask_advice,
    change_item,
    check_item,
    finish_items,
    give_advice,
    list_need,
    merge_needs,
    move_item,
    part_need,
    post_items,
    reconsider_need,
    reopen_items,
    return_need,
    submit_need,
    take_advice,
    take_back_need,
    take_items,
    undo_advice,
    unlist_need,
)
from qunli.needs.actions.advising import AdviceNotOpen
from qunli.needs.actions.listing import InUse, NotChecked, NotListable
from qunli.needs.actions.screening import CannotMerge, OnTheList
from qunli.needs.models import Need
from qunli.needs.queries import search_column
from qunli.needs.queries.likeness import NEWEST, needs_like
from qunli.needs.states import NEED_LIFECYCLE, ItemState, NeedState
from qunli.people.states import Role

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_merged_needs_keep_their_text_and_are_taken_apart_again() -> None:
    town = a_town()
    kept, gone = a_submitted_need(town), a_submitted_need(town, title="导轨粘连")
    merge_needs(into=kept, needs=[gone], reason="同一截面", by=town.operator, at=LATER)
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into, gone.merge_reason, gone.title) == ("merged", kept, "同一截面", "导轨粘连")
    again = part_need(need=gone, by=town.operator, at=LATER)
    assert (again.state, again.merged_into, again.merge_reason) == (NeedState.SUBMITTED, None, "")


def test_needs_that_cannot_become_one_are_refused() -> None:
    town, elsewhere = a_town(), a_town()
    kept = a_submitted_need(town)
    for into, needs in ((kept, []), (kept, [kept]), (a_draft(town), [kept]), (kept, [a_submitted_need(elsewhere)])):
        with pytest.raises(CannotMerge):
            merge_needs(into=into, needs=needs, by=town.operator, at=LATER)


def test_a_need_on_the_list_is_neither_merged_nor_reconsidered() -> None:
    town = a_town()
    need = a_listed_item(town).need
    with pytest.raises(OnTheList):
        merge_needs(into=a_submitted_need(town), needs=[need], by=town.operator, at=LATER)
    with pytest.raises(OnTheList):
        reconsider_need(need=need, by=town.operator, at=LATER)


def test_needs_whose_words_overlap_are_shown_to_who_screens() -> None:
    town = a_town()
    one, other = a_submitted_need(town), a_submitted_need(town)
    a_submitted_need(town, title="电机绝缘", problem="高频脉冲击穿漆包线")
    assert [(found.need, found.percent) for found in needs_like(one, Need.objects.all())] == [(other, 100)]


def test_the_words_in_common_are_counted_against_the_shorter_text() -> None:
    town = a_town()
    one, other = a_submitted_need(town), a_submitted_need(town, problem="四角渗水。驾驶室里听得见风声。")
    mine, theirs = ({word for word in need.bigrams.split() if len(word) > 1} for need in (one, other))
    share = len(mine & theirs) / min(len(mine), len(theirs))
    assert 0 < share < 1
    assert [(found.need, found.share) for found in needs_like(one, Need.objects.all(), least=0)] == [(other, share)]


def test_a_need_said_again_long_before_is_found_below_many_others() -> None:
    town = a_town()
    old, one = a_submitted_need(town, problem="零下三十度时密封条发硬, 雨水从四角渗入车厢。"), a_submitted_need(town)
    words = [chr(0x5000 + number % 90) + chr(0x6000 + number * 7 % 300) for number in range(900)]
    Need.objects.bulk_create(
        Need(
            cluster=town.cluster,
            organization=town.organization,
            title=f"难题{number}",
            problem="环境温度",
            stated_by=town.engineer,
            stated_at=LATER,
            state=NeedState.ACCEPTED,
            bigrams=search_column("环境温度", "".join(words[number * 7 : number * 7 + 40])),
        )
        for number in range(NEWEST + 20)
    )
    assert [found.need for found in needs_like(one, Need.objects.all())] == [old]
    assert needs_like(one, Need.objects.exclude(pk=old.pk)) == []


def test_advice_is_given_taken_and_undone_with_the_words_kept() -> None:
    town = a_town()
    need, expert = a_submitted_need(town), an_account(role=Role.EXPERT)
    before = need.problem
    advice = ask_advice(need=need, expert=expert.party, by=town.operator, at=LATER)
    with pytest.raises(AdviceNotOpen):
        take_advice(advice=advice, by=town.engineer, at=LATER)
    with pytest.raises(NotPermitted):
        give_advice(advice=advice, text="x", by=town.operator, at=LATER)
    give_advice(advice=advice, text="写明温度", sharper_problem="零下四十度渗水", by=expert, at=LATER)
    assert take_advice(advice=advice, by=town.engineer, at=LATER).problem == "零下四十度渗水"
    assert undo_advice(advice=advice, by=town.engineer, at=LATER).problem == before
    with pytest.raises(AdviceNotOpen):
        ask_advice(need=need, expert=expert.party, by=town.operator, at=LATER)


def test_items_are_posted_only_when_somebody_else_has_checked_them() -> None:
    town = a_town()
    item = a_listed_item(town)
    with pytest.raises(NotChecked):
        post_items(items=[item], by=town.operator, at=LATER)
    with pytest.raises(NotPermitted):
        check_item(item=item, by=town.operator, at=LATER)
    check_item(item=item, by=town.authority, at=LATER)
    for act, state in ((post_items, "posted"), (take_items, "taken"), (reopen_items, "open")):
        assert [one.state for one in act(items=[item], by=town.operator, at=LATER)] == [state]
    for act in (post_items, take_items, finish_items):
        act(items=[item], by=town.operator, at=LATER)
    item.refresh_from_db()
    assert item.state == ItemState.DONE


def test_changed_words_are_checked_again_and_posted_ones_stay() -> None:
    town = a_town()
    item = a_checked_item(town)
    words = {"public_title": "新", "public_title_en": "", "public_summary": ""}
    assert change_item(item=item, by=town.operator, at=LATER, **words).checked_at is None
    check_item(item=item, by=town.authority, at=LATER)
    post_items(items=[item], by=town.operator, at=LATER)
    with pytest.raises(InUse):
        change_item(item=item, by=town.operator, at=LATER, **words)
    with pytest.raises(InUse):
        unlist_need(item=item, by=town.operator, at=LATER)


def test_a_confidential_need_gets_public_words_of_its_own() -> None:
    town = a_town()
    need = accept_need(need=a_confidential_need(town), by=town.operator, at=LATER)
    with pytest.raises(WrongInput) as wrong:
        list_need(
            key_list=a_key_list(town),
            need=need,
            field=town.field,
            public_title=need.title,
            public_title_en="",
            public_summary=need.problem,
            by=town.operator,
            at=LATER,
        )
    assert list(wrong.value.faults) == ["public_title", "public_summary"]


def test_items_change_places_and_leave_the_list() -> None:
    town = a_town()
    first = a_listed_item(town)
    second = a_listed_item(town, first.key_list, an_accepted_need(town))
    move_item(item=second, up=True, by=town.operator, at=LATER)
    assert list(first.key_list.items.order_by("position")) == [second, first]
    assert unlist_need(item=first, by=town.operator, at=LATER).state == NeedState.ACCEPTED
    with pytest.raises(NotListable):
        a_listed_item(town, second.key_list, second.need)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_needs_takes_the_same_queries_at_any_length(count: int, django_assert_num_queries: object) -> None:
    town = a_town()
    for _number in range(count):
        an_accepted_need(town)
    client = a_client_for(town.operator)
    client.get("/needs/")
    with django_assert_num_queries(QUERIES_OF_THE_LIST):  # type: ignore[operator]  # pytest-django's fixture
        client.get("/needs/")


QUERIES_OF_THE_LIST = 8


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_need_takes_the_same_queries_whatever_it_resembles(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    town = a_town()
    need = a_listed_item(town).need
    for _number in range(count):
        ask_advice(need=need, expert=an_account(role=Role.EXPERT).party, by=town.operator, at=LATER)
        a_submitted_need(town)
    client = a_client_for(town.operator)
    with django_assert_num_queries(13):  # and one more where there are many needs, for those that say rare words
        page = client.get(f"/needs/{need.pk}/").content.decode()
    assert page.count("% of the words in common") == count


@pytest.mark.law
@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from([step.name for step in NEED_LIFECYCLE.steps]), max_size=8))
def test_a_need_moves_only_as_its_table_says_and_the_journal_holds(steps: list[str]) -> None:
    town = a_town()
    need, other = a_draft(town), a_submitted_need(town)
    acts = {
        "submit": lambda: submit_need(need=need, by=town.engineer, at=LATER),
        "take_back": lambda: take_back_need(need=need, by=town.engineer, at=LATER),
        "return": lambda: return_need(need=need, reason="x", by=town.operator, at=LATER),
        "accept": lambda: accept_need(need=need, by=town.operator, at=LATER),
        "reconsider": lambda: reconsider_need(need=need, by=town.operator, at=LATER),
        "merge": lambda: merge_needs(into=other, needs=[need], by=town.operator, at=LATER),
        "part": lambda: part_need(need=need, by=town.operator, at=LATER),
    }
    state: str = NeedState.DRAFT
    for step in steps:
        if NEED_LIFECYCLE.allows(step=step, state=state):
            acts[step]()
            state = NEED_LIFECYCLE.target(step=step, state=state)
        else:
            with pytest.raises(Refused):
                acts[step]()
        need.refresh_from_db()
        assert need.state == state
    assert verify_journal().sound
