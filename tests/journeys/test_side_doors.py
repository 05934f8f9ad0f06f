"""A confidential need and a sealed proposal: every address of the site, as everybody who may not read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from making.calls import (
    BIDDING,
    OPENING,
    Made,
    a_complete_draft,
    a_published_call,
    a_team,
)
from making.doors import Round, knock, walk
from making.needs import LATER, Town, a_draft, a_key_list, a_member, a_town, someone_of
from making.people import AT, a_client_for, a_party, an_account, an_administrator, an_api_client, an_auditor
from qunli.calls.actions import (
    attach_to_proposal,
    change_proposal,
    open_proposals,
    sign_letter,
    stamp_proposal,
    submit_proposal,
)
from qunli.calls.states import LetterKind, StampKind
from qunli.core.models import Attachment
from qunli.core.states import SYSTEM
from qunli.needs.actions import accept_need, ask_advice, attach_to_need, list_need, submit_need
from qunli.needs.models import Need
from qunli.people.actions import end_sight, give_role, grant_sight
from qunli.people.models import Grant, SightGrant, User
from qunli.people.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(300, func_only=True)]

QUERY: Final = "Zorvane"
TITLE: Final = f"{QUERY} 夜莺密封"
BODY: Final = f"{QUERY} 苍鹭工艺配方"
FILE: Final = "heron-recipe"
MARKERS: Final = ("夜莺密封", "苍鹭工艺配方", FILE)
HIDDEN: Final = {403, 404}
MANY_DOORS: Final = 300


def everything_said_to(user: User | None, *, pks: set[int]) -> Round:
    """Walk past every door by browser and by token."""
    browser = Client(headers={"accept-language": "en"}) if user is None else a_client_for(user)
    words = {"room": "calls", "kind": "proposal", "name": "accept"}
    return walk(browser=browser, api=an_api_client(user), pks=pks, words=words, query=QUERY)


def shown(brought: Round) -> dict[str, list[str]]:
    """Say behind which doors a marker was read."""
    return {marker: doors for marker in MARKERS if (doors := brought.doors_showing(marker))}


def broken(brought: Round) -> dict[str, int]:
    """Say which doors fell off their hinges."""
    return {door: status for door, status in brought.statuses.items() if status >= 500}


def is_kept_from(user: User | None, record: str, brought: Round) -> None:
    """Hold that nothing was said, and that the record's own doors deny it."""
    assert shown(brought) == {}
    assert broken(brought) == {}
    wanted = HIDDEN if user is not None else {*HIDDEN, 302, 401}
    own = {door: status for door, status in brought.statuses.items() if door == record}
    assert own
    assert {door: status for door, status in own.items() if status not in wanted} == {}


def said_by(doors: list[str], user: User | None) -> Round:
    """Read some doors as somebody."""
    brought = Round()
    browser, api = a_client_for(user) if user else Client(), an_api_client(user)
    for door in doors:
        knock(brought, door, api if door.startswith("/api/") else browser, door)
    return brought


# A confidential need


@pytest.fixture
def town() -> Town:
    return a_town()


@pytest.fixture
def need(town: Town) -> Need:
    """A confidential need with a confidential file, accepted, listed without its check, and asked about."""
    secret = {"title": TITLE, "problem": BODY, "is_confidential": True, "recommending_unit": town.unit_party}
    stated = a_draft(town, **secret)
    file = ContentFile(f"{BODY}".encode(), name=f"{FILE}.txt")
    attach_to_need(need=stated, file=file, confidential=True, by=town.engineer, at=AT)
    sent = submit_need(need=stated, by=town.engineer, at=AT)
    accepted = accept_need(need=sent, by=town.operator, at=LATER)
    list_need(
        key_list=a_key_list(town),
        need=accepted,
        field=town.field,
        public_title="低温密封",
        public_title_en="Sealing",
        public_summary="零下四十摄氏度不漏水。",
        by=town.operator,
        at=LATER,
    )
    return accepted


NEED_OUTSIDERS: Final[dict[str, Callable[[Town], User | None]]] = {
    "a visitor": lambda _town: None,
    "somebody without a role": lambda _town: an_account(),
    "another member": lambda town: someone_of(a_member(town.cluster), role=Role.MEMBER_EDITOR),
    "an expert": lambda _town: an_account(role=Role.EXPERT),
    "the recommending unit of others": lambda _town: an_account(role=Role.RECOMMENDING_UNIT, party=a_party()),
    "an auditor without a grant": lambda _town: an_auditor(),
    "the operator of another cluster": lambda _town: a_town().operator,
    "finance": lambda _town: an_account(role=Role.FINANCE, party=a_party()),
    "an administrator": lambda _town: an_administrator(),
}


