"""A task book sums by stream to the fen, says what it breaks, and runs only when both have signed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from making.people import AT
from making.projects import (
    ENDS,
    SIGNED,
    a_cast,
    a_draft,
    a_drafted_book,
    a_prepared_project,
    a_running_project,
    sign_the_contract,
)
from qunli.core.actions.entries import stale_entries
from qunli.core.states import NotPermitted, Refused, StepNotOpen, WrongInput
from qunli.duties.models import Duty
from qunli.duties.states import DutyState
from qunli.projects.actions import (
    AwardNotApproved,
    ContractMissing,
    MilestoneDraft,
    PaymentDraft,
    RulesUnmet,
    TopicTaken,
    draft_task_book,
    hand_back_task_book,
    sign_task_book,
    start_project,
)
from qunli.projects.bridge.drafts import fingerprint_of
from qunli.projects.models import Payment, Project, StreamTotal, TaskBook
from qunli.projects.states import Stream

pytestmark = pytest.mark.django_db


def open_duties() -> set[tuple[str, str]]:
    return set(Duty.objects.filter(state=DutyState.OPEN, about_room="projects").values_list("key", "about_kind"))


def test_a_project_starts_from_a_winner_with_the_terms_of_its_call() -> None:
    cast = a_cast()
    project = a_prepared_project(cast)
    assert (project.lead, project.poster, project.terms) == (
        cast.winner.proposal.lead,
        cast.town.organization,
        cast.winner.decision.call.terms,
    )
    assert open_duties() == {("draft task book", "project")}


def test_the_search_knows_a_project_by_the_day_that_its_draft_fixes() -> None:
    book = a_drafted_book(a_cast())
    assert book.project.starts_on is not None
    assert ("project", book.project_id) not in stale_entries()


def test_a_reserve_does_not_start_by_itself() -> None:
    cast = a_cast()
    with pytest.raises(AwardNotApproved):
        start_project(award=cast.reserve, by=cast.operator, at=AT)


def test_a_topic_has_one_living_project() -> None:
    cast = a_cast()
    a_prepared_project(cast)
    with pytest.raises(TopicTaken):
        start_project(award=cast.winner, by=cast.operator, at=AT)


def test_only_the_office_starts_a_project() -> None:
    cast = a_cast()
    with pytest.raises(NotPermitted):
        start_project(award=cast.winner, by=cast.lead, at=AT)


def test_a_draft_gathers_every_fault_at_its_place() -> None:
    cast = a_cast()
    draft = a_draft(
        cast,
        ends_on=date(2026, 12, 31),
        payments=(PaymentDraft(Stream.PRE_SUBSIDY, Decimal("720000.005")),),
        totals={Stream.POSTER: Decimal(4_800_000), Stream.PRE_SUBSIDY: Decimal(1_020_000)},
    )
    with pytest.raises(WrongInput) as wrong:
        draft_task_book(project=a_prepared_project(cast), draft=draft, by=cast.lead, at=AT)
    assert set(wrong.value.faults) == {
        "milestone-2-due_on",
        "payment-1",
        "total-pre_subsidy",
        "total-post_subsidy",
        "total-own",
        "total-fiscal",
    }
    assert Payment.objects.count() == 0


def test_fiscal_money_stays_within_the_award() -> None:
    cast = a_cast()
    draft = a_draft(cast, payments=(PaymentDraft(Stream.PRE_SUBSIDY, Decimal("720000.01")),), totals=None)
    with pytest.raises(WrongInput) as wrong:
        draft_task_book(project=a_prepared_project(cast), draft=draft, by=cast.lead, at=AT)
    assert set(wrong.value.faults) == {"total-fiscal"}


def test_a_second_draft_replaces_the_first() -> None:
    cast = a_cast()
    book = a_drafted_book(cast)
    milestone = MilestoneDraft(title="Only one", due_on=ENDS, payments=(PaymentDraft(Stream.POSTER, Decimal(10)),))
    again = draft_task_book(
        project=book.project,
        draft=a_draft(cast, milestones=(milestone,), payments=(), totals=None),
        by=cast.lead,
        at=AT,
    )
    assert (again.pk, again.version) == (book.pk, 1)
    assert list(StreamTotal.objects.values_list("stream", "total")) == [("poster", Decimal(10))]
    assert list(Payment.objects.values_list("stream", "amount")) == [("poster", Decimal(10))]


def test_both_signatures_set_the_project_running() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    book = project.task_books.get()
    assert (project.state, book.state, book.fingerprint) == ("running", "in_force", fingerprint_of(book.content))
    assert list(project.payments.filter(state="due").values_list("stream", "amount")) == [
        ("pre_subsidy", Decimal(720_000))
    ]
    assert open_duties() == {("report milestone", "milestone"), ("pay", "payment")}


def test_the_content_is_kept_word_for_word() -> None:
    content = a_running_project(a_cast()).task_books.get().content
    assert content["totals"] == {
        "own": "200000.00",
        "poster": "4800000.00",
        "post_subsidy": "180000.00",
        "pre_subsidy": "1020000.00",
    }
    assert content["milestones"][0]["indicators"][0] == {
        "name": "剥离强度",
        "comparator": ">=",
        "target": "3.5",
        "unit": "N/mm",
        "how_measured": "",
    }


def test_the_authority_signs_after_the_lead_and_each_for_itself() -> None:
    cast = a_cast()
    book = a_drafted_book(cast)
    with pytest.raises(StepNotOpen):
        sign_task_book(task_book=book, side="authority", by=cast.authority, at=SIGNED)
    with pytest.raises(NotPermitted):
        sign_task_book(task_book=book, side="lead", by=cast.engineer, at=SIGNED)
    with pytest.raises(NotPermitted):
        sign_task_book(task_book=book, side="authority", by=cast.operator, at=SIGNED)


def test_a_signed_task_book_cannot_be_drafted_until_handed_back() -> None:
    cast = a_cast()
    book = sign_task_book(task_book=a_drafted_book(cast), side="lead", by=cast.lead, at=SIGNED)
    with pytest.raises(Refused):
        draft_task_book(project=book.project, draft=a_draft(cast), by=cast.lead, at=SIGNED)
    with pytest.raises(WrongInput):
        hand_back_task_book(task_book=book, reason=" ", by=cast.authority, at=SIGNED)
    back = hand_back_task_book(task_book=book, reason="Name the unit.", by=cast.authority, at=SIGNED)
    assert (back.state, back.fingerprint, back.hand_back_reason) == ("draft", "", "Name the unit.")
    assert open_duties() == {("draft task book", "project")}


def test_the_posters_money_needs_a_contract_signed_by_both_over_the_same_amount() -> None:
    cast = a_cast()
    book = sign_task_book(task_book=a_drafted_book(cast), side="lead", by=cast.lead, at=SIGNED)
    with pytest.raises(ContractMissing):
        sign_task_book(task_book=book, side="authority", by=cast.authority, at=SIGNED)
    sign_the_contract(cast, book.project, Decimal(4_800_001))
    with pytest.raises(ContractMissing):
        sign_task_book(task_book=book, side="authority", by=cast.authority, at=SIGNED)


def test_an_unmet_rule_is_signed_only_with_a_reason() -> None:
    cast = a_cast(poster_to_fiscal_ratio_min=5)
    book = sign_task_book(task_book=a_drafted_book(cast), side="lead", by=cast.lead, at=SIGNED)
    sign_the_contract(cast, book.project)
    with pytest.raises(RulesUnmet) as refused:
        sign_task_book(task_book=book, side="authority", by=cast.authority, at=SIGNED)
    assert [(check.term.key, check.short) for check in refused.value.checks] == [
        ("poster_to_fiscal_ratio_min", Decimal(1_200_000))
    ]
    signed = sign_task_book(task_book=book, side="authority", by=cast.authority, at=SIGNED, reason="Approved so.")
    assert (signed.state, signed.exception_reason) == ("in_force", "Approved so.")


def settle_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@transaction.atomic
def run_and_settle(statement: str, values: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_itself_refuses_payments_that_do_not_sum_to_the_task_book() -> None:
    project = a_running_project(a_cast())
    settle_constraints()
    payment = project.payments.order_by("id")[0]
    for statement, values in (
        ("UPDATE projects_payment SET amount = amount + 1 WHERE id = %s", [payment.pk]),
        ("UPDATE projects_payment SET amount = amount - 1 WHERE id = %s", [payment.pk]),
        ("UPDATE projects_streamtotal SET total = 1 WHERE stream = 'own' AND project_id = %s", [project.pk]),
        ("DELETE FROM projects_payment WHERE id = %s", [payment.pk]),
    ):
        with pytest.raises(IntegrityError, match="do not fit the task book"):
            run_and_settle(statement, values)


def test_a_project_that_was_never_running_may_hold_an_unfinished_draft() -> None:
    book = a_drafted_book(a_cast())
    Payment.objects.filter(project=book.project).update(amount=1)
    settle_constraints()
    assert TaskBook.objects.get().state == "draft"
    assert Project.objects.get(pk=book.project_id).state == "preparing"
