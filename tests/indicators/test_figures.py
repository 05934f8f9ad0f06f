"""No figure without a person's yes to a claim, and no claim without its exact characters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from making.directory import a_cluster
from making.people import AT, an_operator
from qunli.core.states import SYSTEM, Refused, StepNotOpen, WrongInput
from qunli.evidence.actions import KeptAlready, confirm_claim, keep_document, reject_claim, state_claim
from qunli.evidence.models import Claim, Confirmation, Document
from qunli.evidence.queries import quoted, stretches
from qunli.indicators.actions import add_indicator, record_figure_from_claim
from qunli.indicators.models import Figure
from qunli.indicators.queries import figures_of

pytestmark = pytest.mark.django_db

TEXT = "据统计，2024年集群总产值56.48亿元，企业超过100家。"


def a_claim(text: str = TEXT, words: str = "56.48亿元") -> Claim:
    document = keep_document(title="报道", source="example.org", text=text, by=SYSTEM, at=AT)
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
        cluster=cluster,
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
            claim=claim, indicator=indicator, cluster=a_cluster(), value=Decimal(1), by=an_operator(), at=AT
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
        keep_document(title="另一份", source="x", text=TEXT, by=SYSTEM, at=AT)
    assert kept.value.document == first
    assert Document.objects.count() == 1


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (0, 1000)])
def test_a_claim_lies_within_its_document(start: int, end: int) -> None:
    document = keep_document(title="报道", source="x", text=TEXT, by=SYSTEM, at=AT)

    with pytest.raises(WrongInput):
        state_claim(document=document, start=start, end=end, content={}, by=SYSTEM, at=AT)


def test_a_document_is_cut_at_the_ends_of_its_claims() -> None:
    claim = a_claim()
    document = claim.document
    inner = state_claim(document=document, start=claim.start, end=claim.start + 5, content={}, by=SYSTEM, at=AT)

    cut = stretches(document, [claim, inner])

    assert "".join(one.text for one in cut) == TEXT
    assert [(one.text, one.claims) for one in cut if one.claims] == [("56.48", (claim, inner)), ("亿元", (claim,))]
