"""A published deadline moves only later, only before it passes, by whom the terms let, in public and with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from making.calls import (
    BIDDING,
    CHINA,
    OPENING,
    RECOMMENDING_DEADLINE,
    TEAM_DEADLINE,
    UNIT_DEADLINE,
    Made,
    a_complete_draft,
    a_draft_proposal,
    a_drafted_call,
    a_partner,
    a_published_call,
    a_submitted_proposal,
    an_opened_call,
)
from making.people import a_client_for
from qunli.calls.actions import (
    DeadlinePassed,
    ExtendedOften,
    NewDeadlines,
    NotYetDue,
    extend_deadlines,
    open_proposals,
    submit_proposal,
)
from qunli.calls.models import Call, DeadlineExtension
from qunli.core.models import JournalEntry, Message
from qunli.core.states import NotPermitted, StepNotOpen, WrongInput
from qunli.duties.models import Duty
from qunli.duties.states import DutyState

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)
LATER = NewDeadlines(TEAM_DEADLINE + WEEK, UNIT_DEADLINE + WEEK, RECOMMENDING_DEADLINE + WEEK)
WHY = "清明假期期间系统维护。"


def extend(made: Made, to: NewDeadlines = LATER, *, reason: str = WHY, at: datetime = BIDDING) -> DeadlineExtension:
    """Let the authority extend."""
    return extend_deadlines(call=made.call, to=to, reason=reason, by=made.office.authority, at=at)


def deadlines(made: Made) -> list[datetime | None]:
    """Read the three deadlines back."""
    call = Call.objects.get(pk=made.call.pk)
    return [call.team_deadline, call.unit_deadline, call.recommending_deadline]


def due_dates() -> dict[str, datetime | None]:
    """Read when the open duties are due."""
    return dict(Duty.objects.filter(state=DutyState.OPEN).values_list("key", "due_at"))


def test_deadlines_move_later_and_the_record_keeps_both() -> None:
    made = a_published_call()
    kept = extend(made)
    assert deadlines(made) == [LATER.team, LATER.unit, LATER.recommending]
    assert (kept.team_was, kept.team_now, kept.reason) == (TEAM_DEADLINE, LATER.team, WHY)
    entry = JournalEntry.objects.filter(act="calls.extend_deadlines").get()
    moments = [datetime.fromisoformat(entry.facts[key]) for key in ("team_was", "team_now")]
    assert moments == [TEAM_DEADLINE, LATER.team]


def test_a_team_hands_in_after_the_old_deadline_and_before_the_new_one() -> None:
    made = a_complete_draft()
    proposal, editor = made.proposals[0], made.teams[0].editor
    with pytest.raises(DeadlinePassed):
        submit_proposal(proposal=proposal, by=editor, at=TEAM_DEADLINE)
    extend(made)
    submit_proposal(proposal=proposal, by=editor, at=TEAM_DEADLINE)
    with pytest.raises(NotYetDue):
        open_proposals(call=made.call, by=made.office.authority, at=OPENING)


def test_duties_move_with_their_deadlines() -> None:
    made = a_draft_proposal()
    a_partner(made, consents=None)
    opening = due_dates()["open proposals"]
    assert opening is not None
    extend(made)
    assert due_dates() == {
        "open proposals": datetime(2026, 4, 21, 17, 0, tzinfo=CHINA),
        "submit proposal": LATER.team,
        "answer as partner": LATER.team,
    }
    stamped = a_submitted_proposal(made)
    assert due_dates()["stamp own_unit"] == LATER.unit
    extend(stamped, NewDeadlines(unit=UNIT_DEADLINE + 2 * WEEK, recommending=RECOMMENDING_DEADLINE + 2 * WEEK))
    assert due_dates()["stamp own_unit"] == UNIT_DEADLINE + 2 * WEEK


def test_members_teams_and_asked_partners_are_told_once() -> None:
    made = a_draft_proposal()
    partner = a_partner(made, consents=None)
    extend(made)
    told = Message.objects.filter(occasion__contains="extended")
    parties = set(told.values_list("party_id", flat=True))
    teams = {made.teams[0].organization.party_id, partner.organization.party_id}
    assert teams | {made.office.operator_party.pk, made.office.authority_party.pk} <= parties
    assert told.count() == len(parties)


@pytest.mark.parametrize(
    ("to", "place"),
    [
        (NewDeadlines(team=TEAM_DEADLINE - WEEK), "team"),
        (NewDeadlines(team=TEAM_DEADLINE + 3 * WEEK), "unit"),
        (NewDeadlines(unit=UNIT_DEADLINE + WEEK), "recommending"),
        (NewDeadlines(), "team"),
        (NewDeadlines(team=TEAM_DEADLINE), "team"),
    ],
)
def test_an_earlier_a_disordered_or_no_change_is_refused_at_its_place(to: NewDeadlines, place: str) -> None:
    made = a_published_call()
    with pytest.raises(WrongInput) as refused:
        extend(made, to)
    assert list(refused.value.faults) == [place]
    assert deadlines(made) == [TEAM_DEADLINE, UNIT_DEADLINE, RECOMMENDING_DEADLINE]


def test_a_reason_is_asked_for_and_a_passed_deadline_stays() -> None:
    made = a_published_call()
    with pytest.raises(WrongInput) as refused:
        extend(made, reason="  ")
    assert list(refused.value.faults) == ["reason"]
    with pytest.raises(WrongInput) as late:
        extend(made, at=TEAM_DEADLINE)
    assert list(late.value.faults) == ["team"]
    stamps = NewDeadlines(unit=UNIT_DEADLINE + WEEK, recommending=RECOMMENDING_DEADLINE + WEEK)
    assert extend(made, stamps, at=TEAM_DEADLINE).unit_now == UNIT_DEADLINE + WEEK


def test_neither_a_draft_nor_an_opened_call_is_extended() -> None:
    for made in (a_drafted_call(), an_opened_call()):
        with pytest.raises(StepNotOpen):
            extend(made)


def test_the_terms_say_who_extends_and_how_often() -> None:
    made = a_published_call()
    with pytest.raises(NotPermitted):
        extend_deadlines(call=made.call, to=LATER, reason=WHY, by=made.office.operator, at=BIDDING)
    theirs = a_published_call(terms={"deadline_extended_by": "operator", "deadline_extensions_max": 1})
    extend_deadlines(call=theirs.call, to=LATER, reason=WHY, by=theirs.office.operator, at=BIDDING)
    with pytest.raises(ExtendedOften):
        extend(theirs, NewDeadlines(recommending=RECOMMENDING_DEADLINE + 2 * WEEK))
    fixed = a_published_call(terms={"deadline_extended_by": "nobody"})
    with pytest.raises(NotPermitted):
        extend(fixed)


def test_the_authority_extends_by_the_page_and_everybody_reads_old_and_new_date() -> None:
    made = a_published_call()
    page, form = (reverse(f"calls:{name}", args=[made.call.pk]) for name in ("call", "extend_deadlines"))
    client = a_client_for(made.office.authority)
    with time_machine.travel(BIDDING, tick=False):
        assert form in client.get(page).content.decode()
        assert form not in a_client_for(made.office.operator).get(page).content.decode()
        wrong = client.post(form, {"team": "2026-03-20T00:00", "reason": WHY})
        assert (wrong.status_code, "only moves to a later one" in wrong.content.decode()) == (422, True)
        sent = {
            "team": "2026-04-11T00:00",
            "unit": "2026-04-15T17:00",
            "recommending": "2026-04-17T17:00",
            "reason": WHY,
        }
        assert client.post(form, sent)["Location"] == page
        public = Client(headers={"accept-language": "en"}).get(page).content.decode()
    assert all(words in public for words in ("Deadline extended", "April 4, 2026", "April 11, 2026", WHY))
