"""From a document to a figure and back: read by one, confirmed by another."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from making.directory import a_cluster
from making.evidence import TEXT, a_claim, a_document
from making.people import AT, a_party, an_account, an_api_client, an_operator
from qunli.core.states import SYSTEM, NotPermitted
from qunli.evidence.actions import confirm_claim, reject_claim
from qunli.evidence.models import Claim, Confirmation
from qunli.evidence.states import ClaimState
from qunli.indicators.actions import add_indicator
from qunli.indicators.models import Figure
from qunli.people.states import Role

if TYPE_CHECKING:
    from qunli.indicators.models import Indicator
    from qunli.people.models import User

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def output() -> Indicator:
    return add_indicator(code="output", name="总产值", name_en="Output", unit="CNY", by=SYSTEM, at=AT)


def test_one_reads_a_claim_another_records_its_figure_and_the_figure_leads_back() -> None:
    cluster, indicator, document = a_cluster(), output(), a_document()
    reader, confirmer = an_operator(), an_operator()

    page = reverse("evidence:read_claim", args=[document.pk])
    found = signed_in(reader).get(page, {"quote": "总产值56.48亿元"}).content.decode()
    start = TEXT.index("总产值")
    assert f'value="{start}-{start + 10}"' in found
    said = signed_in(reader).post(
        f"{page}?quote=总产值56.48亿元", {"place": f"{start}-{start + 10}", "says": "2024年全集群产值"}
    )
    claim = Claim.objects.get()
    assert said["Location"] == reverse("evidence:claim", args=[claim.pk])
    assert (claim.quote, claim.content, claim.stated_by) == ("总产值56.48亿元", {"says": "2024年全集群产值"}, reader)

    record = reverse("indicators:record", args=[claim.pk])
    assert 'value="56.48亿元"' in signed_in(confirmer).get(record).content.decode()
    fields = {
        "cluster": cluster.pk,
        "indicator": indicator.pk,
        "bound": "exact",
        "value": "56.48亿元",
        "period": "2024",
    }
    done = signed_in(confirmer).post(record, fields)

    figure = Figure.objects.get()
    assert done["Location"] == reverse("indicators:figure", args=[figure.pk])
    assert (figure.value, str(figure.period), figure.confirmation.by) == (Decimal(5_648_000_000), "2024", confirmer)
    forth = Client().get(reverse("indicators:figure", args=[figure.pk])).content.decode()
    assert reverse("evidence:claim", args=[claim.pk]) in forth
    back = Client().get(reverse("evidence:claim", args=[claim.pk])).content.decode()
    assert reverse("indicators:from_claim", args=[claim.pk]) in back
    assert Client().get(reverse("indicators:from_claim", args=[claim.pk]))["Location"] == done["Location"]
    listed = signed_in(reader).get(reverse("indicators:from_document", args=[document.pk])).content.decode()
    assert reverse("indicators:figure", args=[figure.pk]) in listed


def test_whoever_read_a_claim_does_not_confirm_it_where_somebody_else_could() -> None:
    reader = an_operator()
    claim = a_claim(by=reader)
    other = an_operator()

    with pytest.raises(NotPermitted):
        confirm_claim(claim=claim, by=reader, at=AT)
    assert signed_in(reader).get(reverse("indicators:record", args=[claim.pk])).status_code == 302
    assert confirm_claim(claim=claim, by=other, at=AT).by == other


def test_who_is_alone_in_the_office_confirms_what_they_read() -> None:
    alone = an_operator()

    assert confirm_claim(claim=a_claim(by=alone), by=alone, at=AT).by == alone


def test_a_rejected_claim_says_who_rejected_it_and_why_and_gives_no_figure() -> None:
    claim, operator = a_claim(), an_operator()

    answer = signed_in(operator).post(reverse("evidence:reject", args=[claim.pk]), {"reason": "口径不明"})

    claim.refresh_from_db()
    assert answer["Location"] == reverse("evidence:claim", args=[claim.pk])
    assert (claim.state, claim.rejected_by, claim.reject_reason) == (ClaimState.REJECTED, operator, "口径不明")
    assert "口径不明" in signed_in(operator).get(answer["Location"]).content.decode()
    assert Client().get(answer["Location"]).status_code == 404
    signed_in(operator).post(reverse("evidence:confirm", args=[claim.pk]))
    assert Confirmation.objects.count() == 0


def test_a_member_confirms_and_rejects_nothing() -> None:
    claim = a_claim()
    member = an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party())

    answers = {
        name: signed_in(member).post(reverse(name, args=[claim.pk])).status_code
        for name in ("evidence:confirm", "evidence:reject", "indicators:record")
    }
    with pytest.raises(NotPermitted):
        reject_claim(claim=claim, reason="x", by=member, at=AT)
    assert answers == {"evidence:confirm": 403, "evidence:reject": 403, "indicators:record": 403}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("value", "很多", "Expected a number in yuan"),
        ("value", "56.48%", "Expected a number in yuan"),
        ("period", "去年", "Expected a period such as"),
        ("period", "", "give one of the two"),
    ],
)
def test_a_figure_that_cannot_be_read_names_the_field_and_confirms_nothing(field: str, value: str, words: str) -> None:
    cluster, indicator, claim = a_cluster(), output(), a_claim()
    fields = {"cluster": cluster.pk, "indicator": indicator.pk, "bound": "exact", "value": "1亿元", "period": "2024"}

    answer = signed_in(an_operator()).post(reverse("indicators:record", args=[claim.pk]), fields | {field: value})

    assert (answer.status_code, Figure.objects.count(), Confirmation.objects.count()) == (422, 0, 0)
    assert words in answer.content.decode()


def test_the_api_keeps_a_document_reads_a_claim_and_records_its_figure() -> None:
    cluster = a_cluster()
    output()
    reader, confirmer = an_api_client(an_operator()), an_api_client(an_operator())

    def send(client: Client, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = client.post(f"/api/v1{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    _status, document = send(reader, "/documents", {"title": "报道", "source": "文汇报", "text": TEXT})
    unclear, _fault = send(reader, f"/documents/{document['id']}/claims", {"quote": "不在其中"})
    _status, claim = send(reader, f"/documents/{document['id']}/claims", {"quote": "56.48亿元"})
    figure = {"cluster_id": cluster.pk, "indicator": "output", "value": "5648000000", "period": "2024"}
    own, _fault = send(reader, f"/claims/{claim['id']}/figure", figure)
    status, made = send(confirmer, f"/claims/{claim['id']}/figure", figure)

    assert (unclear, own, status, made["quote"], made["period"]) == (422, 403, 201, "56.48亿元", "2024")
    listed = an_api_client().get(f"/api/v1/clusters/{cluster.pk}/figures").json()
    assert [(one["id"], one["source"]) for one in listed["items"]] == [(made["id"], "文汇报")]
