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
from making.evidence import TEXT, a_claim, a_document
from making.people import AT, a_party, an_account, an_auditor, an_operator
from qunli.core.models import Attachment
from qunli.core.states import WrongInput
from qunli.evidence.actions import DocumentEntry, keep_document
from qunli.evidence.models import Document
from qunli.evidence.queries import places_of
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
    word.add_paragraph("集群总产值56.48亿元。")
    table = word.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "企业", "超过100家"
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def test_the_text_of_a_word_file_is_read_tables_included_and_the_file_is_kept() -> None:
    client = signed_in(an_operator())
    file = SimpleUploadedFile("报告.docx", a_word_file())

    answer = client.post(reverse("evidence:keep"), {"title": "报告", "source": "运营中心", "file": file})

    document = Document.objects.get()
    assert answer["Location"] == reverse("evidence:document", args=[document.pk])
    assert document.text == "集群总产值56.48亿元。\n企业\t超过100家"
    kept = Attachment.objects.get()
    assert (kept.about, kept.name, kept.purpose) == (document.ref, "报告.docx", "original")


def test_of_a_pdf_the_file_is_kept_and_its_text_pasted() -> None:
    client = signed_in(an_operator())
    fields = {"title": "年报", "source": "运营中心"}

    def pdf() -> SimpleUploadedFile:
        return SimpleUploadedFile("年报.pdf", b"%PDF-1.4\n%%EOF\n")

    refused = client.post(reverse("evidence:keep"), {**fields, "file": pdf()})
    assert (refused.status_code, Document.objects.count(), Attachment.objects.count()) == (422, 0, 0)
    assert "paste it here" in refused.content.decode()

    client.post(reverse("evidence:keep"), {**fields, "file": pdf(), "text": "产值\r\n56亿元"})
    assert Document.objects.get().text == "产值\n56亿元"
    assert Attachment.objects.get().content_type == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.txt", b"\x81\xff\xff"), ("x.docx", b"PK\x03\x04 no package"), ("x.docx", b"PK\x05\x06" + b"\0" * 18)],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_kept(name: str, content: bytes) -> None:
    entry = DocumentEntry(title="x", source="x", file=SimpleUploadedFile(name, content))

    with pytest.raises(WrongInput):
        keep_document(entry=entry, by=an_operator(), at=AT)
    assert (Document.objects.count(), Attachment.objects.count()) == (0, 0)


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
        cluster=a_cluster(),
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
