"""What recommending unit and operator do with a need: recommend, return, accept, merge, and undo each of these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Refused, WrongInput
from qunli.duties.actions import drop_duties, meet_duties
from qunli.needs.actions.asking import ask_for_correction, ask_for_recommendation, ask_for_screening
from qunli.needs.models import ListItem, Need
from qunli.needs.permits import may_recommend_need, may_screen_need
from qunli.needs.queries import need_rows
from qunli.needs.states import NEED_LIFECYCLE, NeedState
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.queries import standing_of
from qunli.people.states import Role


class OnTheList(Refused):
    """The need has an item on the key-technology list."""

    def __init__(self, need: Need) -> None:
        super().__init__(
            _("%(need)s is on the key-technology list.") % {"need": need.number},
            remedy=_("Take it off the list first, as long as it is not posted."),
        )


class CannotMerge(Refused):
    """These needs cannot become one."""


class AlreadyRecommended(Refused):
    """A unit has recommended the need."""


@action(_("Need recommended"))
def recommend_need(*, need: Need, by: User, at: datetime) -> Need:
    """Recommend a submitted need in the name of the unit that was asked, or of one's own where none was."""
    held = lock(need_rows(), need.pk)
    if held.recommended_by_id is not None:
        raise AlreadyRecommended(_("%(need)s is recommended already.") % {"need": held.number})
    require(may_recommend_need(by, held))
    held.recommended_by_id = held.recommending_unit_id or min(standing_of(by).parties(Role.RECOMMENDING_UNIT))
    held.recommended_at = at
    held.save(update_fields=["recommended_by", "recommended_at"])
    write_journal(on=held, by=by, at=at, facts={"unit": held.recommended_by_id})
    meet_duties(about=held, key="recommend_need", at=at)
    words = gettext_noop("Need %(number)s is recommended")
    _tell(held, [held.organization.party_id, held.cluster.operator_id], "recommended", words, at)
    return held


@action(_("Need returned"))
def return_need(*, need: Need, reason: str, by: User, at: datetime) -> Need:
    """Give a need back to its organization with the reason; the organization then has a duty to correct it."""
    held = lock(need_rows(), need.pk)
    require(may_screen_need(by, held))
    if not reason.strip():
        raise WrongInput({"reason": _("Say why the need is returned and what would make it fit.")})
    was, now = take_step(held, lifecycle=NEED_LIFECYCLE, step="return")
    held.return_reason, held.settled_at = reason.strip(), at
    _save_step(held, "return_reason", "settled_at")
    write_journal(on=held, by=by, at=at, was=was, now=now)
    _end_screening(held, at)
    ask_for_correction(held, at=at)
    return held


@action(_("Need accepted"))
def accept_need(*, need: Need, by: User, at: datetime) -> Need:
    """Accept a need: it can now be put on the key-technology list."""
    held = lock(need_rows(), need.pk)
    require(may_screen_need(by, held))
    was, now = take_step(held, lifecycle=NEED_LIFECYCLE, step="accept")
    held.settled_at = at
    _save_step(held, "settled_at")
    write_journal(on=held, by=by, at=at, was=was, now=now)
    _end_screening(held, at)
    _tell(held, [held.organization.party_id], "accepted", gettext_noop("Need %(number)s is accepted"), at)
    return held


@action(_("Need screened again"))
def reconsider_need(*, need: Need, by: User, at: datetime) -> Need:
    """Undo an acceptance or a return, as long as nothing stands on it; the need is screened again."""
    held = lock(need_rows(), need.pk)
    require(may_screen_need(by, held))
    _require_off_the_list([held])
    was, now = take_step(held, lifecycle=NEED_LIFECYCLE, step="reconsider")
    held.settled_at, held.return_reason = None, ""
    _save_step(held, "settled_at", "return_reason")
    write_journal(on=held, by=by, at=at, was=was, now=now)
    drop_duties(about=held, key="correct_need", at=at)
    ask_for_screening(held, at=at)
    ask_for_recommendation(held, at=at)
    words = gettext_noop("Need %(number)s is being screened again")
    _tell(held, [held.organization.party_id], "reconsidered", words, at)
    return held


