"""Who sees a need: the same answer at every door."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from openpyxl import load_workbook

from making.needs import (
    LATER,
    SECRET,
    Town,
    a_checked_item,
    a_confidential_need,
    a_draft,
    a_listed_item,
    a_member,
    a_town,
    an_accepted_need,
    someone_of,
)
from making.people import AT, a_client_for, a_party, an_account, an_auditor, an_authority, an_operator
from qunli.core.models import JournalEntry, Message
from qunli.duties.models import Duty
from qunli.needs.actions import accept_need, ask_advice, attach_to_need, recommend_need, submit_need, withdraw_advice
from qunli.needs.permits import may_read_confidential, may_read_need
from qunli.needs.queries import advice_on, needs_seen_by, readers_of
from qunli.people.models import SightGrant
from qunli.people.states import Role

if TYPE_CHECKING:
    from qunli.needs.models import Need
    from qunli.people.models import User

pytestmark = pytest.mark.django_db


def everybody(town: Town) -> dict[str, User]:
    """Return one person of each kind, with and without something to do with the town's needs."""
    other = a_member(town.cluster)
    return {
        "engineer": town.engineer,
        "editor": someone_of(town.organization, role=Role.MEMBER_EDITOR),
        "operator": town.operator,
        "authority": town.authority,
        "unit": town.unit,
        "neighbour": someone_of(other),
        "team member": someone_of(town.organization, role=Role.TEAM_MEMBER),
        "other operator": an_operator(),
        "other authority": an_authority(),
        "other unit": an_account(role=Role.RECOMMENDING_UNIT, party=a_party()),
        "expert": an_account(role=Role.EXPERT),
        "auditor": an_auditor(),
        "service": an_account(role=Role.SERVICE_BODY, party=a_party()),
        "finance": an_account(role=Role.FINANCE, party=a_party()),
        "administrator": an_account(role=Role.ADMINISTRATOR, party=a_party()),
        "without a role": an_account(),
    }


def who_reads(need: Need, people: dict[str, User]) -> set[str]:
    return {name for name, user in people.items() if may_read_need(user, need, LATER)}


ENTITLED = {"engineer", "editor", "operator", "authority", "unit"}


def test_a_draft_is_its_owners_alone() -> None:
    town = a_town()
    assert who_reads(a_draft(town), everybody(town)) == {"engineer", "editor"}


def test_a_confidential_need_is_read_by_the_entitled_only_whatever_its_state() -> None:
    town = a_town()
    need, people = a_confidential_need(town), everybody(town)
    assert who_reads(need, people) == ENTITLED
    accepted = accept_need(need=need, by=town.operator, at=LATER)
    assert who_reads(accepted, people) == ENTITLED


def test_what_is_not_confidential_is_read_by_more_when_sent_and_by_all_with_a_role_when_accepted() -> None:
    town = a_town()
    people = everybody(town)
    sent = submit_need(need=a_draft(town), by=town.engineer, at=AT)
    assert who_reads(sent, people) == ENTITLED | {"other unit", "auditor", "service"}
    accepted = accept_need(need=sent, by=town.operator, at=LATER)
    assert who_reads(accepted, people) == set(people) - {"without a role"}


def test_the_unit_that_recommended_keeps_its_sight() -> None:
    town = a_town()
    need = recommend_need(need=a_confidential_need(town), by=town.unit, at=LATER)
    assert may_read_need(town.unit, need, LATER)


def test_an_expert_reads_from_being_asked_until_the_request_is_withdrawn() -> None:
    town = a_town()
    need, expert = a_confidential_need(town), an_account(role=Role.EXPERT)
    assert not may_read_need(expert, need, LATER)
    advice = ask_advice(need=need, expert=expert.party, by=town.operator, at=LATER)
    assert may_read_need(expert, need, LATER)
    withdraw_advice(advice=advice, by=town.operator, at=LATER)
    assert not may_read_need(expert, need, LATER)


def test_the_auditor_reads_while_a_logged_grant_lasts() -> None:
    town = a_town()
    need, auditor = a_confidential_need(town), an_auditor()
    grant = SightGrant.objects.create(
        user=auditor,
        reason="Complaint 7",
        granted_at=LATER,
        until=LATER + timedelta(days=3),
        about_room="needs",
        about_kind="need",
        about_id=need.pk,
        about_label=need.number,
    )
    days = (-1, 0, 2, 3)
    assert [may_read_need(auditor, need, LATER + timedelta(days=day)) for day in days] == [False, True, True, False]
    grant.ended_at = LATER
    grant.save()
    assert not may_read_need(auditor, need, LATER)


