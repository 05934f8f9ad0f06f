"""An agreement and a list stand only when all parties have said yes to the same version."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from making.funds import (
    PAID,
    a_drafted_fund,
    a_fund_entry,
    a_fund_in_force,
    a_list_before_the_parties,
    a_paid_fund,
    a_pooled_project,
    approve_by_all,
    sign_all,
)
from making.people import AT
from qunli.core.models import Message
from qunli.core.states import NotPermitted, Refused, StepNotOpen, WrongInput
from qunli.duties.models import Duty
from qunli.funds.actions import (
    ChangedSince,
    FundNotInForce,
    NotSettled,
    OnAList,
    PoolEntry,
    approve_list,
    change_agreement,
    change_list,
    commit_list,
    lay_list,
    line_of_pooled,
    pay_in,
    put_back_in_pool,
    put_in_pool,
    send_list_back,
    sign_agreement,
    take_out_of_pool,
    withdraw_list,
)
from qunli.funds.models import FundParty, PoolProject
from qunli.funds.queries import parties_of

pytestmark = pytest.mark.django_db


def owed() -> set[tuple[str, str]]:
    return set(Duty.objects.filter(state="open").values_list("key", "owner__name"))


def settle_past_every_act(joint_list: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE funds_jointlist SET state = 'settled' WHERE id = %s", [joint_list])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_agreement_enters_into_force_with_the_last_signature_and_money_is_owed() -> None:
    joint = a_drafted_fund()
    assert {key for key, _owner in owed()} == {"sign agreement"}
    with pytest.raises(NotPermitted):
        sign_agreement(party=joint.parties[0], version=1, by=joint.authorities[1], at=AT)
    sign_all(joint)
    assert (joint.fund.state, joint.fund.entered_at) == ("in_force", AT)
    assert {key for key, _owner in owed()} == {"pay in 2026", "pay in 2027"}
    with pytest.raises(NotPermitted):
        sign_agreement(party=joint.parties[0], version=1, by=joint.authorities[0], at=AT)
    assert Message.objects.filter(occasion=f"fund {joint.fund.pk} in force").count() == 4


def test_a_changed_agreement_voids_every_signature() -> None:
    joint = a_drafted_fund()
    sign_agreement(party=joint.parties[0], version=1, by=joint.authorities[0], at=AT)
    offices = [party.office for party in joint.parties]
    changed = change_agreement(
        fund=joint.fund, entry=a_fund_entry(offices, amount=5), version=1, by=joint.keeper, at=AT
    )
    assert (changed.version, list(parties_of(changed).values_list("signed_version", flat=True))) == (2, [None] * 4)
    party = FundParty.objects.get(fund=changed, position=1)
    with pytest.raises(Refused, match="has changed since you read it"):
        sign_agreement(party=party, version=1, by=joint.authorities[0], at=AT)
    with pytest.raises(Refused, match="meanwhile"):
        change_agreement(fund=joint.fund, entry=a_fund_entry(offices), version=1, by=joint.keeper, at=AT)
    with pytest.raises(FundNotInForce):
        pay_in(party=party, amount=Decimal(1), day=AT.date(), year=2026, proof="x", by=joint.cashier, at=AT)


def test_an_agreement_with_faults_is_refused_with_all_of_them() -> None:
    joint = a_drafted_fund()
    twice = a_fund_entry([joint.parties[0].office] * 4, amount=-1, title=" ", carry_over=101)
    with pytest.raises(WrongInput) as wrong:
        change_agreement(fund=joint.fund, entry=twice, version=1, by=joint.keeper, at=AT)
    assert set(wrong.value.faults) == {"title", "carry_over", "parties", *(f"parties.{n}.years" for n in (1, 2, 3, 4))}


def test_a_pooled_project_comes_from_two_regions_and_names_no_cost_of_the_negative_list() -> None:
    joint = a_fund_in_force()
    entry = PoolEntry(
        title="", lead=joint.bodies[1], partners=[joint.bodies[1]], asked_money=Decimal(0), costs=["基建工程"]
    )
    with pytest.raises(WrongInput) as wrong:
        put_in_pool(party=joint.parties[0], entry=entry, by=joint.authorities[0], at=AT)
    assert set(wrong.value.faults) == {"title", "lead", "partners", "asked_money", "costs"}
    assert PoolProject.objects.count() == 0


def test_a_project_is_taken_out_with_a_reason_and_put_back_but_not_off_a_list_before_the_parties() -> None:
    joint = a_fund_in_force()
    pooled = a_pooled_project(joint)
    with pytest.raises(NotPermitted):
        take_out_of_pool(pooled=pooled, reason="x", by=joint.authorities[1], at=AT)
    assert take_out_of_pool(pooled=pooled, reason="withdrawn", by=joint.authorities[0], at=AT).state == "taken_out"
    assert put_back_in_pool(pooled=pooled, by=joint.keeper, at=AT).reason == ""
    a_list_before_the_parties(joint, pooled)
    with pytest.raises(OnAList):
        take_out_of_pool(pooled=pooled, reason="x", by=joint.keeper, at=AT)


def test_a_list_is_settled_by_the_approval_of_all_and_only_then_commits() -> None:
    joint = a_paid_fund()
    laid = a_list_before_the_parties(joint)
    assert {key for key, _owner in owed()} == {"approve list", "pay in 2027"}
    for party, by in list(zip(joint.parties, joint.authorities, strict=True))[:3]:
        laid = approve_list(joint_list=laid, party=party, fingerprint=laid.fingerprint, by=by, at=PAID)
    assert laid.state == "before_parties"
    with pytest.raises(Refused, match="approved this version already"):
        approve_list(
            joint_list=laid, party=joint.parties[0], fingerprint=laid.fingerprint, by=joint.authorities[0], at=PAID
        )
    with pytest.raises(NotPermitted):
        approve_list(
            joint_list=laid, party=joint.parties[3], fingerprint=laid.fingerprint, by=joint.authorities[0], at=PAID
        )
    with pytest.raises(NotSettled):
        commit_list(joint_list=laid, by=joint.keeper, at=PAID)
    with pytest.raises(IntegrityError, match="not approved by all parties"):
        settle_past_every_act(laid.pk)
    last = approve_list(
        joint_list=laid, party=joint.parties[3], fingerprint=laid.fingerprint, by=joint.authorities[3], at=PAID
    )
    assert last.state == "settled"
    done = commit_list(joint_list=last, by=joint.keeper, at=PAID)
    assert (done.state, done.lines.get().pooled.state) == ("committed", "supported")  # type: ignore[union-attr]  # of the pool
    with pytest.raises(StepNotOpen):
        withdraw_list(joint_list=done, by=joint.keeper, at=PAID)


def test_a_list_sent_back_by_one_party_is_another_version_for_all() -> None:
    joint = a_paid_fund()
    laid = a_list_before_the_parties(joint)
    approve_list(joint_list=laid, party=joint.parties[0], fingerprint=laid.fingerprint, by=joint.authorities[0], at=AT)
    read = laid.fingerprint
    back = send_list_back(joint_list=laid, reason="Ours is missing.", by=joint.authorities[2], at=AT)
    assert (back.state, back.version, back.fingerprint) == ("draft", 2, "")
    lines = [line_of_pooled(a_pooled_project(joint, lead=2), amount=Decimal(7))]
    with pytest.raises(ChangedSince):
        change_list(joint_list=back, title="x", lines=lines, version=1, by=joint.keeper, at=AT)
    changed = change_list(joint_list=back, title="x", lines=lines, version=2, by=joint.keeper, at=AT)
    laid = lay_list(joint_list=changed, by=joint.keeper, at=AT)
    with pytest.raises(ChangedSince):
        approve_list(joint_list=laid, party=joint.parties[0], fingerprint=read, by=joint.authorities[0], at=AT)
    assert approve_by_all(joint, laid).state == "settled"
