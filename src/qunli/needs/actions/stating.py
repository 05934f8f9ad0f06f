"""What an organization does with its need: state, change, attach, send, take back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, attach_file, lock, remove_attachment, take_step, write_journal
from qunli.core.models import Attachment
from qunli.core.states import Refused
from qunli.directory.models import Cluster, Organization
from qunli.duties.actions import drop_duties, meet_duties
from qunli.needs.actions.asking import ask_for_recommendation, ask_for_screening
from qunli.needs.actions.entries import NeedEntry, require_complete, require_sound, write_entry, write_indicators
from qunli.needs.models import CollectionNotice, Need
from qunli.needs.permits import may_change_need, may_state_need, owns_need
from qunli.needs.queries import members_of, need_rows
from qunli.needs.states import NEED_LIFECYCLE, CollectionState, NeedState
from qunli.people.models import User
from qunli.people.permits import require

if TYPE_CHECKING:
    from django.core.files.base import File


class ChangedMeanwhile(Refused):
    """Somebody else changed the need after it was read."""

    def __init__(self, need: Need) -> None:
        super().__init__(
            _("Somebody changed %(need)s while you were writing; yours is not saved.") % {"need": need.number},
            remedy=_("Open the need in another tab, compare, and save here again if yours should hold."),
        )
        self.version = need.version


class NotAMember(Refused):
    """The organization does not belong to the cluster."""


class CollectionClosed(Refused):
    """The notice takes no more needs."""


@action(_("Need stated"))
def state_need(
    *,
    cluster: Cluster,
    organization: Organization,
    entry: NeedEntry,
    by: User,
    at: datetime,
    collection: CollectionNotice | None = None,
) -> Need:
    """Write a need down as a draft that only its organization sees."""
    require(may_state_need(by, organization))
    if not members_of(cluster, at).filter(pk=organization.pk).exists():
        raise NotAMember(_("This organization is not a member of the cluster."))
    need = Need(cluster=cluster, organization=organization, collection=collection, stated_by=by, stated_at=at)
    require_sound(need, entry)
    write_entry(need, entry)
    need.save()
    write_indicators(need, entry.indicators)
    write_journal(on=need, by=by, at=at, now=need.state)
    return need


@action(_("Need changed"))
def change_need(*, need: Need, entry: NeedEntry, version: int, by: User, at: datetime) -> Need:
    """Change a draft or a returned need, as somebody read it in `version`.

    Raises `ChangedMeanwhile` when another person saved in between.
    """
    held = lock(need_rows(), need.pk)
    require(may_change_need(by, held))
    if held.version != version:
        raise ChangedMeanwhile(held)
    require_sound(held, entry)
    changed = write_entry(held, entry) + write_indicators(held, entry.indicators)
    held.version += 1
    held.save()
    write_journal(on=held, by=by, at=at, facts={"version": held.version, "changed": changed})
    return held


@action(_("File attached to the need"))
def attach_to_need(*, need: Need, file: File[bytes], confidential: bool, by: User, at: datetime) -> Attachment:
    """Attach a file; a confidential one is opened by the entitled only, even where the need is not confidential."""
    held = lock(need_rows(), need.pk)
    require(may_change_need(by, held))
    return attach_file(to=held, file=file, by=by, at=at, purpose="need", confidential=confidential)


@action(_("File removed from the need"))
def remove_from_need(*, need: Need, attachment: Attachment, by: User, at: datetime) -> Attachment:
    """Take a file out of sight."""
    held = lock(need_rows(), need.pk)
    require(may_change_need(by, held) and attachment.about == held.ref)
    return remove_attachment(attachment=attachment, by=by, at=at)


@action(_("Need submitted"))
def submit_need(*, need: Need, by: User, at: datetime) -> Need:
    """Send a complete need to the operator, and to the unit asked to recommend it; each then has a duty.

    Raises `WrongInput` with all that is missing.
    """
    held = lock(need_rows(), need.pk)
    require(owns_need(by, held))
    was, now = take_step(held, lifecycle=NEED_LIFECYCLE, step="submit")
    require_complete(held, timezone.localdate(at))
    _require_open(held.collection, was, at)
    held.submitted_at, held.return_reason, held.settled_at = at, "", None
    held.version += 1
    held.save()
    write_journal(on=held, by=by, at=at, was=was, now=now)
    meet_duties(about=held, key="correct_need", at=at)
    ask_for_screening(held, at=at)
    ask_for_recommendation(held, at=at)
    if held.collection:
        meet_duties(about=held.collection, key="answer_collection", owner=held.organization.party, at=at)
    return held


@action(_("Need taken back"))
def take_back_need(*, need: Need, by: User, at: datetime) -> Need:
    """Make a submitted need a draft again, as long as nobody has decided on it."""
    held = lock(need_rows(), need.pk)
    require(owns_need(by, held))
    was, now = take_step(held, lifecycle=NEED_LIFECYCLE, step="take_back")
    held.submitted_at = held.recommended_by = held.recommended_at = None
    held.version += 1
    held.save()
    drop_duties(about=held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _require_open(notice: CollectionNotice | None, was: str, at: datetime) -> None:
    """A need that came back may be sent again after the notice has closed; a new one may not."""
    if notice is None or was != NeedState.DRAFT:
        return
    if notice.state != CollectionState.OPEN or notice.closes_at < at:
        raise CollectionClosed(
            _("“%(notice)s” is closed.") % {"notice": notice.title},
            remedy=_("State the need outside of a collection notice, or ask the operator."),
        )