def test_the_preview_names_exactly_those_who_may_read() -> None:
    town = a_town()
    need, people = a_confidential_need(town), everybody(town)
    ask_advice(need=need, expert=people["expert"].party, by=town.operator, at=LATER)
    groups = readers_of(need, LATER, advice=advice_on(need))
    named = {user.pk for group in groups for user in group.people}
    assert named == {user.pk for user in people.values() if may_read_need(user, need, LATER)}


def test_lists_and_single_questions_agree() -> None:
    town = a_town()
    needs = [a_draft(town), a_confidential_need(town), an_accepted_need(town)]
    for user in everybody(town).values():
        assert set(needs_seen_by(user, LATER)) == {need for need in needs if may_read_need(user, need, LATER)}


def test_a_confidential_file_of_an_open_need_is_opened_by_the_entitled_only() -> None:
    town = a_town()
    need = a_draft(town)
    drawing = ContentFile(b"%PDF-1.4\n%%EOF\n", name="drawing.pdf")
    kept = attach_to_need(need=need, file=drawing, confidential=True, by=town.engineer, at=AT)
    accept_need(need=submit_need(need=need, by=town.engineer, at=AT), by=town.operator, at=LATER)
    url = f"/needs/{need.pk}/files/{kept.pk}/"
    people = everybody(town)
    found = {name: a_client_for(user).get(url).status_code for name, user in people.items()}
    assert {name for name, status in found.items() if status == 200} == ENTITLED - {"unit"}
    assert may_read_confidential(town.engineer, need, LATER)
    answer = a_client_for(town.engineer).get(url)
    assert (answer["Content-Disposition"], answer["Content-Type"]) == (
        'attachment; filename="drawing.pdf"',
        "application/octet-stream",
    )


@pytest.mark.parametrize("who", ["neighbour", "other operator", "other unit", "auditor"])
def test_no_door_shows_a_confidential_need_to_somebody_else(who: str) -> None:
    town = a_town()
    need = a_confidential_need(town, title="高压绕组")
    client = a_client_for(everybody(town)[who])
    for path in ("", "?q=高压绕组", "?q=绝缘漆", f"?q={need.number}", "?confidential=True"):
        assert f"/needs/{need.pk}/" not in client.get(f"/needs/{path}").content.decode()
    for path in ("", "change/", "submit/", "return/", "merge/", "ask/", "list/"):
        assert client.get(f"/needs/{need.pk}/{path}").status_code in {403, 404}
    book = load_workbook(BytesIO(client.get("/needs/?format=xlsx").content))
    assert "高压绕组" not in str(list(book.active.values))  # type: ignore[union-attr]  # a fresh book has a sheet


def test_the_entitled_find_it_at_every_door() -> None:
    town = a_town()
    need = a_confidential_need(town, title="高压绕组")
    for user in (town.engineer, town.operator, town.authority, town.unit):
        client = a_client_for(user)
        assert SECRET in client.get(f"/needs/{need.pk}/").content.decode()
        for query in ("高压绕组", "绝缘漆", need.number):
            assert "高压绕组" in client.get("/needs/", {"q": query}).content.decode()
        assert "高压绕组" in str(list(load_workbook(BytesIO(client.get("/needs/?format=xlsx").content)).active.values))  # type: ignore[union-attr]  # as above


def test_journal_messages_and_duties_hold_the_number_only() -> None:
    town = a_town()
    need = recommend_need(need=a_confidential_need(town, title="高压绕组"), by=town.unit, at=LATER)
    accept_need(need=need, by=town.operator, at=LATER)
    kept = str([*JournalEntry.objects.values(), *Message.objects.values(), *Duty.objects.values()])
    assert need.number in kept
    assert "高压绕组" not in kept
    assert SECRET not in kept


def test_the_public_reads_of_the_list_only_what_was_checked() -> None:
    town = a_town()
    item = a_listed_item(town)
    public = a_client_for(an_account())
    public.logout()
    url = f"/needs/lists/{item.key_list_id}/"
    assert "低温密封" not in public.get(url).content.decode()
    other = a_checked_item(town, item.key_list, an_accepted_need(town))
    page = public.get(url).content.decode()
    assert f"item-{other.pk}" in page
    assert f"item-{item.pk}" not in page


def test_the_public_funnel_leaves_the_money_of_confidential_needs_out() -> None:
    town = a_town()
    need = accept_need(need=a_confidential_need(town), by=town.operator, at=LATER)
    item = a_checked_item(town, need=need)
    public = a_client_for(an_account())
    public.logout()
    page = public.get(f"/needs/lists/{item.key_list_id}/").content.decode()
    assert "The money of 1 confidential need is left out." in page
    assert "4,800,000" not in page
    assert "4,800,000" in a_client_for(town.operator).get(f"/needs/lists/{item.key_list_id}/").content.decode()