@action(_("Needs merged"))
def merge_needs(*, into: Need, needs: Sequence[Need], by: User, at: datetime, reason: str = "") -> Need:
    """Merge needs into another of the same cluster; each keeps its text and can be taken apart again.

    Raises `CannotMerge` when the one that stays is not open, or one that goes has needs of its own or is on the list.
    """
    locked = _locked([into, *needs])
    kept = locked.pop(into.pk)
    require(may_screen_need(by, kept))
    _require_mergeable(kept, locked)
    for gone in locked.values():
        was, now = take_step(gone, lifecycle=NEED_LIFECYCLE, step="merge")
        gone.merged_into, gone.merge_reason, gone.settled_at = kept, reason.strip(), at
        _save_step(gone, "merged_into", "merge_reason", "settled_at")
        write_journal(on=gone, by=by, at=at, was=was, now=now, facts={"into": kept.number})
        _end_screening(gone, at)
        words = gettext_noop("Need %(number)s is merged into %(into)s")
        _tell(gone, [gone.organization.party_id], "merged", words, at, into=kept.number)
    write_journal(on=kept, by=by, at=at, facts={"merged": [gone.number for gone in locked.values()]})
    return kept


@action(_("Merged need taken apart"))
def part_need(*, need: Need, by: User, at: datetime) -> Need:
    """Undo a merge: the need stands for itself again and is screened."""
    held = lock(need_rows(), need.pk)
    require(may_screen_need(by, held))
    was, now = take_step(held, lifecycle=NEED_LIFECYCLE, step="part")
    held.merged_into, held.merge_reason, held.settled_at = None, "", None
    _save_step(held, "merged_into", "merge_reason", "settled_at")
    write_journal(on=held, by=by, at=at, was=was, now=now)
    ask_for_screening(held, at=at)
    words = gettext_noop("Need %(number)s stands for itself again")
    _tell(held, [held.organization.party_id], "parted", words, at)
    return held


def _locked(needs: Sequence[Need]) -> dict[int, Need]:
    """Hold several needs, in the order of their keys so that two who merge cannot block each other for ever."""
    wanted = sorted({need.pk for need in needs})
    return {need.pk: need for need in need_rows().select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")}


def _require_mergeable(kept: Need, others: dict[int, Need]) -> None:
    if not others:
        raise CannotMerge(_("Choose at least one other need to merge."))
    if kept.state not in {NeedState.SUBMITTED, NeedState.ACCEPTED}:
        raise CannotMerge(_("%(need)s takes no other needs in: it is not open.") % {"need": kept.number})
    for gone in others.values():
        if gone.cluster_id != kept.cluster_id:
            raise CannotMerge(_("%(need)s belongs to another cluster.") % {"need": gone.number})
        if gone.merged_needs.exists():
            raise CannotMerge(
                _("Other needs are merged into %(need)s.") % {"need": gone.number},
                remedy=_("Take them apart first, or merge the other way round."),
            )
    _require_off_the_list(list(others.values()))


def _require_off_the_list(needs: Sequence[Need]) -> None:
    listed = ListItem.objects.filter(need__in=needs).select_related("need").first()
    if listed is not None:
        raise OnTheList(listed.need)


def _save_step(need: Need, *columns: str) -> None:
    need.version += 1
    need.save(update_fields=["state", "version", *columns])


def _end_screening(need: Need, at: datetime) -> None:
    """The operator has met the duty; a recommendation is no longer owed."""
    meet_duties(about=need, key="screen_need", at=at)
    drop_duties(about=need, key="recommend_need", at=at)


def _tell(need: Need, parties: Sequence[int], what: str, words: str, at: datetime, **params: str) -> None:
    """Send a message that names the need by its number; the version makes a repeated act a new occasion."""
    tell(
        parties=parties,
        occasion=f"need {need.pk} {what} {need.version}",
        words=words,
        params={"number": need.number, **params},
        about=need,
        at=at,
    )
