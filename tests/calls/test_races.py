"""The call of a race: its whole scheme is read by everybody before anyone applies."""

from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from making.calls import BIDDING, DRAFTED, PUBLISHED, a_drafted_call, a_pack, an_office
from making.races import SCHEME
from qunli.calls.actions import TopicEntry, change_topic, check_call, publish_call
from qunli.calls.bridge import guide_of
from qunli.calls.states import CallKind
from qunli.core.bridge.papers import TableBlock
from qunli.core.states import WrongInput

pytestmark = pytest.mark.django_db

FAULTY = SCHEME.replace("teams_most = 3", "teams_most = 9").replace("remedy_days = 7", "remedy_days = 8")


def test_a_scheme_is_held_against_the_pack_and_every_fault_is_named() -> None:
    with pytest.raises(WrongInput) as refused:
        a_drafted_call(pack=a_pack("cn-race"), terms={"scheme": FAULTY.replace("experts", "uncles")})
    assert str(refused.value.faults["term_scheme"]) == (
        "The pack supports 5 teams at most, the scheme names 9; Stage 1: the pack gives 7 days for a remedy at most; "
        "Stage 1: the judges are experts, demander or department, each once"
    )
    with pytest.raises(WrongInput) as unreadable:
        a_drafted_call(pack=a_pack("cn-race"), terms={"scheme": "teams_most = 2"})
    assert str(unreadable.value.faults["term_scheme"]) == "stage: a race has two stages at least"


def test_a_race_is_published_with_its_scheme_and_the_money_that_it_can_come_to() -> None:
    office = an_office()
    bare = a_drafted_call(office, pack=a_pack("cn-race"))
    check_call(call=bare.call, by=office.second_operator, at=DRAFTED)
    with pytest.raises(WrongInput) as missing:
        publish_call(call=bare.call, by=office.authority, at=PUBLISHED)
    assert list(missing.value.faults) == ["term_scheme"]
    made = a_drafted_call(office, pack=a_pack("cn-race"), terms={"scheme": SCHEME})
    check_call(call=made.call, by=office.second_operator, at=DRAFTED)
    with pytest.raises(WrongInput) as poor:
        publish_call(call=made.call, by=office.authority, at=PUBLISHED)
    assert [str(words) for words in poor.value.faults.values()] == [
        "“全景天窗低温密封” lacks 1,300,000.00 yuan of fiscal money for all that the race can come to."
    ]
    entry = TopicEntry(title="Seal", summary="-40", fiscal_money=Decimal(1_300_000))
    change_topic(topic=made.topic, entry=entry, by=office.operator, at=DRAFTED)
    check_call(call=made.call, by=office.second_operator, at=DRAFTED)
    call = publish_call(call=made.call, by=office.authority, at=PUBLISHED)
    assert (call.kind, call.terms["scheme"]["value"]) == (CallKind.RACE, SCHEME)
    tables = [block for block in guide_of(call).blocks if isinstance(block, TableBlock)]
    judges = "experts 2, the demander 1"
    assert tables[0].rows == (
        ("1 Sample", "100", "200,000.00", "Leakage ≤ 0.5 mL/min\nthe best 2 go on", judges, "7"),
        ("2 On the line", "200", "300,000.00", "a score of 60 at least", "the department in charge 1", "30"),
    )
    with time_machine.travel(BIDDING, tick=False):
        shown = Client(headers={"accept-language": "en"}).get(f"/calls/{call.pk}/").content.decode()
    for words in ("The race", "Leakage ≤ 0.5 mL/min", "the best 2 go on", "keeps what it proves to have spent"):
        assert words in shown
    assert "teams_most = 3" not in shown
