"""Reporting and judging milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, attach_file, lock, take_step, tell, write_journal
from qunli.core.states import Refused, Words, WrongInput
from qunli.duties.actions import meet_duties
from qunli.engines.notation.unreadable import Unreadable
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.projects.actions.falling_due import _let_fall_due
from qunli.projects.actions.holding import hold_project, owe, require_running
from qunli.projects.bridge.measures import is_judged_by_person, is_met, number_of
from qunli.projects.bridge.terms import term_of
from qunli.projects.models import Lane, Milestone, MilestoneIndicator, MilestoneReport, Project
from qunli.projects.permits import may_judge, may_report
from qunli.projects.states import MILESTONE_LIFECYCLE, Judgement, LaneState, MilestoneState

if TYPE_CHECKING:
    from django.core.files.base import File

STEPS = {Judgement.ACCEPT: "accept", Judgement.REMEDY: "ask_remedy", Judgement.FAIL: "fail"}


class RemedyOver(Refused):
    """The window for a remedy has closed."""


class IndicatorsUnmet(Refused):
    """A milestone is accepted only when every indicator is met."""

    def __init__(self, count: int) -> None:
        super().__init__(
            _("Indicators not met: %(count)s.") % {"count": count},
            remedy=_("Ask for a remedy, fail the milestone, or grant a change of the task book."),
        )
        self.count = count


@action(_("Milestone reported"))
def report_milestone(  # noqa: PLR0913 - what a report consists of
    *,
    milestone: Milestone,
    text: str,
    measured: Mapping[int, str],
    spent: Decimal,
    files: Sequence[File[bytes]],
    by: User,
    at: datetime,
) -> MilestoneReport:
    """Report a milestone with a measured value for each indicator, by its key, and evidence.

    Raises `WrongInput` with every fault: an indicator without a value, or one that is no number where its target is.
    """
    held = _held(milestone)
    project = held.project
    require(may_report(by, project))
    require_running(project)
    _refuse_after_window(held, at)
    indicators = list(held.indicators.order_by("position", "id"))
    faults = _report_faults(text, measured, spent, indicators)
    if faults:
        raise WrongInput(faults)
    was, now = take_step(held, lifecycle=MILESTONE_LIFECYCLE, step="report")
    held.save(update_fields=["state"])
    report = MilestoneReport.objects.create(
        milestone=held,
        round=held.reports.count() + 1,
        text=text.strip(),
        measured={str(row.pk): measured[row.pk].strip() for row in indicators},
        spent=spent,
        reported_by=by,
        reported_at=at,
    )
    for file in files:
        attach_file(to=report, file=file, by=by, at=at, purpose="evidence")
    _measure(indicators, measured)
    meet_duties(about=held, key="report milestone", at=at)
    _owe_judging(held, at=at)
    facts = {"report": report.pk, "round": report.round, "files": len(files)}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return report


def _held(milestone: Milestone) -> Milestone:
    project = hold_project(milestone.project_id)
    held = lock(Milestone.objects.all(), milestone.pk)
    held.project = project
    return held


def _refuse_after_window(milestone: Milestone, at: datetime) -> None:
    until = milestone.remedy_until
    if milestone.state == MilestoneState.REMEDY and until is not None and timezone.localdate(at) > until:
        raise RemedyOver(
            _("The remedy was due by %(day)s.") % {"day": until.isoformat()},
            remedy=_("The authority settles the milestone now."),
        )


def _report_faults(
    text: str, measured: Mapping[int, str], spent: Decimal, indicators: Sequence[MilestoneIndicator]
) -> dict[str, Words]:
    faults: dict[str, Words] = {}
    if not text.strip():
        faults["text"] = _("Say what was done.")
    if spent < 0:
        faults["spent"] = _("Spending is not negative.")
    for row in indicators:
        value = measured.get(row.pk, "").strip()
        if not value:
            faults[f"measured_{row.pk}"] = _("Give the measured value.")
        elif not is_judged_by_person(row.comparator, row.target, row.unit) and not _is_number(value, row.unit):
            faults[f"measured_{row.pk}"] = _("A number in %(unit)s is expected.") % {
                "unit": row.unit or _("the unit of the target")
            }
    return faults


def _is_number(value: str, unit: str) -> bool:
    try:
        number_of(value, unit)
    except Unreadable:
        return False
    return True


def _measure(indicators: Sequence[MilestoneIndicator], measured: Mapping[int, str]) -> None:
    """Keep the values and what the numbers say; described targets wait for a person."""
    for row in indicators:
        row.measured = measured[row.pk].strip()[:100]
        row.is_met = is_met(row.comparator, row.measured, row.target, row.unit)
    MilestoneIndicator.objects.bulk_update(indicators, ["measured", "is_met"])


def _owe_judging(milestone: Milestone, *, at: datetime) -> None:
    project = milestone.project
    params: dict[str, str | int] = {"position": milestone.position, "project": project.number}
    if not Lane.objects.filter(project=project, state=LaneState.RUNNING).exists():  # there the gate decides for all
        owe(
            owner=project.authority,
            about=milestone,
            key="judge milestone",
            words=gettext_noop("Judge milestone %(position)s of %(project)s"),
            params=params,
            at=at,
            role=Role.AUTHORITY,
        )
    tell(
        parties=[project.operator_id, project.poster.party_id],
        occasion=f"milestone {milestone.pk} reported {at.isoformat()}",
        words=gettext_noop("Milestone %(position)s of %(project)s was reported"),
        params=params,
        about=milestone,
        at=at,
    )


@action(_("Milestone judged"))
def judge_milestone(  # noqa: PLR0913 - what a judgement consists of
    *,
    milestone: Milestone,
    verdicts: Mapping[int, bool],
    outcome: str,
    reason: str,
    by: User,
    at: datetime,
    remedy_until: date | None = None,
) -> Milestone:
    """Accept a report, ask for a remedy or fail it.

    Numbers judge themselves; `verdicts` answers, by key, the indicators that a person judges. A remedy's window is the
    pack's number of days; where the pack has none, whoever judges names its last day. A milestone to be remedied can
    be failed once its window is over.
    """
    held = _held(milestone)
    project = held.project
    require(may_judge(by, project), _("The authority judges, by somebody who is not in the team."))
    require_running(project)
    _refuse_at_gate(project)
    judged = Judgement(outcome)
    if judged != Judgement.ACCEPT and not reason.strip():
        raise WrongInput({"reason": _("Give the reason.")})
    _refuse_own_report(held, by)
    _refuse_early_failure(held, judged, at)
    unmet = _judge_indicators(held, verdicts, needs_all=judged == Judgement.ACCEPT)
    if judged == Judgement.ACCEPT and unmet:
        raise IndicatorsUnmet(unmet)
    was, now = take_step(held, lifecycle=MILESTONE_LIFECYCLE, step=STEPS[judged])
    held.settle_reason = reason.strip()
    if judged == Judgement.REMEDY:
        held.remedy_until = _window(project, remedy_until, at)
        held.remedies += 1
    else:
        held.settled_by, held.settled_at = by, at
    held.save()
    meet_duties(about=held, key="judge milestone", at=at)
    meet_duties(about=held, key="report milestone", at=at)
    _follow(held, judged, by=by, at=at)
    facts = {"outcome": judged.value, "unmet": unmet, "remedy_until": held.remedy_until}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return held


def _refuse_at_gate(project: Project) -> None:
    if Lane.objects.filter(project=project, state__in=[LaneState.RUNNING, LaneState.OUT]).exists():
        raise Refused(
            _("%(project)s is in a race: the gate decides for all teams.") % {"project": project.number},
            remedy=_("See the page of the race."),
        )


def _refuse_own_report(milestone: Milestone, by: User) -> None:
    last = milestone.reports.order_by("-round").first()
    if last is not None and last.reported_by_id == by.pk:
        raise Refused(_("Nobody judges their own report."))


def _refuse_early_failure(milestone: Milestone, judged: Judgement, at: datetime) -> None:
    until = milestone.remedy_until
    in_window = milestone.state == MilestoneState.REMEDY and until is not None and timezone.localdate(at) <= until
    if judged == Judgement.FAIL and in_window and until is not None:
        raise Refused(_("The remedy's window runs to %(day)s.") % {"day": until.isoformat()})


def _judge_indicators(milestone: Milestone, verdicts: Mapping[int, bool], *, needs_all: bool) -> int:
    """Write the person's verdicts down; return how many indicators are not met."""
    faults: dict[str, Words] = {}
    rows = list(milestone.indicators.order_by("position", "id"))
    for row in rows:
        by_number = is_met(row.comparator, row.measured, row.target, row.unit)
        verdict = verdicts.get(row.pk)
        if by_number is not None:
            row.is_met = by_number
            if verdict is not None and verdict != by_number:
                faults[f"verdict_{row.pk}"] = _("The number says otherwise.")
        elif verdict is not None and row.measured:
            row.is_met = verdict
        elif needs_all:
            faults[f"verdict_{row.pk}"] = _("Say whether this is met.")
    if faults:
        raise WrongInput(faults)
    MilestoneIndicator.objects.bulk_update(rows, ["is_met"])
    return sum(row.is_met is not True for row in rows)


