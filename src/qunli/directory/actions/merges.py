"""Merging organizations that are one, keeping apart those that are not, and undoing either."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, queue_job, take_step, write_batch, write_journal
from qunli.core.states import Doer, Ref, Refused
from qunli.directory.actions.organizations import MergedAway, put_search_columns
from qunli.directory.bridge.likeness import Pair
from qunli.directory.models import (
    Capability,
    Certification,
    Contact,
    CreditMark,
    ExpertPost,
    Likeness,
    Membership,
    Merge,
    Organization,
    Relation,
)
from qunli.directory.permits import keeps_directory
from qunli.directory.states import LIKENESS_LIFECYCLE, LikenessState
from qunli.people.permits import require

FILLED: Final = ("uscc", "name_en", "size_class", "founded_on", "website", "about", "role_text", "source")
FILLED_KEYS: Final = ("jurisdiction_id", "industry_id", "responsible_officer_id")
_SAME: Final[dict[type[Model], tuple[str, ...]]] = {
    Certification: ("tier", "issuer", "certificate_number", "valid_from", "valid_to"),
    Capability: ("title", "description"),
    Contact: ("name", "phone", "email", "until"),
}


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

    What would stand twice stays behind and is shown by the undo. Raises `DifferentCodes` and `MergedAway`.
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
    moved |= _fill(stays, goes)
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


def _pointing(organization: Organization) -> dict[str, tuple[QuerySet[Any], str, int]]:  # rows of seven models
    """Return what points to an organization: by name, the rows, the column and the key it holds."""
    pk, party = organization.pk, organization.party_id
    return {
        "certifications": (Certification.objects.filter(organization=pk), "organization_id", pk),
        "capabilities": (Capability.objects.filter(organization=pk), "organization_id", pk),
        "contacts": (Contact.objects.filter(organization=pk), "organization_id", pk),
        "relations": (Relation.objects.filter(organization=pk), "organization_id", pk),
        "relations_from_others": (Relation.objects.filter(other=pk), "other_id", pk),
        "memberships": (Membership.objects.filter(organization=pk), "organization_id", pk),
        "posts": (ExpertPost.objects.filter(organization=pk), "organization_id", pk),
        "credit_marks": (CreditMark.objects.filter(party=party), "party_id", party),
    }


def _move_rows(goes: Organization, stays: Organization) -> dict[str, list[int]]:
    target = _pointing(stays)
    moved: dict[str, list[int]] = {}
    for name, (rows, column, _key) in _pointing(goes).items():
        present, _column, key = target[name]
        ids = [row.pk for row in rows.order_by("pk") if not _stands_twice(row, present, stays)]
        rows.model.objects.filter(pk__in=ids).update(**{column: key})
        moved[name] = ids
    return moved


def _stands_twice(row: Model, present: QuerySet[Any], stays: Organization) -> bool:
    if isinstance(row, Relation):
        return stays.pk in {row.organization_id, row.other_id}
    if isinstance(row, Membership):
        return any(_overlap(row, one) for one in present.filter(cluster=row.cluster_id))
    same = _SAME.get(type(row))
    return bool(same) and present.filter(**{name: getattr(row, name) for name in same or ()}).exists()


def _overlap(one: Membership, other: Membership) -> bool:
    return (one.until is None or one.until >= other.since) and (other.until is None or other.until >= one.since)


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
    back = _pointing(goes)
    for name, (present, column, _key) in _pointing(stays).items():
        present.filter(pk__in=rows.get(name, [])).update(**{column: back[name][2]})
