"""Files for applicants stand beside the guide: written in the draft, checked with it, public with the call."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from making.calls import BIDDING, DRAFTED, PUBLISHED, a_drafted_call, a_file, a_published_call
from making.papers import lines_of
from making.people import a_client_for
from qunli.calls.actions import attach_to_call, check_call, detach_from_call, make_guide_paper, publish_call
from qunli.calls.models import Call
from qunli.calls.queries import downloads_of
from qunli.core.models import Attachment
from qunli.core.states import NotPermitted, StepNotOpen, WrongInput

pytestmark = pytest.mark.django_db


def test_a_file_of_a_draft_voids_the_check_and_is_public_only_with_the_call() -> None:
    made = a_drafted_call()
    office = made.office
    checked = check_call(call=made.call, by=office.second_operator, at=DRAFTED)
    file = attach_to_call(call=checked, file=a_file("申报书模板.txt"), by=office.operator, at=DRAFTED)
    assert Call.objects.get(pk=made.call.pk).checked_at is None
    address = reverse("portal:file", args=[file.pk])
    assert Client().get(address).status_code == 404
    assert a_client_for(office.operator).get(address).status_code == 200
    check_call(call=made.call, by=office.second_operator, at=DRAFTED)
    publish_call(call=made.call, by=office.operator, at=PUBLISHED)
    answer = Client().get(address)
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    page = Client(headers={"accept-language": "en"}).get(reverse("calls:call", args=[made.call.pk]))
    assert (address in page.content.decode(), "申报书模板.txt" in page.content.decode()) == (True, True)


def test_a_published_call_takes_and_gives_up_no_file() -> None:
    made = a_published_call()
    with pytest.raises(StepNotOpen):
        attach_to_call(call=made.call, file=a_file(), by=made.office.operator, at=BIDDING)


def test_only_who_prepares_a_call_attaches_and_only_its_own_file_is_taken_out() -> None:
    made, other = a_drafted_call(), a_drafted_call()
    with pytest.raises(NotPermitted):
        attach_to_call(call=made.call, file=a_file(), by=made.office.authority, at=DRAFTED)
    theirs = attach_to_call(call=other.call, file=a_file(), by=other.office.operator, at=DRAFTED)
    with pytest.raises(WrongInput):
        detach_from_call(call=made.call, attachment=theirs, by=made.office.operator, at=DRAFTED)


def test_the_guide_names_the_files() -> None:
    made = a_drafted_call()
    attach_to_call(call=made.call, file=a_file("承诺书模板.txt"), by=made.office.operator, at=DRAFTED)
    said = lines_of(make_guide_paper(call=made.call, by=made.office.operator, at=DRAFTED))
    assert "Files for applicants | 承诺书模板.txt" in said


def test_the_pages_attach_show_before_the_check_and_take_out() -> None:
    made = a_drafted_call()
    client = a_client_for(made.office.operator)
    page, form, check = (
        reverse(f"calls:{name}", args=[made.call.pk]) for name in ("call", "attach_to_call", "check_call")
    )
    assert form in client.get(page).content.decode()
    sent = {"file": SimpleUploadedFile("模板.txt", "正文".encode())}
    assert client.post(form, sent)["Location"] == page
    file = downloads_of(Call.objects.get(pk=made.call.pk))[0]
    checking = a_client_for(made.office.second_operator).get(check).content.decode()
    assert reverse("portal:file", args=[file.pk]) in checking
    taken = client.post(reverse("calls:detach_from_call", args=[made.call.pk, file.pk]))
    assert taken["Location"] == page
    assert Attachment.objects.get(pk=file.pk).removed_at is not None
    refused = client.post(form, {"file": SimpleUploadedFile("a.exe", b"MZ\x90\x00\x03")})
    assert (refused.status_code, downloads_of(Call.objects.get(pk=made.call.pk))) == (422, [])
