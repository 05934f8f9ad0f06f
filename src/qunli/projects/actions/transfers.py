"""Transfers: prepared, their price on public notice where the pack asks, concluded or given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.queries.calendar import WorkingCalendar, YearNotPublished
from qunli.core.states import Refused, Words, WrongInput
from qunli.directory.models import Organization
from qunli.directory.queries import is_one_of
from qunli.people.models import User
from qunli.people.permits import require
from qunli.projects.actions.holding import hold_project
from qunli.projects.bridge.terms import term_of
from qunli.projects.models import Outcome, Project, Transfer
from qunli.projects.permits import may_post_transfer, may_transfer
from qunli.projects.queries.teams import is_confidential
from qunli.projects.states import TRANSFER_LIFECYCLE, TransferKind, TransferState
from qunli.publicity.actions import (
    NoticeDraft,
    end_notice,
    post_notice,
    prepare_notice,
    withdraw_notice,
)
from qunli.publicity.states import NoticeState, ObjectionState


@dataclass(frozen=True, slots=True)
class TransferEntry:
    """Who receives an outcome, how, and for what."""

    kind: str
    receiver: Organization
    price: Decimal
    terms_text: str = ""
    price_is_agreed: bool = True


class NoticeMissing(Refused):
    """An agreed price is on public notice for its days before the transfer is concluded."""


class ObjectionUpheld(Refused):
    """An objection to the price was upheld."""


@action(_("Transfer prepared"))
def prepare_transfer(*, outcome: Outcome, entry: TransferEntry, by: User, at: datetime) -> Transfer:
    """Prepare a transfer of an outcome."""
    project = hold_project(outcome.project_id)
    held = lock(Outcome.objects.select_related("owner"), outcome.pk)
    held.project = project
    require(may_transfer(by, held))
    faults = _faults(held, entry)
    if faults:
        raise WrongInput(faults)
    transfer = Transfer.objects.create(
        outcome=held,
        kind=entry.kind,
        receiver=entry.receiver,
        price=entry.price,
        terms_text=entry.terms_text.strip(),
        price_is_agreed=entry.price_is_agreed,
        stated_by=by,
        stated_at=at,
    )
    write_journal(on=transfer, by=by, at=at, now=transfer.state, facts={"outcome": held.number, "price": entry.price})
    return transfer


def _faults(outcome: Outcome, entry: TransferEntry) -> dict[str, Words]:
    faults: dict[str, Words] = {}
    if entry.kind not in TransferKind.values:
        faults["kind"] = _("This is no kind of transfer.")
    if entry.price < 0:
        faults["price"] = _("A price is not negative.")
    itself = is_one_of(entry.receiver.pk, [outcome.owner_id])
    if (entry.kind == TransferKind.SELF_USE) != itself:
        faults["receiver"] = _("Used by its owner means that the owner receives it, and nothing else does.")
    return faults


def asks_for_publicity(transfer: Transfer) -> bool | None:
    """Tell whether the price must be on public notice; None where the pack has no number and a person decides."""
    if not transfer.price_is_agreed or transfer.kind == TransferKind.SELF_USE:
        return False
    return True if term_of(transfer.outcome.project.terms, "price_publicity_days").value is not None else None


@action(_("Public notice of a price prepared"))
def prepare_price_notice(*, transfer: Transfer, contact: str, by: User, at: datetime) -> Transfer:
    """Prepare the notice with name and price; somebody else checks it before it is posted."""
    held = _held(transfer)
    project = held.outcome.project
    require(may_post_transfer(by, project))
    _refuse_unfit_for_notice(held)
    if not contact.strip():
        raise WrongInput({"contact": _("Say whom to turn to.")})
    held.notice = prepare_notice(
        about=held, draft=_notice_draft(held, contact, at), in_name_of=project.authority, by=by, at=at
    )
    held.save(update_fields=["notice"])
    write_journal(on=held, by=by, at=at, facts={"notice": held.notice.number})
    return held


def _refuse_unfit_for_notice(transfer: Transfer) -> None:
    if is_confidential(transfer.outcome.project):
        raise Refused(_("This outcome comes from a confidential need."))
    if asks_for_publicity(transfer) is False:
        raise Refused(_("Only an agreed price goes on public notice."))
    under_way = transfer.notice is not None and transfer.notice.state != NoticeState.WITHDRAWN
    if transfer.state != TransferState.PREPARED or under_way:
        raise Refused(_("There is a notice of this price already."))


def _notice_draft(transfer: Transfer, contact: str, at: datetime) -> NoticeDraft:
    """Word the notice in the language of the site, whoever prepares it."""
    with override(settings.LANGUAGE_CODE):
        return _worded(transfer, contact, at)


def _worded(transfer: Transfer, contact: str, at: datetime) -> NoticeDraft:
    days = term_of(transfer.outcome.project.terms, "price_publicity_days").whole or 1
    head = (str(_("Outcome")), str(_("Owner")), str(_("Way")), str(_("Receiver")), str(_("Price in yuan")))
    row = (
        transfer.outcome.title,
        transfer.outcome.owner.name,
        transfer.get_kind_display(),
        transfer.receiver.name,
        f"{transfer.price:,.2f}",
    )
    return NoticeDraft(
        title=str(_("Agreed price of a transfer: %(outcome)s") % {"outcome": transfer.outcome.title}),
        text=str(_("The price was agreed between the parties. Anybody may object in writing under their real name.")),
        contact=contact.strip(),
        working_days=working_days_covering(timezone.localdate(at), days),
        counts_first_day=True,
        rows=(head, row),
    )


def working_days_covering(first: date, calendar_days: int) -> int:
    """Count the fewest working days, the first day among them, that last at least some calendar days.

    Where the calendar is not published every calendar day is taken for a working day: never too short.
    """
    last, calendar, count = first + timedelta(days=calendar_days - 1), WorkingCalendar(), 1
    try:
        while calendar.after(first, count, counts_first=True) < last:
            count += 1
    except YearNotPublished:
        return calendar_days
    return count


@action(_("Price put on public notice"))
def post_transfer(*, transfer: Transfer, by: User, at: datetime) -> Transfer:
    """Post the checked notice of the price; one that was posted by itself stands as it is."""
    held = _held(transfer)
    require(may_post_transfer(by, held.outcome.project))
    if held.notice is None:
        raise NoticeMissing(_("No notice of this price is prepared."), remedy=_("Prepare it and let it be checked."))
    was, now = take_step(held, lifecycle=TRANSFER_LIFECYCLE, step="post")
    if held.notice.state != NoticeState.RUNNING:
        post_notice(notice=held.notice, by=by, at=at)
    held.save(update_fields=["state"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"notice": held.notice.number})
    return held


@action(_("Transfer concluded"))
def conclude_transfer(*, transfer: Transfer, by: User, at: datetime, reason: str = "") -> Transfer:
    """Conclude a transfer.

    An agreed price has been on public notice to its end, with every objection settled and none upheld. Where the pack
    has no number of days, a person concludes without a notice and says why.
    """
    held = _held(transfer)
    require(may_transfer(by, held.outcome))
    was, now = take_step(held, lifecycle=TRANSFER_LIFECYCLE, step="conclude")
    asked = asks_for_publicity(held)
    if asked or held.notice is not None:
        _require_ended_notice(held, by=by, at=at)
    elif asked is None and not reason.strip():
        raise WrongInput({"reason": _("The pack has no number of days for publicity: say why none is needed.")})
    held.concluded_at = at
    if reason.strip():
        held.terms_text = f"{held.terms_text}\n{reason.strip()}".strip()
    held.save()
    project = held.outcome.project
    tell(
        parties=[held.receiver.party_id, held.outcome.owner.party_id, project.operator_id],
        occasion=f"transfer {held.pk} concluded",
        words=gettext_noop("Transfer %(transfer)s is concluded"),
        params={"transfer": held.number},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"price": held.price})
    return held


def _require_ended_notice(transfer: Transfer, *, by: User, at: datetime) -> None:
    notice = transfer.notice
    if notice is None or notice.state in {NoticeState.PREPARED, NoticeState.WITHDRAWN}:
        raise NoticeMissing(
            _("The agreed price has not been on public notice."), remedy=_("Put it on public notice first.")
        )
    if notice.objections.filter(state=ObjectionState.UPHELD).exists():
        raise ObjectionUpheld(_("An objection to this price was upheld."), remedy=_("Give this transfer up."))
    if notice.state == NoticeState.RUNNING and may_post_transfer(by, transfer.outcome.project):
        end_notice(notice=notice, by=by, at=at)
    elif notice.state == NoticeState.RUNNING:
        raise NoticeMissing(_("The public notice of this price has not ended."), remedy=_("The office ends it."))


@action(_("Transfer given up"))
def give_up_transfer(*, transfer: Transfer, reason: str, by: User, at: datetime) -> Transfer:
    """Give a transfer up; a notice that is prepared or runs is withdrawn by the office."""
    held = _held(transfer)
    project = held.outcome.project
    require(may_transfer(by, held.outcome))
    if not reason.strip():
        raise WrongInput({"reason": _("Give the reason.")})
    was, now = take_step(held, lifecycle=TRANSFER_LIFECYCLE, step="give_up")
    _withdraw_notice(held, project, by=by, at=at)
    held.give_up_reason = reason.strip()
    held.save()
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _withdraw_notice(transfer: Transfer, project: Project, *, by: User, at: datetime) -> None:
    notice = transfer.notice
    if notice is None or notice.state not in {NoticeState.PREPARED, NoticeState.RUNNING}:
        return
    require(may_post_transfer(by, project), _("The office gives it up: its price is on public notice."))
    withdraw_notice(notice=notice, by=by, at=at)


def _held(transfer: Transfer) -> Transfer:
    found = Transfer.objects.values_list("outcome__project", flat=True).get(pk=transfer.pk)
    project = hold_project(found)
    held = lock(Transfer.objects.select_related("outcome__owner", "receiver", "notice"), transfer.pk)
    held.outcome.project = project
    return held