def everybody_outside(of_each: Iterable[User | None]) -> User:
    """Make one account that holds every role of the others, for the parties that they hold them for.

    Roles only ever add sight: what is kept from all of them at once is kept from each.
    """
    everybody = an_account()
    for user in filter(None, of_each):
        for held in Grant.objects.filter(user=user).select_related("party"):
            give_role(user=everybody, role=Role(held.role), party=held.party, by=SYSTEM, at=AT)
    return everybody


def own_doors_of_a_need(need: Need) -> list[str]:
    """The addresses that speak of one need, and the lists that it stands on."""
    file = Attachment.objects.get().pk
    page = f"/needs/{need.pk}/"
    return [
        page,
        f"/api/v1/needs/{need.pk}",
        f"/files/{file}/",
        f"{page}files/{file}/",
        f"/history/needs/need/{need.pk}/",
    ]


LISTS: Final = ("/needs/", "/calls/proposals/", f"/search/?q={QUERY}", f"/api/v1/search?q={QUERY}")


@pytest.mark.parametrize("who", NEED_OUTSIDERS)
def test_a_confidential_need_is_denied_to_everybody_who_is_not_entitled(town: Town, need: Need, who: str) -> None:
    user, doors = NEED_OUTSIDERS[who](town), own_doors_of_a_need(need)
    brought = said_by([*doors, *LISTS, "/api/v1/needs"], user)
    for door in doors:
        if not ("auditor" in who and "history" in door):  # the journal is the auditor's, and holds none of the text
            is_kept_from(user, door, brought)
    assert shown(brought) == {}


@pytest.mark.parametrize("who", ["engineer", "operator", "authority", "unit"])
def test_the_entitled_find_a_confidential_need_by_every_door(town: Town, need: Need, who: str) -> None:
    doors = ["/needs/", f"/needs/{need.pk}/", "/needs/?format=xlsx", f"/search/?q={QUERY}", "/api/v1/needs"]
    doors += [f"/api/v1/needs/{need.pk}", f"/api/v1/search?q={QUERY}"]
    brought = said_by(doors, getattr(town, who))
    assert brought.statuses == dict.fromkeys(doors, 200)
    assert brought.doors_showing("夜莺密封") == sorted(doors)
    file = f"/needs/{need.pk}/files/{Attachment.objects.get().pk}/"
    read = said_by([f"/needs/{need.pk}/", f"/api/v1/needs/{need.pk}", file], getattr(town, who))
    assert len(read.doors_showing("苍鹭工艺配方")) == 3


def test_the_expert_who_was_asked_and_the_auditor_who_was_granted_sight_read_a_confidential_need(
    town: Town, need: Need
) -> None:
    now = timezone.now()
    expert, auditor = an_account(role=Role.EXPERT), an_auditor()
    ask_advice(need=need, expert=expert.party, by=town.operator, at=now)
    grant = grant_sight(user=auditor, about=need.ref, reason="audit", until=now + timedelta(1), by=SYSTEM, at=now)
    page = f"/needs/{need.pk}/"
    assert [said_by([page], user).statuses[page] for user in (expert, auditor)] == [200, 200]
    end_sight(grant=grant, by=SYSTEM, at=timezone.now())
    assert said_by([page], auditor).statuses[page] in HIDDEN


# A sealed proposal


@dataclass(frozen=True, slots=True)
class Sealed:
    """A proposal that was handed in and recommended, and the call it answers."""

    made: Made

    @property
    def pk(self) -> int:
        return self.made.proposals[-1].pk


@pytest.fixture
def sealed() -> Sealed:
    made = a_complete_draft(a_published_call())
    team = made.teams[-1]
    changes = {"title": TITLE, "approach": BODY, "foundation": BODY, "schedule": BODY}
    proposal = change_proposal(proposal=made.proposals[-1], changes=changes, by=team.editor, at=BIDDING)
    file = ContentFile(BODY.encode(), name=f"{FILE}.txt")
    attach_to_proposal(proposal=proposal, purpose="a1", file=file, by=team.editor, at=BIDDING)
    submit_proposal(proposal=proposal, by=team.editor, at=BIDDING)
    sign_letter(proposal=proposal, kind=LetterKind.UNIT, by=team.administrator, at=BIDDING)
    stamp_proposal(proposal=proposal, kind=StampKind.OWN_UNIT, by=team.administrator, at=BIDDING)
    unit = StampKind.RECOMMENDING_UNIT
    stamp_proposal(proposal=proposal, kind=unit, by=made.office.recommender, at=BIDDING)
    proposal.refresh_from_db()
    made.proposals[-1] = proposal
    return Sealed(made)


