"""The form check: completeness only, one correction, the substance locked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.actions.handing_in import sign_letter
from qunli.calls.actions.proposals import attach_to_proposal, hold, version_of
from qunli.calls.actions.publishing import end_of_business
from qunli.calls.models import FormCheck, Proposal, ProposalVersion
from qunli.calls.permits import may_edit, may_prepare
from qunli.calls.queries import content_of, substance_of, term_number
from qunli.calls.states import PROPOSAL_LIFECYCLE, CallState, FormReason, FormResult, LetterKind, ProposalState
from qunli.core.actions import action, take_step, tell, write_journal
from qunli.core.queries.calendar import WorkingCalendar, working_day_after
from qunli.core.states import Doer, Refused, StepNotOpen, WrongInput
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.people.models import User
from qunli.people.permits import require

if TYPE_CHECKING:
    from django.core.files.base import File

STEPS = {FormResult.ADMITTED: "admit", FormResult.TO_CORRECT: "ask_correction", FormResult.REJECTED: "reject"}


class NoCorrectionLeft(Refused):
    """The pack's number of corrections is used up."""


class CorrectionOverdue(Refused):
    """The working days for the correction are over."""


class SubstanceLocked(Refused):
    """A correction would change more than the form."""


class NotOverdue(Refused):
    """The date of the correction has not passed."""


@action(_("Form checked"))
def check_form(
    *, proposal: Proposal, result: FormResult, reasons: Iterable[FormReason], note: str, by: User, at: datetime
) -> FormCheck:
    """Admit an opened proposal, ask for its correction, or reject it, each reason from the list.

    Raises `NoCorrectionLeft` when the pack allows no further correction.
    """
    held = hold(proposal)
    require(may_prepare(by, held.call))
    result, listed = FormResult(result), [FormReason(reason).value for reason in reasons]
    was, now = take_step(held, lifecycle=PROPOSAL_LIFECYCLE, step=STEPS[result])
    if held.call.state != CallState.OPENED or was != ProposalState.OPENED:
        raise StepNotOpen(record=held.number, state=held.call.get_state_display(), step=_("Check the form"))
    if bool(listed) == (result is FormResult.ADMITTED):
        raise WrongInput({"reasons": _("Name at least one listed reason; a complete proposal has none.")})
    if result is FormResult.TO_CORRECT:
        _ask_correction(held, at=at)
    held.save(update_fields=["state", "correction_due_on"])
    check = FormCheck.objects.create(
        proposal=held, result=result, reasons=listed, note=note.strip(), checked_by=by, checked_at=at
    )
    _tell_result(held, check, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"reasons": listed})
    return check


@action(_("Correction handed in"))
def correct_proposal(
    *,
    proposal: Proposal,
    by: User,
    at: datetime,
    files: Sequence[tuple[str, File[bytes]]] = (),
    letters: Sequence[LetterKind] = (),
) -> ProposalVersion:
    """Hand the correction in, once and on its last day at the latest; returns the version for the receipt.

    Files come as (which required attachment, file). Only files, letters, stamps and consents can differ from what was
    handed in: raises `SubstanceLocked` otherwise.
    """
    held = hold(proposal)
    require(may_edit(by, held))
    was, now = take_step(held, lifecycle=PROPOSAL_LIFECYCLE, step="correct")
    if held.correction_due_on is not None and timezone.localtime(at).date() > held.correction_due_on:
        raise CorrectionOverdue(_("The time for the correction was over on %(day)s.") % {"day": held.correction_due_on})
    for purpose, file in files:
        attach_to_proposal(proposal=held, purpose=purpose, file=file, by=by, at=at)
    for kind in letters:
        sign_letter(proposal=held, kind=kind, by=by, at=at)
    before = held.versions.get(version=held.version)
    if substance_of(content_of(held)) != substance_of(before.content):
        raise SubstanceLocked(_("A correction completes the form; what the proposal says cannot change."))
    held.version += 1
    held.corrections += 1
    held.save(update_fields=["state", "version", "corrections"])
    kept = version_of(held, by=by, at=at, reason="corrected")
    kept.save()
    meet_duties(about=held, key="correct proposal", at=at)
    facts = {"version": kept.version, "fingerprint": kept.fingerprint}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return kept


@action(_("Proposal rejected uncorrected"))
def reject_uncorrected(*, proposal: Proposal, by: Doer, at: datetime) -> Proposal:
    """Reject a proposal whose correction did not come in time, for the reasons it was given. The daily job does it."""
    held = hold(proposal)
    was, now = take_step(held, lifecycle=PROPOSAL_LIFECYCLE, step="reject")
    due = held.correction_due_on
    if was != ProposalState.CORRECTING or due is None or timezone.localtime(at).date() <= due:
        raise NotOverdue(_("The time for the correction is not over."))
    held.save(update_fields=["state"])
    asked = held.form_checks.order_by("-id").first()
    reasons = list(asked.reasons) if asked else [FormReason.ATTACHMENT_MISSING.value]
    check = FormCheck.objects.create(proposal=held, result=FormResult.REJECTED, reasons=reasons, checked_at=at)
    drop_duties(about=held, at=at)
    _tell_result(held, check, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"reasons": reasons})
    return held


@action(_("Last day of a correction fixed"))
def date_correction(*, proposal: Proposal, by: Doer, at: datetime) -> Proposal:
    """Fix the last day of a correction once its year's calendar is published; raises `YearNotPublished`."""
    held = hold(proposal)
    if held.state != ProposalState.CORRECTING or held.correction_due_on is not None:
        raise Refused(_("This correction needs no date."))
    asked = held.form_checks.filter(result=FormResult.TO_CORRECT).latest("id")
    days = term_number(held.call, "correction_working_days") or 1
    held.correction_due_on = WorkingCalendar().after(timezone.localtime(asked.checked_at).date(), days)
    held.save(update_fields=["correction_due_on"])
    write_journal(on=held, by=by, at=at, facts={"correction_due_on": held.correction_due_on})
    return held


def _ask_correction(proposal: Proposal, *, at: datetime) -> None:
    most = term_number(proposal.call, "corrections_max") or 0
    if proposal.corrections >= most:
        raise NoCorrectionLeft(
            _("It has been corrected %(count)s times; this call allows no further correction.")
            % {"count": proposal.corrections},
            remedy=_("Admit or reject it."),
        )
    days = term_number(proposal.call, "correction_working_days") or 1
    start = timezone.localtime(at).date()
    due = working_day_after(start, days)
    proposal.correction_due_on = due
    raise_duty(
        owner=proposal.lead.party,
        promise=Promise(
            key="correct proposal",
            words=gettext_noop("Correct the form of the proposal %(number)s"),
            due=end_of_business(due) if due else None,
            params={"number": proposal.number},
            undated_because="" if due else gettext_noop("The calendar of that year is not published yet."),
            counted_from=start,
            working_days=days,
        ),
        about=proposal,
        at=at,
    )


def _tell_result(proposal: Proposal, check: FormCheck, *, at: datetime) -> None:
    words = {
        FormResult.ADMITTED: gettext_noop("Proposal %(number)s is complete and admitted to review."),
        FormResult.TO_CORRECT: gettext_noop(
            "Proposal %(number)s is to be corrected; its page says what and until when."
        ),
        FormResult.REJECTED: gettext_noop("Proposal %(number)s was rejected for its form; its page says why."),
    }
    tell(
        parties=[proposal.lead.party_id],
        occasion=f"form check {check.pk}",
        words=words[FormResult(check.result)],
        params={"number": proposal.number},
        about=proposal,
        at=at,
    )
