"""Documents are kept as they came, files beside them, and read by those who may."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from making.directory import a_cluster
from making.evidence import TEXT, a_claim, a_document, jobs, read_now
from making.people import AT, a_party, an_account, an_auditor, an_operator
from qunli.core.models import Attachment
from qunli.core.states import WrongInput
from qunli.evidence.actions import DocumentEntry, KeptAlready, keep_document
from qunli.evidence.models import Document
from qunli.evidence.queries import places_of
from qunli.evidence.states import DocumentState, UnreadCause
from qunli.indicators.actions import add_indicator, record_figure_from_claim
from qunli.people.states import Role

if TYPE_CHECKING:
    from pathlib import Path

    from qunli.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def signed_in(user: User) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def a_word_file() -> bytes:
    word = docx.Document()
    word.add_paragraph("2024年集群总产值56.48亿元。")
    table = word.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "企业", "超过100家"
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def test_a_kept_file_waits_to_be_read_by_a_job_and_stays_beside_its_text() -> None:
    client = signed_in(an_operator())
    file = SimpleUploadedFile("报告.docx", a_word_file())

    answer = client.post(reverse("evidence:keep"), {"title": "报告", "source": "运营中心", "file": file})

    document = Document.objects.get()
    assert answer["Location"] == reverse("evidence:document", args=[document.pk])
    assert (document.text, document.state) == ("", DocumentState.WAITING)
    assert jobs() == [("evidence.read_document", {"document": document.pk})]
    assert "It is being read" in client.get(answer["Location"]).content.decode()
    kept = Attachment.objects.get()
    assert (kept.about, kept.name, kept.purpose) == (document.ref, "报告.docx", "original")

    document = read_now(document)
    assert document.text.split() == ["2024年集群总产值56.48亿元。", "|", "企业", "|", "超过100家", "|"]
    claim = document.claims.get(name="总产值")
    said = (claim.quote, Decimal(5_648_000_000), "2024")
    assert (document.text[claim.start : claim.end], claim.value, claim.period) == said


def test_of_a_file_without_text_the_page_says_why_and_takes_the_text_as_pasted() -> None:
    operator = an_operator()
    client = signed_in(operator)
    file = SimpleUploadedFile("年报.pdf", b"%PDF-1.4\n%%EOF\n")
    client.post(reverse("evidence:keep"), {"title": "年报", "source": "运营中心", "file": file})
    document = Document.objects.get()

    read_now(document)

    page = client.get(reverse("evidence:document", args=[document.pk])).content.decode()
    assert "The file is damaged" in page
    supply = reverse("evidence:supply", args=[document.pk])
    assert client.post(supply, {"text": "  "}).status_code == 422
    assert client.post(supply, {"text": "2024年产值\r\n56亿元"}).status_code == 302
    read_now(document)
    document.refresh_from_db()
    assert (document.text, document.state) == ("2024年产值\n56亿元", DocumentState.READ)
    assert client.get(supply)["Location"] == reverse("evidence:document", args=[document.pk])
    assert Attachment.objects.get().content_type == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.exe", b"MZ\x90\x00"), ("x.txt", b"MZ\x90\x00\x03"), ("x.txt", b"")],
)
def test_a_file_that_is_no_document_is_refused_and_nothing_is_kept(name: str, content: bytes) -> None:
    entry = DocumentEntry(title="x", source="x", file=SimpleUploadedFile(name, content))

    with pytest.raises(WrongInput):
        keep_document(entry=entry, by=an_operator(), at=AT)
    assert (Document.objects.count(), Attachment.objects.count(), jobs()) == (0, 0, [])


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("通报.txt", "2024年集群总产值56.48亿元。".encode("gb18030"), "text/plain"),
        ("网页.html", "<html><body><p>2024年集群总产值56.48亿元。</p></body></html>".encode("utf-16"), "text/html"),
        ("表.csv", "指标,年份,数值\n总产值,2024,56.48亿元\n".encode("gb18030"), "text/csv"),
        ("信.eml", b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n" + TEXT.encode(), "message/rfc822"),
    ],
)
def test_text_in_any_encoding_pages_and_mails_are_kept_and_read(name: str, content: bytes, kind: str) -> None:
    entry = DocumentEntry(title="x", source="x", file=SimpleUploadedFile(name, content))

    document = keep_document(entry=entry, by=an_operator(), at=AT)
    read_now(document)

    document.refresh_from_db()
    assert (document.state, "56.48亿元" in document.text) == (DocumentState.READ, True)
    assert Attachment.objects.get().content_type == kind


def test_the_same_file_or_text_is_kept_once() -> None:
    first = a_document()

    with pytest.raises(KeptAlready) as pasted:
        a_document(TEXT.replace("\n", "\r\n"), title="y")
    again = keep_document(
        entry=DocumentEntry(title="z", source="z", file=SimpleUploadedFile("z.txt", TEXT.encode("gb18030"))),
        by=an_operator(),
        at=AT,
    )
    read_now(again)

    again.refresh_from_db()
    assert pasted.value.document == first
    assert (again.state, again.unread_because) == (DocumentState.UNREADABLE, UnreadCause.KEPT_ALREADY)


def test_a_confidential_document_is_read_by_the_office_and_the_auditor_only() -> None:
    document = a_document(is_confidential=True)
    page, listed = reverse("evidence:document", args=[document.pk]), reverse("evidence:documents")
    member = an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party())

    seen = {
        who: (signed_in(user).get(page).status_code, signed_in(user).get(listed).content.decode().count("row-title"))
        for who, user in (("operator", an_operator()), ("auditor", an_auditor()), ("member", member))
    }

    assert seen == {"operator": (200, 1), "auditor": (200, 1), "member": (404, 0)}


def test_the_file_of_a_confidential_document_is_opened_by_the_office_only() -> None:
    file = SimpleUploadedFile("表.txt", TEXT.encode())
    entry = DocumentEntry(title="x", source="x", is_confidential=True, file=file)
    keep_document(entry=entry, by=an_operator(), at=AT)
    address = reverse("portal:file", args=[Attachment.objects.get().pk])
    member = an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party())

    assert signed_in(an_operator()).get(address).status_code == 200
    assert signed_in(member).get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_the_public_sees_of_a_confidential_document_only_the_quote_under_a_figure() -> None:
    claim = a_claim(is_confidential=True)
    indicator = add_indicator(code="output", name="总产值", name_en="Output", unit="CNY", by=an_operator(), at=AT)
    figure = record_figure_from_claim(
        claim=claim,
        indicator=indicator,
        subject=a_cluster(),
        value=Decimal(1),
        as_of=AT.date(),
        by=an_operator(),
        at=AT,
    )

    page = Client().get(reverse("indicators:figure", args=[figure.pk])).content.decode()

    assert "<mark>56.48亿元</mark>" in page
    assert "企业超过100家" not in page


@pytest.mark.parametrize(
    ("quote", "found"),
    [("56.48亿元", [(4, 12), (15, 22)]), ("５６．４８ 亿元", [(4, 12), (15, 22)]), ("57亿元", []), ("  ", [])],
)
def test_a_quote_is_found_whatever_its_width_and_line_breaks(quote: str, found: list[tuple[int, int]]) -> None:
    document = Document(text="总产值 56.48\n亿元；产值５６．４８亿元")

    assert places_of(document, quote) == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_documents_takes_few_statements(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        a_document(f"{TEXT}{number}")
    client = signed_in(an_operator())

    with django_assert_num_queries(5):
        page = client.get(reverse("evidence:documents"))

    assert page.content.decode().count("row-title") == count
