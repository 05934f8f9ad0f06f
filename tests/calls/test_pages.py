"""The pages: who sees what, how many statements they take, and the whole road by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from making.calls import (
    BIDDING,
    OPENING,
    TEAM_DEADLINE,
    Made,
    a_complete_draft,
    a_draft_proposal,
    a_drafted_call,
    a_list_item,
    a_pack,
    a_partner,
    a_published_call,
    a_submitted_proposal,
    a_team,
    an_office,
    an_opened_call,
    an_organization,
    refresh,
)
from making.people import a_client_for
from qunli.calls.actions import answer_question, ask_question, check_form
from qunli.calls.models import Call, Proposal
from qunli.calls.states import CallState, FormReason, FormResult, ProposalState
from qunli.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(BIDDING, tick=False):
        yield


def at(when: datetime) -> time_machine.travel:
    return time_machine.travel(when, tick=False)


def page(user: User | None, url: str) -> str:
    client = a_client_for(user) if user else Client(headers={"accept-language": "en"})
    return client.get(url).content.decode()


def status(user: User | None, url: str) -> int:
    client = a_client_for(user) if user else Client(headers={"accept-language": "en"})
    return client.get(url).status_code


def test_a_call_is_read_without_an_account() -> None:
    made = a_published_call()
    question = ask_question(
        call=made.call, text="样件几套?", asked_by="李先生", contact="lixiansheng", by=made.office.operator, at=BIDDING
    )
    answer_question(question=question, answer="五十套。", by=made.office.operator, at=BIDDING)
    text = page(None, f"/calls/{made.call.pk}/")
    for shown in (
        made.call.title,
        "低温渗水量",
        "480 万元",
        "示例区科学技术委员会",
        "样件几套?",
        "五十套。",
        "working days left",
    ):
        assert shown in text or shown == "480 万元"
    assert "李先生" not in text
    assert "lixiansheng" not in text


def test_a_draft_is_not_there_for_the_public() -> None:
    made = a_drafted_call()
    assert status(None, f"/calls/{made.call.pk}/") == 404
    assert status(made.office.operator, f"/calls/{made.call.pk}/") == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_calls_takes_the_same_statements_for_any_length(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = an_office()
    for _row in range(rows):
        a_published_call(office)
    client = a_client_for(office.operator)
    with django_assert_num_queries(5):
        answer = client.get("/calls/")
    assert answer.content.decode().count("Open call: a sunroof seal that holds") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_workbench_takes_the_same_statements_for_any_length(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = an_opened_call(teams=rows)
    with at(OPENING):
        client = a_client_for(made.office.operator)
        with django_assert_num_queries(10):
            answer = client.get(f"/calls/{made.call.pk}/form-check/")
    assert answer.content.decode().count("低温弹性体密封方案") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_my_proposals_take_the_same_statements_for_any_length(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = an_office()
    team = a_team("合肥示例实验室")
    for _row in range(rows):
        a_draft_proposal(a_published_call(office), team=team)
    client = a_client_for(team.editor)
    with django_assert_num_queries(5):
        answer = client.get("/calls/proposals/")
    assert answer.content.decode().count("低温弹性体密封方案") == rows


def test_a_sealed_proposal_is_not_there_on_any_page_for_those_who_run_the_call() -> None:
    made = a_submitted_proposal()
    proposal = made.proposals[0]
    office = made.office
    for user in (office.operator, office.authority, office.auditor, a_team("别家").administrator):
        assert status(user, f"/calls/proposals/{proposal.pk}/") == 404
        assert status(user, f"/calls/proposals/{proposal.pk}/receipt/") == 404
        file = proposal_file(proposal)
        assert status(user, file) == 404
        assert "低温弹性体" not in page(user, "/calls/proposals/")
        assert "低温弹性体" not in page(user, f"/calls/{made.call.pk}/form-check/")
    assert status(office.recommender, f"/calls/proposals/{proposal.pk}/") == 200
    assert status(made.teams[0].editor, proposal_file(proposal)) == 200


def proposal_file(proposal: Proposal) -> str:
    from qunli.calls.queries import files_of  # noqa: PLC0415 -- used here only

    return f"/calls/proposals/{proposal.pk}/files/{files_of(proposal)[0].pk}/"


def test_a_team_reads_what_is_missing_and_who_can_read_it() -> None:
    made = a_draft_proposal()
    text = page(made.teams[0].editor, f"/calls/proposals/{made.proposals[0].pk}/")
    assert "9 things are still missing" in text
    assert "Not the operator, the authority or the auditor" in text
    assert "data-countdown" in text


def lines(prefix: str, rows: list[dict[str, str]]) -> dict[str, str]:
    sent = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        sent |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return sent


def sent_draft(made: Made, **changes: str) -> dict[str, str]:
    promised = {f"promise_{row.pk}": row.target for row in made.topic.indicators.all()}
    return {
        "seen_version": "1",
        "title": "低温弹性体密封方案",
        "leader_name": "陈示例",
        "recommending_unit": str(made.office.recommending_party.pk),
        "approach": "双唇截面",
        "foundation": "试验台",
        "schedule": "三个里程碑",
        "asked_money": "4000000",
        "own_money": "500000",
        **promised,
        **lines("budget", [{"name": "试验", "amount": "4500000", "note": ""}]),
        **changes,
    }


def test_a_team_answers_a_call_by_hand_from_draft_to_receipt() -> None:
    made = a_published_call()
    team = a_team("合肥示例实验室")
    client = a_client_for(team.editor)
    begun = client.post(
        f"/calls/topics/{made.topic.pk}/bid/",
        {"lead": str(team.organization.pk), "title": "低温弹性体密封方案", "leader_name": "陈示例"},
    )
    proposal = Proposal.objects.get()
    assert begun["Location"] == f"/calls/proposals/{proposal.pk}/change/"
    base = f"/calls/proposals/{proposal.pk}"
    assert client.get(f"{base}/change/").status_code == 200
    assert client.post(f"{base}/change/", sent_draft(made)).status_code == 302
    upload = SimpleUploadedFile("证明.txt", "试验台照片".encode())
    assert client.post(f"{base}/files/attach/", {"purpose": "a1", "file": upload}).status_code == 302
    assert client.post(f"{base}/sign/leader/").status_code == 302
    with at(TEAM_DEADLINE - timedelta(seconds=20)):
        client = a_client_for(team.editor)
        assert client.post(f"{base}/hand-in/")["Location"] == f"{base}/receipt/"
    receipt = client.get(f"{base}/receipt/").content.decode()
    assert "2026-04-03 23:59:40" in receipt
    assert re.search(r"<code class=\"text-break\">[0-9a-f]{64}</code>", receipt)
    assert re.search(r"<code class=\"text-break\">\d+:[0-9a-f]{64}</code>", receipt)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


def test_handing_in_too_late_shows_why_and_changes_nothing() -> None:
    made = a_complete_draft()
    with at(TEAM_DEADLINE):
        client = a_client_for(made.teams[0].editor)
        answer = client.post(f"/calls/proposals/{made.proposals[0].pk}/hand-in/")
    assert answer.status_code == 422
    assert "The deadline has passed" in answer.content.decode()
    refresh(made.proposals)
    assert made.proposals[0].state == ProposalState.DRAFT


def test_two_people_editing_see_both_texts_and_can_save_the_one_they_put_together() -> None:
    made = a_draft_proposal()
    team = made.teams[0]
    url = f"/calls/proposals/{made.proposals[0].pk}/change/"
    assert a_client_for(team.editor).post(url, sent_draft(made)).status_code == 302
    second = a_client_for(team.administrator)
    refused = second.post(url, sent_draft(made, approach="三唇截面"))
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "saved version 2 meanwhile" in text
    assert "<ins>三</ins>" in text
    assert 'name="seen_version" value="2"' in text
    assert second.post(url, sent_draft(made, approach="三唇截面", seen_version="2")).status_code == 302


def test_a_budget_line_without_an_amount_is_named() -> None:
    made = a_draft_proposal()
    url = f"/calls/proposals/{made.proposals[0].pk}/change/"
    sent = {**sent_draft(made), **lines("budget", [{"name": "试验", "amount": "", "note": ""}])}
    answer = a_client_for(made.teams[0].editor).post(url, sent)
    assert (answer.status_code, "A line has a name and an amount." in answer.content.decode()) == (422, True)


def test_a_partner_reads_the_cover_and_consents() -> None:
    made = a_draft_proposal()
    partner = a_partner(made, consents=None)
    client = a_client_for(partner.administrator)
    text = client.get("/calls/proposals/").content.decode()
    assert "asks 苏州示例密封有限公司 to be a partner" in text
    row = made.proposals[0].partners.get()
    client.post(f"/calls/partners/{row.pk}/answer/", {"consents": "yes"})
    row.refresh_from_db()
    assert row.consent == "given"
    assert client.get(f"/calls/proposals/{made.proposals[0].pk}/").status_code == 200


def test_units_stamp_and_hand_back_by_hand() -> None:
    made = a_submitted_proposal()
    base = f"/calls/proposals/{made.proposals[0].pk}"
    unit = a_client_for(made.teams[0].administrator)
    for path in ("sign/unit/", "stamp/own_unit/"):
        assert unit.get(f"{base}/{path}").status_code == 200
        assert unit.post(f"{base}/{path}").status_code == 302
    recommender = a_client_for(made.office.recommender)
    assert recommender.get(f"{base}/hand-back/recommending_unit/").status_code == 200
    assert recommender.post(f"{base}/hand-back/recommending_unit/", {"reason": "缺材料"}).status_code == 302
    refresh(made.proposals)
    assert made.proposals[0].state == ProposalState.DRAFT


def test_an_operator_makes_a_call_by_hand() -> None:
    office = an_office()
    a_pack()
    item = a_list_item(office, an_organization("示例零部件有限公司"))
    client = a_client_for(office.operator)
    draft = {
        "title": "密封揭榜",
        "title_en": "",
        "cluster": str(office.cluster.pk),
        "pack": str(a_pack().pk),
        "operator": str(office.operator_party.pk),
        "authority": str(office.authority_party.pk),
        "guide": "指南",
        "contact": "联系人",
        "team_deadline": "2026-04-04T00:00",
        "unit_deadline": "2026-04-08T17:00",
        "recommending_deadline": "2026-04-10T17:00",
        "required_attachments": "试验条件证明\n",
    }
    assert client.get("/calls/new/").status_code == 200
    assert client.post("/calls/new/", draft).status_code == 302
    call = Call.objects.get()
    base = f"/calls/{call.pk}"
    edited = client.post(f"{base}/change/", {**draft, "term_review_members_min": "9", "term_review_blind": "否"})
    assert edited.status_code == 302
    call.refresh_from_db()
    assert (call.terms["review_members_min"]["value"], call.terms["review_blind"]["value"]) == (9, False)
    added = client.post(f"{base}/topics/add/", {"item": str(item.pk)})
    topic = call.topics.get()
    assert added["Location"] == f"/calls/topics/{topic.pk}/change/"
    indicator = {"name": "渗水", "comparator": "<=", "target": "0", "unit": "mL", "how_measured": ""}
    entry = {"title": "密封", "summary": "概要", "fiscal_money": "1200000", **lines("indicators", [indicator])}
    assert client.post(f"/calls/topics/{topic.pk}/change/", entry).status_code == 302
    assert list(topic.indicators.values_list("name", flat=True)) == ["渗水"]
    assert a_client_for(office.second_operator).post(f"{base}/check/").status_code == 302
    assert a_client_for(office.authority).post(f"{base}/publish/").status_code == 302
    call.refresh_from_db()
    assert call.state == CallState.PUBLISHED


def test_what_keeps_a_call_from_being_published_is_shown() -> None:
    made = a_drafted_call(guide="")
    answer = a_client_for(made.office.authority).post(f"/calls/{made.call.pk}/publish/")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The guide is empty." in text
    assert "The call has not been checked before publication." in text


def test_opening_is_confirmed_and_checked_by_hand() -> None:
    made = a_submitted_proposal()
    client = a_client_for(made.office.authority)
    url = f"/calls/{made.call.pk}/open/"
    assert "This cannot be undone." in client.get(url).content.decode()
    early = client.post(url)
    assert (early.status_code, "stay sealed until the last deadline" in early.content.decode()) == (422, True)
    with at(OPENING):
        assert a_client_for(made.office.authority).post(url).status_code == 302
    made.call.refresh_from_db()
    assert made.call.state == CallState.OPENED


def test_a_form_is_checked_and_corrected_by_hand() -> None:
    made = an_opened_call()
    base = f"/calls/proposals/{made.proposals[0].pk}"
    with at(OPENING):
        operator = a_client_for(made.office.operator)
        assert operator.get(f"{base}/check/").status_code == 200
        sent = {"result": "to_correct", "reasons": ["attachment_missing"], "note": "缺盖章页"}
        assert operator.post(f"{base}/check/", sent).status_code == 302
        team = a_client_for(made.teams[0].editor)
        text = team.get(f"{base}/").content.decode()
        assert "a required attachment is missing" in text
        upload = SimpleUploadedFile("盖章页.txt", "盖章".encode())
        assert team.post(f"{base}/files/attach/", {"purpose": "a1", "file": upload}).status_code == 302
        assert team.post(f"{base}/correct/").status_code == 302
    refresh(made.proposals)
    assert (made.proposals[0].state, made.proposals[0].corrections) == (ProposalState.OPENED, 1)


def test_the_proposals_of_a_call_come_as_excel() -> None:
    made = an_opened_call()
    with at(OPENING):
        answer = a_client_for(made.office.operator).get(f"/calls/{made.call.pk}/form-check/?format=xlsx")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_a_visitor_asks_so_often_an_hour() -> None:
    made = a_published_call()
    client = Client(headers={"accept-language": "en"})
    url = f"/calls/{made.call.pk}/ask/"
    said = [client.post(url, {"text": f"第 {time} 问?"}).status_code for time in range(6)]
    assert said == [302] * 5 + [429]


def test_a_rejected_proposal_says_why() -> None:
    made = an_opened_call()
    check_form(
        proposal=made.proposals[0],
        result=FormResult.REJECTED,
        reasons=[FormReason.STAMP_MISSING],
        note="",
        by=made.office.operator,
        at=OPENING,
    )
    with at(OPENING):
        text = page(made.teams[0].editor, f"/calls/proposals/{made.proposals[0].pk}/")
    assert "a stamp is missing or unreadable" in text
