"""Collection notices: written, sent out to the members, closed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Words, WrongInput
from qunli.directory.models import Cluster, Organization
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.duties.queries import duties_about
from qunli.needs.models import CollectionNotice
from qunli.needs.permits import may_answer_collection, may_prepare
from qunli.needs.queries import members_of
from qunli.needs.states import COLLECTION_LIFECYCLE, CollectionState
from qunli.people.models import User
from qunli.people.permits import require

if TYPE_CHECKING:
    from django.db.models import QuerySet


@action(_("Collection notice written"))
def draft_collection(
    *, cluster: Cluster, title: str, text: str, closes_at: datetime, by: User, at: datetime
) -> CollectionNotice:
    """Write a notice that invites members to state their needs; nobody is told yet."""
    require(may_prepare(by, cluster))
    _require_sound(title, text, closes_at, at)
    notice = CollectionNotice.objects.create(
        cluster=cluster, title=title.strip(), text=text.strip(), closes_at=closes_at, stated_by=by, stated_at=at
    )
    write_journal(on=notice, by=by, at=at, now=notice.state)
    return notice


@action(_("Collection notice changed"))
def change_collection(
    *, collection: CollectionNotice, title: str, text: str, closes_at: datetime, by: User, at: datetime
) -> CollectionNotice:
    """Change a notice; once it is sent out only its closing time, which moves the members' duties."""
    held = lock(_rows(), collection.pk)
    require(may_prepare(by, held.cluster))
    _require_sound(title, text, closes_at, at)
    if held.state == CollectionState.DRAFT:
        held.title, held.text = title.strip(), text.strip()
    elif (title.strip(), text.strip()) != (held.title, held.text):
        raise WrongInput({"text": _("The notice has been sent out: only its closing time can be changed.")})
    held.closes_at = closes_at
    held.save(update_fields=["title", "text", "closes_at"])
    write_journal(on=held, by=by, at=at, facts={"closes_at": closes_at})
    if held.state == CollectionState.OPEN:
        _ask_members(held, at, only_open=True)
    return held


@action(_("Collection notice sent out"))
def open_collection(*, collection: CollectionNotice, by: User, at: datetime) -> CollectionNotice:
    """Send the notice out: every member of the cluster is told and has a duty to answer by the closing time."""
    held = lock(_rows(), collection.pk)
    require(may_prepare(by, held.cluster))
    was, now = take_step(held, lifecycle=COLLECTION_LIFECYCLE, step="open")
    _require_sound(held.title, held.text, held.closes_at, at)
    held.opened_at = at
    held.save(update_fields=["state", "opened_at"])
    asked = _ask_members(held, at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"asked": asked})
    return held


@action(_("Collection answered: nothing to state"))
def answer_with_nothing(
    *, collection: CollectionNotice, organization: Organization, by: User, at: datetime
) -> CollectionNotice:
    """Say that an organization has no need to state; its duty is met, and it may still change its mind."""
    held = lock(_rows(), collection.pk)
    require(may_answer_collection(by, held, organization))
    meet_duties(about=held, key="answer_collection", owner=organization.party, at=at)
    write_journal(on=held, by=by, at=at, facts={"organization": organization.pk})
    return held


@action(_("Collection notice closed"))
def close_collection(*, collection: CollectionNotice, by: User, at: datetime) -> CollectionNotice:
    """Close the notice; who has not answered owes nothing any more."""
    held = lock(_rows(), collection.pk)
    require(may_prepare(by, held.cluster))
    was, now = take_step(held, lifecycle=COLLECTION_LIFECYCLE, step="close")
    held.save(update_fields=["state"])
    dropped = drop_duties(about=held, key="answer_collection", at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"unanswered": dropped})
    return held


@action(_("Collection notice opened again"))
def reopen_collection(*, collection: CollectionNotice, closes_at: datetime, by: User, at: datetime) -> CollectionNotice:
    """Undo the closing, with a new closing time; members are asked again."""
    held = lock(_rows(), collection.pk)
    require(may_prepare(by, held.cluster))
    _require_sound(held.title, held.text, closes_at, at)
    was, now = take_step(held, lifecycle=COLLECTION_LIFECYCLE, step="reopen")
    held.closes_at = closes_at
    held.save(update_fields=["state", "closes_at"])
    asked = _ask_members(held, at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"closes_at": closes_at, "asked": asked})
    return held


def _rows() -> QuerySet[CollectionNotice]:
    return CollectionNotice.objects.select_related("cluster")


def _require_sound(title: str, text: str, closes_at: datetime, at: datetime) -> None:
    faults: dict[str, Words] = {}
    if not title.strip():
        faults["title"] = _("Give the notice a title.")
    if not text.strip():
        faults["text"] = _("Say what is asked for.")
    if closes_at <= at:
        faults["closes_at"] = _("The closing time has passed already.")
    if faults:
        raise WrongInput(faults)


def _ask_members(notice: CollectionNotice, at: datetime, *, only_open: bool = False) -> int:
    """Raise the members' duties, which tells them; or only move those that are open."""
    members = members_of(notice.cluster, at)
    answered = notice.needs.exclude(submitted_at=None).values("organization")
    members = members.exclude(pk__in=answered)
    if only_open:
        members = members.filter(party__in=_owing(notice))
    promise = Promise(
        key="answer_collection",
        words=gettext_noop("State your technical needs: %(title)s"),
        due=notice.closes_at,
        params={"title": notice.title},
    )
    asked = list(members)
    for member in asked:
        raise_duty(owner=member.party, promise=promise, about=notice, at=at)
    return len(asked)


def _owing(notice: CollectionNotice) -> list[int]:
    return [duty.owner_id for duty in duties_about(notice.ref).filter(key="answer_collection")]
