"""Every address of a record that lies on the road, visited by everybody who may call it: no fault, and a reader.

And posted to by whoever may not: refused, and nothing changes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.urls import resolve

from house.posting import a_stranger_is_told, let_through
from making.calls import a_file
from making.doors import Address, addresses
from making.evidence import a_claim, a_read_document
from making.funds import a_paid_fund, a_supported_project
from making.indicators import a_figure, a_pack
from making.people import AT, a_client_for, a_party, a_stranger, an_account, an_api_client
from making.publicity import a_running_notice, an_objection
from making.recognitions import Office
from making.road import a_road, go_on
from making.road.world import Road
from qunli.awards.models import Award, Decision
from qunli.calls.actions import ask_question, invite_partner, make_guide_paper
from qunli.calls.models import Call, CallTopic, CommitmentLetter, Partner, Proposal, Question
from qunli.config.routes import may_call
from qunli.core.actions import attach_file
from qunli.core.models import Attachment, Paper
from qunli.core.states import SYSTEM
from qunli.directory.models import (
    Cluster,
    Coauthor,
    Expert,
    ExpertPost,
    Membership,
    Organization,
    Relation,
    TechnologyField,
)
from qunli.evidence.models import Claim, Document, Mention, Passage
from qunli.funds.models import Entry, Fund, FundParty, JointList, PoolProject, Programme, Support
from qunli.indicators.actions import EventEntry, assess_subject, record_event_from_claim
from qunli.indicators.models import Assessment, Event, Figure
from qunli.needs.models import KeyTechnologyList, ListItem, Need
from qunli.people.models import Grant, Party, User
from qunli.people.permits import standing_of
from qunli.people.states import Role
from qunli.projects.actions import ask_change
from qunli.projects.models import (
    ChangeRequest,
    Milestone,
    Outcome,
    Payment,
    Project,
    TaskBook,
    TechnicalContract,
    Transfer,
)
from qunli.publicity.models import Objection, PublicNotice
from qunli.reports.actions import apply_for_recognition, note_change, raise_yearly_reports
from qunli.reports.models import Recognition, ReportableChange, YearlyReport
from qunli.reports.states import ChangeKind
from qunli.review.models import Assignment, Candidate, Panel, Seat
from qunli.rulebook.models import RulePack

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(240, func_only=True)]

BEFORE_ITS_GAP: Final[dict[str, type[models.Model]]] = {
    "/accounts/": User,
    "/accounts/roles/": Grant,
    "/awards/": Decision,
    "/awards/awards/": Award,
    "/awards/calls/": Call,
    "/calls/": Call,
    "/calls/letters/": CommitmentLetter,
    "/calls/partners/": Partner,
    "/calls/proposals/": Proposal,
    "/calls/questions/": Question,
    "/calls/topics/": CallTopic,
    "/directory/clusters/": Cluster,
    "/directory/coauthors/": Coauthor,
    "/directory/experts/": Expert,
    "/directory/memberships/": Membership,
    "/directory/organizations/": Organization,
    "/directory/posts/": ExpertPost,
    "/directory/relations/": Relation,
    "/confirm/": Claim,
    "/confirm/bodies/": Mention,
    "/evidence/claims/": Claim,
    "/evidence/documents/": Document,
    "/evidence/passages/": Passage,
    "/files/": Attachment,
    "/funds/": Fund,
    "/funds/entries/": Entry,
    "/funds/lists/": JointList,
    "/funds/parties/": FundParty,
    "/funds/pool/": PoolProject,
    "/funds/programmes/": Programme,
    "/funds/projects/": Support,
    "/indicators/assessments/": Assessment,
    "/indicators/claims/": Claim,
    "/indicators/clusters/": Cluster,
    "/indicators/events/": Event,
    "/indicators/figures/": Figure,
    "/indicators/organizations/": Organization,
    "/needs/": Need,
    "/needs/lists/": KeyTechnologyList,
    "/needs/lists/items/": ListItem,
    "/notices/": PublicNotice,
    "/notices/objections/": Objection,
    "/papers/": Paper,
    "/parties/": Party,
    "/projects/": Project,
    "/projects/awards/": Award,
    "/projects/contracts/": TechnicalContract,
    "/projects/files/": Attachment,
    "/projects/milestones/": Milestone,
    "/projects/outcomes/": Outcome,
    "/projects/payments/": Payment,
    "/projects/public/": Project,
    "/projects/requests/": ChangeRequest,
    "/projects/task-books/": TaskBook,
    "/projects/transfers/": Transfer,
    "/review/": Panel,
    "/review/assignments/": Assignment,
    "/review/calls/": Call,
    "/review/candidates/": Candidate,
    "/review/seats/": Seat,
    "/rulebook/": RulePack,
    "/reports/changes/": ReportableChange,
    "/reports/clusters/": Cluster,
    "/reports/recognitions/": Recognition,
    "/reports/yearly/": YearlyReport,
    "/api/v1/recognitions/": Recognition,
    "/api/v1/assessments/": Assessment,
    "/api/v1/assignments/": Assignment,
    "/api/v1/awards/": Award,
    "/api/v1/calls/": Call,
    "/api/v1/candidates/": Candidate,
    "/api/v1/changes/": ChangeRequest,
    "/api/v1/coauthors/": Coauthor,
    "/api/v1/files/": Attachment,
    "/api/v1/my-candidacies/": Candidate,
    "/api/v1/my-seats/": Seat,
    "/api/v1/outcomes/": Outcome,
    "/api/v1/papers/": Paper,
    "/api/v1/partners/": Partner,
    "/api/v1/questions/": Question,
    "/api/v1/seats/": Seat,
    "/api/v1/task-books/": TaskBook,
    "/api/v1/topics/": CallTopic,
    "/api/v1/transfers/": Transfer,
    "/calls/fitting/": Organization,
    "/api/v1/claims/": Claim,
    "/api/v1/clusters/": Cluster,
    "/api/v1/decisions/": Decision,
    "/api/v1/documents/": Document,
    "/api/v1/experts/": Expert,
    "/api/v1/fields/": TechnologyField,
    "/api/v1/fund-parties/": FundParty,
    "/api/v1/fund-projects/": Support,
    "/api/v1/funds/": Fund,
    "/api/v1/key-list-items/": ListItem,
    "/api/v1/key-lists/": KeyTechnologyList,
    "/api/v1/memberships/": Membership,
    "/api/v1/milestones/": Milestone,
    "/api/v1/needs/": Need,
    "/api/v1/notices/": PublicNotice,
    "/api/v1/objections/": Objection,
    "/api/v1/organizations/": Organization,
    "/api/v1/panels/": Panel,
    "/api/v1/passages/": Passage,
    "/api/v1/posts/": ExpertPost,
    "/api/v1/payments/": Payment,
    "/api/v1/projects/": Project,
    "/api/v1/proposals/": Proposal,
    "/api/v1/relations/": Relation,
    "/api/v1/reportable-changes/": ReportableChange,
    "/api/v1/yearly-reports/": YearlyReport,
}
INNER: Final[dict[str, type[models.Model]]] = {
    "proposal": Proposal,
    "file": Attachment,
    "file_pk": Attachment,
    "party": FundParty,
}
WORDS: Final = {"room": "calls", "kind": "extension", "side": "lead", "name": "accept", "step": "seat"}
"""What fills a gap that is a word; a kind that the address does not know is answered with 404."""
ASKS_MORE_THAN_A_ROLE: Final = {
    "api-1:ladder",
    "api-1:missing",
    "api-1:my_wishes",
    "api-1:organization_answers",
    "api-1:organization_figures",
    "calls:attach_to_proposal",
    "calls:change_proposal",
    "calls:correct_proposal",
    "calls:extend_deadlines",
    "calls:invite_partner",
    "calls:submit_proposal",
    "calls:take_back_proposal",
    "calls:withdraw_proposal",
    "directory:capability_add",
    "directory:contact_add",
    "directory:organization_change",
    "directory:relation_add",
    "funds:change",
    "funds:sign",
    "funds:take_out",
    "indicators:assess_organization",
    "indicators:organization_figures",
    "needs:change",
    "needs:return",
    "needs:submit",
    "projects:ask_change",
    "projects:edit_task_book",
    "reports:apply",
    "reports:change",
}
"""Forms of a record that one may read and another may change: these refuse with 403, all others with 404."""
OF_A_UNIT: Final = (Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER, Role.EXPERT)
IN_REVIEW, AT_ITS_END = 33, 79
"""Steps along the road: a call in review, and a project at its end."""


def a_road_until(steps: int) -> Road:
    """Walk so far, and leave beside the road what it does not pass: a question, a paper, an objection, a request."""
    road = a_road()
    ask_question(call=road.call, text="Until when?", by=road.poster, at=road.at)
    make_guide_paper(call=road.call, by=road.office.operator, at=road.at)
    for _step in range(steps):
        go_on(road)
    draft = road.proposals()[-1]
    if draft.state == "draft":
        by = road.team_of(draft.lead).editor
        invite_partner(proposal=draft, organization=road.partner.organization, part="截面", by=by, at=road.at)
    attach_file(to=road.call, file=a_file(), by=road.office.operator, at=road.at)
    an_objection(a_running_notice().notice)
    how_the_cluster_stands(road)
    who_is_considered(road)
    a_supported_project(a_paid_fund(office=road.call.authority))
    project = road.project()
    if project is not None and project.state == "running":
        ask_change(
            project=project, kind="termination", reason="It stops.", by=road.office.operator, at=road.at, moves=[]
        )
    return road


def who_is_considered(road: Road) -> None:
    """Leave an assignment that was set aside and a candidate beside the panel, where there is one."""
    panel, seat = Panel.objects.first(), Seat.objects.select_related("expert").first()
    if panel is None or seat is None:
        return
    Coauthor.objects.create(expert=seat.expert, name="Wu", work="Seals", source="register")
    Candidate.objects.create(panel=panel, expert=seat.expert, bids_until=road.at, stated_at=road.at)
    rules = {"demand": 2, "load_max": 2, "load_min": 0, "bid_share": 50, "seniors": 0}
    wanted = {**rules, "apart": True, "mixed": True, "outsider": False}
    Assignment.objects.create(panel=panel, method="total", wanted=wanted, state="superseded", stated_at=road.at)


def how_the_cluster_stands(road: Road) -> None:
    """Leave what was read, and how the road's cluster and one that is recognised stand."""
    cluster = road.call.cluster
    a_figure(cluster, "standards_3y", "51", unit="standards")
    record_event_from_claim(
        claim=a_claim(), cluster=cluster, entry=EventEntry(title="It began"), by=road.office.operator, at=road.at
    )
    assess_subject(subject=cluster, pack=a_pack("sh-sme-cluster-2023"), by=SYSTEM, at=road.at)
    a_read_document("2024年，上海力波汽车有限公司与合肥工业大学签订联合研发协议。\n", title="新闻")
    office = Office()
    made = office.recognised()
    raise_yearly_reports(by=SYSTEM, at=road.at + timedelta(days=800))
    note_change(
        recognition=made, kind=ChangeKind.AREA, what="It grew.", happened_on=AT.date(), by=office.operator, at=road.at
    )
    apply_for_recognition(
        cluster=cluster,
        pack=a_pack("cn-sme-cluster-2022"),
        district=a_party(),
        authority=road.call.authority,
        plan="",
        by=road.office.operator,
        at=road.at,
    )


