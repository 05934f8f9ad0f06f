"""What is owed is raised once, reminded of once, rises once, and is closed."""

from datetime import timedelta

import pytest
import time_machine

from making.duties import a_duty
from making.people import AT, a_party, an_account, an_operator
from qunli.core.models import JournalEntry, Message
from qunli.core.states import SYSTEM
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty, remind_and_escalate
from qunli.duties.models import Duty
from qunli.duties.queries import duties_of, late
from qunli.duties.tasks import daily_pass
from qunli.people.queries import standing_of
from qunli.people.states import Role

pytestmark = pytest.mark.django_db

DUE = AT + timedelta(days=10)


def occasions() -> list[tuple[int, str]]:
    return list(Message.objects.order_by("id").values_list("party_id", "occasion"))


def test_a_duty_raised_again_moves_instead_of_doubling() -> None:
    duty, about = a_duty(), a_party()
    for days in (1, 2):
        raise_duty(
            owner=duty.owner,
            promise=Promise(key="k", words="w", due=AT + timedelta(days=days)),
            about=about,
            at=AT,
        )
    assert Duty.objects.get(key="k").due_at == AT + timedelta(days=2)


def test_somebody_is_reminded_once_though_the_pass_runs_twice() -> None:
    duty = a_duty()
    with time_machine.travel(DUE - timedelta(days=4), tick=False):
        daily_pass()
    assert occasions() == [(duty.owner_id, f"duty {duty.pk}")]
    for hours in (48, 24):
        with time_machine.travel(DUE - timedelta(hours=hours), tick=False):
            daily_pass()
    assert occasions()[1:] == [(duty.owner_id, f"duty {duty.pk} reminder 2026-03-12")]


def test_what_is_late_rises_once_to_the_operators_when_nobody_else_is_named() -> None:
    operator = an_operator(party=(office := a_party()))
    duty = a_duty()
    for days in (1, 2):
        with time_machine.travel(DUE + timedelta(days=days), tick=False):
            daily_pass()
    assert occasions()[1:] == [
        (duty.owner_id, f"duty {duty.pk} late 2026-03-12"),
        (office.pk, f"duty {duty.pk} late 2026-03-12"),
    ]
    assert standing_of(operator).all_parties >= {office.pk}
    assert Message.objects.order_by("id")[1].text.endswith(f"owed by {duty.owner}: Report about seals")


def test_a_duty_that_moves_is_reminded_of_again() -> None:
    duty = a_duty()
    remind_and_escalate(by=SYSTEM, at=DUE - timedelta(days=1))
    moved = DUE + timedelta(days=30)
    promise = Promise(key=duty.key, words=duty.words, due=moved, params=duty.params)
    about = type(duty.owner).objects.get(pk=duty.about_id)
    raise_duty(owner=duty.owner, promise=promise, about=about, at=DUE)
    remind_and_escalate(by=SYSTEM, at=moved - timedelta(days=1))
    assert [occasion for _party, occasion in occasions()] == [
        f"duty {duty.pk}",
        f"duty {duty.pk} reminder 2026-03-12",
        f"duty {duty.pk} reminder 2026-04-11",
    ]


def test_a_day_with_nothing_to_say_leaves_no_entry() -> None:
    a_duty()
    before = JournalEntry.objects.count()
    with time_machine.travel(AT, tick=False):
        daily_pass()
    assert JournalEntry.objects.count() == before


def test_a_duty_short_from_the_start_needs_no_reminder() -> None:
    a_duty(due=AT + timedelta(days=2))
    remind_and_escalate(by=SYSTEM, at=AT + timedelta(days=1))
    assert Message.objects.count() == 1


def test_duties_are_met_or_dropped_and_then_owed_no_more() -> None:
    met, dropped = a_duty(), a_duty()
    party = type(met.owner).objects
    assert meet_duties(about=party.get(pk=met.about_id), key="other", at=AT) == 0
    assert meet_duties(about=party.get(pk=met.about_id), key="report", at=AT) == 1
    assert drop_duties(about=party.get(pk=dropped.about_id), at=AT) == 1
    assert set(Duty.objects.values_list("state", flat=True)) == {"met", "dropped"}
    remind_and_escalate(by=SYSTEM, at=DUE + timedelta(days=1))
    assert Message.objects.filter(occasion__contains="late").count() == 0


def test_duties_are_those_of_the_person_and_of_the_parties_acted_for_in_the_asked_role() -> None:
    party = a_party()
    unit = an_account(role=Role.UNIT_ADMINISTRATOR, party=party)
    own, ours, _other = a_duty(owner=unit.party), a_duty(owner=party), a_duty()
    Duty.objects.create(
        owner=party,
        key="pay",
        words="Pay",
        role=Role.FINANCE,
        due_at=DUE,
        raised_at=AT,
        about_room="people",
        about_kind="party",
        about_id=party.pk,
        about_label="x",
    )
    assert list(duties_of(standing_of(unit))) == [own, ours]
    assert list(late(duties_of(standing_of(unit)), at=DUE + timedelta(seconds=1))) == [own, ours]
