"""What happened stands on the exact characters that tell of it, like a figure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from making.directory import a_cluster, a_member
from making.evidence import a_claim
from making.people import AT, a_client_for, an_auditor, an_operator
from qunli.core.states import NotPermitted, WrongInput
from qunli.engines.notation.periods import read_period
from qunli.evidence.models import Confirmation
from qunli.indicators.actions import EventEntry, record_event_from_claim
from qunli.indicators.models import Event
from qunli.indicators.queries import events_of
from qunli.indicators.states import EventKind, Reach

pytestmark = pytest.mark.django_db

TEXT = "2024年底，企业的固态储氢罐首次出口。"


def a_first(**entry: Any) -> Event:
    whole = {
        "title": "固态储氢罐出口",
        "title_en": "A tank leaves",
        "kind": EventKind.FIRST,
        "reach": Reach.WORLD,
        **entry,
    }
    cluster = a_cluster()
    organization = a_member(cluster, "储氢公司").organization
    return record_event_from_claim(
        claim=a_claim(TEXT, "固态储氢罐首次出口"),
        cluster=cluster,
        entry=EventEntry(organizations=[organization], **whole),
        by=an_operator(),
        at=AT,
    )


def test_an_event_stands_on_its_claim_and_keeps_a_time_that_is_not_stated_empty() -> None:
    made = a_first()
    found = events_of(made.cluster).get()
    assert (found.confirmation.claim.quote, found.period, [str(one) for one in found.organizations.all()]) == (
        "固态储氢罐首次出口",
        None,
        ["储氢公司"],
    )
    page = Client(headers={"accept-language": "en"}).get(f"/indicators/clusters/{made.cluster_id}/events/")
    for words in ("A tank leaves", "first of its kind in the world", "time not stated"):
        assert words in page.content.decode()
    assert "固态储氢罐首次出口" in Client().get(f"/indicators/events/{made.pk}/").content.decode()


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"title": " "}, "title"),
        ({"kind": "feast"}, "kind"),
        ({"kind": EventKind.EVENT}, "reach"),
        ({"reach": "moon"}, "reach"),
    ],
)
def test_a_faulty_event_is_refused_and_confirms_nothing(entry: dict[str, Any], fault: str) -> None:
    with pytest.raises(WrongInput) as wrong:
        a_first(**entry)
    assert fault in wrong.value.faults
    assert (Event.objects.count(), Confirmation.objects.count()) == (0, 0)


def test_only_the_office_records_an_event() -> None:
    with pytest.raises(NotPermitted):
        record_event_from_claim(
            claim=a_claim(TEXT, "首次出口"), cluster=a_cluster(), entry=EventEntry(title="x"), by=an_auditor(), at=AT
        )


def test_an_event_is_recorded_on_the_page_of_its_claim() -> None:
    cluster = a_cluster()
    claim = a_claim(TEXT, "首次出口")
    client = a_client_for(an_operator())
    assert "首次出口" in client.get(f"/indicators/claims/{claim.pk}/event/").content.decode()
    form = {"cluster": cluster.pk, "title": "首次出口", "kind": "event", "reach": "", "period": "2024"}
    sent = client.post(f"/indicators/claims/{claim.pk}/event/", form)
    made = Event.objects.get()
    assert (sent["Location"], made.period) == (f"/indicators/events/{made.pk}/", read_period("2024"))
    assert made.period is not None
    assert made.period.last == date(2024, 12, 31)


@pytest.mark.parametrize("rows", [1, 3])
def test_events_are_read_in_as_many_queries_with_one_as_with_three(rows: int, django_assert_num_queries: Any) -> None:
    cluster = a_cluster()
    for number in range(rows):
        text = f"{TEXT}{number}"
        record_event_from_claim(
            claim=a_claim(text, "首次出口"),
            cluster=cluster,
            entry=EventEntry(title=str(number)),
            by=an_operator(),
            at=AT,
        )
    with django_assert_num_queries(3):
        assert Client().get(f"/indicators/clusters/{cluster.pk}/events/").status_code == 200
