"""Final acceptance, outcomes and transfers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from making.needs import a_member
from making.projects import (
    JUDGED,
    PAID,
    Cast,
    a_cast,
    a_finished_project,
    a_milestone,
    a_running_project,
    an_accepted_project,
    judge,
    report,
    with_first_milestone_accepted,
)
from qunli.core.states import SYSTEM, NotPermitted, Refused, StepNotOpen, WrongInput
from qunli.directory.actions import merge_organizations
from qunli.directory.models import Capability, CreditMark, Relation
from qunli.needs.models import ListItem
from qunli.projects.actions import (
    NotAllSettled,
    NotForThePublic,
    NoticeMissing,
    OutcomeEntry,
    TransferEntry,
    accept_project,
    conclude_transfer,
    give_up_transfer,
    give_users_opinion,
    post_transfer,
    prepare_price_notice,
    prepare_transfer,
    publish_outcome,
    record_outcome,
)
from qunli.projects.actions.transfers import working_days_covering
from qunli.projects.models import Outcome, Project, Transfer
from qunli.projects.queries.seen import public_outcomes
from qunli.projects.states import Judgement, Verdict
from qunli.publicity.actions import Objector, check_notice, file_objection
from qunli.publicity.models import PublicNotice

pytestmark = pytest.mark.django_db

LATER = JUDGED + timedelta(days=410)


def test_a_pass_finishes_the_need_and_records_what_was_shown() -> None:
    cast = a_cast()
    acceptance = an_accepted_project(cast)
    project = acceptance.project
    assert (project.state, acceptance.verdict, acceptance.grade, acceptance.users_opinion) == (
        "concluded",
        "passed",
        "good",
        "It does not leak.",
    )
    assert ListItem.objects.get().state == "done"
    assert [one.organization for one in Capability.objects.all()] == [project.lead]
    assert {(one.kind, one.until) for one in Relation.objects.all()} == {("joint_project", LATER.date())}
    assert Relation.objects.count() == 3


def test_only_a_project_whose_milestones_are_settled_is_accepted() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    with pytest.raises(NotAllSettled):
        accept_project(
            project=project, verdict="passed", grade="", opinion="x", users_opinion="", by=cast.authority, at=LATER
        )


def test_honest_failure_is_concluded_without_a_credit_mark_and_cancels_what_is_unpaid() -> None:
    cast = a_cast(remedy_days=7)
    project = with_first_milestone_accepted(cast)
    judge(cast, report(cast, a_milestone(project, 2), "3", at=LATER), Judgement.FAIL, at=LATER)
    with pytest.raises(WrongInput) as wrong:
        accept_project(
            project=project, verdict="passed", grade="great", opinion="", users_opinion="", by=cast.authority, at=LATER
        )
    assert set(wrong.value.faults) == {"verdict", "grade", "opinion", "users_opinion"}
    accept_project(
        project=project,
        verdict=Verdict.CONCLUDED,
        grade="",
        opinion="It cannot be done.",
        users_opinion="",
        by=cast.authority,
        at=LATER,
    )
    assert CreditMark.objects.count() == 0
    assert ListItem.objects.get().state == "open"
    assert set(project.payments.values_list("state", flat=True)) == {"due", "cancelled"}


def test_the_user_is_the_poster() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    with pytest.raises(NotPermitted):
        give_users_opinion(project=project, opinion="Good.", by=cast.lead, at=LATER)
    with pytest.raises(WrongInput):
        give_users_opinion(project=project, opinion=" ", by=cast.poster, at=LATER)


def test_a_project_is_accepted_once() -> None:
    cast = a_cast()
    project = an_accepted_project(cast).project
    with pytest.raises(Refused):
        accept_project(
            project=project, verdict="passed", grade="", opinion="x", users_opinion="", by=cast.authority, at=LATER
        )


def an_entry(project: Project) -> OutcomeEntry:
    return OutcomeEntry(kind="patent", title="一种接头", owner=project.lead, trl=7, identifier="EX1", ip_status="filed")


def an_outcome(cast: Cast) -> Outcome:
    project = a_finished_project(cast)
    return record_outcome(project=project, entry=an_entry(project), by=cast.engineer, at=LATER)


def test_an_outcome_names_every_fault() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    entry = replace(an_entry(project), kind="idea", title=" ", trl=10, identifier="", owner=cast.reserve.proposal.lead)
    with pytest.raises(WrongInput) as wrong:
        record_outcome(project=project, entry=entry, by=cast.lead, at=LATER)
    assert set(wrong.value.faults) == {"kind", "title", "trl", "identifier", "owner"}


def test_an_outcome_is_published_by_the_office_after_its_check() -> None:
    cast = a_cast()
    outcome = an_outcome(cast)
    assert list(public_outcomes()) == []
    with pytest.raises(NotPermitted):
        publish_outcome(outcome=outcome, by=cast.lead, at=LATER)
    publish_outcome(outcome=outcome, by=cast.operator, at=LATER)
    assert list(public_outcomes()) == [outcome]


def test_whoever_stated_an_outcome_does_not_check_it() -> None:
    cast = a_cast()
    project = a_running_project(cast)
    outcome = record_outcome(project=project, entry=an_entry(project), by=cast.operator, at=LATER)
    with pytest.raises(NotPermitted):
        publish_outcome(outcome=outcome, by=cast.operator, at=LATER)


def test_what_comes_from_a_confidential_need_is_not_published() -> None:
    cast = a_cast(confidential=True)
    project = a_running_project(cast)
    outcome = record_outcome(project=project, entry=an_entry(project), by=cast.lead, at=LATER)
    with pytest.raises(NotForThePublic):
        publish_outcome(outcome=outcome, by=cast.operator, at=LATER)


@pytest.mark.parametrize(
    ("first", "days", "working"),
    [
        (date(2026, 10, 27), 15, 11),
        (date(2026, 4, 30), 5, 1 + 0),
        (date(2027, 1, 4), 15, 15),
    ],
)
def test_working_days_of_a_notice_last_at_least_the_calendar_days(first: date, days: int, working: int) -> None:
    assert working_days_covering(first, days) >= working - 1


def a_transfer(cast: Cast) -> Transfer:
    outcome = an_outcome(cast)
    entry = TransferEntry(kind="licence", receiver=outcome.project.poster, price=Decimal(1_200_000))
    return prepare_transfer(outcome=outcome, entry=entry, by=cast.lead, at=LATER)


def notice_of(transfer: Transfer) -> PublicNotice:
    return PublicNotice.objects.get(about_kind="transfer", about_id=transfer.pk)


def test_an_agreed_price_is_on_notice_for_its_days_before_the_transfer() -> None:
    cast = a_cast()
    transfer = a_transfer(cast)
    start = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    with pytest.raises(NoticeMissing):
        conclude_transfer(transfer=transfer, by=cast.operator, at=start)
    transfer = prepare_price_notice(transfer=transfer, contact="Office", by=cast.operator, at=start)
    check_notice(notice=notice_of(transfer), by=cast.authority, at=start)
    transfer = post_transfer(transfer=transfer, by=cast.operator, at=start)
    notice = notice_of(transfer)
    assert (transfer.state, notice.first_day, notice.last_day) == ("on_notice", date(2026, 3, 2), date(2026, 3, 16))
    with pytest.raises(Refused, match="runs to"):
        conclude_transfer(transfer=transfer, by=cast.operator, at=start + timedelta(days=14))
    done = conclude_transfer(transfer=transfer, by=cast.operator, at=start + timedelta(days=15))
    assert done.state == "concluded"


def test_an_open_objection_holds_a_transfer_up() -> None:
    cast = a_cast()
    transfer = a_transfer(cast)
    start = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    transfer = prepare_price_notice(transfer=transfer, contact="Office", by=cast.operator, at=start)
    check_notice(notice=notice_of(transfer), by=cast.authority, at=start)
    transfer = post_transfer(transfer=transfer, by=cast.operator, at=start)
    file_objection(
        notice=notice_of(transfer),
        objector=Objector(name="毕文清", contact="x@example.org"),
        statement="Too cheap.",
        files=[],
        by=SYSTEM,
        at=start,
    )
    with pytest.raises(Refused, match="Objections are open"):
        conclude_transfer(transfer=transfer, by=cast.operator, at=start + timedelta(days=15))
    assert give_up_transfer(transfer=transfer, reason="So be it.", by=cast.operator, at=PAID).state == "given_up"
    assert notice_of(transfer).state == "withdrawn"


def test_use_by_the_owner_needs_no_notice() -> None:
    cast = a_cast()
    outcome = an_outcome(cast)
    entry = TransferEntry(kind="self_use", receiver=outcome.owner, price=Decimal(0))
    transfer = prepare_transfer(outcome=outcome, entry=entry, by=cast.lead, at=LATER)
    done = conclude_transfer(transfer=transfer, by=cast.lead, at=LATER)
    assert done.state == "concluded"
    with pytest.raises(StepNotOpen):
        conclude_transfer(transfer=done, by=cast.lead, at=LATER)


def test_where_the_pack_has_no_days_a_person_says_why_there_is_no_notice() -> None:
    cast = a_cast(price_publicity_days="")
    transfer = a_transfer(cast)
    with pytest.raises(WrongInput):
        conclude_transfer(transfer=transfer, by=cast.lead, at=LATER)
    done = conclude_transfer(transfer=transfer, reason="Sold by auction.", by=cast.lead, at=LATER)
    assert done.state == "concluded"


def test_owner_and_team_are_known_under_the_name_that_a_merge_has_kept() -> None:
    cast = a_cast()
    kept = a_member(cast.town.cluster, name="Kept after the merge")
    merge_organizations(kept=kept, merged=cast.winner.proposal.lead, by=SYSTEM, at=LATER)
    acceptance = an_accepted_project(cast)
    project = acceptance.project
    ties = Relation.objects.filter(source=project.number)
    assert {one.pk for tie in ties for one in (tie.organization, tie.other)} >= {kept.pk}
    assert kept.capabilities.filter(source=project.number).count() == 1
    entry = replace(an_entry(project), owner=kept)
    assert record_outcome(project=project, entry=entry, by=cast.operator, at=LATER).owner == kept
