"""Money moves by postings that balance; too much is refused, a correction is new, and the proof finds what is off."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from making.funds import (
    PAID,
    YEAR,
    a_fund_by_shares,
    a_fund_in_force,
    a_list_before_the_parties,
    a_paid_fund,
    a_pooled_project,
    a_supported_project,
    approve_by_all,
    raw_entry,
)
from making.people import an_auditor
from qunli.core.queries.journal import verify_journal
from qunli.core.states import NotPermitted, Ref, WrongInput
from qunli.funds.actions import (
    NotCorrectable,
    NotEnough,
    StillRunning,
    SupportEnded,
    YearNotOver,
    claim_back,
    close_year,
    commit_list,
    correct_entry,
    end_fund,
    end_support,
    note_recovered,
    pay_in,
    pay_support,
    post_instalment,
    return_money,
)
from qunli.funds.bridge.proving import prove_books
from qunli.funds.models import Account, Entry, Posting, Programme, Support
from qunli.funds.queries import money_by_party, money_by_support

pytestmark = pytest.mark.django_db

D = Decimal
PAID_ON = PAID.date()


def pay(support: Support, amount: str, by: object) -> Entry:
    return pay_support(support=support, amount=D(amount), day=PAID.date(), proof="slip", by=by, at=PAID)  # type: ignore[arg-type]  # any account


def test_the_signed_agreement_is_booked_as_promised_year_by_year() -> None:
    joint = a_fund_in_force()
    entries = list(Entry.objects.filter(fund=joint.fund).order_by("number_in_fund"))
    assert [(one.number_in_fund, one.kind, one.year) for one in entries] == [(1, "promise", 2026), (2, "promise", 2027)]
    money = money_by_party([joint.fund.pk])
    assert {(one.promised, one.outstanding, one.paid_in) for one in money.values()} == {
        (D(2_000_000), D(2_000_000), D(0))
    }
    assert prove_books(joint.fund).faults == []


def test_a_party_pays_in_what_it_promised_for_the_year_and_never_more() -> None:
    joint = a_fund_in_force()
    party, by = joint.parties[0], joint.finances[0]

    def paying(amount: str, *, year: int = YEAR, day: date = PAID_ON, proof: str = "slip") -> Entry:
        return pay_in(party=party, amount=D(amount), day=day, year=year, proof=proof, by=by, at=PAID)

    paying("999999.99")
    with pytest.raises(NotEnough, match=r"has promised 1,000,000.00 yuan for 2026 and paid 999,999.99"):
        paying("0.02")
    with pytest.raises(WrongInput) as wrong:
        paying("0.001", year=2030, day=date(2026, 4, 2), proof=" ")
    assert set(wrong.value.faults) == {"amount", "year", "day", "proof"}
    with pytest.raises(NotPermitted):
        pay_in(party=party, amount=D(1), day=PAID.date(), year=YEAR, proof="x", by=joint.finances[1], at=PAID)
    paying("0.01")
    assert money_by_party([joint.fund.pk])[party.pk].left == D(1_000_000)


def test_a_payment_is_borne_by_share_to_the_fen_and_not_above_the_commitment() -> None:
    joint = a_fund_by_shares()
    support = a_supported_project(joint, asked=100_001)
    pay(support, "33333.33", joint.cashier)
    paid = [money_by_support([support.pk], party=party)[support.pk].paid for party in joint.parties]
    assert paid == [D("13333.33"), D("10000.00"), D("6666.67"), D("3333.33")]
    with pytest.raises(NotEnough, match=r"66,667.67 yuan, 66,667.68 are needed"):
        pay(support, "66667.68", joint.cashier)
    pay(support, "66667.67", joint.cashier)
    assert money_by_support([support.pk])[support.pk].committed == 0
    assert prove_books(joint.fund).faults == []


def test_the_lead_region_pays_alone_where_that_is_agreed() -> None:
    joint = a_paid_fund()
    support = a_supported_project(joint, lead=1)
    pay(support, "300000", joint.finances[1])
    assert [one.paid for one in money_by_party([joint.fund.pk]).values()] == [D(0), D(300_000), D(0), D(0)]
    with pytest.raises(NotPermitted):
        pay(support, "1", joint.finances[0])


def test_an_instalment_of_a_later_room_is_posted_once() -> None:
    joint = a_paid_fund()
    support, about = a_supported_project(joint), Ref("projects", "payment", 7)
    kept = {"support": support, "amount": D(5), "day": PAID.date(), "proof": "slip", "at": PAID, "by": joint.cashier}
    post_instalment(**kept, about=about)  # type: ignore[arg-type]  # spread for brevity
    with pytest.raises(IntegrityError, match="entry_once_about"), transaction.atomic():
        post_instalment(**kept, about=about)  # type: ignore[arg-type]  # spread for brevity


def test_a_commitment_above_what_is_free_or_above_the_cap_is_refused_whole() -> None:
    joint = a_paid_fund(paid_in=500_000, cap=600_000)
    first, second = a_pooled_project(joint, asked=300_000), a_pooled_project(joint, asked=200_001)
    settled = approve_by_all(joint, a_list_before_the_parties(joint, first, second))
    with pytest.raises(NotEnough, match=r"paid in, free: 200,000.00 yuan, 200,001.00 are needed"):
        commit_list(joint_list=settled, by=joint.keeper, at=PAID)
    assert (Support.objects.count(), money_by_party([joint.fund.pk])[joint.parties[0].pk].committed) == (0, D(0))
    third = approve_by_all(joint, a_list_before_the_parties(joint, a_pooled_project(joint, asked=600_001)))
    with pytest.raises(NotEnough, match=r"600,001.00 yuan would be committed in 2026, its cap is 600,000.00"):
        commit_list(joint_list=third, by=joint.keeper, at=PAID)


def test_money_comes_back_by_claim_and_recovery_and_is_free_again() -> None:
    joint = a_fund_by_shares()
    support = a_supported_project(joint, asked=100_000)
    pay(support, "50000", joint.cashier)
    with pytest.raises(NotEnough):
        claim_back(support=support, amount=D(50_001), note="stopped", by=joint.cashier, at=PAID)
    claim_back(support=support, amount=D(20_000), note="stopped early", by=joint.cashier, at=PAID)
    note_recovered(support=support, amount=D(20_000), day=PAID.date(), proof="slip 9", by=joint.cashier, at=PAID)
    end_support(support=support, by=joint.cashier, at=PAID)
    money = money_by_party([joint.fund.pk])[joint.parties[0].pk]
    assert (money.committed, money.paid, money.recoverable, money.left) == (D(0), D(12_000), D(0), D(988_000))
    with pytest.raises(SupportEnded):
        pay(support, "1", joint.cashier)
    return_money(party=joint.parties[0], amount=D(988_000), day=PAID.date(), proof="s", by=joint.cashier, at=PAID)
    assert prove_books(joint.fund).sums == {
        "promised": "8000000.00",
        "paid_in": "4000000.00",
        "left": "2982000.00",
        "committed": "0.00",
        "paid": "30000.00",
        "recoverable": "0.00",
        "returned": "988000.00",
    }


def test_a_correction_is_a_new_entry_once_and_only_while_the_money_is_still_there() -> None:
    joint = a_paid_fund()
    support = a_supported_project(joint)
    paid = pay(support, "200000", joint.cashier)
    with pytest.raises(WrongInput):
        correct_entry(entry=paid, reason=" ", by=joint.cashier, at=PAID)
    made = correct_entry(entry=paid, reason="The slip named another project.", by=joint.cashier, at=PAID)
    assert (made.kind, made.corrects, money_by_support([support.pk])[support.pk].committed) == (
        "correction",
        paid,
        D(300_000),
    )
    for entry in (paid, made, Entry.objects.get(fund=joint.fund, number_in_fund=1)):
        with pytest.raises(NotCorrectable):
            correct_entry(entry=entry, reason="again", by=joint.cashier, at=PAID)
    first = Entry.objects.get(
        fund=joint.fund, kind="pay_in", postings__account__party=joint.parties[0], postings__account__kind="available"
    )
    with pytest.raises(NotEnough, match=r"paid in, free: 700,000.00 yuan, 1,000,000.00 are needed"):
        correct_entry(entry=first, reason="never arrived", by=joint.cashier, at=PAID)


def test_a_year_is_closed_after_its_end_and_what_may_not_be_carried_over_goes_back() -> None:
    joint = a_paid_fund(carry_over=30)
    a_supported_project(joint)
    after = datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
    with pytest.raises(YearNotOver):
        close_year(fund=joint.fund, year=2026, by=joint.cashier, at=PAID)
    with pytest.raises(YearNotOver):
        close_year(fund=joint.fund, year=2027, by=joint.cashier, at=after)
    close_year(fund=joint.fund, year=2026, by=joint.cashier, at=after)
    money = money_by_party([joint.fund.pk])
    assert [(one.left, one.returned) for one in money.values()] == [(D(300_000), D(400_000))] + [
        (D(300_000), D(700_000))
    ] * 3
    with pytest.raises(WrongInput) as wrong:
        pay_in(party=joint.parties[0], amount=D(1), day=PAID.date(), year=2027, proof="s", by=joint.cashier, at=after)
    assert set(wrong.value.faults) == {"day"}
    with pytest.raises(StillRunning):
        end_fund(fund=joint.fund, by=joint.keeper, at=after)
    end_support(support=Support.objects.get(), by=joint.cashier, at=after)
    assert end_fund(fund=joint.fund, by=joint.keeper, at=after).state == "ended"
    assert prove_books(joint.fund).faults == []
    assert verify_journal().sound


REFUSED = {
    "UPDATE funds_posting SET amount = amount + 1": "append-only",
    "DELETE FROM funds_posting": "append-only",
    "TRUNCATE funds_posting CASCADE": "append-only",
    "UPDATE funds_entry SET note = 'x'": "append-only",
    "DELETE FROM funds_entry": "append-only",
    "UPDATE funds_account SET balance = 0": "only postings move an account",
    "DELETE FROM funds_account": "append-only",
    "INSERT INTO funds_account (fund_id, party_id, kind, balance, support_id, programme_id)"
    " SELECT fund_id, party_id, 'returned', 5, NULL, NULL FROM funds_account LIMIT 1": "begins at nought",
    "UPDATE funds_jointline SET amount = 1": "its lines stay",
    "DELETE FROM funds_approval": "append-only",
}


def test_the_database_refuses_to_change_the_past() -> None:
    a_supported_project(a_paid_fund())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement, said in REFUSED.items():
            with pytest.raises(DatabaseError, match=said), transaction.atomic():
                cursor.execute(statement)


def test_the_database_itself_refuses_what_does_not_add_up() -> None:
    joint = a_paid_fund()
    support = a_supported_project(joint)
    pay(support, "100", joint.cashier)
    of = {one.kind: one for one in Account.objects.filter(party=joint.parties[0])}
    other = Account.objects.get(party=joint.parties[1], kind="available")
    fund = joint.fund.pk
    for postings, name in (
        ([], "has no postings"),
        ([(of["available"], D(-1)), (of["committed"], D("0.99"))], "is off by"),
        ([(of["available"], D(-1)), (other, D(1))], "is off by"),
        ([(of["available"], D(-700_001)), (of["committed"], D(700_001))], "account_not_overdrawn"),
        ([(of["committed"], D(-299_901)), (of["paid"], D(299_901))], "account_not_overdrawn"),
    ):
        with pytest.raises(IntegrityError, match=name):
            raw_entry(fund, postings)
    with pytest.raises(IntegrityError, match="another fund"):
        raw_entry(a_fund_in_force().fund.pk, [(of["available"], D(-1)), (of["committed"], D(1))])
    Programme.objects.filter(pk=joint.programme.pk).update(ceiling=300_000)
    with pytest.raises(IntegrityError, match=r"would use 300001.00 of 300000.00"):
        raw_entry(fund, [(of["available"], D(-1)), (of["committed"], D(1))])
    raw_entry(fund, [(of["committed"], D(-1)), (of["paid"], D(1))])
    joint.fund.refresh_from_db()
    joint.fund.closed_through = 2026
    joint.fund.save()
    with pytest.raises(IntegrityError, match="is closed"):
        raw_entry(fund, [(of["committed"], D(-1)), (of["paid"], D(1))], number=901)


def test_the_proof_finds_what_was_written_past_the_books() -> None:
    joint = a_paid_fund()
    support = a_supported_project(joint)
    of = {one.kind: one for one in Account.objects.filter(party=joint.parties[0])}
    pay(support, "5", joint.cashier)
    raw_entry(joint.fund.pk, [(of["committed"], D(-1)), (Account.objects.get(kind="paid"), D(1))])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE funds_account DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE funds_account SET balance = balance + 7 WHERE id = %s",
            [of["returned"].pk if "returned" in of else of["available"].pk],
        )
        cursor.execute("ALTER TABLE funds_account ENABLE TRIGGER USER")
    found = prove_books(joint.fund)
    place = Entry.objects.filter(fund=joint.fund).count()
    assert found.faults == [
        f"entry 900: {place} was expected",
        f"entry {place}: its digest does not cover what it says and the entry before it",
        f"entry {place}: the journal tells of it with another digest, or not at all",
        f"account {of['available'].pk} (available): bears 700007.00, its postings add up to 700000.00",
    ]
    assert Posting.objects.count() > 0
    with pytest.raises(NotPermitted):
        pay(support, "1", an_auditor())
