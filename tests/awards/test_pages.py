"""The pages of decisions and awards."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from making.awards import a_decided_decision, a_recommended_decision, an_approved_decision
from making.people import AT, a_client_for, an_account
from making.review import a_call_in_review, a_concluded_panel
from qunli.awards.actions import prepare_publicity
from qunli.awards.models import Award, Decision
from qunli.people.states import Role
from qunli.publicity.actions import check_notice, post_notice

pytestmark = pytest.mark.django_db


def test_an_operator_recommends_on_a_page_beside_the_ranked_list() -> None:
    world = a_call_in_review(teams=2)
    a_concluded_panel(world, members=1)
    client = a_client_for(world.operator)
    address = reverse("awards:recommend", args=[world.call.pk])
    assert "90.000" in client.get(address).content.decode()
    first, second = world.proposals
    sent = {
        f"proposal-{first.pk}": "winner",
        f"money-{first.pk}": "7000000",
        f"reason-{first.pk}": "best",
        f"proposal-{second.pk}": "reserve",
        f"money-{second.pk}": "6000000",
        f"reason-{second.pk}": "second",
    }
    refused = client.post(address, sent)
    assert (refused.status_code, "within the topic" in refused.content.decode()) == (422, True)
    client.post(address, {**sent, f"money-{first.pk}": "6000000"})
    assert Decision.objects.get().state == "recommended"


def test_the_authority_decides_on_a_page_and_the_operator_sees_no_such_button() -> None:
    world, decision = a_recommended_decision()
    page = reverse("awards:decision", args=[decision.pk])
    button = reverse("awards:decide", args=[decision.pk])
    assert button not in a_client_for(world.operator).get(page).content.decode()
    client = a_client_for(world.authority)
    assert button in client.get(page).content.decode()
    client.post(button, {"meeting_record": "〔2026〕3", "met_on": "2026-03-02"})
    decision.refresh_from_db()
    assert (decision.state, decision.meeting_record) == ("decided", "〔2026〕3")


def test_a_team_reads_its_own_award_and_not_the_decision() -> None:
    world, decision = an_approved_decision()
    awards = {one.proposal_id: one.pk for one in Award.objects.filter(decision=decision)}
    third = world.proposals[2]
    client = a_client_for(third.stated_by)
    own = client.get(reverse("awards:award", args=[awards[third.pk]]))
    assert (own.status_code, "not chosen" in own.content.decode()) == (200, True)
    assert client.get(reverse("awards:award", args=[awards[world.proposals[0].pk]])).status_code == 404
    assert client.get(reverse("awards:decision", args=[decision.pk])).status_code == 403


def test_another_operator_sees_neither_list_nor_page() -> None:
    _world, decision = a_decided_decision()
    client = a_client_for(an_account(role=Role.OPERATOR))
    assert client.get(reverse("awards:decision", args=[decision.pk])).status_code == 404
    assert "row-title" not in client.get(reverse("awards:decisions")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_decisions_asks_the_same_whatever_its_length(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    auditor = an_account(role=Role.AUDITOR)
    world = a_call_in_review(teams=1)
    for place in range(1, number + 1):
        Decision.objects.create(
            call=world.call,
            round=place,
            stated_by=world.operator,
            stated_at=AT,
            state="sent_back",
            sent_back_reason="again",
        )
    client = a_client_for(auditor)
    client.get(reverse("awards:decisions"))
    with django_assert_num_queries(5):
        page = client.get(reverse("awards:decisions")).content.decode()
    assert page.count("row-title") == number


def test_the_page_says_what_the_notice_wants_next_and_a_notice_posted_by_itself_keeps_nothing_back() -> None:
    world, decision = a_decided_decision()
    page, client = reverse("awards:decision", args=[decision.pk]), a_client_for(world.authority)
    post = reverse("awards:post_decision", args=[decision.pk])
    assert "Prepare the notice" in client.get(page).content.decode()
    notice = prepare_publicity(decision=decision, contact="021-1", by=world.operator, at=AT)
    shown = client.get(page).content.decode()
    assert (post in shown, "To the notice: it waits for its check" in shown) == (False, True)
    checker = an_account(role=Role.OPERATOR, party=world.call.operator)
    check_notice(notice=notice, by=checker, at=AT)
    own = client.get(reverse("publicity:publicnotice", args=[notice.pk])).content.decode()
    assert (reverse("publicity:post", args=[notice.pk]) in own, f'href="{page}"' in own) == (False, True)
    post_notice(notice=notice, by=world.authority, at=AT)
    assert post in client.get(page).content.decode()
    client.post(post)
    decision.refresh_from_db()
    assert decision.state == "on_notice"
