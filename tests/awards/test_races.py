"""The award of a race: several teams are admitted, by the same road as a winner."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from making.awards import put_on_notice
from making.people import AT, a_client_for
from making.races import a_race_in_review, an_approved_race, runners
from making.review import a_call_in_review, a_concluded_panel
from qunli.awards.actions import Choice, decide, pass_to_reserve, recommend
from qunli.awards.models import Award
from qunli.awards.queries import winners
from qunli.awards.states import DecisionState, Standing
from qunli.core.models import Message
from qunli.core.states import SYSTEM, WrongInput
from qunli.needs.states import ItemState
from qunli.publicity.actions import Objector, file_objection, uphold_objection

pytestmark = pytest.mark.django_db


def test_several_teams_are_admitted_up_to_the_schemes_most_each_with_its_budgets() -> None:
    world = a_race_in_review(teams=4)
    three = runners(world)
    for wrong, words in (
        (runners(world, teams=4), "The scheme admits 3 teams at most."),
        ([replace(three[0], standing=Standing.WINNER), *three[1:]], "In a race teams are admitted; nobody has won "),
        ([replace(three[0], money=Decimal(1)), *three[1:]], "The scheme pays one team 500,000.00 yuan in all"),
    ):
        with pytest.raises(WrongInput) as refused:
            recommend(call=world.call, choices=wrong, by=world.operator, at=AT)
        assert str(refused.value.faults[f"proposal-{world.proposals[0].pk}"]).startswith(words)
    made = recommend(call=world.call, choices=three, by=world.operator, at=AT)
    assert [(one.standing, one.money) for one in winners(made)] == [(Standing.RUNNER, Decimal(500_000))] * 3


def test_only_a_race_admits_several() -> None:
    world = a_call_in_review(teams=2)
    a_concluded_panel(world, members=1)
    first, second = world.proposals
    choices = [
        Choice(first, Standing.RUNNER, Decimal(500_000), "because"),
        Choice(second, Standing.NOT_CHOSEN, Decimal(0), "because"),
    ]
    with pytest.raises(WrongInput) as refused:
        recommend(call=world.call, choices=choices, by=world.operator, at=AT)
    assert {str(words) for words in refused.value.faults.values()} == {"Only in a race do several teams run."}


def test_an_approved_race_takes_its_item_and_tells_each_team() -> None:
    world, decision = an_approved_race()
    item = world.topic.item
    item.refresh_from_db()
    told = Message.objects.filter(occasion__startswith="award ").values_list("words", flat=True).distinct()
    assert (decision.state, item.state) == (DecisionState.APPROVED, ItemState.TAKEN)
    assert list(told) == ["Your proposal %(proposal)s is admitted to the race (document %(document)s)."]
    award = winners(decision)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(money=0)


def test_by_an_upheld_objection_a_team_falls_and_the_others_run() -> None:
    world = a_race_in_review(teams=3)
    made = recommend(call=world.call, choices=runners(world), by=world.operator, at=AT)
    taken = decide(decision=made, meeting_record="〔2026〕4", met_on=AT.date(), by=world.authority, at=AT)

    posted = put_on_notice(world, taken)
    assert posted.notice is not None
    objector = Objector(name="Bi", contact="bi@example.org")
    filed = file_objection(notice=posted.notice, objector=objector, statement="a tie", by=SYSTEM, at=AT)
    upheld = uphold_objection(objection=filed, reason="the tie is real", by=world.authority, at=AT)
    falls = winners(posted)[0]
    pass_to_reserve(decision=posted, objection=upheld, award=falls, by=world.authority, at=AT)
    standings = Award.objects.filter(decision=posted).order_by("rank", "id").values_list("standing", flat=True)
    assert sorted(standings) == [Standing.FALLEN, Standing.RUNNER, Standing.RUNNER]


def test_the_page_of_the_recommendation_offers_admission_and_asks_for_no_money() -> None:
    world = a_race_in_review(teams=3)
    client, url = a_client_for(world.operator), f"/awards/calls/{world.call.pk}/recommend/"
    shown = client.get(url).content.decode()
    assert ("admitted to the race" in shown, 'name="money-' in shown) == (True, False)
    sent: dict[str, str] = {}
    for one in world.proposals:
        sent |= {f"proposal-{one.pk}": "runner", f"reason-{one.pk}": "because"}
    assert client.post(url, sent).status_code == 302
    assert Award.objects.filter(standing=Standing.RUNNER, money=500_000).count() == 3
