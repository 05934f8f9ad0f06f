"""What a merge would do: facts side by side, what moves, what stays behind, and who then acts for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Model, QuerySet

from qunli.directory.models import (
    Capability,
    Certification,
    Contact,
    CreditMark,
    ExpertPost,
    Membership,
    Organization,
    Relation,
)
from qunli.people.models import Grant

if TYPE_CHECKING:
    from collections.abc import Mapping

FILLED: Final = ("uscc", "name_en", "size_class", "founded_on", "website", "about", "role_text", "source")
FILLED_KEYS: Final = ("jurisdiction_id", "industry_id", "responsible_officer_id")
_SHOWN: Final = (
    "name", "uscc", "name_en", "kind", "size_class", "founded_on", "website", "jurisdiction", "industry",
    "responsible_officer", "role_text", "about", "source",
)  # fmt: skip
_WORDS_FOR: Final = {"kind": "get_kind_display", "size_class": "get_size_class_display"}
_SAME: Final[Mapping[type[Model], tuple[str, ...]]] = {
    Certification: ("tier", "issuer", "certificate_number", "valid_from", "valid_to"),
    Capability: ("title", "description"),
    Contact: ("name", "phone", "email", "until"),
}


@dataclass(frozen=True, slots=True)
class FactBeside:
    """A fact of both, and what the kept one will have; `filled` where it comes from the other."""

    name: str
    kept: object
    merged: object
    result: object

    @property
    def filled(self) -> bool:
        """Tell whether the kept one gets it from the other."""
        return bool(self.result) and not self.kept

    @property
    def lost(self) -> bool:
        """Tell whether the other's own value is left with it."""
        return bool(self.merged) and self.merged != self.result


@dataclass(frozen=True, slots=True)
class Moving:
    """Rows of one kind: those that move to the kept organization, and those that would stand there twice."""

    kind: str
    moving: list[str]
    behind: list[str]


@dataclass(frozen=True, slots=True)
class MergeOutlook:
    """All that a merge would do, before anybody agrees to it."""

    kept: Organization
    merged: Organization
    facts: list[FactBeside]
    rows: list[Moving]
    people: list[str]

    @property
    def two_codes(self) -> bool:
        """Tell whether the two are two legal bodies by their codes."""
        return bool(self.kept.uscc and self.merged.uscc and self.kept.uscc != self.merged.uscc)


def merge_outlook(kept: Organization, merged: Organization) -> MergeOutlook:
    """Say what merging one organization into another would do; nothing is written."""
    target = pointing_to(kept)
    rows = []
    for kind, (own, _column, _key) in pointing_to(merged).items():
        present = target[kind][0]
        found = [(row, stands_twice(row, present, kept)) for row in _with_labels(own)]
        if found:
            moving = [_label(row) for row, twice in found if not twice]
            rows.append(Moving(kind, moving, [_label(row) for row, twice in found if twice]))
    grants = Grant.objects.filter(party__in=(kept.party_id, merged.party_id), ended_at=None)
    people = sorted(set(grants.values_list("user__party__name", flat=True)))
    return MergeOutlook(kept, merged, [_beside(name, kept, merged) for name in _SHOWN], rows, people)


def pointing_to(organization: Organization) -> dict[str, tuple[QuerySet[Any], str, int]]:  # rows of seven models
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


def stands_twice(row: Model, present: QuerySet[Any], stays: Organization) -> bool:
    """Tell whether the kept organization has the like of a row already, or it would point to itself."""
    if isinstance(row, Relation):
        return stays.pk in {row.organization_id, row.other_id}
    if isinstance(row, Membership):
        return any(_overlap(row, one) for one in present.filter(cluster=row.cluster_id))
    same = _SAME.get(type(row))
    return bool(same) and present.filter(**{name: getattr(row, name) for name in same or ()}).exists()


def _overlap(one: Membership, other: Membership) -> bool:
    return (one.until is None or one.until >= other.since) and (other.until is None or other.until >= one.since)


def _with_labels(rows: QuerySet[Any]) -> QuerySet[Any]:
    beside = {Relation: ("organization", "other"), Membership: ("cluster",), ExpertPost: ("expert__party",)}
    return rows.select_related(*beside.get(rows.model, ())).order_by("pk")


def _label(row: Model) -> str:
    if isinstance(row, Relation):
        return f"{row.organization} {row.get_kind_display()} {row.other}"
    if isinstance(row, Membership):
        return row.cluster.name
    return row.expert.party.name if isinstance(row, ExpertPost) else str(row)


def _beside(name: str, kept: Organization, merged: Organization) -> FactBeside:
    one, other = _value(name, kept), _value(name, merged)
    filled = name in FILLED or f"{name}_id" in FILLED_KEYS
    return FactBeside(name, one, other, one or other if filled else one)


def _value(name: str, organization: Organization) -> object:
    if name in _WORDS_FOR:
        return getattr(organization, _WORDS_FOR[name])()
    value = getattr(organization, name)
    return value.party.name if name == "responsible_officer" and value else value
