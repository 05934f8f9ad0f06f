"""Merging organizations that are one, keeping apart those that are not, and undoing either."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, queue_job, take_step, write_batch, write_journal
from qunli.core.states import Doer, Ref, Refused
from qunli.directory.actions.organizations import MergedAway, put_search_columns
from qunli.directory.actions.roles_joined import join_roles, part_roles
from qunli.directory.bridge.likeness import Pair
from qunli.directory.models import Likeness, Membership, Merge, Organization
from qunli.directory.permits import keeps_directory
from qunli.directory.queries.merging import FILLED, FILLED_KEYS, pointing_to, stands_twice
from qunli.directory.states import LIKENESS_LIFECYCLE, LikenessState
from qunli.people.permits import require


class DifferentCodes(Refused):
    """The two have different unified social credit codes: they are two legal bodies."""


@action(_("Organizations that look alike noted"))
def offer_likenesses(*, pairs: Sequence[Pair], by: Doer, at: datetime) -> int:
    """Offer pairs for merging, each once whatever became of it; returns how many are new."""
    require(keeps_directory(by))
    known = set(Likeness.objects.values_list("one_id", "other_id"))
    made = Likeness.objects.bulk_create(
        (
            Likeness(one_id=pair.one, other_id=pair.other, score=pair.score, reason=pair.reason, stated_at=at)
            for pair in pairs
            if (pair.one, pair.other) not in known
        ),
        ignore_conflicts=True,
    )
    whole = Ref("directory", "likenesses", 1, "likenesses")
    lines = ((Ref("directory", "organization", pair.one_id, ""), f"{pair.other_id}:{pair.score}") for pair in made)
    write_batch(on=whole, by=by, at=at, lines=lines)
    return len(made)


@action(_("Kept apart"))
def keep_apart(*, likeness: Likeness, by: Doer, at: datetime) -> Likeness:
    """Say that two organizations that look alike are two."""
    return _step(likeness, step="keep_apart", by=by, at=at)


@action(_("Offered again"))
def offer_again(*, likeness: Likeness, by: Doer, at: datetime) -> Likeness:
    """Take back that two organizations are two. A merge is undone by `undo_merge`."""
    if likeness.state == LikenessState.MERGED:
        raise Refused(_("These two were merged."), remedy=_("Undo the merge."))
    return _step(likeness, step="undo", by=by, at=at)


@action(_("Organizations merged"))
def merge_organizations(*, kept: Organization, merged: Organization, by: Doer, at: datetime) -> Merge:
    """Merge one organization into another: what points to it inside the directory moves, empty facts are filled.

    What would stand twice stays behind. The people of either act for both from now on. Raises `DifferentCodes` and
    `MergedAway`.
    """
    require(keeps_directory(by))
    stays, goes = _both_living(kept, merged)
    if stays.uscc and goes.uscc and stays.uscc != goes.uscc:
        raise DifferentCodes(
            _("%(one)s and %(other)s have different codes: they are two legal bodies.")
            % {"one": stays.name, "other": goes.name},
            remedy=_("If one of the codes is wrong, correct it first."),
        )
    goes.merged_into = stays
    goes.save(update_fields=["merged_into"])
    moved: dict[str, Any] = {"rows": _move_rows(goes, stays), "segments": _join_segments(goes, stays)}
    moved |= _fill(stays, goes) | {"grants": join_roles(stays, goes, at=at)}
    record = Merge.objects.create(kept=stays, merged=goes, moved=moved, at=at)
    _settle_likeness(stays, goes, step="merge", at=at)
    facts = {"merge": record.pk, "merged": goes.pk, "kept": stays.pk, "rows": moved["rows"]}
    write_journal(on=stays, by=by, at=at, facts=facts)
    write_journal(on=goes, by=by, at=at, facts={"merge": record.pk, "kept": stays.pk})
    queue_job("directory.find_likenesses", key="directory.find_likenesses")
    return record


@action(_("Merge undone"))
def undo_merge(*, merge: Merge, by: Doer, at: datetime) -> Merge:
    """Give everything back that a merge moved and that is still where it was moved to."""
    require(keeps_directory(by))
    held = lock(Merge.objects.all(), merge.pk)
    if held.undone_at is not None:
        raise Refused(_("This merge has been undone already."))
    stays, goes = _both(held.kept_id, held.merged_id)
    if stays.merged_into_id is not None:
        raise MergedAway(stays)
    _unfill(stays, held.moved)
    goes.merged_into = None
    try:
        with transaction.atomic():
            goes.save(update_fields=["merged_into"])
    except IntegrityError as broken:
        raise Refused(_("Another organization has its code by now."), remedy=_("Correct that one first.")) from broken
    _move_back(held.moved["rows"], stays, goes)
    for membership, segments in held.moved["segments"].items():
        for one in Membership.objects.filter(pk=int(membership)):
            one.segments.remove(*segments)
    part_roles(held.moved.get("grants", []), at=at)
    held.undone_at = at
    held.save(update_fields=["undone_at"])
    _settle_likeness(stays, goes, step="undo", at=at)
    write_journal(on=stays, by=by, at=at, facts={"merge": held.pk, "merged": goes.pk})
    write_journal(on=goes, by=by, at=at, facts={"merge": held.pk, "kept": stays.pk})
    return held


def _step(likeness: Likeness, *, step: str, by: Doer, at: datetime) -> Likeness:
    require(keeps_directory(by))
    held = lock(Likeness.objects.all(), likeness.pk)
    was, now = take_step(held, lifecycle=LIKENESS_LIFECYCLE, step=step)
    held.save(update_fields=["state"])
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _both(kept: int, merged: int) -> tuple[Organization, Organization]:
    rows = Organization.objects.select_for_update(of=("self",)).filter(pk__in=[kept, merged]).order_by("pk")
    found = {one.pk: one for one in rows}
    return found[kept], found[merged]


def _both_living(kept: Organization, merged: Organization) -> tuple[Organization, Organization]:
    if kept.pk == merged.pk:
        raise Refused(_("An organization is not merged into itself."))
    stays, goes = _both(kept.pk, merged.pk)
    for one in (stays, goes):
        if one.merged_into_id is not None:
            raise MergedAway(one)
    return stays, goes


def _settle_likeness(stays: Organization, goes: Organization, *, step: str, at: datetime) -> None:
    one, other = sorted((stays.pk, goes.pk))
    likeness, _made = Likeness.objects.select_for_update().get_or_create(
        one_id=one, other_id=other, defaults={"score": Decimal(1), "reason": "by_hand", "stated_at": at}
    )
    if step == "merge" and likeness.state == LikenessState.APART:
        take_step(likeness, lifecycle=LIKENESS_LIFECYCLE, step="undo")
    take_step(likeness, lifecycle=LIKENESS_LIFECYCLE, step=step)
    likeness.save(update_fields=["state"])


def _move_rows(goes: Organization, stays: Organization) -> dict[str, list[int]]:
    target = pointing_to(stays)
    moved: dict[str, list[int]] = {}
    for name, (rows, column, _key) in pointing_to(goes).items():
        present, _column, key = target[name]
        ids = [row.pk for row in rows.order_by("pk") if not stands_twice(row, present, stays)]
        rows.model.objects.filter(pk__in=ids).update(**{column: key})
        moved[name] = ids
    return moved


def _join_segments(goes: Organization, stays: Organization) -> dict[str, list[int]]:
    """Give the kept memberships the segments of those that stay behind; returns what was added."""
    added: dict[str, list[int]] = {}
    for behind in Membership.objects.filter(organization=goes, until=None):
        for one in Membership.objects.filter(organization=stays, cluster=behind.cluster_id, until=None):
            present = set(one.segments.values_list("pk", flat=True))
            fresh = [pk for pk in behind.segments.values_list("pk", flat=True) if pk not in present]
            one.segments.add(*fresh)
            added[str(one.pk)] = fresh
    return added


def _fill(stays: Organization, goes: Organization) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for name in (*FILLED, *FILLED_KEYS):
        value = getattr(goes, name)
        if value and not getattr(stays, name):
            setattr(stays, name, value)
            filled[name] = str(value)
    names = [one for one in (goes.name, *goes.former_names) if one not in {stays.name, *stays.former_names}]
    stays.former_names = [*stays.former_names, *names]
    put_search_columns(stays)
    stays.save()
    return {"filled": filled, "names": names}


def _unfill(stays: Organization, moved: dict[str, Any]) -> None:
    for name, value in moved["filled"].items():
        if str(getattr(stays, name)) == value:
            setattr(stays, name, None if name in {"founded_on", *FILLED_KEYS} else "")
    stays.former_names = [one for one in stays.former_names if one not in moved["names"]]
    put_search_columns(stays)
    stays.save()


def _move_back(rows: dict[str, list[int]], stays: Organization, goes: Organization) -> None:
    back = pointing_to(goes)
    for name, (present, column, _key) in pointing_to(stays).items():
        present.filter(pk__in=rows.get(name, [])).update(**{column: back[name][2]})
