"""Lists that no other test counts: the same questions to the database for one row as for three."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile

from making.calls import PUBLISHED, a_published_call
from making.directory import a_cluster
from making.evidence import TEXT, a_claim
from making.needs import a_town, an_open_collection
from making.people import AT, a_client_for, an_account, an_auditor, an_operator
from making.projects import a_cast, a_running_project, an_accepted_project
from making.review import a_call_in_review, a_concluded_panel
from qunli.calls.actions import ask_question
from qunli.core.states import SYSTEM
from qunli.directory.actions import preview_roster
from qunli.needs.actions import preview_needs
from qunli.projects.actions import OutcomeEntry, publish_outcome, record_outcome
from qunli.review.actions import compute_fees
from qunli.rulebook.actions import load_pack
from qunli.rulebook.queries import PACKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from qunli.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def claims(many: int) -> User:
    for number in range(many):
        a_claim(f"{TEXT}{number}")
    return an_operator()


def rosters(many: int) -> User:
    cluster = a_cluster()
    for number in range(many):
        file = ContentFile(f"企业名称\n第{number}家有限公司\n".encode(), f"{number}.csv")
        preview_roster(cluster=cluster, file=file, by=SYSTEM, at=AT)
    return an_operator()


def sheets_of_needs(many: int) -> User:
    town = a_town()
    for number in range(many):
        file = ContentFile(f"单位名称,需求名称\n{town.organization.name},难题{number}\n".encode(), f"{number}.csv")
        preview_needs(cluster=town.cluster, file=file, by=SYSTEM, at=AT)
    return town.operator


def collections(many: int) -> User:
    town = a_town()
    for _number in range(many):
        an_open_collection(town)
    return town.operator


def projects(many: int) -> User:
    for _number in range(many):
        a_running_project(a_cast())
    return an_auditor()


def outcomes(many: int) -> User:
    for _number in range(many):
        cast = a_cast()
        project = an_accepted_project(cast).project
        entry = OutcomeEntry(kind="product", title="接头", owner=project.lead, trl=7)
        made = record_outcome(project=project, entry=entry, by=cast.engineer, at=AT)
        publish_outcome(outcome=made, by=cast.operator, at=AT)
    return an_auditor()


def questions(many: int) -> User:
    made = a_published_call()
    for number in range(many):
        ask_question(call=made.call, text=f"第{number}问?", by=an_account(), at=PUBLISHED)
    return made.office.operator


def packs(many: int) -> User:
    for code in ("cn-expert-fees", "cn-open-call-government-posted", "cn-open-call-enterprise-posted")[:many]:
        load_pack(source=(PACKS / f"{code}.toml").read_bytes(), by=SYSTEM, at=AT)
    return an_account()


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    ("fill", "path", "statements"),
    [
        (claims, "/evidence/claims/", 5),
        (rosters, "/directory/imports/", 6),
        (sheets_of_needs, "/needs/imports/", 5),
        (collections, "/needs/collections/", 6),
        (projects, "/projects/", 5),
        (projects, "/projects/due/", 5),
        (projects, "/projects/public/", 5),
        (outcomes, "/projects/outcomes/", 5),
        (questions, "/today/?name=questions", 5),
        (packs, "/rulebook/", 5),
    ],
)
def test_lists_ask_the_same_few_questions_however_long(
    fill: Callable[[int], User],
    path: str,
    statements: int,
    many: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = a_client_for(fill(many))
    client.get(path)
    with django_assert_num_queries(statements):
        assert client.get(path).content.decode().count("<tr>") >= many


@pytest.mark.parametrize("many", [1, 3])
def test_a_pay_sheet_asks_the_same_few_questions_however_long(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = a_call_in_review(teams=1)
    panel = a_concluded_panel(world, members=many)
    compute_fees(panel=panel, days=Decimal(1), by_letter=False, by=world.operator, at=AT)
    client = a_client_for(world.operator)
    client.get(f"/review/{panel.pk}/fees/")
    with django_assert_num_queries(7):
        client.get(f"/review/{panel.pk}/fees/")
