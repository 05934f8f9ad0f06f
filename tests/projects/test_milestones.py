"""A milestone is reported with numbers and judged against each indicator; its payments fall due when it is accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from making.people import an_account
from making.projects import (
    JUDGED,
    REPORTED,
    a_cast,
    a_milestone,
    a_running_project,
    judge,
    report,
    with_first_milestone_accepted,
)
from qunli.core.queries.files import attachments_of
from qunli.core.states import SYSTEM, NotPermitted, Refused, StepNotOpen, WrongInput
from qunli.people.actions import give_role
from qunli.people.states import Role
from qunli.projects.actions import IndicatorsUnmet, RemedyOver, judge_milestone, report_milestone
from qunli.projects.bridge.measures import is_met
from qunli.projects.models import Milestone
from qunli.projects.states import Judgement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("comparator", "measured", "target", "unit", "met"),
    [
        (">=", "3.5", "3.5", "N/mm", True),
        (">=", "3.4999999999999999999999", "3.5", "N/mm", False),
        ("<=", "38%", "38", "%", True),
        (">", "20,000次", "20000", "次", False),
        ("<", "0.1", "0.10", "mL", False),
        ("=", "２.50", "2.5", "mm", True),
        (">=", "2万", "20000", "次", True),
        ("text", "无", "无", "", None),
        (">=", "many", "3", "", None),
        (">=", "", "3", "", None),
        (">=", "5 kg", "5", "mm", None),
        (">=", "5", "as agreed", "", None),
    ],
)
def test_numbers_are_compared_exactly_and_words_wait_for_a_person(
    comparator: str, measured: str, target: str, unit: str, met: object
) -> None:
    assert is_met(comparator, measured, target, unit) is met


def test_a_report_names_every_value_that_is_missing_or_no_number() -> None:
    cast = a_cast()
    milestone = a_milestone(a_running_project(cast))
    strength, looks = milestone.indicators.order_by("position")
    with pytest.raises(WrongInput) as wrong:
        report_milestone(
            milestone=milestone,
            text=" ",
            measured={strength.pk: "strong"},
            spent=Decimal(-1),
            files=[],
            by=cast.lead,
            at=REPORTED,
        )
    assert set(wrong.value.faults) == {"text", "spent", f"measured_{strength.pk}", f"measured_{looks.pk}"}


def test_a_report_keeps_its_values_and_evidence() -> None:
    cast = a_cast()
    milestone = a_milestone(a_running_project(cast))
    strength, looks = milestone.indicators.order_by("position")
    made = report_milestone(
        milestone=milestone,
        text="Done.",
        measured={strength.pk: "4.1", looks.pk: "无"},
        spent=Decimal(500_000),
        files=[ContentFile(b"peel strength", name="peel.txt")],
        by=cast.partner,
        at=REPORTED,
    )
    assert made.measured == {str(strength.pk): "4.1", str(looks.pk): "无"}
    assert [file.name for file in attachments_of(made.ref)] == ["peel.txt"]
    assert list(milestone.indicators.order_by("position").values_list("is_met", flat=True)) == [True, None]


def test_outsiders_and_the_poster_do_not_report() -> None:
    cast = a_cast()
    milestone = a_milestone(a_running_project(cast))
    for outsider in (cast.poster, cast.authority, an_account()):
        with pytest.raises(NotPermitted):
            report_milestone(
                milestone=milestone, text="x", measured={}, spent=Decimal(0), files=[], by=outsider, at=REPORTED
            )


def test_an_accepted_milestone_lets_its_payments_fall_due() -> None:
    project = with_first_milestone_accepted(a_cast())
    assert sorted(project.payments.filter(state="due").values_list("stream", "amount")) == [
        ("own", Decimal(200_000)),
        ("poster", Decimal(1_800_000)),
        ("pre_subsidy", Decimal(300_000)),
        ("pre_subsidy", Decimal(720_000)),
    ]
    assert a_milestone(project).state == "accepted"


def test_a_number_below_its_target_cannot_be_accepted() -> None:
    cast = a_cast()
    milestone = report(cast, a_milestone(a_running_project(cast)), "3.4", "无")
    with pytest.raises(IndicatorsUnmet):
        judge(cast, milestone)
    strength = milestone.indicators.get(position=1)
    with pytest.raises(WrongInput) as wrong:
        judge_milestone(
            milestone=milestone, verdicts={strength.pk: True}, outcome="accept", reason="", by=cast.authority, at=JUDGED
        )
    assert f"verdict_{strength.pk}" in wrong.value.faults


def test_a_described_target_needs_a_persons_word() -> None:
    cast = a_cast()
    milestone = report(cast, a_milestone(a_running_project(cast)), "4.1", "一处气泡")
    looks = milestone.indicators.get(position=2)
    with pytest.raises(WrongInput) as wrong:
        judge_milestone(milestone=milestone, verdicts={}, outcome="accept", reason="", by=cast.authority, at=JUDGED)
    assert set(wrong.value.faults) == {f"verdict_{looks.pk}"}
    with pytest.raises(IndicatorsUnmet):
        judge_milestone(
            milestone=milestone, verdicts={looks.pk: False}, outcome="accept", reason="", by=cast.authority, at=JUDGED
        )


def test_a_remedys_window_is_the_packs_or_named_where_the_pack_has_none() -> None:
    cast = a_cast()
    milestone = report(cast, a_milestone(a_running_project(cast)), "3.4", "无")
    with pytest.raises(WrongInput) as wrong:
        judge(cast, milestone, Judgement.REMEDY)
    assert set(wrong.value.faults) == {"remedy_until"}
    assert judge(cast, milestone, Judgement.REMEDY, remedy_until=date(2026, 7, 26)).remedy_until == date(2026, 7, 26)
    known = a_cast(remedy_days=30)
    other = report(known, a_milestone(a_running_project(known)), "3.4", "无")
    assert judge(known, other, Judgement.REMEDY).remedy_until == date(2026, 8, 5)


def test_a_remedy_is_reported_in_its_window_only() -> None:
    cast = a_cast(remedy_days=7)
    milestone = judge(cast, report(cast, a_milestone(a_running_project(cast)), "3.4", "无"), Judgement.REMEDY)
    with pytest.raises(Refused):
        judge(cast, milestone, Judgement.FAIL)
    with pytest.raises(RemedyOver):
        report(cast, milestone, "4.0", "无", at=datetime(2026, 7, 14, 2, 0, tzinfo=UTC))
    again = report(cast, milestone, "4.0", "无", at=datetime(2026, 7, 13, 15, 59, tzinfo=UTC))
    accepted = judge(cast, again)
    assert (accepted.state, accepted.remedies, accepted.reports.count()) == ("accepted", 1, 2)


def test_a_remedy_that_never_came_fails() -> None:
    cast = a_cast(remedy_days=7)
    milestone = judge(cast, report(cast, a_milestone(a_running_project(cast)), "3.4", "无"), Judgement.REMEDY)
    failed = judge(cast, milestone, Judgement.FAIL, at=datetime(2026, 7, 14, 2, 0, tzinfo=UTC))
    assert failed.state == "failed"
    assert not failed.payments.exclude(state="planned").exists()


def test_nobody_of_the_team_judges() -> None:
    cast = a_cast()
    milestone = report(cast, a_milestone(a_running_project(cast)), "4.1", "无")
    give_role(user=cast.engineer, role=Role.AUTHORITY, party=cast.authority.grants.get().party, by=SYSTEM, at=REPORTED)
    for judge_of_own in (type(cast.engineer).objects.get(pk=cast.engineer.pk), cast.operator, cast.poster):
        with pytest.raises(NotPermitted):
            judge_milestone(milestone=milestone, verdicts={}, outcome="accept", reason="", by=judge_of_own, at=JUDGED)


def test_a_milestone_is_settled_once() -> None:
    cast = a_cast()
    project = with_first_milestone_accepted(cast)
    with pytest.raises(StepNotOpen):
        judge(cast, Milestone.objects.get(project=project, position=1))
