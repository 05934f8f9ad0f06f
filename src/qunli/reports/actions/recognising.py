"""Publicity, recognition, the re-check every few years, and revocation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, write_journal
from qunli.core.states import Refused, Words, WrongInput
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.engines.notation.dates import last_day_of_years
from qunli.people.models import User
from qunli.people.states import Role
from qunli.publicity.actions import NoticeDraft, post_notice, prepare_notice
from qunli.publicity.models import PublicNotice
from qunli.publicity.states import NoticeState
from qunli.reports.actions.steps import NOT_FIXED, end_of, held_for, move, tell_directory, told_why
from qunli.reports.models import Recognition
from qunli.reports.queries import fixed
from qunli.reports.states import RecognitionState, RevocationGround


class NoticeMissing(Refused):
    """There is no notice to post, one is under way already, or its days are not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionEntry:
    """The document of a recognition, and what the pack leaves open: until when it holds, when reports are due."""

    document_number: str
    recognised_on: date
    valid_to: date | None = None
    report_by: str = ""


@action(_("Publicity of the recognition prepared"))
def prepare_publicity(
    *, recognition: Recognition, contact: str, by: User, at: datetime, working_days: int | None = None
) -> PublicNotice:
    """Prepare the notice for the pack's working days; where it names none, for those that are given."""
    held = held_for(recognition, "prepare", by)
    if held.state != RecognitionState.CHECKED:
        raise NoticeMissing(_("A recognition goes on public notice after the authority's check."))
    if held.notice is not None and held.notice.state in {NoticeState.PREPARED, NoticeState.RUNNING}:
        raise NoticeMissing(_("A notice is under way already."))
    days = fixed(held.pack, "publicity_working_days") or working_days
    faults: dict[str, Words] = {}
    if not contact.strip():
        faults["contact"] = _("Say where objections can be sent.")
    if not days:
        faults["working_days"] = _("The rule pack names no number of days: fix it.")
    if faults:
        raise WrongInput(faults)
    with override(settings.LANGUAGE_CODE):
        draft = NoticeDraft(
            title=gettext("Proposed recognition: %(cluster)s") % {"cluster": held.cluster.name},
            text=gettext(
                "The cluster below is to be recognised by %(pack)s. Whoever objects writes under real name, with "
                "evidence, before the last day."
            )
            % {"pack": held.pack.title},
            rows=[
                [gettext("Cluster"), gettext("List"), gettext("Operator"), gettext("Recommending unit")],
                [held.cluster.name, held.pack.title, held.applicant.name, held.district.name],
            ],
            contact=contact.strip(),
            working_days=int(str(days)),
            counts_first_day=bool(fixed(held.pack, "publicity_counts_first_day")),
        )
    notice = prepare_notice(about=held, draft=draft, in_name_of=held.authority, by=by, at=at)
    held.notice = notice
    held.save(update_fields=["notice"])
    write_journal(on=held, by=by, at=at, facts={"notice": notice.pk, "working_days": draft.working_days})
    return notice


@action(_("Recognition put on public notice"))
def post_recognition(*, recognition: Recognition, by: User, at: datetime) -> Recognition:
    """Post the prepared and checked notice; one that was posted by itself stands as it is."""
    held = held_for(recognition, "post", by)
    if held.notice is None or held.notice.state == NoticeState.WITHDRAWN:
        raise NoticeMissing(_("No notice is prepared."), remedy=_("Prepare the publicity first."))
    if held.notice.state == NoticeState.PREPARED:
        held.notice = post_notice(notice=held.notice, by=by, at=at)
    _stepped(held, "post", "notice", by=by, at=at)
    meet_duties(about=held, key="recognition check", at=at)
    return held


@action(_("Cluster recognised"))
def recognise_cluster(*, recognition: Recognition, entry: RecognitionEntry, by: User, at: datetime) -> Recognition:
    """Recognise after the notice has ended; the yearly report and the re-check become duties."""
    held = held_for(recognition, "recognise", by)
    if held.notice is None or held.notice.state != NoticeState.ENDED:
        raise NoticeMissing(
            _("The public notice has not ended."), remedy=_("End it once its days are over and objections settled.")
        )
    _fix_terms(held, entry)
    _stepped(held, "recognise", *TERMS, by=by, at=at)
    _owe_recheck(held, at=at)
    tell_directory(held, by=by, at=at)
    return held


