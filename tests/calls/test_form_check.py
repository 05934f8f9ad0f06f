"""The form check: listed reasons, one correction, the substance locked."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from making.calls import CHINA, OPENING, a_file, an_opened_call, refresh
from qunli.calls.actions import (
    CorrectionOverdue,
    NoCorrectionLeft,
    NotOverdue,
    SubstanceLocked,
    change_proposal,
    check_form,
    correct_proposal,
    reject_uncorrected,
    stamp_proposal,
)
from qunli.calls.models import Proposal
from qunli.calls.queries import files_of
from qunli.calls.states import FormReason, FormResult, LetterKind, ProposalState, StampKind
from qunli.calls.tasks import reject_all_uncorrected
from qunli.core.states import SYSTEM, NotPermitted, StepNotOpen, WrongInput
from qunli.duties.models import Duty

pytestmark = pytest.mark.django_db

MISSING = [FormReason.ATTACHMENT_MISSING]


def ask(made: object, result: FormResult = FormResult.TO_CORRECT) -> Proposal:
    made_proposal: Proposal = made.proposals[0]  # type: ignore[attr-defined]  # a Made
    operator = made.office.operator  # type: ignore[attr-defined]  # as above
    check_form(proposal=made_proposal, result=result, reasons=MISSING, note="缺盖章页", by=operator, at=OPENING)
    made_proposal.refresh_from_db()
    return made_proposal


def test_a_correction_is_due_after_the_working_days_of_the_pack() -> None:
    proposal = ask(an_opened_call())
    assert (proposal.state, proposal.correction_due_on) == (ProposalState.CORRECTING, date(2026, 4, 20))
    duty = Duty.objects.get(key="correct proposal")
    assert duty.due_at == datetime(2026, 4, 20, 17, 0, tzinfo=CHINA)


def test_a_rejection_names_a_listed_reason_and_an_admission_none() -> None:
    made = an_opened_call()
    for result, reasons in ((FormResult.REJECTED, []), (FormResult.ADMITTED, MISSING)):
        with pytest.raises(WrongInput):
            check_form(
                proposal=made.proposals[0],
                result=result,
                reasons=reasons,
                note="",
                by=made.office.operator,
                at=OPENING,
            )


def test_the_team_corrects_once_with_files_letters_and_stamps_and_nothing_else() -> None:
    made = an_opened_call()
    proposal, team = ask(made), made.teams[0]
    with pytest.raises(StepNotOpen):
        change_proposal(proposal=proposal, changes={"approach": "改"}, by=team.editor, at=OPENING)
    stamp_proposal(proposal=proposal, kind=StampKind.OWN_UNIT, by=team.administrator, at=OPENING)
    version = correct_proposal(
        proposal=proposal,
        files=[("a1", a_file("补正.txt"))],
        letters=[LetterKind.LEADER],
        by=team.editor,
        at=OPENING + timedelta(days=7),
    )
    refresh(made.proposals)
    assert (proposal.state, proposal.corrections, proposal.version) == (ProposalState.OPENED, 1, version.version)
    assert files_of(proposal).count() == 2
    assert proposal.stamps.filter(version=version.version).count() == 1
    with pytest.raises(NoCorrectionLeft):
        ask(made)


def test_a_correction_that_would_change_the_substance_is_refused() -> None:
    made = an_opened_call()
    proposal = ask(made)
    Proposal.objects.filter(pk=proposal.pk).update(approach="悄悄改动")
    with pytest.raises(SubstanceLocked):
        correct_proposal(proposal=proposal, by=made.teams[0].editor, at=OPENING)


def test_a_correction_comes_on_its_last_day_at_the_latest() -> None:
    made = an_opened_call()
    proposal = ask(made)
    late = datetime(2026, 4, 21, 0, 0, tzinfo=CHINA)
    with pytest.raises(CorrectionOverdue):
        correct_proposal(proposal=proposal, by=made.teams[0].editor, at=late)
    correct_proposal(proposal=proposal, by=made.teams[0].editor, at=late - timedelta(seconds=1))


def test_the_daily_job_rejects_what_was_not_corrected_for_the_reasons_given() -> None:
    made = an_opened_call(teams=2)
    proposal = ask(made)
    with pytest.raises(NotOverdue):
        reject_uncorrected(proposal=proposal, by=SYSTEM, at=OPENING + timedelta(days=7))
    with time_machine.travel(OPENING + timedelta(days=8), tick=False):
        reject_all_uncorrected(0)
    refresh(made.proposals)
    assert [one.state for one in made.proposals] == [ProposalState.REJECTED, ProposalState.OPENED]
    check = proposal.form_checks.order_by("-id")[0]
    assert (check.reasons, check.checked_by) == (MISSING, None)


def test_only_who_prepares_the_call_checks_the_form() -> None:
    made = an_opened_call()
    for stranger in (made.office.authority, made.office.auditor, made.teams[0].editor):
        with pytest.raises(NotPermitted):
            check_form(
                proposal=made.proposals[0],
                result=FormResult.ADMITTED,
                reasons=(),
                note="",
                by=stranger,
                at=OPENING,
            )
