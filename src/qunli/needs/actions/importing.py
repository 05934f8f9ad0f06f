"""Stated needs from a sheet: read and shown first; entered as drafts, all or nothing, when a person agrees."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, tell, write_batch, write_journal
from qunli.core.bridge.grids import content_of, grids_of
from qunli.core.states import Doer, Refused
from qunli.directory.models import Cluster, Organization
from qunli.directory.states import IMPORT_LIFECYCLE
from qunli.needs.actions.entries import IndicatorEntry, NeedEntry, require_sound, write_entry, write_indicators
from qunli.needs.bridge.sheet import PlannedNeed, read_needs, with_present
from qunli.needs.models import Need, NeedsImport
from qunli.needs.permits import may_import_needs
from qunli.needs.states import Comparator, IpTerms
from qunli.people.models import User
from qunli.people.permits import require

if TYPE_CHECKING:
    from django.core.files.base import File

    from qunli.directory.models import TechnologyField


class SheetHasFaults(Refused):
    """A file with faults does not enter, not even its good rows."""


class NeedsMovedOn(Refused):
    """Members or needs changed since the preview: what would enter is no longer what was shown."""


@action(_("Sheet of needs read"))
def preview_needs(*, cluster: Cluster, file: File[bytes], by: Doer, at: datetime) -> NeedsImport:
    """Read a sheet of stated needs and keep what it would do, with every fault; nothing of it enters.

    Raises `UnreadableFile` where the file as a whole cannot be read.
    """
    require(may_import_needs(by, cluster))
    name, content = content_of(file)
    reading = read_needs(cluster, grids_of(name, content), today=timezone.localdate(at))
    made = NeedsImport.objects.create(
        cluster=cluster,
        file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        rows=[asdict(one) for one in reading.rows],
        faults=reading.faults,
        outcome={"aside": reading.aside},
        stated_by=by if isinstance(by, User) else None,
        stated_at=at,
    )
    facts = {"sha256": made.sha256, "rows": len(made.rows), "faults": len(made.faults)}
    write_journal(on=made, by=by, at=at, now=made.state, facts=facts)
    return made


@action(_("Needs of a sheet entered"))
def enter_needs(*, needs_import: NeedsImport, by: Doer, at: datetime) -> NeedsImport:
    """Write every need of the preview down as its organization's draft, or none; each organization is told.

    What was stated already stays as it is. The rows are forgotten afterwards: a draft is its owner's alone.
    """
    held = lock(NeedsImport.objects.select_related("cluster"), needs_import.pk)
    require(may_import_needs(by, held.cluster))
    was, now = take_step(held, lifecycle=IMPORT_LIFECYCLE, step="enter")
    if held.faults:
        raise SheetHasFaults(
            _("The file has %(count)s faults.") % {"count": len(held.faults)},
            remedy=_("Correct them in the file and read it again."),
        )
    planned = _plan_as_shown(held)
    made = [_draft(held, one, by=by, at=at) for one in planned if one.present is None]
    held.closed_at, held.rows = at, []
    held.outcome = held.outcome | {"added": len(made), "same": len(planned) - len(made), "needs": [n.pk for n in made]}
    held.save(update_fields=["state", "closed_at", "outcome", "rows"])
    write_batch(on=held, by=by, at=at, lines=[(need.ref, _digest(need)) for need in made])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"added": len(made)})
    _tell_owners(held, made, at=at)
    return held


@action(_("Sheet of needs discarded"))
def discard_needs(*, needs_import: NeedsImport, by: Doer, at: datetime) -> NeedsImport:
    """Throw a preview away; nothing of it enters, and its rows are forgotten."""
    held = lock(NeedsImport.objects.select_related("cluster"), needs_import.pk)
    require(may_import_needs(by, held.cluster))
    was, now = take_step(held, lifecycle=IMPORT_LIFECYCLE, step="discard")
    held.rows, held.closed_at = [], at
    held.save(update_fields=["state", "rows", "closed_at"])
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _plan_as_shown(held: NeedsImport) -> list[PlannedNeed]:
    """Hold the rows against the needs as they are now; what differs from the preview is refused."""
    shown = [PlannedNeed(**kept) for kept in held.rows]
    owners = {one.organization for one in shown}
    living = Organization.objects.select_for_update(of=("self",)).filter(pk__in=owners, merged_into=None)
    if {one.pk for one in living.order_by("pk")} != owners or with_present(held.cluster, shown) != shown:
        raise NeedsMovedOn(
            _("Members or needs have changed since this file was read."),
            remedy=_("Read the file again and look at it anew."),
        )
    return shown


def _draft(held: NeedsImport, one: PlannedNeed, *, by: Doer, at: datetime) -> Need:
    need = Need(
        cluster=held.cluster,
        organization_id=one.organization,
        stated_by=by if isinstance(by, User) else None,
        stated_at=at,
    )
    entry = entry_of(one, {row.pk: row for row in held.cluster.fields.all()} if one.field_id else {})
    require_sound(need, entry)
    write_entry(need, entry)
    need.save()
    write_indicators(need, entry.indicators)
    return need


def entry_of(one: PlannedNeed, fields: dict[int, TechnologyField]) -> NeedEntry:
    """Return a planned need as the other acts take it."""
    wanted_by, budget = one.values.get("wanted_by"), one.values.get("budget")
    return NeedEntry(
        title=one.values.get("title", ""),
        problem=one.values.get("problem", ""),
        beyond_own_means=one.values.get("beyond_own_means", ""),
        bidder_conditions=one.values.get("bidder_conditions", ""),
        field=fields.get(one.field_id) if one.field_id else None,
        wanted_by=date.fromisoformat(wanted_by) if wanted_by else None,
        budget=Decimal(budget) if budget else None,
        ip_terms=IpTerms(one.values.get("ip_terms", IpTerms.AGREED)),
        is_confidential=one.is_confidential,
        indicators=tuple(
            IndicatorEntry(**{**row, "comparator": Comparator(row["comparator"])})  # type: ignore[arg-type]  # as kept
            for row in one.indicators
        ),
    )


def _digest(need: Need) -> str:
    plain: dict[str, Any] = {"title": need.title, "problem": need.problem, "organization": need.organization_id}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _tell_owners(held: NeedsImport, made: list[Need], *, at: datetime) -> None:
    owners = Organization.objects.filter(pk__in={need.organization_id for need in made}).order_by("pk")
    for owner in owners:
        theirs = [need for need in made if need.organization_id == owner.pk]
        tell(
            parties=[owner.party_id],
            occasion=f"needs.import:{held.pk}",
            words=gettext_noop(
                "The operator wrote %(count)s needs down for you as drafts. Look them over, complete and send them."
            ),
            params={"count": len(theirs)},
            about=theirs[0],
            at=at,
        )