def filled(address: Address) -> str | None:
    """Fill an address with the newest record of its kind; None where there is none."""
    path = address.path
    for name, is_number in address.gaps:
        before = path.split(f"%({name})s")[0]
        model = INNER.get(name) or BEFORE_ITS_GAP.get(before) if is_number else None
        if is_number and model is None:
            return None
        found = model.objects.order_by("-pk").first() if model is not None else None  # type: ignore[attr-defined]  # every model has its manager
        if is_number and found is None:
            return None
        path = path.replace(f"%({name})s", str(found.pk) if found is not None else WORDS.get(name, "any"))
    return path


def paths_of_records() -> list[str]:
    """Return every address that names a record, each with a real one."""
    numbered = [one for one in addresses() if any(is_number for _gap, is_number in one.gaps)]
    return sorted({path for one in numbered if (path := filled(one)) is not None})


def is_underway(path: str) -> bool:
    """Tell whether the record of an address is one whose page looks otherwise while a call is on its way."""
    rooms = {"calls", "review", "awards"}
    return any(path.startswith(before) for before, model in BEFORE_ITS_GAP.items() if model._meta.app_label in rooms)  # noqa: SLF001 -- Django's documented name


def one_of_each(road: Road) -> list[User | None]:
    """A visitor, an administrator, and of those on the road one for each set of roles."""
    people = {frozenset(standing_of(user).roles): user for user in reversed(road.people)}
    return [None, an_account(role=Role.ADMINISTRATOR, party=a_party()), *people.values()]


