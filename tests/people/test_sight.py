"""Leave to see what is sealed or confidential."""

from datetime import timedelta

import pytest

from making.people import AT, an_account, an_administrator, an_auditor, an_authority, an_operator
from qunli.core.models import JournalEntry, Message
from qunli.core.states import NotPermitted, Ref, WrongInput
from qunli.people.actions import answer_sight, ask_sight, end_sight, grant_sight, refuse_sight
from qunli.people.actions.sight import SightSettled
from qunli.people.permits import has_sight_of

pytestmark = pytest.mark.django_db

PROPOSAL = Ref("calls", "proposal", 7, "P2026-0007")
WEEK = AT + timedelta(days=7)


def test_what_is_asked_for_is_seen_from_the_answer_until_the_end() -> None:
    auditor, authority = an_auditor(), an_authority()
    asked = ask_sight(about=PROPOSAL, reason="sample 3 of the yearly audit", by=auditor, at=AT)
    assert not has_sight_of(auditor, PROPOSAL, at=AT)
    assert list(Message.objects.values_list("party_id", flat=True)) == [authority.party_id]
    answer_sight(grant=asked, until=WEEK, by=authority, at=AT)
    assert [has_sight_of(auditor, PROPOSAL, at=at) for at in (AT, WEEK - timedelta(seconds=1), WEEK)] == [
        True,
        True,
        False,
    ]
    assert not has_sight_of(auditor, Ref("calls", "proposal", 8), at=AT)


def test_the_journal_of_the_record_shows_the_grant_but_not_the_reason() -> None:
    auditor = an_auditor()
    grant_sight(user=auditor, about=PROPOSAL, reason="a tip about X", until=WEEK, by=an_administrator(), at=AT)
    entry = JournalEntry.objects.filter(about_kind="proposal").get()
    assert (entry.act, entry.facts["user"]) == ("people.grant_sight", auditor.pk)
    assert "tip" not in str(entry.facts)


def test_a_grant_can_end_early() -> None:
    auditor = an_auditor()
    grant = grant_sight(user=auditor, about=PROPOSAL, reason="audit", until=WEEK, by=an_authority(), at=AT)
    with pytest.raises(NotPermitted):
        end_sight(grant=grant, by=an_operator(), at=AT)
    end_sight(grant=grant, by=auditor, at=AT)
    assert not has_sight_of(auditor, PROPOSAL, at=AT)
    with pytest.raises(SightSettled):
        end_sight(grant=grant, by=auditor, at=AT)


def test_a_request_is_answered_once() -> None:
    auditor, authority = an_auditor(), an_authority()
    asked = ask_sight(about=PROPOSAL, reason="audit", by=auditor, at=AT)
    refuse_sight(grant=asked, by=authority, at=AT)
    with pytest.raises(SightSettled):
        answer_sight(grant=asked, until=WEEK, by=authority, at=AT)
    assert not has_sight_of(auditor, PROPOSAL, at=AT)


def test_nobody_grants_to_oneself_and_only_those_who_may() -> None:
    authority = an_authority()
    for giver, user in ((authority, authority), (an_operator(), an_auditor()), (an_auditor(), an_auditor())):
        with pytest.raises(NotPermitted):
            grant_sight(user=user, about=PROPOSAL, reason="audit", until=WEEK, by=giver, at=AT)
    with pytest.raises(NotPermitted):
        ask_sight(about=PROPOSAL, reason="curious", by=an_account(), at=AT)


@pytest.mark.parametrize(
    ("reason", "until", "place"),
    [(" ", WEEK, "reason"), ("audit", AT, "until"), ("audit", AT + timedelta(days=31), "until")],
)
def test_a_grant_has_a_reason_and_an_end_within_a_month(reason: str, until: object, place: str) -> None:
    with pytest.raises(WrongInput) as wrong:
        grant_sight(user=an_auditor(), about=PROPOSAL, reason=reason, until=until, by=an_authority(), at=AT)  # type: ignore[arg-type]  # a case
    assert list(wrong.value.faults) == [place]
