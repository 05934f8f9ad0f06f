"""Every list of the API asks the database the same questions for one row as for three."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.db.models import Model

from house.test_routes_of_records import a_road_until
from making.copying import copies_of
from making.people import AT, an_api_client, sent
from qunli.awards.models import Award, Decision
from qunli.calls.models import Call, Partner, Proposal, Question
from qunli.config.api import api
from qunli.core.models import Attachment
from qunli.core.states import SYSTEM
from qunli.directory.models import Merge, Organization
from qunli.duties.models import Duty
from qunli.evidence.models import Passage
from qunli.indicators.models import Assessment, Event, Figure, Indicator
from qunli.needs.models import CollectionNotice, KeyTechnologyList, ListItem, Need, NeedsImport
from qunli.people.actions import give_role
from qunli.people.states import Role
from qunli.projects.models import ChangeRequest, Milestone, Outcome, Project, TaskBook, Transfer
from qunli.publicity.models import Objection
from qunli.reports.models import Recognition, ReportableChange, YearlyReport
from qunli.review.models import Assignment, Candidate, Conflict, Draw, ExpertFee, Panel, Seat

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from making.road.world import Road
    from qunli.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LISTS: Final[dict[str, tuple[int, type[Model] | None, str]]] = {
    "/me/duties": (5, Duty, ""),
    "/me/messages": (5, None, ""),
    "/documents": (5, None, ""),
    "/documents/{document}/passages": (6, Passage, ""),
    "/claims": (5, None, ""),
    "/organizations": (5, None, ""),
    "/experts": (5, None, ""),
    "/indicators": (5, Indicator, ""),
    "/clusters/{cluster}/figures": (6, Figure, ""),
    "/organizations/{organization}/figures": (7, Figure, ""),
    "/clusters/{eventful}/events": (7, Event, ""),
    "/assessments": (5, Assessment, ""),
    "/needs": (5, Need, ""),
    "/needs/{need}/files": (6, Attachment, ""),
    "/needs-imports": (5, NeedsImport, ""),
    "/collections": (5, CollectionNotice, ""),
    "/key-lists": (5, KeyTechnologyList, ""),
    "/key-lists/{key_list}/items": (6, ListItem, "need"),
    "/calls": (5, Call, ""),
    "/calls/{call}/questions": (9, Question, ""),
    "/calls/{call}/questions/waiting": (9, Question, ""),
    "/proposals": (5, None, ""),
    "/proposals/{proposal}/partners": (6, Partner, "organization"),
    "/proposals/{proposal}/files": (6, Attachment, ""),
    "/my-invitations": (5, Partner, "proposal"),
    "/panels": (5, Panel, ""),
    "/panels/{panel}/seats": (6, Seat, "expert"),
    "/panels/{panel}/draws": (6, Draw, ""),
    "/panels/{panel}/conflicts": (6, Conflict, "expert"),
    "/panels/{panel}/proposals": (6, None, ""),
    "/panels/{panel}/fees": (6, ExpertFee, "expert"),
    "/panels/{panel}/assignments": (6, Assignment, "pk"),
    "/my-seats": (5, Seat, "panel"),
    "/my-candidacies": (5, Candidate, "panel"),
    "/decisions": (5, Decision, ""),
    "/awards": (5, None, ""),
    "/awards-to-start": (5, Award, ""),
    "/projects": (5, Project, ""),
    "/projects/{project}/milestones": (7, Milestone, ""),
    "/projects/{project}/payments": (6, None, ""),
    "/projects/{project}/task-books": (6, None, ""),
    "/projects/{project}/changes": (6, ChangeRequest, "pk"),
    "/outcomes": (5, Outcome, ""),
    "/outcomes/{outcome}/transfers": (6, Transfer, ""),
    "/notices": (5, None, ""),
    "/objections": (5, Objection, ""),
    "/recognitions": (5, Recognition, ""),
    "/recognitions/{recognition}/yearly-reports": (6, YearlyReport, "year"),
    "/recognitions/{recognition}/changes": (6, ReportableChange, ""),
    "/merges": (5, Merge, ""),
    "/journal": (5, None, ""),
}
"""What each list asks, the check of the token and the count of the whole included; and what is copied to lengthen it,
by which fact told apart. A braced name stands for the first such record."""

KEYS: Final[dict[str, tuple[type[Model], str]]] = {
    "document": (Passage, "document_id"),
    "cluster": (Figure, "cluster_id"),
    "organization": (Organization, "pk"),
    "eventful": (Event, "cluster_id"),
    "need": (Need, "pk"),
    "key_list": (KeyTechnologyList, "pk"),
    "call": (Call, "pk"),
    "proposal": (Proposal, "pk"),
    "panel": (Panel, "pk"),
    "project": (Project, "pk"),
    "outcome": (Outcome, "pk"),
    "recognition": (Recognition, "pk"),
}
"""Whose key stands in an address: that of the first such record, or of what it belongs to."""

ELSEWHERE: Final = {
    "/clusters", "/clusters/{key}/memberships", "/clusters/{key}/segments", "/clusters/{key}/fields",
    "/experts/{key}/posts", "/experts/{key}/coauthors", "/likenesses", "/organizations/{key}/certifications",
    "/organizations/{key}/capabilities", "/organizations/{key}/relations", "/organizations/{key}/contacts",
    "/organizations/{key}/credit-marks", "/needs/{key}/advice", "/panels/{key}/candidates", "/papers",
    "/funds", "/funds/{key}/entries",
}  # fmt: skip
"""Lists that a test of their room counts with one row and with three."""


def paged_lists() -> set[str]:
    """Name every list of the API, by its description."""
    schema: dict[str, Any] = api.get_openapi_schema()
    shapes = schema["components"]["schemas"]
    found = set()
    for path, operations in schema["paths"].items():
        answer = operations.get("get", {}).get("responses", {}).get(200, {}).get("content", {})
        shape = answer.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
        if {"items", "count"} <= shapes.get(shape, {}).get("properties", {}).keys():
            found.add(path.removeprefix("/api/v1"))
    return found


def first(model: type[Model]) -> Any:  # a record of any kind
    return model.objects.earliest("pk")  # type: ignore[attr-defined]  # every model of the house has it


def address(path: str) -> str:
    """Put keys in the places of their names."""
    return path.format(**{name: getattr(first(model), field) for name, (model, field) in KEYS.items()})


def beside_the_road(road: Road) -> None:
    """Put down a first row of what the road does not pass."""
    by, seat, organization = road.office.operator, first(Seat), first(Organization)
    need, proposal = first(Need), first(Proposal)
    copies_of(first(Question), 1, answer="x", answered_at=AT, answered_by_id=by.pk)
    copies_of(first(Attachment), 1, about_room="needs", about_kind="need", about_id=need.pk)
    copies_of(first(Attachment), 1, about_room="calls", about_kind="proposal", about_id=proposal.pk)
    copies_of(first(Figure), 1, cluster_id=None, organization_id=organization.pk)
    CollectionNotice.objects.create(cluster=need.cluster, title="x", text="x", closes_at=AT, stated_by=by, stated_at=AT)
    NeedsImport.objects.create(cluster=need.cluster, file_name="x", sha256="x", stated_by=by, stated_at=AT)
    Partner.objects.create(proposal=proposal, organization=organization)
    Draw.objects.create(
        panel=seat.panel, seed="x", pool=[], left_out=[], drawn=[], witness="x", drawn_by=by, drawn_at=AT
    )
    Conflict.objects.create(
        panel=seat.panel, expert=seat.expert, proposal=proposal, kind="employer", fact="x", found_at=AT
    )
    ExpertFee.objects.create(seat=seat.panel.seats.latest("pk"), days=1, amount=1, basis={}, stated_at=AT)
    project = first(Project)
    settled = {"state": "refused", "settled_by": by, "settled_at": AT, "settle_reason": "x"}
    ChangeRequest.objects.create(project=project, kind="extension", reason="x", stated_by=by, stated_at=AT, **settled)
    copies_of(project.award, 1)
    copies_of(first(TaskBook), 2, apart_by="version", state="replaced")
    Merge.objects.create(kept=organization, merged=Organization.objects.latest("pk"), at=AT)


def everybody(road: Road) -> User:
    """Return somebody who holds every role, each where there is something to see."""
    user, office = road.office.operator, road.office
    own = user.grants.get(role=Role.OPERATOR).party
    authority = office.authority.grants.filter(role=Role.AUTHORITY).earliest("pk").party
    parties = {Role.AUTHORITY: authority, Role.UNIT_ADMINISTRATOR: first(Organization).party}
    for role in set(Role) - {Role.OPERATOR}:
        give_role(user=user, role=role, party=parties.get(role, own), by=SYSTEM, at=road.at)
    return user


def lengthen(client: Client, path: str, model: type[Model] | None, apart_by: str) -> None:
    """Copy the last row that is shown until there are three."""
    rows = sent(client, "GET", path)[1]["items"]
    if len(rows) < 3:
        assert model is not None, path
        records = model.objects.all()  # type: ignore[attr-defined]  # as above
        record = records.get(pk=rows[-1]["id"]) if "id" in rows[-1] else records.latest("pk")
        copies_of(record, 3 - len(rows), apart_by=apart_by)


@pytest.mark.timeout(120)  # a whole road, then fifty lists
def test_lists_of_the_api_ask_the_same_few_questions_for_one_row_as_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    road = a_road_until(79)
    beside_the_road(road)
    office, expert = everybody(road), first(Seat).expert.party.user
    clients = dict.fromkeys(("/my-seats", "/my-candidacies"), an_api_client(expert))
    operator = an_api_client(office)
    for path, (statements, model, apart_by) in LISTS.items():
        client, asked = clients.get(path, operator), address(path)
        lengthen(client, asked, model, apart_by)
        for many in (1, 3):
            with django_assert_num_queries(statements):
                assert len(sent(client, "GET", f"{asked}?limit={many}")[1]["items"]) == many, path


def test_every_list_of_the_api_is_counted() -> None:
    assert {re.sub(r"\{\w+\}", "{key}", path) for path in LISTS} | ELSEWHERE == paged_lists()