def visits(user: User | None, paths: list[str], *, may: bool) -> Iterator[tuple[str, int]]:
    """Let somebody visit every path that the table opens to the roles, or every one that it shuts."""
    browser = a_client_for(user) if user is not None else Client(headers={"accept-language": "en"})
    api = an_api_client(user)
    browser.raise_request_exception = api.raise_request_exception = False
    roles = frozenset(standing_of(user).roles) if user is not None else frozenset()
    for path in paths:
        if may_call(resolve(path).view_name, "GET", roles, signed_in=user is not None) is may:
            response = (api if path.startswith("/api/v1/") else browser).get(path)
            if response.streaming:  # a file: read to its end, or it stays open
                b"".join(response)
            to_sign_in = response.get("Location", "").startswith("/account/login/")
            yield path, 401 if to_sign_in else response.status_code


def let_in_as_the_table_says(people: list[User | None], paths: list[str]) -> None:
    """Hold that whoever may visit meets no fault, and that most records have a reader."""
    let_in = [(path, status, user) for user in people for path, status in visits(user, paths, may=True)]
    assert [one for one in let_in if one[1] >= 500] == []
    assert {resolve(path).view_name for path, status, _user in let_in if status in {401, 403}} <= ASKS_MORE_THAN_A_ROLE
    assert len({path for path, status, _user in let_in if status in {200, 302}}) > len(paths) / 3


