"""The pages of panels and of the expert's desk."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from making.people import AT, a_client_for, an_account, an_auditor
from making.review import (
    LINES,
    World,
    a_call_in_review,
    a_concluded_panel,
    a_panel,
    a_scoring_panel,
    a_seated_panel,
    account_of,
    an_expert,
    score,
)
from qunli.people.models import User
from qunli.people.states import Role
from qunli.review.actions import PanelDraft, compute_fees, dissolve_panel
from qunli.review.models import Conflict, Draw, Panel, ScoreSheet, Seat
from qunli.review.permits import may_run_panels
from qunli.review.queries import panels_seen_by

pytestmark = pytest.mark.django_db


def read(client: Client, name: str, *keys: int) -> str:
    answer = client.get(reverse(f"review:{name}", args=keys))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def status(user: User, name: str, *keys: int) -> int:
    return a_client_for(user).get(reverse(f"review:{name}", args=keys)).status_code


def panels(world: World, number: int) -> list[Panel]:
    made = []
    for _panel in range(number):
        panel = a_panel(world)
        dissolve_panel(panel=panel, reason="again", by=world.operator, at=AT)
        made.append(panel)
    return made


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_panels_asks_the_same_whatever_its_length(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = a_call_in_review(teams=1)
    panels(world, number)
    client = a_client_for(world.operator)
    read(client, "panels")
    with django_assert_num_queries(6):
        page = read(client, "panels")
    assert page.count("row-title") == number


def test_a_call_waits_for_its_panel_until_every_proposal_stands_before_one() -> None:
    world = a_call_in_review(teams=2)
    form = reverse("review:form_panel", args=[world.call.pk])
    service = an_account(role=Role.SERVICE_BODY, party=world.call.operator)
    others = an_account(role=Role.SERVICE_BODY), an_account(role=Role.OPERATOR)
    assert [form in read(a_client_for(one), "panels") for one in (world.operator, service, *others)] == [
        True,
        True,
        False,
        False,
    ]
    first = a_panel(World(world.call, world.topic, world.operator, world.authority, world.proposals[:1]))
    assert form in read(a_client_for(world.operator), "panels")
    a_panel(World(world.call, world.topic, world.operator, world.authority, world.proposals[1:]))
    assert form not in read(a_client_for(world.operator), "panels")
    dissolve_panel(panel=first, reason="again", by=world.operator, at=AT)
    assert form in read(a_client_for(world.operator), "panels")


def test_a_service_body_sees_and_runs_the_panels_of_calls_that_it_prepares_only() -> None:
    world = a_call_in_review(teams=1)
    panel = a_panel(world)
    preparing = an_account(role=Role.SERVICE_BODY, party=world.call.operator)
    other = an_account(role=Role.SERVICE_BODY)
    assert [list(panels_seen_by(one)) for one in (preparing, other)] == [[panel], []]
    assert [may_run_panels(one, world.call) for one in (preparing, other)] == [True, False]


@pytest.mark.parametrize("number", [1, 3])
def test_a_panel_and_a_ranking_ask_the_same_whatever_is_before_them(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = a_call_in_review(teams=number)
    panel = a_concluded_panel(world, members=number)
    client = a_client_for(world.operator)
    read(client, "panel", panel.pk)
    with django_assert_num_queries(15):
        read(client, "panel", panel.pk)
    with django_assert_num_queries(10):
        read(client, "ranking", panel.pk)


def test_an_operator_forms_seats_and_starts_a_panel_by_its_pages() -> None:
    world = a_call_in_review(teams=2)
    expert = an_expert()
    client = a_client_for(world.operator)
    form = {
        "name": "Seals",
        "members_wanted": 1,
        "reserves_wanted": 0,
        "proposals": [one.pk for one in world.proposals],
    }
    client.post(reverse("review:form_panel", args=[world.call.pk]), form)
    panel = Panel.objects.get()
    client.post(reverse("review:seat_expert", args=[panel.pk]), {"expert": expert.pk, "rank": "head"})
    desk = a_client_for(account_of(expert))
    seat = Seat.objects.get()
    for step in ("accept", "sign"):
        desk.post(reverse("review:seat_step", args=[seat.pk, step]))
    for step in ("seat", "start_scoring"):
        client.post(reverse("review:panel_step", args=[panel.pk, step]))
    panel.refresh_from_db()
    assert panel.state == "scoring"


def test_a_draw_is_shown_with_its_witness_and_repeats() -> None:
    world = a_call_in_review(teams=1)
    for region in ("310000", "320000", "330000"):
        an_expert(region=region)
    panel = a_panel(world, members=2)
    client = a_client_for(world.operator)
    client.post(reverse("review:draw_panel", args=[panel.pk]), {"seed": "7", "witness": "Li of the audit office"})
    page = read(client, "draw", Draw.objects.get().pk)
    assert ("Li of the audit office" in page, "Repeats to the same result" in page) == (True, True)


def test_an_expert_scores_beside_the_proposal_and_goes_on_to_the_next() -> None:
    world = a_call_in_review(teams=2)
    _panel, seats = a_scoring_panel(world, members=2)
    client = a_client_for(account_of(seats[0].expert))
    first, second = world.proposals
    page = read(client, "sheet", seats[0].pk, first.pk)
    assert first.approach in page
    address = reverse("review:sheet", args=[seats[0].pk, first.pk])
    client.post(address, {"approach": "70", "do": "save"})
    assert ScoreSheet.objects.get().points == {"approach": "70"}
    answer = client.post(address, {**dict.fromkeys(LINES, "70"), "do": "give"})
    assert (answer.status_code, "Say why." in answer.content.decode()) == (422, True)
    answer = client.post(address, {**dict.fromkeys(LINES, "70"), "reason": "sound", "do": "give"})
    assert answer["Location"] == reverse("review:sheet", args=[seats[0].pk, second.pk])
    assert ScoreSheet.objects.get().total == Decimal("70.000")


def test_a_conflict_is_declared_with_two_clicks_and_the_proposal_is_gone() -> None:
    world = a_call_in_review(teams=2)
    _panel, seats = a_scoring_panel(world, members=2, reserves=1)
    client = a_client_for(account_of(seats[0].expert))
    address = reverse("review:declare_conflict", args=[seats[0].pk, world.proposals[0].pk])
    assert client.get(address).status_code == 200
    client.post(address)
    assert Conflict.objects.get().kind == "declared"
    assert client.get(reverse("review:sheet", args=[seats[0].pk, world.proposals[0].pk])).status_code == 404


def test_a_blind_panel_meets_no_name_of_the_team_anywhere() -> None:
    world = a_call_in_review(teams=1)
    proposal = world.proposals[0]
    draft = PanelDraft(name="Seals", members_wanted=1, is_blind=True)
    panel, seats = a_scoring_panel(world, members=1, draft=draft)
    client = a_client_for(account_of(seats[0].expert))
    partner = proposal.partners.get().organization.name
    score(seats[0], proposal, 80)
    pages = [
        read(client, "seat", seats[0].pk),
        read(client, "sheet", seats[0].pk, proposal.pk),
        read(client, "ranking", panel.pk),
        read(client, "opinion", panel.pk),
    ]
    export = client.get(reverse("review:ranking", args=[panel.pk]), {"format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(export.content))
    pages.append(" ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row))
    for name in (proposal.lead.name, partner, proposal.leader_name):
        assert [name in page for page in pages] == [False] * 5, name
    assert "▇▇" in pages[1]


def test_nobody_reads_before_signing_and_nobody_else_at_all() -> None:
    world = a_call_in_review(teams=1)
    panel, seats = a_seated_panel(world, members=1)
    Seat.objects.update(commitment_signed_at=None)
    proposal = world.proposals[0]
    other = account_of(an_expert())
    assert status(account_of(seats[0].expert), "sheet", seats[0].pk, proposal.pk) == 403
    assert status(other, "sheet", seats[0].pk, proposal.pk) == 404
    assert status(other, "ranking", panel.pk) == 403
    assert status(an_account(role=Role.OPERATOR), "panel", panel.pk) == 404
    assert status(proposal.stated_by, "panel", panel.pk) == 403
    assert status(an_auditor(), "panel", panel.pk) == 200


def test_the_ranking_says_how_many_sheets_are_missing_and_shows_no_score() -> None:
    world = a_call_in_review(teams=1)
    panel, seats = a_scoring_panel(world, members=2)
    score(seats[0], world.proposals[0], 83)
    page = read(a_client_for(world.operator), "ranking", panel.pk)
    assert ("1 of 2 score sheets" in page, "83.000" in page) == (True, False)


def test_the_pay_sheet_shows_the_basis_and_exports_and_finance_pays() -> None:
    world = a_call_in_review(teams=1)
    panel = a_concluded_panel(world, members=1)
    fee = compute_fees(panel=panel, days=Decimal(3), by_letter=False, by=world.operator, at=AT)[0]
    finance = an_account(role=Role.FINANCE)
    client = a_client_for(finance)
    page = read(client, "pay_sheet", panel.pk)
    assert "1500 × 1 + 1500 × 1 + 1500 × 0.5" in page
    client.post(reverse("review:pay_fee", args=[fee.pk]), {"proof": "B-7"})
    export = client.get(reverse("review:pay_sheet", args=[panel.pk]), {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(export.content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][6:9:2] == [3750, "B-7"]


@pytest.mark.parametrize("number", [1, 3])
def test_finance_finds_the_fees_it_has_to_pay_whatever_their_number(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = a_call_in_review(teams=1)
    panel = a_concluded_panel(world, members=number)
    fees = compute_fees(panel=panel, days=Decimal(1), by_letter=False, by=world.operator, at=AT)
    client = a_client_for(an_account(role=Role.FINANCE))
    read(client, "unpaid_fees")
    with django_assert_num_queries(5):
        page = read(client, "unpaid_fees")
    assert [reverse("review:pay_fee", args=[fee.pk]) in page for fee in fees] == [True] * number
    client.post(reverse("review:pay_fee", args=[fees[0].pk]), {"proof": "slip 1"})
    assert reverse("review:pay_fee", args=[fees[0].pk]) not in read(client, "unpaid_fees")
    assert status(world.operator, "unpaid_fees") == 403
