"""Importing a roster: read and shown first; entered all or nothing when a person agrees."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, queue_job, take_step, write_batch, write_journal
from qunli.core.bridge.grids import content_of, grids_of
from qunli.core.states import Doer, Ref, Refused
from qunli.directory.actions.organizations import put_search_columns
from qunli.directory.bridge.roster import PlannedRow, faults_of_plan, plan_roster, read_roster, row_from_json
from qunli.directory.models import Certification, Cluster, Contact, Membership, Organization, RosterImport
from qunli.directory.permits import keeps_directory
from qunli.directory.states import IMPORT_LIFECYCLE, OrganizationKind
from qunli.people.actions import add_parties, rename_party
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import PartyKind

if TYPE_CHECKING:
    from django.core.files.base import File

_COLUMN_OF: Final = {"jurisdiction": "jurisdiction_id", "industry": "industry_id"}
_SAVED: Final = (
    "name", "name_en", "uscc", "kind", "jurisdiction", "industry", "size_class", "founded_on", "website",
    "former_names", "name_key", "sort_key", "bigrams",
)  # fmt: skip


class RosterHasFaults(Refused):
    """A file with faults does not enter, not even its good rows."""


class DirectoryMovedOn(Refused):
    """The directory changed since the preview: what would enter is no longer what was shown."""


@action(_("Roster read"))
def preview_roster(*, cluster: Cluster, file: File[bytes], by: Doer, at: datetime) -> RosterImport:
    """Read a roster and keep what it would do, with every fault; nothing of it enters.

    Raises `UnreadableFile` where the file as a whole cannot be read.
    """
    require(keeps_directory(by))
    name, content = content_of(file)
    reading = read_roster(cluster, grids_of(name, content))
    planned = plan_roster(cluster, reading.rows, today=timezone.localdate(at))
    made = RosterImport.objects.create(
        cluster=cluster,
        file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        rows=[asdict(one) for one in planned],
        faults=reading.faults + faults_of_plan(planned),
        outcome={"aside": reading.aside},
        stated_by=by if isinstance(by, User) else None,
        stated_at=at,
    )
    facts = {"sha256": made.sha256, "rows": len(made.rows), "faults": len(made.faults)}
    write_journal(on=made, by=by, at=at, now=made.state, facts=facts)
    return made


@action(_("Roster entered"))
def enter_roster(*, roster_import: RosterImport, by: Doer, at: datetime) -> RosterImport:
    """Enter all that the preview showed, as one batch, or nothing.

    Raises `RosterHasFaults`, and `DirectoryMovedOn` where the directory is no longer what the preview saw.
    """
    require(keeps_directory(by))
    held = lock(RosterImport.objects.select_related("cluster"), roster_import.pk)
    was, now = take_step(held, lifecycle=IMPORT_LIFECYCLE, step="enter")
    if held.faults:
        raise RosterHasFaults(
            _("The file has %(count)s faults.") % {"count": len(held.faults)},
            remedy=_("Correct them in the file and read it again."),
        )
    planned = _plan_as_shown(held, at)
    try:
        with transaction.atomic():
            done = _enter(held, planned, by=by, at=at)
    except IntegrityError as broken:
        raise _moved_on() from broken
    held.closed_at = at
    added = sum(one.organization is None for one in planned)
    changed = sum(one.organization is not None and not one.idle for one in planned)
    held.outcome = held.outcome | {"added": added, "changed": changed, "same": len(planned) - added - changed}
    held.save(update_fields=["state", "closed_at", "outcome"])
    write_batch(on=held, by=by, at=at, lines=done)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"added": added, "changed": changed})
    queue_job("directory.find_likenesses", key="directory.find_likenesses")
    return held


@action(_("Roster discarded"))
def discard_roster(*, roster_import: RosterImport, by: Doer, at: datetime) -> RosterImport:
    """Throw a preview away; nothing of it enters, and its rows are forgotten."""
    require(keeps_directory(by))
    held = lock(RosterImport.objects.all(), roster_import.pk)
    was, now = take_step(held, lifecycle=IMPORT_LIFECYCLE, step="discard")
    held.rows, held.closed_at = [], at
    held.save(update_fields=["state", "rows", "closed_at"])
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _moved_on() -> DirectoryMovedOn:
    return DirectoryMovedOn(
        _("The directory has changed since this file was read."), remedy=_("Read the file again and look at it anew.")
    )


def _plan_as_shown(held: RosterImport, at: datetime) -> list[PlannedRow]:
    """Plan once more against the directory, its rows now held; what differs from the preview is refused."""
    rows = [row_from_json(kept["row"]) for kept in held.rows]
    shown = {kept["organization"] for kept in held.rows} - {None}
    list(Organization.objects.select_for_update(of=("self",)).filter(pk__in=shown).order_by("pk").values_list("pk"))
    planned = plan_roster(held.cluster, rows, today=timezone.localdate(at))
    if json.loads(json.dumps([asdict(one) for one in planned])) != held.rows:
        raise _moved_on()
    return planned


def _enter(held: RosterImport, planned: list[PlannedRow], *, by: Doer, at: datetime) -> list[tuple[Ref, str]]:
    fresh = _add_organizations(held, [one for one in planned if one.organization is None], by=by, at=at)
    known = Organization.objects.select_related("party").in_bulk(
        [one.organization for one in planned if one.organization is not None]
    )
    pairs: list[tuple[PlannedRow, Organization]] = []
    for one in planned:
        organization = next(fresh) if one.organization is None else known[one.organization]
        pairs.append((one, organization))
    _change_organizations(pairs, by=by, at=at)
    _add_memberships(held, pairs, at)
    _add_contacts(pairs, at)
    _add_tiers(held, pairs)
    return [(organization.ref, _digest(one)) for one, organization in pairs if not one.idle]


def _add_organizations(
    held: RosterImport, planned: list[PlannedRow], *, by: Doer, at: datetime
) -> Iterator[Organization]:
    names = [one.row.values["name"] for one in planned]
    parties = add_parties(kind=PartyKind.ORGANIZATION, names=names, on=held, by=by, at=at)
    made = []
    for one, party in zip(planned, parties, strict=True):
        organization = Organization(
            party=party,
            entered_at=at,
            kind=OrganizationKind.ENTERPRISE,
            source=f"{held.file_name}, {one.row.sheet} {one.row.number}"[:300],
        )
        _put(organization, {key: value for key, value in one.row.values.items() if key in _SAVED})
        made.append(organization)
    return iter(Organization.objects.bulk_create(made, batch_size=500))


def _change_organizations(pairs: list[tuple[PlannedRow, Organization]], *, by: Doer, at: datetime) -> None:
    changed = []
    for one, organization in pairs:
        if one.organization is None or not one.changes:
            continue
        new = {name: values[1] for name, values in one.changes.items()}
        if "name" in new:
            organization.former_names = [*organization.former_names, organization.name]
            rename_party(party=organization.party, name=new["name"], by=by, at=at)
        _put(organization, new)
        changed.append(organization)
    if changed:
        Organization.objects.bulk_update(changed, _SAVED, batch_size=500)


def _put(organization: Organization, values: dict[str, str]) -> None:
    for name, value in values.items():
        plain: object = date.fromisoformat(value) if name == "founded_on" else value
        setattr(organization, _COLUMN_OF.get(name, name), plain)
    put_search_columns(organization)


def _add_memberships(held: RosterImport, pairs: list[tuple[PlannedRow, Organization]], at: datetime) -> None:
    joining = [(one, organization) for one, organization in pairs if one.joins]
    past = Membership.objects.filter(cluster=held.cluster, organization__in=[pair[1].pk for pair in joining])
    spans = past.order_by("until").values_list("organization_id", "until")
    ended = {pk: until for pk, until in spans if until is not None}
    made = Membership.objects.bulk_create(
        (
            Membership(
                cluster=held.cluster,
                organization=organization,
                since=_begin(one, ended.get(organization.pk), timezone.localdate(at)),
                source=f"{held.file_name}, {one.row.sheet} {one.row.number}"[:300],
            )
            for one, organization in joining
        ),
        batch_size=500,
    )
    present = Membership.objects.filter(cluster=held.cluster, until=None)
    members = {one.organization_id: one.pk for one in made} | dict(
        present.filter(organization__in=[pair[1].pk for pair in pairs if not pair[0].joins]).values_list(
            "organization_id", "pk"
        )
    )
    through = Membership.segments.through
    through.objects.bulk_create(
        (
            through(membership_id=members[organization.pk], segment_id=segment)
            for one, organization in pairs
            for segment in one.new_segments
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def _begin(one: PlannedRow, ended: date | None, today: date) -> date:
    stated = one.row.values.get("since")
    begin = date.fromisoformat(stated) if stated else today
    return max(begin, ended + timedelta(days=1)) if ended else begin


def _add_contacts(pairs: list[tuple[PlannedRow, Organization]], at: datetime) -> None:
    Contact.objects.bulk_create(
        (
            Contact(
                organization=organization,
                name=one.row.values["contact_name"],
                job_title=one.row.values.get("contact_title", ""),
                phone=one.row.values.get("contact_phone", ""),
                email=one.row.values.get("contact_email", ""),
                since=timezone.localdate(at),
            )
            for one, organization in pairs
            if one.new_contact
        ),
        batch_size=500,
    )


def _add_tiers(held: RosterImport, pairs: list[tuple[PlannedRow, Organization]]) -> None:
    Certification.objects.bulk_create(
        (
            Certification(
                organization=organization, tier=tier, source=f"{held.file_name}, {one.row.sheet} {one.row.number}"[:300]
            )
            for one, organization in pairs
            for tier in one.new_tiers
        ),
        batch_size=500,
    )


def _digest(one: PlannedRow) -> str:
    plain = json.dumps(asdict(one), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()
