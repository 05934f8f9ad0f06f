"""A team's road: draft, partners, letters, stamps, and the ways back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from making.calls import (
    BIDDING,
    OPENING,
    RECOMMENDING_DEADLINE,
    TEAM_DEADLINE,
    UNIT_DEADLINE,
    a_complete_draft,
    a_draft_proposal,
    a_file,
    a_partner,
    a_published_call,
    a_recommended_proposal,
    a_submitted_proposal,
    a_team,
    complete,
    refresh,
)
from qunli.calls.actions import (
    AlreadyBidding,
    AlreadySigned,
    CallNotOpen,
    ChangedMeanwhile,
    DeadlinePassed,
    Incomplete,
    answer_partner,
    attach_to_proposal,
    cancel_call,
    change_proposal,
    detach_from_proposal,
    hand_back_proposal,
    invite_partner,
    open_proposals,
    remove_partner,
    sign_letter,
    stamp_proposal,
    start_proposal,
    submit_proposal,
    take_back_proposal,
    withdraw_proposal,
)
from qunli.calls.queries import content_of, files_of, fingerprint_of, missing_of, receipts_of
from qunli.calls.states import LetterKind, ProposalState, StampKind
from qunli.core.models import JournalEntry, Message
from qunli.core.queries.journal import journal_head, verify_journal
from qunli.core.states import NotPermitted, StepNotOpen, WrongInput
from qunli.directory.models import CreditMark
from qunli.duties.models import Duty

pytestmark = pytest.mark.django_db


def places(made: object) -> list[str]:
    proposal = made.proposals[-1]  # type: ignore[attr-defined]  # a Made
    return [one.place for one in missing_of(proposal, on=BIDDING.date())]


def test_an_empty_draft_is_told_everything_that_is_missing() -> None:
    made = a_draft_proposal()
    assert places(made) == [
        "approach",
        "foundation",
        "schedule",
        "recommending_unit",
        "letters",
        "budget",
        "promised",
        "promised",
        "files",
    ]


def test_handing_in_an_incomplete_proposal_is_refused_with_all_its_faults() -> None:
    made = a_draft_proposal()
    with pytest.raises(Incomplete) as refused:
        submit_proposal(proposal=made.proposals[0], by=made.teams[0].editor, at=BIDDING)
    assert len(refused.value.missing) == len(refused.value.faults) == 9


def test_a_budget_adds_up_and_asks_for_no_more_than_the_topic_offers() -> None:
    made = a_complete_draft()
    changes = {"asked_money": Decimal(5_000_000)}
    change_proposal(proposal=made.proposals[0], changes=changes, by=made.teams[0].editor, at=BIDDING)
    refresh(made.proposals)
    assert places(made) == ["budget", "asked_money"]


def test_every_partner_consents_first() -> None:
    made = a_complete_draft()
    a_partner(made, consents=None)
    a_partner(made, "无锡示例公司", consents=False)
    assert places(made) == ["partners", "partners"]


def test_a_call_allows_so_many_partners() -> None:
    made = a_complete_draft()
    for place in range(4):
        a_partner(made, f"参加单位{place}")
    with pytest.raises(WrongInput):
        invite_partner(
            proposal=made.proposals[0],
            organization=a_team("第五家").organization,
            part="",
            by=made.teams[0].editor,
            at=BIDDING,
        )
    assert places(made) == []


def test_the_owner_of_the_need_does_not_lead() -> None:
    made = a_complete_draft()
    made.proposals[0].topic.item.need.organization = made.teams[0].organization
    made.proposals[0].topic.item.need.save()
    assert places(made) == ["lead"]


def test_a_unit_takes_one_task_a_round() -> None:
    from making.calls import a_drafted_call, a_list_item  # noqa: PLC0415 -- only here are two topics wanted
    from qunli.calls.actions import add_topic, check_call, publish_call  # noqa: PLC0415 -- as above

    made = a_drafted_call()
    item = a_list_item(made.office, made.owner, "储氢瓶阀")
    add_topic(call=made.call, item=item, by=made.office.operator, at=BIDDING)
    check_call(call=made.call, by=made.office.second_operator, at=BIDDING)
    made.call = publish_call(call=made.call, by=made.office.authority, at=BIDDING)
    a_submitted_proposal(made)
    team = made.teams[0]
    second = start_proposal(
        topic=made.call.topics.order_by("-position")[0],
        lead=team.organization,
        title="另一方案",
        leader_name="李示例",
        by=team.editor,
        at=BIDDING,
    )
    assert missing_of(second, on=BIDDING.date())[-1].place == "lead"


def test_a_credit_mark_against_anybody_in_the_team_is_named_until_it_expires() -> None:
    made = a_complete_draft()
    partner = a_partner(made)
    mark = CreditMark.objects.create(
        party=partner.organization.party,
        issuer="示例部门",
        reason="示例",
        since=BIDDING.date() - timedelta(days=10),
        until=BIDDING.date(),
        source="示例",
    )
    assert places(made) == ["partners"]
    mark.until = BIDDING.date() - timedelta(days=1)
    mark.save()
    assert places(made) == []


def test_the_receipt_holds_the_fingerprint_of_the_content_and_the_journal_head() -> None:
    made = a_complete_draft()
    version = submit_proposal(proposal=made.proposals[0], by=made.teams[0].editor, at=BIDDING)
    head = journal_head()
    refresh(made.proposals)
    assert version.fingerprint == fingerprint_of(version.content) == fingerprint_of(content_of(made.proposals[0]))
    (receipt,) = receipts_of(made.proposals[0])
    assert (receipt.version, receipt.journal_head) == (version, head)
    assert verify_journal(against=head).sound


@pytest.mark.parametrize("seconds", [1, 20])
def test_a_proposal_that_arrives_before_the_deadline_is_taken(seconds: int) -> None:
    made = a_complete_draft()
    at = TEAM_DEADLINE - timedelta(seconds=seconds)
    assert submit_proposal(proposal=made.proposals[0], by=made.teams[0].editor, at=at).made_at == at


@pytest.mark.parametrize("seconds", [0, 1])
def test_the_deadline_itself_is_too_late(seconds: int) -> None:
    made = a_complete_draft()
    with pytest.raises(DeadlinePassed):
        submit_proposal(
            proposal=made.proposals[0], by=made.teams[0].editor, at=TEAM_DEADLINE + timedelta(seconds=seconds)
        )
    refresh(made.proposals)
    assert made.proposals[0].state == ProposalState.DRAFT


def test_once_opened_nothing_is_handed_in_whatever_its_time() -> None:
    made = a_complete_draft()
    late = a_published_call(made.office)  # another call stays open
    open_proposals(call=made.call, by=made.office.authority, at=OPENING)
    with pytest.raises(StepNotOpen):
        submit_proposal(proposal=made.proposals[0], by=made.teams[0].editor, at=BIDDING)
    with pytest.raises(CallNotOpen):
        a_draft_proposal(made)
    assert late.call.state == "published"


def test_a_lead_answers_a_topic_once() -> None:
    made = a_draft_proposal()
    with pytest.raises(AlreadyBidding):
        a_draft_proposal(made, team=made.teams[0])


def test_two_people_saving_at_once_lose_nothing() -> None:
    made = a_draft_proposal()
    proposal, team = made.proposals[0], made.teams[0]
    change_proposal(proposal=proposal, changes={"approach": "甲"}, by=team.editor, at=BIDDING, seen_version=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        change_proposal(
            proposal=proposal, changes={"approach": "乙"}, by=team.administrator, at=BIDDING, seen_version=1
        )
    assert refused.value.saved.content["approach"] == "甲"
    assert list(proposal.versions.order_by("version").values_list("version", "reason")) == [
        (1, "started"),
        (2, "saved"),
    ]


def test_another_leader_signs_anew() -> None:
    made = a_complete_draft()
    change_proposal(proposal=made.proposals[0], changes={"leader_name": "李示例"}, by=made.teams[0].editor, at=BIDDING)
    refresh(made.proposals)
    assert places(made) == ["letters"]


def test_a_letter_keeps_the_words_that_were_signed_and_is_signed_once() -> None:
    made = a_complete_draft()
    letter = made.proposals[0].letters.get()
    assert made.proposals[0].number in letter.words
    with pytest.raises(AlreadySigned):
        sign_letter(proposal=made.proposals[0], kind=LetterKind.LEADER, by=made.teams[0].editor, at=BIDDING)


def test_the_leaders_own_account_signs_where_it_is_named() -> None:
    made = a_complete_draft()
    team = made.teams[0]
    changes = {"leader_party": team.administrator.party, "leader_name": team.administrator.party.name}
    change_proposal(proposal=made.proposals[0], changes=changes, by=team.editor, at=BIDDING)
    with pytest.raises(NotPermitted):
        sign_letter(proposal=made.proposals[0], kind=LetterKind.LEADER, by=team.editor, at=BIDDING)
    sign_letter(proposal=made.proposals[0], kind=LetterKind.LEADER, by=team.administrator, at=BIDDING)


def test_stamps_follow_one_another_each_by_its_own_deadline() -> None:
    made = a_submitted_proposal()
    proposal, administrator = made.proposals[0], made.teams[0].administrator
    sign_letter(proposal=proposal, kind=LetterKind.UNIT, by=administrator, at=BIDDING)
    with pytest.raises(StepNotOpen):
        stamp_proposal(proposal=proposal, kind=StampKind.RECOMMENDING_UNIT, by=made.office.recommender, at=BIDDING)
    with pytest.raises(DeadlinePassed):
        stamp_proposal(proposal=proposal, kind=StampKind.OWN_UNIT, by=administrator, at=UNIT_DEADLINE)
    stamp_proposal(
        proposal=proposal, kind=StampKind.OWN_UNIT, by=administrator, at=UNIT_DEADLINE - timedelta(seconds=1)
    )
    with pytest.raises(DeadlinePassed):
        stamp_proposal(
            proposal=proposal,
            kind=StampKind.RECOMMENDING_UNIT,
            by=made.office.recommender,
            at=RECOMMENDING_DEADLINE,
        )
    stamp_proposal(proposal=proposal, kind=StampKind.RECOMMENDING_UNIT, by=made.office.recommender, at=UNIT_DEADLINE)
    refresh(made.proposals)
    assert proposal.state == ProposalState.RECOMMENDED


def test_a_unit_signs_its_letter_before_it_stamps() -> None:
    made = a_submitted_proposal()
    with pytest.raises(WrongInput) as refused:
        stamp_proposal(proposal=made.proposals[0], kind=StampKind.OWN_UNIT, by=made.teams[0].administrator, at=BIDDING)
    assert list(refused.value.faults) == ["letters"]


def test_only_the_units_own_people_stamp() -> None:
    made = a_submitted_proposal()
    for stranger in (made.teams[0].editor, made.office.operator, made.office.authority, a_team("别家").administrator):
        with pytest.raises(NotPermitted):
            stamp_proposal(proposal=made.proposals[0], kind=StampKind.OWN_UNIT, by=stranger, at=BIDDING)


def test_a_unit_hands_back_with_a_reason_and_the_team_hands_in_anew() -> None:
    made = a_submitted_proposal()
    proposal, team = made.proposals[0], made.teams[0]
    with pytest.raises(WrongInput):
        hand_back_proposal(proposal=proposal, kind=StampKind.OWN_UNIT, reason=" ", by=team.administrator, at=BIDDING)
    hand_back_proposal(proposal=proposal, kind=StampKind.OWN_UNIT, reason="预算过高", by=team.administrator, at=BIDDING)
    refresh(made.proposals)
    assert proposal.state == ProposalState.DRAFT
    assert list(Duty.objects.filter(about_kind="proposal", state="open").values_list("key", flat=True)) == [
        "submit proposal"
    ]
    assert Message.objects.filter(occasion__startswith="handed back").count() == 1
    version = submit_proposal(proposal=proposal, by=team.editor, at=BIDDING)
    assert version.version == 4


def test_a_team_takes_back_before_its_deadline_and_not_after() -> None:
    made = a_recommended_proposal()
    with pytest.raises(DeadlinePassed):
        take_back_proposal(proposal=made.proposals[0], by=made.teams[0].editor, at=TEAM_DEADLINE)
    taken = take_back_proposal(proposal=made.proposals[0], by=made.teams[0].editor, at=BIDDING)
    assert taken.state == ProposalState.DRAFT


def test_stamps_on_an_earlier_version_do_not_count_for_the_next() -> None:
    made = a_recommended_proposal()
    proposal, team = made.proposals[0], made.teams[0]
    take_back_proposal(proposal=proposal, by=team.editor, at=BIDDING)
    submit_proposal(proposal=proposal, by=team.editor, at=BIDDING)
    refresh(made.proposals)
    assert proposal.state == ProposalState.SUBMITTED
    assert not proposal.stamps.filter(version=proposal.version).exists()


def test_a_team_withdraws_until_the_opening_and_may_begin_anew() -> None:
    made = a_submitted_proposal()
    gone = withdraw_proposal(proposal=made.proposals[0], by=made.teams[0].editor, at=UNIT_DEADLINE)
    assert gone.state == ProposalState.WITHDRAWN
    a_draft_proposal(made, team=made.teams[0])
    assert made.proposals[1].state == ProposalState.DRAFT


def test_a_partner_that_takes_its_consent_back_makes_the_proposal_incomplete_at_the_opening() -> None:
    made = a_complete_draft()
    partner = a_partner(made)
    proposal, team = made.proposals[0], made.teams[0]
    submit_proposal(proposal=proposal, by=team.editor, at=BIDDING)
    sign_letter(proposal=proposal, kind=LetterKind.UNIT, by=team.administrator, at=BIDDING)
    stamp_proposal(proposal=proposal, kind=StampKind.OWN_UNIT, by=team.administrator, at=BIDDING)
    stamp_proposal(proposal=proposal, kind=StampKind.RECOMMENDING_UNIT, by=made.office.recommender, at=BIDDING)
    answer_partner(partner=proposal.partners.get(), consents=False, by=partner.administrator, at=UNIT_DEADLINE)
    open_proposals(call=made.call, by=made.office.authority, at=OPENING)
    refresh(made.proposals)
    assert proposal.state == ProposalState.MISSED


def test_only_who_acts_for_a_partner_answers_for_it() -> None:
    made = a_draft_proposal()
    partner_team = a_partner(made, consents=None)
    partner = made.proposals[0].partners.get()
    for stranger in (made.teams[0].administrator, partner_team.editor, made.office.operator):
        with pytest.raises(NotPermitted):
            answer_partner(partner=partner, consents=True, by=stranger, at=BIDDING)


def test_a_partner_is_taken_out_of_a_draft() -> None:
    made = a_draft_proposal()
    a_partner(made, consents=None)
    remove_partner(partner=made.proposals[0].partners.get(), by=made.teams[0].editor, at=BIDDING)
    assert made.proposals[0].partners.count() == 0
    assert not Duty.objects.filter(key="answer as partner", state="open").exists()


def test_files_stand_with_a_draft_only() -> None:
    made = a_complete_draft()
    proposal, team = made.proposals[0], made.teams[0]
    detach_from_proposal(proposal=proposal, attachment=files_of(proposal)[0], by=team.editor, at=BIDDING)
    assert places(made) == ["files"]
    with pytest.raises(WrongInput):
        attach_to_proposal(proposal=proposal, purpose="a9", file=a_file(), by=team.editor, at=BIDDING)
    attach_to_proposal(proposal=proposal, purpose="a1", file=a_file(), by=team.editor, at=BIDDING)
    submit_proposal(proposal=proposal, by=team.editor, at=BIDDING)
    with pytest.raises(StepNotOpen):
        attach_to_proposal(proposal=proposal, purpose="a1", file=a_file(), by=team.editor, at=BIDDING)


def test_what_was_handed_in_is_locked() -> None:
    made = a_submitted_proposal()
    with pytest.raises(StepNotOpen):
        change_proposal(proposal=made.proposals[0], changes={"title": "改"}, by=made.teams[0].editor, at=BIDDING)


def test_a_cancelled_call_takes_nothing() -> None:
    made = a_draft_proposal()
    cancel_call(call=made.call, reason="撤回", by=made.office.authority, at=BIDDING)
    with pytest.raises(CallNotOpen):
        complete(made)


def test_the_journal_and_the_messages_name_proposals_by_number_only() -> None:
    made = a_recommended_proposal()
    proposal = made.proposals[0]
    labels = set(JournalEntry.objects.filter(about_kind="proposal").values_list("about_label", flat=True))
    assert labels == {proposal.number}
    written = str(list(JournalEntry.objects.values_list("facts", flat=True)))
    told = str(list(Message.objects.values_list("words", "params", "about_label")))
    for secret in (proposal.title, proposal.approach, "4000000", "试验"):
        assert secret not in written
        assert secret not in told
