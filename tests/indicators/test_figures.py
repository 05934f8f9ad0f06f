"""No figure without a person's yes to a claim, and no claim without its exact characters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from making.directory import a_cluster
from making.people import AT, an_operator
from qunli.core.states import SYSTEM, Refused, StepNotOpen, WrongInput
from qunli.directory.models import Cluster
from qunli.engines.notation.periods import read_period
from qunli.evidence.actions import DocumentEntry, KeptAlready, confirm_claim, keep_document, reject_claim, state_claim
from qunli.evidence.models import Claim, Confirmation, Document
from qunli.evidence.queries import quoted, stretches
from qunli.indicators.actions import add_indicator, record_figure_from_claim
from qunli.indicators.models import Figure, Indicator
from qunli.indicators.queries import figures_of, told_figures
from qunli.indicators.states import Bound

pytestmark = pytest.mark.django_db

TEXT = "据统计，2024年集群总产值56.48亿元，企业超过100家。"


def a_claim(text: str = TEXT, words: str = "56.48亿元") -> Claim:
    document = keep_document(entry=DocumentEntry(title="报道", source="example.org", text=text), by=SYSTEM, at=AT)
    start = text.index(words)
    return state_claim(
        document=document, start=start, end=start + len(words), content={"value": "5648000000"}, by=SYSTEM, at=AT
    )


def test_a_figure_stands_on_the_exact_characters() -> None:
    claim, cluster = a_claim(), a_cluster()
    indicator = add_indicator(code="output", name="总产值", name_en="Output", unit="CNY", by=SYSTEM, at=AT)

    figure = record_figure_from_claim(
        claim=claim,
        indicator=indicator,
        subject=cluster,
        value=Decimal(5_648_000_000),
        as_of=date(2024, 12, 31),
        by=an_operator(),
        at=AT,
    )

    found = figures_of(cluster).get()
    assert (found, found.confirmation.claim.quote) == (figure, "56.48亿元")
    around = quoted(found.confirmation.claim, context=4)
    assert (around.before, around.quote, around.after) == ("群总产值", "56.48亿元", "，企业超")
    assert (around.cut_before, around.cut_after) == (True, True)


def test_a_figure_without_a_time_is_refused_and_confirms_nothing() -> None:
    claim = a_claim()
    indicator = add_indicator(code="output", name="总产值", name_en="Output", by=SYSTEM, at=AT)

    with pytest.raises(WrongInput):
        record_figure_from_claim(
            claim=claim, indicator=indicator, subject=a_cluster(), value=Decimal(1), by=an_operator(), at=AT
        )
    assert (Figure.objects.count(), Confirmation.objects.count()) == (0, 0)


def test_the_system_confirms_nothing() -> None:
    with pytest.raises(Refused):
        confirm_claim(claim=a_claim(), by=SYSTEM, at=AT)


def test_a_rejected_claim_is_not_confirmed() -> None:
    claim = reject_claim(claim=a_claim(), reason="口径不明", by=an_operator(), at=AT)

    with pytest.raises(StepNotOpen):
        confirm_claim(claim=claim, by=an_operator(), at=AT)


def test_the_same_text_is_kept_once() -> None:
    first = a_claim().document

    with pytest.raises(KeptAlready) as kept:
        keep_document(entry=DocumentEntry(title="另一份", source="x", text=TEXT), by=SYSTEM, at=AT)
    assert kept.value.document == first
    assert Document.objects.count() == 1


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (0, 1000)])
def test_a_claim_lies_within_its_document(start: int, end: int) -> None:
    document = keep_document(entry=DocumentEntry(title="报道", source="x", text=TEXT), by=SYSTEM, at=AT)

    with pytest.raises(WrongInput):
        state_claim(document=document, start=start, end=end, content={}, by=SYSTEM, at=AT)


def test_a_document_is_cut_at_the_ends_of_its_claims() -> None:
    claim = a_claim()
    document = claim.document
    inner = state_claim(document=document, start=claim.start, end=claim.start + 5, content={}, by=SYSTEM, at=AT)

    cut = stretches(document.text, [claim, inner], 0, len(TEXT))

    assert "".join(one.text for one in cut) == TEXT
    assert [(one.text, one.claims) for one in cut if one.claims] == [("56.48", (claim, inner)), ("亿元", (claim,))]


def told(
    value: str, *, text: str, bound: Bound = Bound.EXACT, period: str = "", as_of: date | None = None, scope: str = ""
) -> Figure:
    indicator = Indicator.objects.filter(code="firms").first() or add_indicator(
        code="firms", name="企业数", name_en="Firms", unit="enterprises", by=SYSTEM, at=AT
    )
    return record_figure_from_claim(
        claim=a_claim(text, words=text[:2]),
        indicator=indicator,
        subject=Cluster.objects.first() or a_cluster(),
        value=Decimal(value),
        bound=bound,
        period=read_period(period) if period else None,
        as_of=as_of,
        scope=scope,
        by=an_operator(),
        at=AT,
    )


def test_two_sources_that_tell_different_values_for_one_time_differ_and_both_stand() -> None:
    first = told("86", text="八十六家企业", period="2025")
    second = told("90", text="九十家企业", period="2025")

    (only,) = told_figures(first.subject)

    assert (only.differ, {*only.figures}) == (True, {first, second})
    page = Client().get(reverse("portal:public"), headers={"accept-language": "en"}).content.decode()
    assert [page.count(words) for words in ("Sources differ", ">86<", ">90<")] == [1, 1, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"value": "80", "period": "2024"},
        {"value": "90", "period": "2025", "scope": "规上"},
        {"value": "50", "period": "2025", "bound": Bound.MORE_THAN},
        {"value": "86", "period": "2025"},
    ],
)
def test_values_of_another_time_or_scope_or_that_agree_do_not_differ(other: dict[str, Any]) -> None:
    first = told("86", text="八十六家企业", period="2025", scope="全口径")
    told(text="另有报道称", **other)

    assert [one.differ for one in told_figures(first.subject)] == [False]


def test_the_latest_figure_stands_first_whether_it_is_for_a_period_or_as_of_a_day() -> None:
    told("8", text="八家", period="2024")
    latest = told("9", text="九家", as_of=date(2025, 3, 1))

    assert [one.latest for one in told_figures(latest.subject)] == [latest]
