"""What was kept is read by a job, all of it or nothing, and once; a person has the last word."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from making.evidence import TEXT, a_claim, a_document, a_read_document, jobs, read_now, read_passage_now
from making.people import AT, a_client_for, a_party, an_account, an_api_client, an_auditor, an_operator
from qunli.core.models import JournalEntry
from qunli.core.states import SYSTEM, NotPermitted, Refused, StepNotOpen
from qunli.evidence.actions import (
    confirm_claim,
    keep_passage,
    record_reading,
    reject_claim,
    set_passage_aside,
    take_back_claim,
    try_again,
)
from qunli.evidence.actions.readings import ReadAlready
from qunli.evidence.bridge import apart
from qunli.evidence.bridge.reading import read_of
from qunli.evidence.models import Claim, Confirmation, Defect, Document, Mention, Passage
from qunli.evidence.states import ClaimState, DocumentState, PassageState
from qunli.evidence.tasks import read_document, read_left_documents
from qunli.people.states import Role

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

PAGE = (
    "首页 | 新闻 | 专题 | 互动\n"
    "2024年，梅陇镇汽车产业集群實現總產值56.48億元，有專精特新企業23家。上海力波汽车有限公司参加了活动。\n"
    "免责声明：本网站所载产值61亿元仅供参考，未经授权不得转载。\n"
)


def test_passages_claims_bodies_and_defects_are_kept_with_their_exact_characters() -> None:
    document = a_read_document(PAGE)

    passages = [(one.state, one.reason, document.text[one.start : one.end][:4]) for one in _passages(document)]
    assert passages == [
        ("set_aside", "PAGE_LINKS", "首页 |"),
        ("kept", "", "2024"),
        ("set_aside", "LEGAL_NOTICE", "免责声明"),
    ]
    claims = list(document.claims.order_by("start").values_list("quote", "kind", "name", "value", "unit", "period"))
    assert claims == [
        ("總產值56.48億元", "indicator", "总产值", Decimal(5_648_000_000), "元", "2024"),
        ("專精特新企業23家", "tier", "专精特新企业", Decimal(23), "家", "2024"),
    ]
    assert all(one.quote == document.text[one.start : one.end] for one in document.claims.all())
    assert [one.quote for one in Mention.objects.order_by("start")] == ["上海力波汽车有限公司"]
    assert JournalEntry.objects.filter(act="evidence.record_reading").get().facts["claims"] == 2


@pytest.mark.process
def test_the_job_reads_in_a_process_apart_and_a_second_run_adds_nothing() -> None:
    document = a_document(PAGE)

    read_document(document.pk)
    once = [list(rows.objects.order_by("id").values_list("id", flat=True)) for rows in (Claim, Passage, Mention)]
    read_document(document.pk)

    assert [
        list(rows.objects.order_by("id").values_list("id", flat=True)) for rows in (Claim, Passage, Mention)
    ] == once
    assert [len(rows) for rows in once] == [2, 3, 1]


@pytest.mark.process
def test_a_document_whose_job_was_lost_with_its_worker_is_read_by_the_clock() -> None:
    lost, fresh = a_document(PAGE), a_document()
    Document.objects.filter(pk=lost.pk).update(stated_at=timezone.now() - timedelta(minutes=11))
    Document.objects.filter(pk=fresh.pk).update(stated_at=timezone.now())

    read_left_documents()

    assert dict(Document.objects.values_list("pk", "state")) == {lost.pk: "read", fresh.pk: "waiting"}


def test_of_two_jobs_at_once_the_second_writes_nothing_and_one_that_fails_leaves_nothing() -> None:
    document = a_document(PAGE)
    answer = apart.read({"is_text": True, "kept": []}, PAGE.encode())
    torn = read_of(answer)
    torn.claims[1].end = torn.claims[1].start  # the database refuses it

    with pytest.raises(IntegrityError), transaction.atomic():
        record_reading(document=document, read=torn, by=SYSTEM, at=AT)
    document.refresh_from_db()
    assert (document.state, Passage.objects.count(), Claim.objects.count()) == (DocumentState.WAITING, 0, 0)

    record_reading(document=document, read=read_of(answer), by=SYSTEM, at=AT)
    with pytest.raises(ReadAlready):
        record_reading(document=document, read=read_of(answer), by=SYSTEM, at=AT)
    assert (Passage.objects.count(), Claim.objects.count()) == (3, 2)


def test_a_sign_that_no_database_takes_is_shown_and_reported_and_moves_no_offset() -> None:
    answer = apart.read({"is_text": False, "source": "a.txt"}, "2024年集群总产值\x0056.48亿元，企业86家。".encode())

    read = read_of(answer)

    assert read.text == "2024年集群总产值␀56.48亿元，企业86家。"
    assert [one.quote for one in read.claims if one.unit == "家"] == ["企业86家"]
    assert "nul" in {one.kind for one in read.defects}


def test_what_a_person_read_out_of_the_text_is_not_read_again() -> None:
    claim = a_claim(TEXT, words="2024年集群总产值56.48亿元", by=an_operator())

    read_now(claim.document)

    assert list(Claim.objects.order_by("start").values_list("quote", "stated_by")) == [
        ("2024年集群总产值56.48亿元", claim.stated_by_id),
        ("企业超过100家", None),
    ]


def test_a_person_keeps_what_was_set_aside_and_it_is_read_then_once() -> None:
    document, operator = a_read_document(PAGE), an_operator()
    notice = _passages(document)[2]
    client = a_client_for(operator)
    page = reverse("evidence:document", args=[document.pk])
    assert "terms, rights or liability of the publisher" in client.get(page).content.decode()

    client.post(reverse("evidence:keep_passage", args=[notice.pk]))

    notice.refresh_from_db()
    assert (notice.state, notice.reason, notice.decided_by) == (PassageState.KEPT, "", operator)
    assert jobs()[-1] == ("evidence.read_passage", {"passage": notice.pk})
    read_passage_now(notice)
    read_passage_now(notice)
    assert (
        document.claims.filter(start__gte=notice.start).values_list("quote", flat=True).get() == "本网站所载产值61亿元"
    )
    with pytest.raises(StepNotOpen):
        keep_passage(passage=notice, by=operator, at=AT)


def test_setting_a_passage_aside_rejects_what_waits_in_it_and_leaves_what_was_confirmed() -> None:
    document, operator = a_read_document(PAGE), an_operator()
    output, firms = document.claims.order_by("start")
    confirm_claim(claim=firms, by=operator, at=AT)

    set_passage_aside(passage=_passages(document)[1], by=operator, at=AT)

    assert dict(Claim.objects.values_list("pk", "state")) == {output.pk: "rejected", firms.pk: "confirmed"}
    with pytest.raises(NotPermitted):
        keep_passage(passage=_passages(document)[0], by=an_account(role=Role.MEMBER_EDITOR, party=a_party()), at=AT)


def test_a_document_is_read_again_only_where_nothing_was_read() -> None:
    operator, document = an_operator(), a_read_document(PAGE)

    with pytest.raises(Refused, match="It has been read"):
        try_again(document=document, by=operator, at=AT)
    old = a_document()
    Document.objects.filter(pk=old.pk).update(state=DocumentState.READ)  # kept before there was a reader
    a_client_for(operator).post(reverse("evidence:read_again", args=[old.pk]))
    read_now(old)
    assert old.claims.count() == 2


def test_what_a_machine_read_one_person_confirms_and_takes_back_within_a_day() -> None:
    claim = a_read_document(PAGE).claims.order_by("start")[0]
    operator, other = an_operator(), an_operator()

    confirm_claim(claim=claim, by=operator, at=AT)
    with pytest.raises(NotPermitted):
        take_back_claim(claim=claim, by=other, at=AT)
    with pytest.raises(NotPermitted):
        take_back_claim(claim=claim, by=operator, at=AT + timedelta(hours=24))
    take_back_claim(claim=claim, by=operator, at=AT + timedelta(hours=23))
    reject_claim(claim=claim, reason="口径不明", by=operator, at=AT)
    claim = take_back_claim(claim=claim, by=operator, at=AT)

    assert (claim.state, claim.reject_reason, claim.rejected_by, Confirmation.objects.count()) == (
        "waiting",
        "",
        None,
        0,
    )


def test_the_database_refuses_a_yes_that_nobody_gave() -> None:
    claim, _operator = a_claim(), an_operator()
    given = "INSERT INTO evidence_confirmation (claim_id, by_id, at) SELECT %s, min(id), now() FROM people_user"

    assert _refused("UPDATE evidence_claim SET state = 'confirmed' WHERE id = %s", claim.pk)
    assert _refused(given, claim.pk)


def test_the_database_refuses_to_unconfirm_what_was_confirmed_and_a_figure_without_a_confirmation() -> None:
    claim, operator = a_claim(), an_operator()
    confirmation = confirm_claim(claim=claim, by=operator, at=AT)
    without = (
        "INSERT INTO indicators_figure (indicator_id, cluster_id, value, bound, scope, confirmation_id)"
        " VALUES (0, 0, 1, 'exact', '', %s)"
    )

    assert _refused("UPDATE evidence_claim SET state = 'waiting' WHERE id = %s", claim.pk)
    assert _refused("DELETE FROM evidence_confirmation WHERE id = %s", confirmation.pk)
    assert _refused(without, None)
    assert _refused(without, confirmation.pk + 1)


def test_nothing_unconfirmed_is_shown_to_a_member_or_leaves_on_paper() -> None:
    document, operator = a_read_document(PAGE), an_operator()
    firms = document.claims.get(unit="家")
    confirm_claim(claim=firms, by=operator, at=AT)
    member = an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party())
    listed, page = reverse("evidence:claims"), reverse("evidence:document", args=[document.pk])

    assert "總產值" in a_client_for(operator).get(listed).content.decode()
    assert "總產值" in a_client_for(an_auditor()).get(listed).content.decode()
    assert "總產值" not in a_client_for(member).get(listed).content.decode()
    seen = a_client_for(member).get(page).content.decode()
    assert ("claim-confirmed" in seen, "claim-waiting" in seen) == (True, False)
    told = an_api_client(member).get("/api/v1/claims").json()["items"]
    assert [one["quote"] for one in told] == ["專精特新企業23家"]
    exported = a_client_for(operator).get(listed, {"format": "docx"})
    assert exported.status_code == 200
    assert [one.state for one in Claim.objects.order_by("start")] == [ClaimState.WAITING, ClaimState.CONFIRMED]
    assert Client().get(page).status_code == 302


def test_a_confidential_document_is_found_by_no_side_door() -> None:
    document = a_read_document(PAGE, title="内部通报", is_confidential=True)
    member = an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party())

    for reader, found in ((an_operator(), True), (member, False)):
        searched = a_client_for(reader).get("/search/", {"q": "内部通报"}).content.decode()
        assert (reverse("evidence:document", args=[document.pk]) in searched) is found
        told = an_api_client(reader).get("/api/v1/search", {"q": document.number}).json()
        assert bool(told["found"]) is found
        passages = an_api_client(reader).get(f"/api/v1/documents/{document.pk}/passages")
        assert (passages.status_code == 200) is found
    passage = _passages(document)[0]
    assert a_client_for(member).post(reverse("evidence:keep_passage", args=[passage.pk])).status_code == 403


def test_the_api_tells_passages_and_takes_a_person_s_word_on_them() -> None:
    document, operator = a_read_document(PAGE), an_operator()
    api = an_api_client(operator)

    told = api.get(f"/api/v1/documents/{document.pk}/passages").json()["items"]
    kept = api.post(f"/api/v1/passages/{told[2]['id']}/keep")
    aside = api.post(f"/api/v1/passages/{told[1]['id']}/set_aside").json()

    assert [(one["start"], one["state"], one["reason"]) for one in told][:1] == [(0, "set_aside", "PAGE_LINKS")]
    assert (kept.status_code, kept.json()["state"], aside["reason"]) == (200, "kept", "PERSON")
    claims = api.get("/api/v1/claims", {"document": document.pk}).json()["items"]
    assert {(one["name"], one["value"], one["unit"], one["period"], one["state"]) for one in claims} == {
        ("总产值", "5648000000", "元", "2024", "rejected"),
        ("专精特新企业", "23", "家", "2024", "rejected"),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_a_document_s_page_takes_few_statements(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    lines = "".join(f"{2020 + number}年，集群实现总产值5{number}亿元。\n" for number in range(count))
    document = a_read_document(PAGE + lines)
    client = a_client_for(an_operator())

    with django_assert_num_queries(11):
        page = client.get(reverse("evidence:document", args=[document.pk])).content.decode()

    assert page.count("claim-waiting") == 2 + count


def test_a_long_document_is_shown_part_by_part() -> None:
    text = "2024年，集群实现总产值56.48亿元。\n" * 2000
    document = a_document(text)
    client = a_client_for(an_operator())
    page = reverse("evidence:document", args=[document.pk])

    first, last = client.get(page).content.decode(), client.get(page, {"page": "3"}).content.decode()

    assert (first.count("56.48亿元"), last.count("56.48亿元")) == (909, 182)
    assert Defect.objects.count() == 0


def _passages(document: Document) -> list[Passage]:
    return list(document.passages.select_related("document").order_by("start"))


def _refused(statement: str, key: int | None) -> bool:
    """Tell whether the database refuses a statement, now or when the transaction would end."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [key])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        return True
    return False
