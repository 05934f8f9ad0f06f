"""The confirm page: from a document to a figure that everybody may ask “says who?”, one key a claim."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from making.directory import a_cluster, an_organization
from making.evidence import a_document, a_read_document
from making.people import AT, a_client_for, a_party, an_account, an_api_client, an_operator
from qunli.core.queries.journal import verify_journal
from qunli.directory.models import Organization
from qunli.evidence.actions import state_claim
from qunli.evidence.models import Claim, Confirmation, Document
from qunli.evidence.states import ClaimKind, ClaimState
from qunli.evidence.tasks import read_document
from qunli.indicators.models import Event, Figure, Indicator
from qunli.people.states import Role

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

    from qunli.directory.models import Cluster

pytestmark = pytest.mark.django_db

TEXT = (
    "2024年，集群实现总产值56.48亿元，同比增长8.4%。\n"
    "其中，专精特新“小巨人”企业2家，高新技术企业67家。\n"
    "全年研发投入3.32亿元。\n"
)


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def indicators() -> dict[str, Indicator]:
    rows = (
        ("output", "总产值", "CNY"),
        ("growth", "总产值同比增长率", "rate"),
        ("little_giants", "国家级专精特新“小巨人”企业数", "enterprises"),
        ("enterprises", "企业数", "enterprises"),
    )
    return {code: Indicator.objects.create(code=code, name=name, name_en=code, unit=unit) for code, name, unit in rows}


def as_shown(claim: Claim, cluster: Cluster, **fields: object) -> dict[str, object]:
    """Return what a browser sends when nothing but these fields is changed."""
    empty = {"new_indicator": "", "counted_in": "", "as_of": "", "scope": "", "bound": "exact", "cluster": cluster.pk}
    return {"as": "figure", **empty, "value": str(claim.value), "period": claim.period, **fields}


@pytest.mark.process
def test_from_an_uploaded_file_to_a_figure_on_the_public_page_that_opens_to_its_characters() -> None:
    cluster, operator = a_cluster(), an_operator()
    output = indicators()["output"]
    client = a_client_for(operator)
    assert "Claims to confirm" not in client.get("/").content.decode()

    file = SimpleUploadedFile("通报.txt", TEXT.encode("gb18030"))
    client.post(reverse("evidence:keep"), {"title": "年度通报", "source": "运营中心", "file": file})
    read_document(Document.objects.get().pk)

    waiting = Claim.objects.count()
    today = client.get("/").content.decode()
    assert ("Claims to confirm" in today, f">{waiting}</span>" in today) == (True, True)
    first = client.get(reverse("portal:confirm_next"))
    claim = Claim.objects.get(name="总产值")
    assert first["Location"] == reverse("portal:confirm", args=[claim.pk])
    page = client.get(first["Location"]).content.decode()
    assert '<mark class="claim claim-waiting claim-here" id="here">总产值56.48亿元</mark>' in page
    assert ('value="56.48亿元"' in page, 'value="2024"' in page) == (True, True)

    fields = as_shown(claim, cluster, indicator=output.pk, value="56.48亿元")
    done = client.post(first["Location"], fields)

    assert done["Location"] == f"{reverse('portal:confirm_next')}?after={claim.pk}"
    following = client.get(done["Location"])
    assert following["Location"] == reverse("portal:confirm", args=[Claim.objects.get(kind="growth").pk])
    figure = Figure.objects.get()
    assert (figure.value, str(figure.period), figure.confirmation.by) == (Decimal(5_648_000_000), "2024", operator)
    link = reverse("indicators:figure", args=[figure.pk])
    assert link in Client().get(reverse("portal:public")).content.decode()
    opened = Client().get(link).content.decode()
    assert "<mark>总产值56.48亿元</mark>" in opened
    assert verify_journal().sound


def test_where_the_text_names_no_year_none_is_filled_in_and_a_person_says_it() -> None:
    cluster, client = a_cluster(), a_client_for(an_operator())
    a_read_document(TEXT, source_date="2025-03-01")
    claim = Claim.objects.get(name="研发投入")
    page = reverse("portal:confirm", args=[claim.pk])

    shown = client.get(page).content.decode()
    assert "For a figure the text lacks: the time." in shown
    assert "No indicator is named 研发投入" in shown
    fields = as_shown(claim, cluster, new_indicator="研发投入", counted_in="CNY", value="3.32亿元")
    refused = client.post(page, fields)
    assert (refused.status_code, Figure.objects.count(), Indicator.objects.count()) == (422, 0, 0)
    assert "give one of the two" in refused.content.decode()
    done = client.post(page, fields | {"as_of": "2024-12-31"})

    figure = Figure.objects.get()
    assert (done.status_code, figure.indicator.name, figure.value) == (302, "研发投入", Decimal(332_000_000))
    assert (figure.period, figure.as_of.isoformat() if figure.as_of else "") == (None, "2024-12-31")


def test_the_indicator_somebody_chose_for_the_same_words_is_chosen_again() -> None:
    cluster, client, known = a_cluster(), a_client_for(an_operator()), indicators()
    a_read_document(TEXT)
    a_read_document(TEXT.replace("2024", "2025").replace("企业2家", "企业8家"), title="下一年")
    earlier, later = Claim.objects.filter(kind=ClaimKind.TIER, name__contains="小巨人").order_by("id")

    page = client.get(reverse("portal:confirm", args=[earlier.pk])).content.decode()
    assert "The indicator is a guess by its name" in page
    fields = as_shown(earlier, cluster, indicator=known["little_giants"].pk, value="2")
    client.post(reverse("portal:confirm", args=[earlier.pk]), fields)

    again = client.get(reverse("portal:confirm", args=[later.pk])).content.decode()
    assert "The indicator is a guess by its name" not in again
    assert "another time: both can be true" in again
    client.post(reverse("portal:confirm", args=[later.pk]), fields | {"value": "8", "period": "2025"})
    told = Client().get(reverse("indicators:figures", args=[cluster.pk])).content.decode()
    assert (told.count("Says who?"), "sources differ" in told) == (2, False)


def test_sources_that_disagree_are_shown_side_by_side_and_both_are_kept() -> None:
    cluster, client, known = a_cluster(), a_client_for(an_operator()), indicators()
    a_read_document(TEXT, title="公报", source_date="2025-01-20")
    a_read_document(TEXT.replace("56.48", "57.1"), title="报道", source_date="2025-03-01")
    one, other = Claim.objects.filter(name="总产值").order_by("id")
    before = client.get(reverse("portal:confirm", args=[other.pk])).content.decode()
    assert ("waits too" in before, "differs for the same time: both are kept" in before) == (True, True)

    for claim, value in ((one, "56.48亿元"), (other, "57.1亿元")):
        fields = as_shown(claim, cluster, indicator=known["output"].pk, value=value)
        client.post(reverse("portal:confirm", args=[claim.pk]), fields)

    assert sorted(Figure.objects.values_list("value", flat=True)) == [Decimal(5_648_000_000), Decimal(5_710_000_000)]
    told = Client().get(reverse("indicators:figures", args=[cluster.pk])).content.decode()
    assert "sources differ" in told


def test_a_no_has_a_reason_and_the_last_act_is_undone() -> None:
    a_cluster()
    operator = an_operator()
    client = a_client_for(operator)
    a_read_document(TEXT)
    claim = Claim.objects.order_by("start")[0]

    answer = client.post(reverse("portal:reject", args=[claim.pk]), {"reason": "1", "words": ""})
    claim.refresh_from_db()
    assert (claim.state, claim.reject_reason) == ("rejected", "It says this of somebody or something else.")
    following = client.get(client.get(answer["Location"])["Location"]).content.decode()
    assert "Undo the last" in following
    undone = client.post(reverse("portal:take_back"))
    claim.refresh_from_db()
    assert (claim.state, undone["Location"]) == ("waiting", reverse("portal:confirm", args=[claim.pk]))
    client.post(reverse("portal:reject", args=[claim.pk]), {"reason": "0", "words": "口径不明"})
    claim.refresh_from_db()
    assert claim.reject_reason == "口径不明"
    nobody = a_client_for(an_operator()).post(reverse("portal:take_back"), {"claim": claim.pk})
    assert nobody.status_code == 403


def test_a_figure_is_taken_back_with_its_confirmation_and_the_claim_waits_again() -> None:
    cluster, operator, known = a_cluster(), an_operator(), indicators()
    client = a_client_for(operator)
    a_read_document(TEXT)
    claim = Claim.objects.get(name="总产值")
    fields = as_shown(claim, cluster, indicator=known["output"].pk, value="56.48亿元")
    client.post(reverse("portal:confirm", args=[claim.pk]), fields)

    answer = an_api_client(operator).post(f"/api/v1/claims/{claim.pk}/take_back")

    assert (answer.status_code, answer.json()) == (200, {"id": claim.pk, "state": "waiting"})
    assert (Figure.objects.count(), Confirmation.objects.count()) == (0, 0)


def test_claims_of_a_kind_are_confirmed_together_all_or_none_and_undone_together() -> None:
    a_cluster()
    client, known = a_client_for(an_operator()), indicators()
    document = a_read_document(TEXT)
    known["high_tech"] = Indicator.objects.create(
        code="high_tech", name="高新技术企业", name_en="x", unit="enterprises"
    )
    Indicator.objects.filter(code="little_giants").update(name="专精特新“小巨人”企业")
    page = f"{reverse('portal:confirm_many')}?document={document.pk}&kind=tier"
    tiers = list(Claim.objects.filter(kind="tier").values_list("pk", flat=True))
    rest = Claim.objects.exclude(kind="tier").values_list("pk", flat=True)

    shown = client.get(page).content.decode()
    assert (shown.count('name="claim"'), shown.count(" checked")) == (2, 2)
    refused = client.post(f"{reverse('portal:confirm_many')}?document={document.pk}", {"claim": [*tiers, *rest]})
    assert (refused.status_code, Figure.objects.count()) == (200, 0)
    done = client.post(page, {"claim": tiers, "as": "confirm"})

    assert (done.status_code, Figure.objects.count()) == (302, 2)
    over = client.get(done["Location"]).content.decode()
    assert "Nothing more waits here" in over
    client.post(reverse("portal:take_back"))
    assert (Figure.objects.count(), Claim.objects.filter(state=ClaimState.WAITING).count()) == (0, 5)
    client.post(page, {"claim": tiers, "as": "reject", "reason": "2"})
    assert Claim.objects.filter(state=ClaimState.REJECTED).count() == 2


def test_what_is_said_of_another_body_stays_a_statement_unless_somebody_says_otherwise() -> None:
    cluster, client, known = a_cluster(), a_client_for(an_operator()), indicators()
    a_read_document("2024年，上海力波汽车有限公司实现总产值3.5亿元。\n")
    claim = Claim.objects.get(name="总产值")
    page = reverse("portal:confirm", args=[claim.pk])

    assert "The text says it of 上海力波汽车有限公司" in client.get(page).content.decode()
    client.post(page, {"as": "statement"})

    assert (Figure.objects.count(), Confirmation.objects.get().claim) == (0, claim)
    assert "Settled" in client.get(page).content.decode()
    late = client.post(page, as_shown(claim, cluster, indicator=known["output"].pk, value="3.5亿元"))
    assert (late["Location"], Figure.objects.count()) == (page, 0)


def test_what_happened_becomes_an_event_of_the_cluster_with_its_day_and_the_firms_its_words_name() -> None:
    cluster, client = a_cluster(), a_client_for(an_operator())
    firm = an_organization("上海力波汽车有限公司")
    signed = "2026年3月{}日，上海力波汽车有限公司与合肥工业大学签订联合研发协议。\n"
    a_read_document("".join(signed.format(day) for day in (12, 13, 14)))
    claim, *_others = Claim.objects.filter(kind="event").order_by("start")
    page = reverse("portal:confirm", args=[claim.pk])
    assert 'value="2026-03-12"' in client.get(page).content.decode()
    fields = {"as": "event", "title": "联合研发签约", "kind": "event", "cluster": cluster.pk}
    wrong = client.post(page, fields | {"period": "去年"})
    assert (wrong.status_code, Event.objects.count()) == (422, 0)

    client.post(page, fields | {"period": "2026-03-12"})

    event = Event.objects.get()
    assert (event.title, str(event.period), event.confirmation.claim) == (
        "联合研发签约",
        "2026-03-12..2026-03-12",
        claim,
    )
    assert list(event.organizations.all()) == [firm]
    client.post(reverse("portal:take_back"))
    assert (Event.objects.count(), Claim.objects.get(pk=claim.pk).state) == (0, "waiting")
    every = list(Claim.objects.filter(kind="event").values_list("pk", flat=True))
    client.post(f"{reverse('portal:confirm_many')}?kind=event", {"claim": every, "as": "confirm"})
    assert [str(one.period)[:10] for one in Event.objects.order_by("id")] == ["2026-03-12", "2026-03-13", "2026-03-14"]
    client.post(reverse("portal:take_back"))
    assert (Event.objects.count(), Claim.objects.filter(kind="event", state="waiting").count()) == (0, 3)
    client.post(f"{reverse('portal:confirm_many')}?kind=event", {"claim": every, "as": "reject", "reason": "0"})
    assert Claim.objects.filter(kind="event", state="rejected").count() == 3


def test_a_body_named_in_the_text_enters_the_directory_and_points_to_the_confirmation() -> None:
    a_cluster()
    client = a_client_for(an_operator())
    an_organization("合肥工业大学")
    document = a_read_document("2024年，上海力波汽车有限公司与合肥工业大学签订联合研发协议。\n")
    mention = document.mentions.get(quote="上海力波汽车有限公司")
    shown = client.get(reverse("portal:confirm", args=[Claim.objects.order_by("start")[0].pk])).content.decode()
    page = reverse("portal:enter_body", args=[mention.pk])
    assert (shown.count("in the directory"), page in shown) == (1, True)

    client.post(page, {"name": "上海力波汽车有限公司", "kind": "enterprise"})

    made = Organization.objects.get(name="上海力波汽车有限公司")
    confirmation = made.confirmation
    assert confirmation is not None
    assert (confirmation.claim.kind, confirmation.claim.quote) == ("organization", "上海力波汽车有限公司")
    assert made.source.startswith(document.title)


def test_a_tier_that_the_text_gives_to_a_firm_is_recorded_and_points_to_the_confirmation() -> None:
    a_cluster()
    client = a_client_for(an_operator())
    firm = an_organization("上海力波汽车有限公司")
    document = a_read_document("2025年，上海力波汽车有限公司获评国家级专精特新“小巨人”企业。\n")
    start = document.text.index("获评")
    claim = state_claim(document=document, start=start, end=len(document.text) - 2, content={}, by=an_operator(), at=AT)
    page = reverse("portal:certify", args=[claim.pk])
    assert page in client.get(reverse("portal:confirm", args=[claim.pk])).content.decode()
    assert '<option value="little_giant" selected>' in client.get(page).content.decode()

    fields = {"organization": firm.pk, "tier": "little_giant", "issuer": "工业和信息化部"}
    refused = client.post(page, fields | {"valid_from": "2025-12-31", "valid_to": "2025-01-01"})
    assert (refused.status_code, Confirmation.objects.count()) == (422, 0)
    client.post(page, fields)

    tier = firm.certifications.get()
    assert tier.confirmation is not None
    assert (tier.tier, tier.confirmation.claim, tier.source) == ("little_giant", claim, "报道 · 文汇报")
    undone = client.post(reverse("portal:take_back"), follow=True).content.decode()
    assert "Something stands on this claim." in undone


def test_claims_are_gone_through_in_the_order_of_reading_one_s_own_left_to_others() -> None:
    a_cluster()
    operator, _another = an_operator(), an_operator()
    client = a_client_for(operator)
    a_read_document(TEXT)
    first, second, *_others, last = Claim.objects.order_by("start").values_list("pk", flat=True)
    Claim.objects.filter(pk=second).update(stated_by=operator, kind="stated")
    third = Claim.objects.order_by("start").values_list("pk", flat=True)[2]
    go = reverse("portal:confirm_next")

    ways = [client.get(go, {"after": after})["Location"] for after in ("", str(first), str(last), "x", "9" * 30)]

    pages = {pk: reverse("portal:confirm", args=[pk]) for pk in (first, third)}
    assert ways == [pages[first], pages[third], pages[first], pages[first], pages[first]]
    own = client.get(reverse("portal:confirm", args=[second])).content.decode()
    assert "somebody else confirms it" in own


def test_a_member_opens_no_page_of_confirming() -> None:
    a_read_document(TEXT)
    member = a_client_for(an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party()))
    claim = Claim.objects.order_by("start")[0]

    answers = [
        member.get(reverse("portal:confirm_next")).status_code,
        member.get(reverse("portal:confirm", args=[claim.pk])).status_code,
        member.post(reverse("portal:reject", args=[claim.pk]), {"reason": "0"}).status_code,
        member.get(reverse("evidence:claim", args=[claim.pk])).status_code,
    ]

    assert answers == [403, 403, 403, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_confirm_pages_take_few_statements(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_cluster()
    indicators()
    for number in range(count):
        a_read_document(f"202{number}年，集群实现总产值5{number}.48亿元。上海力波{number}汽车有限公司参加。\n")
    claim = Claim.objects.order_by("start")[0]
    client = a_client_for(an_operator())

    with django_assert_num_queries(16):
        page = client.get(reverse("portal:confirm", args=[claim.pk])).content.decode()
    with django_assert_num_queries(8):
        many = client.get(reverse("portal:confirm_many")).content.decode()

    assert (page.count("waits too"), many.count('name="claim"')) == (count - 1, count)


def test_ten_thousand_claims_are_listed_and_gone_through_at_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    a_cluster()
    text = "2024年，集群实现总产值56.48亿元。\n"
    document = a_document(text * 10_000)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO evidence_claim (document_id, start, "end", quote, kind, subject, name, value, unit, period,'
            " bound, scope, happened, others, content, state, reject_reason)"
            " SELECT %s, n * 21, n * 21 + 5, '2024年', 'indicator', '', n::text, 1, '', '', 'exact', '',"
            " '', '{}', '{}', 'waiting', '' FROM generate_series(0, 9999) n",
            [document.pk],
        )
    client = a_client_for(an_operator())
    begun = time.perf_counter()

    with django_assert_num_queries(5):
        listed = client.get(reverse("evidence:claims"), {"state": "waiting"})
    last = Claim.objects.order_by("-start")[0]
    again = client.get(reverse("portal:confirm_next"), {"after": last.pk})

    assert (listed.status_code, listed.content.decode().count("row-title")) == (200, 60)
    assert again["Location"] == reverse("portal:confirm", args=[Claim.objects.order_by("start")[0].pk])
    assert client.get(again["Location"]).status_code == 200
    assert time.perf_counter() - begun < 3