@action(_("Re-check applied for"))
def ask_recheck(*, recognition: Recognition, plan: str, by: User, at: datetime) -> Recognition:
    """Apply for the re-check, saying how the plan of the past years was met and what the next one is."""
    held = held_for(recognition, "ask_recheck", by)
    if not plan.strip():
        raise WrongInput({"plan": _("Say how the plan was met, and what the next one is.")})
    held.plan = plan.strip()
    _stepped(held, "ask_recheck", "plan", by=by, at=at)
    meet_duties(about=held, key="recognition recheck", at=at)
    return held


@action(_("Re-check passed"))
def pass_recheck(
    *, recognition: Recognition, document_number: str, by: User, at: datetime, valid_to: date | None = None
) -> Recognition:
    """Pass the re-check: the recognition goes on for the pack's years, or to the day that is given."""
    held = held_for(recognition, "pass_recheck", by)
    years = fixed(held.pack, "recheck_adds_years")
    until = _extended(held.valid_to, years) or valid_to
    faults: dict[str, Words] = {}
    if not document_number.strip():
        faults["document_number"] = _("A re-check has the number of its document.")
    if until is None or (held.valid_to is not None and until <= held.valid_to):
        faults["valid_to"] = _("Fix the day to which it goes on, after the present one.")
    if faults:
        raise WrongInput(faults)
    held.valid_to, held.document_number = until, document_number.strip()
    _stepped(held, "pass_recheck", "valid_to", "document_number", by=by, at=at)
    _owe_recheck(held, at=at)
    tell_directory(held, by=by, at=at)
    return held


@action(_("Recognition revoked"))
def revoke_recognition(
    *, recognition: Recognition, ground: RevocationGround | str, reason: str, by: User, at: datetime
) -> Recognition:
    """Revoke on one of the known grounds; nothing is owed any more, and the directory says so."""
    held = held_for(recognition, "revoke", by)
    if ground not in RevocationGround.values:
        raise WrongInput({"ground": _("Choose one of the grounds.")})
    held.ground, held.reason = str(ground), told_why(reason)
    _stepped(held, "revoke", "ground", "reason", by=by, at=at)
    drop_duties(about=held, at=at)
    tell_directory(held, by=by, at=at)
    return held


TERMS = ("document_number", "recognised_on", "valid_to", "report_by")


def _fix_terms(held: Recognition, entry: RecognitionEntry) -> None:
    """Take what the pack fixes; what it leaves open, the authority fixes or leaves open too."""
    faults: dict[str, Words] = {}
    years = fixed(held.pack, "valid_years")
    until = last_day_of_years(entry.recognised_on, years) if isinstance(years, int) else entry.valid_to
    report_by = fixed(held.pack, "yearly_report_by") or entry.report_by
    if not entry.document_number.strip():
        faults["document_number"] = _("A recognition has the number of its document.")
    if until is not None and until <= entry.recognised_on:
        faults["valid_to"] = _("It ends after it begins.")
    if report_by and day_of(str(report_by), entry.recognised_on.year) is None:
        faults["report_by"] = _("Write month and day, such as 04-30.")
    if faults:
        raise WrongInput(faults)
    held.document_number, held.recognised_on = entry.document_number.strip(), entry.recognised_on
    held.valid_to, held.report_by = until, str(report_by or "")


def day_of(written: str, year: int) -> date | None:
    """Return the day of a year that a month and day name; `None` for what is none."""
    try:
        return date.fromisoformat(f"{year}-{written}")
    except ValueError:
        return None


def _extended(valid_to: date | None, years: object) -> date | None:
    """Go on from the last day for so many years."""
    if valid_to is None or not isinstance(years, int):
        return None
    try:
        return valid_to.replace(year=valid_to.year + years)
    except ValueError:  # the 29th of February
        return valid_to.replace(year=valid_to.year + years, day=28)


def _owe_recheck(held: Recognition, *, at: datetime) -> None:
    promise = Promise(
        key="recognition recheck",
        words=gettext_noop("Apply for the re-check of the recognition %(recognition)s before it ends"),
        params={"recognition": held.number},
        due=end_of(held.valid_to),
        undated_because="" if held.valid_to else NOT_FIXED,
        role=Role.OPERATOR,
        escalates_to=held.authority,
    )
    raise_duty(owner=held.applicant, promise=promise, about=held, at=at)


def _stepped(held: Recognition, step: str, *fields: str, by: User, at: datetime) -> Recognition:
    was, now, facts = move(held, step, fields)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return held