def whose_turn_it_is(paths: list[str], people: list[User | None], place: int) -> list[str]:
    """Return the addresses that are somebody's turn to try, of those that the table may shut."""
    return [path for number, path in enumerate(paths) if (number - place) % len(people) < 2]


def turned_away_as_the_table_says(people: list[User | None], paths: list[str]) -> None:
    """Hold that roles without the right are shut out, and strangers with the right role too.

    The table shuts them before any record is looked up: two of the people try each address.
    """
    turned_away = [
        (path, status, user)
        for place, user in enumerate(people)
        for path, status in visits(user, whose_turn_it_is(paths, people, place), may=False)
    ]
    assert [one for one in turned_away if one[1] not in {401, 403, 404}] == []
    assert {path for path, status, _user in turned_away if status in {401, 403}}
    asked_more = [path for path in paths if resolve(path).view_name in ASKS_MORE_THAN_A_ROLE]
    strangers = dict(visits(a_stranger(*OF_A_UNIT), asked_more, may=True))
    assert {path: status for path, status in strangers.items() if status not in {403, 404}} == {}
    assert len(strangers) > len(asked_more) / 2


def refused_what_they_post(people: list[User | None], paths: list[str]) -> None:
    """Hold that nobody changes by a post what the table shuts to them, and a stranger with every role nothing."""
    tried = [(user, whose_turn_it_is(paths, people, place)) for place, user in enumerate(people)]
    assert let_through(tried) == []
    told = a_stranger_is_told(paths)
    wrong = [one for one in told if one[1] >= 500 or one[1] == 201 or one[2]]
    assert "\n".join(f"{path}: {status}" for path, status, _changed in wrong) == ""
    assert len([one for one in told if one[1] in {403, 404}]) > len(told) / 2


def test_records_of_a_call_in_review_fail_nobody() -> None:
    road = a_road_until(IN_REVIEW)
    cache.clear()
    let_in_as_the_table_says(one_of_each(road), [path for path in paths_of_records() if is_underway(path)])


def test_records_of_every_kind_fail_nobody_and_are_shut_to_roles_without_the_right() -> None:
    road = a_road_until(AT_ITS_END)
    paths, people = paths_of_records(), one_of_each(road)
    cache.clear()
    let_in_as_the_table_says(people, paths)
    turned_away_as_the_table_says(people, paths)
    refused_what_they_post(people, paths)
