"""A call under a joint fund: its teams' regions, its list approved by all, its award committed, its instalments."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from making.awards import AFTER, a_decided_decision, put_on_notice
from making.calls import a_draft_proposal, a_plan, an_office
from making.funds import PAID, Joint, a_paid_fund, approve_by_all
from making.people import AT, a_client_for
from making.projects import a_cast, ended_early, pay_what_is_due, with_first_milestone_accepted
from qunli.awards.actions import NotSettledByAll, approve, lay_before_parties, send_back
from qunli.calls.actions import draft_call
from qunli.calls.models import Partner
from qunli.calls.queries.missing import missing_of
from qunli.calls.states import Consent
from qunli.core.states import WrongInput
from qunli.funds.actions import LineEntry, commit_list, draft_list, lay_list
from qunli.funds.bridge.proving import prove_books
from qunli.funds.models import Entry, JointList, Support
from qunli.funds.queries import money_by_support, support_about
from qunli.projects.actions import note_recovery
from qunli.projects.models import Recovery
from qunli.projects.states import FISCAL_STREAMS, ChangeKind
from qunli.publicity.actions import end_notice

if TYPE_CHECKING:
    from qunli.awards.models import Award
    from qunli.directory.models import Organization

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def of_region(organization: Organization, code: str) -> None:
    """Let an organization be of a region."""
    organization.jurisdiction_id = code
    organization.save(update_fields=["jurisdiction"])


def under(joint: Joint, award: Award) -> None:
    """Put an award's call under the fund, with its lead of the first region."""
    call, proposal = award.decision.call, award.proposal
    call.programme = joint.programme
    call.save(update_fields=["programme"])
    of_region(proposal.lead, "310000")
    partner = proposal.partners.first()
    if partner is None:
        partner = Partner(proposal=proposal, organization=joint.bodies[1], consent=Consent.GIVEN, answered_at=AT)
        partner.save()
    of_region(partner.organization, "320000")
    award.topic.fiscal_money = Decimal(1_200_000)
    award.topic.save(update_fields=["fiscal_money"])


def test_a_fund_call_is_decided_by_the_keeper_of_a_fund_in_force() -> None:
    office = an_office()
    joint = a_paid_fund()
    with pytest.raises(WrongInput) as wrong:
        draft_call(plan=a_plan(office, programme=joint.programme), by=office.operator, at=AT)
    assert set(wrong.value.faults) == {"authority"}
    kept = a_paid_fund(office=office.authority_party)
    assert (
        draft_call(plan=a_plan(office, programme=kept.programme), by=office.operator, at=AT).programme == kept.programme
    )


def test_a_proposal_lacks_a_second_region_and_names_what_the_fund_never_pays() -> None:
    made = a_draft_proposal()
    joint, proposal = a_paid_fund(office=made.office.authority_party), made.proposals[0]
    before = {one.place for one in missing_of(proposal, on=AT.date())}
    proposal.call.programme = joint.programme
    proposal.budget = [{"name": "基建改造", "amount": "5.00"}]
    found = [one for one in missing_of(proposal, on=AT.date()) if "fund" in str(one.words)]
    assert [one.place for one in found] == ["lead", "partners", "budget"]
    of_region(proposal.lead, "340000")
    Partner.objects.create(proposal=proposal, organization=joint.bodies[2], consent=Consent.GIVEN, answered_at=AT)
    proposal.budget = [{"name": "材料费", "amount": "5.00"}]
    assert [one for one in missing_of(proposal, on=AT.date()) if "fund" in str(one.words)] == []
    assert before


def test_a_fund_call_is_approved_only_after_all_parties_and_its_award_commits_the_money() -> None:
    world, decision = a_decided_decision()
    joint = a_paid_fund(amount=3_000_000, paid_in=3_000_000, office=world.call.authority)
    winner = decision.awards.select_related("proposal__lead", "topic", "decision__call").get(standing="winner")
    under(joint, winner)
    client = a_client_for(world.authority)
    assert "not laid before the parties" in client.get(f"/awards/{decision.pk}/").content.decode()
    assert client.post(f"/awards/{decision.pk}/parties/").status_code == 302
    first = JointList.objects.get()
    assert (first.state, first.lines.get().amount, first.lines.get().about_id) == (
        "before_parties",
        Decimal(1_200_000),
        winner.pk,
    )
    on_notice = put_on_notice(world, decision)
    assert on_notice.notice is not None
    end_notice(notice=on_notice.notice, by=world.authority, at=AFTER)
    with pytest.raises(NotSettledByAll):
        approve(decision=on_notice, document_number="〔2026〕1", by=world.authority, at=AFTER)
    approve_by_all(joint, first)
    approve(decision=on_notice, document_number="〔2026〕1", by=world.authority, at=PAID)
    support = support_about(winner.ref)
    assert support is not None
    assert money_by_support([support.pk])[support.pk].committed == Decimal(1_200_000)
    assert prove_books(joint.fund).faults == []


def test_a_decision_that_goes_back_takes_its_list_with_it() -> None:
    world, decision = a_decided_decision()
    joint = a_paid_fund(amount=3_000_000, paid_in=3_000_000, office=world.call.authority)
    under(joint, decision.awards.select_related("proposal__lead", "topic", "decision__call").get(standing="winner"))
    laid = lay_before_parties(decision=decision, by=world.authority, at=AT)
    approve_by_all(joint, laid)
    send_back(decision=decision, reason="Again.", by=world.authority, at=PAID)
    laid.refresh_from_db()
    assert (laid.state, Support.objects.count()) == ("withdrawn", 0)


def test_instalments_and_the_early_end_of_a_project_stand_in_the_books_of_its_fund() -> None:
    cast = a_cast()
    joint = a_paid_fund(amount=3_000_000, paid_in=3_000_000, office=cast.winner.decision.call.authority)
    under(joint, cast.winner)
    line = LineEntry(
        title="x",
        lead=cast.winner.proposal.lead,
        amount=Decimal(1_200_000),
        partners=[one.organization for one in cast.winner.proposal.partners.all()],
        about=cast.winner.ref,
    )
    drawn = draft_list(programme=joint.programme, title="x", lines=[line], by=joint.keeper, at=AT)
    settled = approve_by_all(joint, lay_list(joint_list=drawn, by=joint.keeper, at=AT))
    commit_list(joint_list=settled, by=joint.keeper, at=PAID)
    support = Support.objects.get()
    project = with_first_milestone_accepted(cast)
    pay_what_is_due(cast, project)
    fiscal = [one for one in project.payments.filter(state="paid") if one.stream in FISCAL_STREAMS]
    paid = sum((one.amount for one in fiscal), Decimal(0))
    assert paid > 0
    assert money_by_support([support.pk])[support.pk].paid == paid
    posted = Entry.objects.filter(support=support, kind="pay").values_list("about_kind", "about_id")
    assert sorted(posted) == sorted(("payment", one.pk) for one in fiscal)
    ended_early(cast, project, ChangeKind.REVOCATION)
    back = [one for one in Recovery.objects.filter(project=project, amount__gt=0) if one.stream in FISCAL_STREAMS]
    money = money_by_support([support.pk])[support.pk]
    assert (money.committed, money.recoverable) == (Decimal(0), sum((one.amount for one in back), Decimal(0)))
    later = PAID + timedelta(days=150)
    for one in back:
        note_recovery(recovery=one, recovered_on=later.date(), proof="slip", by=cast.finance, at=later)
    assert money_by_support([support.pk])[support.pk].recoverable == 0
    assert prove_books(joint.fund).faults == []