BIDDING_OUTSIDERS: Final[dict[str, Callable[[Made], User | None]]] = {
    "a visitor": lambda _made: None,
    "somebody without a role": lambda _made: an_account(),
    "another team": lambda _made: a_team("另一实验室").editor,
    "the poster of the need": lambda made: someone_of(made.owner),
    "an expert": lambda _made: an_account(role=Role.EXPERT),
    "the recommending unit of others": lambda _made: an_account(role=Role.RECOMMENDING_UNIT, party=a_party()),
    "the auditor": lambda made: made.office.auditor,
    "the operator": lambda made: made.office.operator,
    "the authority": lambda made: made.office.authority,
    "an administrator": lambda _made: an_administrator(),
}


def own_doors_of_a_proposal(sealed: Sealed) -> list[str]:
    """The addresses that speak of one proposal and of its files."""
    page, files = f"/calls/proposals/{sealed.pk}/", list(Attachment.objects.values_list("pk", flat=True))
    doors = [page, f"{page}receipt/", f"/api/v1/proposals/{sealed.pk}", f"/history/calls/proposal/{sealed.pk}/"]
    return [*doors, *(f"{page}files/{file}/" for file in files), *(f"/files/{file}/" for file in files)]


@pytest.mark.parametrize("who", BIDDING_OUTSIDERS)
def test_a_sealed_proposal_is_denied_to_everybody_before_the_opening(sealed: Sealed, who: str) -> None:
    user, doors, call = BIDDING_OUTSIDERS[who](sealed.made), own_doors_of_a_proposal(sealed), sealed.made.call.pk
    brought = said_by([*doors, *LISTS, f"/calls/{call}/", f"/calls/{call}/form-check/"], user)
    for door in doors:
        if not ("auditor" in who and "history" in door):  # the journal is the auditor's, and holds none of the text
            is_kept_from(user, door, brought)
    assert (shown(brought), broken(brought)) == ({}, {})


def test_its_team_its_recommending_unit_and_after_the_opening_the_office_read_a_proposal(sealed: Sealed) -> None:
    made, page = sealed.made, f"/calls/proposals/{sealed.pk}/"
    doors = [page, f"/api/v1/proposals/{sealed.pk}", "/calls/proposals/", f"/search/?q={QUERY}"]
    team = (made.teams[-1].editor, made.teams[-1].administrator, made.office.recommender)
    office = (made.office.operator, made.office.authority, made.office.auditor)
    assert [said_by(doors, user).doors_showing("夜莺密封") for user in team] == [sorted(doors)] * 3
    assert [said_by(doors, user).doors_showing("夜莺密封") for user in office] == [[]] * 3
    open_proposals(call=made.call, by=made.office.authority, at=OPENING)
    assert [said_by([page], user).doors_showing("苍鹭工艺配方") for user in (*team, *office)] == [[page]] * 6


def test_a_grant_of_sight_opens_a_proposal_after_the_opening_only(sealed: Sealed) -> None:
    reader, page = an_account(role=Role.FINANCE, party=a_party()), f"/calls/proposals/{sealed.pk}/"
    granted(sealed, reader)
    before = said_by([page], reader).statuses[page]
    open_proposals(call=sealed.made.call, by=sealed.made.office.authority, at=OPENING)
    assert [before, said_by([page], reader).statuses[page]] == [404, 200]


def test_a_grant_of_sight_that_was_ended_opens_no_proposal(sealed: Sealed) -> None:
    reader, page = an_account(role=Role.FINANCE, party=a_party()), f"/calls/proposals/{sealed.pk}/"
    grant = granted(sealed, reader)
    open_proposals(call=sealed.made.call, by=sealed.made.office.authority, at=OPENING)
    end_sight(grant=grant, by=SYSTEM, at=timezone.now())
    assert said_by([page], reader).statuses[page] == 404


def granted(sealed: Sealed, reader: User) -> SightGrant:
    """Grant sight of the proposal for a day."""
    now, about = timezone.now(), sealed.made.proposals[-1].ref
    return grant_sight(user=reader, about=about, reason="audit", until=now + timedelta(1), by=SYSTEM, at=now)


# Both, by every door


@pytest.mark.parametrize("who", ["a visitor", "everybody who is kept from either"])
def test_no_door_of_the_site_shows_a_confidential_need_or_a_sealed_proposal(
    town: Town, need: Need, sealed: Sealed, who: str
) -> None:
    outsiders = [one(town) for one in NEED_OUTSIDERS.values()]
    outsiders += [one(sealed.made) for one in BIDDING_OUTSIDERS.values()]
    user = None if who == "a visitor" else everybody_outside(outsiders)
    pks = {need.pk, sealed.pk, *Attachment.objects.values_list("pk", flat=True)}
    brought = everything_said_to(user, pks=pks)
    assert len(brought.statuses) > MANY_DOORS
    assert (shown(brought), broken(brought)) == ({}, {})
