"""A roster as it will enter: what each row adds to the directory, or changes in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from qunli.core.bridge.cells import as_json
from qunli.core.bridge.grids import Grids
from qunli.directory.bridge.roster_columns import SegmentsFound, roster_columns
from qunli.directory.models import Certification, Cluster, Contact, Membership, Organization
from qunli.engines.notation.names import name_key
from qunli.engines.notation.sheets import Fault, Row, read_sheets
from qunli.engines.notation.unreadable import Expected

MAX_RECORDS: Final = 20_000
FIELDS: Final = ("name", "name_en", "uscc", "kind", "jurisdiction", "industry", "size_class", "founded_on", "website")
CONTACT_FIELDS: Final = ("contact_name", "contact_title", "contact_phone", "contact_email")
_COLUMN_OF: Final = {"jurisdiction": "jurisdiction_id", "industry": "industry_id"}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row as it was read, in plain JSON values; what was empty is left out."""

    sheet: str
    number: int
    values: dict[str, str]
    segments: list[int] = field(default_factory=list)
    tiers: list[str] = field(default_factory=list)
    open_streams: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What a row will do: add an organization (None) or change one, and what of it is new."""

    row: RosterRow
    organization: int | None
    changes: dict[str, list[str]]
    joins: bool
    new_segments: list[int]
    new_tiers: list[str]
    new_contact: bool
    notes: list[list[str]]

    @property
    def idle(self) -> bool:
        """Say whether the directory knows all of it already."""
        news = (self.changes, self.joins, self.new_segments, self.new_tiers, self.new_contact)
        return self.organization is not None and not any(news)


@dataclass(frozen=True, slots=True)
class RosterReading:
    """All that a file gave."""

    rows: list[RosterRow]
    faults: list[dict[str, Any]]  # faults as JSON
    aside: list[dict[str, Any]]  # rows that are no records, as JSON


def read_roster(cluster: Cluster, grids: Grids) -> RosterReading:
    """Read the sheets of a roster, gathering every fault."""
    reading = read_sheets(grids.sheets, roster_columns(cluster))
    faults = [*grids.faults, *reading.faults]
    if len(reading.rows) > MAX_RECORDS:
        faults.append(Fault("", 0, "", "", "", str(len(reading.rows)), "too_many_rows", Expected.SHORTER))
    ordered = sorted(faults, key=lambda one: (one.sheet, one.row, one.column))
    return RosterReading(
        rows=[_plain(row) for row in reading.rows[:MAX_RECORDS]],
        faults=[asdict(fault) for fault in ordered],
        aside=[asdict(one) for one in reading.aside],
    )


def _plain(row: Row) -> RosterRow:
    found = row.values.get("segments")
    segments = found if isinstance(found, SegmentsFound) else SegmentsFound(())
    tiers = row.values.get("tiers")
    values = {
        key: as_json(value)
        for key, value in row.values.items()
        if key not in {"segments", "tiers"} and value is not None and value != ""
    }
    return RosterRow(
        row.sheet,
        row.number,
        values,
        list(segments.ids),
        list(tiers) if isinstance(tiers, tuple) else [],
        list(segments.open_streams),
    )


def row_from_json(kept: Mapping[str, Any]) -> RosterRow:
    """Return a row from what the import keeps."""
    return RosterRow(**kept)


def plan_roster(cluster: Cluster, rows: list[RosterRow], *, today: date) -> list[PlannedRow]:
    """Hold the rows against the directory as it is now; six statements, however many rows."""
    known = _Known(cluster, rows, today)
    planned = [known.plan(row) for row in rows]
    return _with_neighbours(planned)


class _Known:
    """What the directory knows of the organizations that the rows may mean."""

    def __init__(self, cluster: Cluster, rows: list[RosterRow], today: date) -> None:
        codes = {row.values["uscc"] for row in rows if "uscc" in row.values}
        keys = {name_key(row.values["name"]) for row in rows if "name" in row.values}
        living = Organization.objects.filter(merged_into=None)
        self.by_code = {one.uscc: one for one in living.filter(uscc__in=codes)}
        self.by_key: dict[str, list[Organization]] = defaultdict(list)
        for one in living.filter(name_key__in=keys).order_by("id"):
            self.by_key[one.name_key].append(one)
        ids = {one.pk for one in self.by_code.values()} | {one.pk for ones in self.by_key.values() for one in ones}
        members = Membership.objects.filter(cluster=cluster, organization__in=ids, until=None)
        self.segments = {
            one.organization_id: {segment.pk for segment in one.segments.all()}
            for one in members.prefetch_related("segments")
        }
        self.tiers: dict[int, set[str]] = defaultdict(set)
        held = Certification.objects.filter(organization__in=ids).exclude(valid_to__lt=today)
        for pk, tier in held.values_list("organization_id", "tier"):
            self.tiers[pk].add(tier)
        open_contacts = Contact.objects.filter(organization__in=ids, until=None)
        self.contacts = set(open_contacts.values_list("organization_id", "name", "phone", "email"))

    def plan(self, row: RosterRow) -> PlannedRow:
        found, notes = self._match(row)
        notes += [["open_stream", stream] for stream in row.open_streams]
        pk = found.pk if found else None
        present = self.segments.get(pk) if pk else None
        return PlannedRow(
            row=row,
            organization=pk,
            changes=_changes(found, row.values) if found else {},
            joins=present is None,
            new_segments=[one for one in row.segments if one not in (present or ())],
            new_tiers=[one for one in row.tiers if pk is None or one not in self.tiers[pk]],
            new_contact=self._new_contact(pk, row.values),
            notes=notes,
        )

    def _match(self, row: RosterRow) -> tuple[Organization | None, list[list[str]]]:
        code, name = row.values.get("uscc", ""), row.values.get("name", "")
        if code in self.by_code:
            return self.by_code[code], []
        alike = self.by_key.get(name_key(name), [])
        same = [one for one in alike if one.name == name and not (code and one.uscc)]
        if len(same) == 1:
            return same[0], [["same_name", same[0].name]]
        return None, [["looks_like", one.name] for one in alike]

    def _new_contact(self, pk: int | None, values: Mapping[str, str]) -> bool:
        name = values.get("contact_name", "")
        if not name:
            return False
        contact = (pk, name, values.get("contact_phone", ""), values.get("contact_email", ""))
        return contact not in self.contacts


def _changes(found: Organization, values: Mapping[str, str]) -> dict[str, list[str]]:
    changes: dict[str, list[str]] = {}
    for name in FIELDS:
        was = getattr(found, _COLUMN_OF.get(name, name))
        old = "" if was is None else as_json(was)
        if name in values and values[name] != old:
            changes[name] = [old, values[name]]
    return changes


def _with_neighbours(planned: list[PlannedRow]) -> list[PlannedRow]:
    """Note rows that look like each other, so that nobody is surprised by near-duplicates afterwards."""
    first: dict[str, RosterRow] = {}
    for one in planned:
        key = name_key(one.row.values.get("name", ""))
        if key and key in first and one.organization is None:
            one.notes.append(["like_row", f"{first[key].sheet} {first[key].number}"])
        first.setdefault(key, one.row)
    return planned


def faults_of_plan(planned: Iterable[PlannedRow]) -> list[dict[str, Any]]:  # faults as JSON
    """Find rows that mean the same organization: they would overwrite each other."""
    seen: dict[object, RosterRow] = {}
    faults = []
    for one in planned:
        named = ("name", one.row.values.get("name", "")) if "uscc" not in one.row.values else None
        for meant in (one.organization and ("id", one.organization), named if one.organization is None else None):
            if not meant:
                continue
            earlier = seen.setdefault(meant, one.row)
            if earlier is not one.row:
                found, other = one.row.values.get("name", ""), f"{earlier.sheet}!{earlier.number}"
                fault = Fault(
                    one.row.sheet, one.row.number, "", "name", "", found, "same_organization", Expected.UNIQUE, 0, other
                )
                faults.append(asdict(fault))
    return faults