def _window(project: Project, named: date | None, at: datetime) -> date:
    """The last day of a remedy: the pack's, or the day named where the pack has no number."""
    today = timezone.localdate(at)
    days = term_of(project.terms, "remedy_days").whole
    if days is not None:
        return today + timedelta(days=days)
    if named is None:
        raise WrongInput({"remedy_until": _("The rule pack gives no number of days: name the last day.")})
    if named <= today:
        raise WrongInput({"remedy_until": _("The last day lies in the future.")})
    return named


def _follow(milestone: Milestone, judged: Judgement, *, by: User, at: datetime) -> None:
    """Do and tell what a judgement brings."""
    project = milestone.project
    params: dict[str, str | int] = {"position": milestone.position, "project": project.number}
    told = {
        Judgement.ACCEPT: gettext_noop("Milestone %(position)s of %(project)s was accepted"),
        Judgement.REMEDY: gettext_noop("Milestone %(position)s of %(project)s is to be remedied"),
        Judgement.FAIL: gettext_noop("Milestone %(position)s of %(project)s failed"),
    }
    if judged == Judgement.ACCEPT:
        _let_fall_due(project, milestone.payments.all(), by=by, at=at)
    elif judged == Judgement.REMEDY:
        words = gettext_noop("Remedy milestone %(position)s of %(project)s and report again")
        owe(
            owner=project.lead.party,
            about=milestone,
            key="report milestone",
            words=words,
            params=params,
            at=at,
            due=milestone.remedy_until,
            climbs_to=project.operator,
        )
    else:
        owe(
            owner=project.authority,
            about=project,
            key="decide after failure",
            words=gettext_noop("Decide how %(project)s goes on: milestone %(position)s failed"),
            params=params,
            at=at,
            role=Role.AUTHORITY,
        )
    tell(
        parties=[project.lead.party_id, project.poster.party_id, project.operator_id],
        occasion=f"milestone {milestone.pk} {judged.value} {at.isoformat()}",
        words=told[judged],
        params=params,
        about=milestone,
        at=at,
    )
    _owe_acceptance(project, at=at)


def _owe_acceptance(project: Project, *, at: datetime) -> None:
    """Once every milestone is settled the poster owes its opinion and the authority the acceptance."""
    unsettled = [MilestoneState.PLANNED, MilestoneState.REPORTED, MilestoneState.REMEDY]
    if project.milestones.filter(state__in=unsettled).exists():
        return
    params: dict[str, str | int] = {"project": project.number}
    if not project.users_opinion:
        owe(
            owner=project.poster.party,
            about=project,
            key="give user's opinion",
            words=gettext_noop("Give the user's opinion on %(project)s"),
            params=params,
            at=at,
        )
    owe(
        owner=project.authority,
        about=project,
        key="accept project",
        words=gettext_noop("Decide on the final acceptance of %(project)s"),
        params=params,
        at=at,
        role=Role.AUTHORITY,
    )
