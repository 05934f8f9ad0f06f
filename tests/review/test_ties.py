"""Ties of people and of capital: co-authors inside the window, shareholdings either way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from making.people import AT, a_client_for, an_account
from making.review import World, a_call_in_review, account_of, an_expert, an_organization
from qunli.core.states import NotPermitted, WrongInput
from qunli.directory.actions import CoauthorEntry, add_coauthor, remove_coauthor
from qunli.directory.models import Coauthor, Expert, Relation
from qunli.directory.states import RelationKind
from qunli.people.models import Grant
from qunli.people.states import Role
from qunli.review.queries import Found, find_conflicts

pytestmark = pytest.mark.django_db


def facts(expert: Expert, world: World, *, years: int | None = 3) -> list[tuple[str, str]]:
    loaded = list(Expert.objects.filter(pk=expert.pk).select_related("party"))
    found: list[Found] = find_conflicts(loaded, world.proposals[:1], on=date(2026, 3, 2), years=years)
    return [(one.kind.value, one.fact) for one in found]


def test_whoever_wrote_with_the_leader_inside_the_window_may_not_judge() -> None:
    world = a_call_in_review(teams=1)
    expert, leader = an_expert(), world.proposals[0].leader_name
    entry = CoauthorEntry(name=leader, work="Seals in the cold", source="journal 7", year=2022)
    noted = add_coauthor(expert=expert, form=entry, by=world.operator, at=AT)
    assert (facts(expert, world), facts(expert, world, years=4)) == (
        [],
        [("co_author", f"{leader} 2022: {entry.work}")],
    )
    Coauthor.objects.update(year=None)
    assert facts(expert, world) == [("co_author", f"{leader} ?: {entry.work}")]
    remove_coauthor(coauthor=noted, by=world.operator, at=AT)
    assert facts(expert, world, years=None) == []


def test_whoever_wrote_with_a_member_of_the_team_who_has_an_account_may_not_judge() -> None:
    world = a_call_in_review(teams=1)
    expert, member = an_expert(), an_account(role=Role.TEAM_MEMBER, party=world.proposals[0].lead.party)
    entry = CoauthorEntry("somebody", "Layers", "journal 8", 2025, member.party_id)
    add_coauthor(expert=expert, form=entry, by=world.operator, at=AT)
    assert facts(expert, world) == [("co_author", "somebody 2025: Layers")]
    Grant.objects.filter(user=member).update(ended_at=AT)
    assert facts(expert, world) == []


def test_a_shareholding_either_way_is_told_with_its_share() -> None:
    world = a_call_in_review(teams=1)
    lead, employer = world.proposals[0].lead, an_organization()
    expert = an_expert(employer=employer)
    held = Relation.objects.create(
        organization=employer, other=lead, kind=RelationKind.SHAREHOLDER, share=Decimal("12.50"), source="register"
    )
    assert facts(expert, world) == [("shareholding", f"{employer.name} → {lead.name} 12.5%")]
    held.organization, held.other, held.share = lead, employer, None
    held.save()
    assert facts(expert, world) == [("shareholding", f"{lead.name} → {employer.name}")]


def test_a_coauthor_is_noted_with_a_work_and_a_source_by_who_keeps_the_directory() -> None:
    world = a_call_in_review(teams=1)
    expert = an_expert()
    with pytest.raises(WrongInput) as wrong:
        add_coauthor(expert=expert, form=CoauthorEntry(" ", "", "", 2100), by=world.operator, at=AT)
    assert sorted(wrong.value.faults) == ["name", "source", "work", "year"]
    with pytest.raises(NotPermitted):
        add_coauthor(expert=expert, form=CoauthorEntry("Wu", "x", "y"), by=account_of(expert), at=AT)
    client = a_client_for(world.operator)
    sent = {"name": "Wu", "work": "Seals", "year": "2025", "source": "journal 7"}
    client.post(reverse("directory:coauthor_add", args=[expert.pk]), sent)
    page = client.get(reverse("directory:expert", args=[expert.pk])).content.decode()
    assert ("Wu" in page, "journal 7" in page) == (True, True)
    again = client.post(reverse("directory:coauthor_add", args=[expert.pk]), sent)
    assert (again.status_code, Coauthor.objects.count()) == (422, 1)
    client.post(reverse("directory:coauthor_remove", args=[Coauthor.objects.get().pk]))
    assert Coauthor.objects.count() == 0
