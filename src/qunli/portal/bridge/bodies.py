"""The bodies that a document names, each with its record in the directory where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qunli.directory.models import Organization
from qunli.directory.states import OrganizationKind
from qunli.engines.notation.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qunli.evidence.models import Mention

KINDS: Final = {
    "enterprise": OrganizationKind.ENTERPRISE,
    "university": OrganizationKind.UNIVERSITY,
    "institute": OrganizationKind.INSTITUTE,
    "laboratory": OrganizationKind.LABORATORY,
    "association": OrganizationKind.ASSOCIATION,
}


@dataclass(frozen=True, slots=True)
class Body:
    """A body by its first mention; without a record it is a suggestion."""

    mention: Mention
    organization: Organization | None


def bodies_of(mentions: Iterable[Mention]) -> list[Body]:
    """Return each body once, in the order in which they are named; one statement looks up all names."""
    first: dict[str, Mention] = {}
    for one in mentions:
        first.setdefault(name_key(one.quote), one)
    known: dict[str, Organization] = {}
    for organization in Organization.objects.filter(name_key__in=list(first), merged_into=None).order_by("-id"):
        known[organization.name_key] = organization
    return [Body(mention, known.get(key)) for key, mention in first.items() if key]


def kind_of(mention: Mention) -> str:
    """Return the kind of organization that a mention's role stands for; an enterprise where it stands for none."""
    return KINDS.get(mention.role, OrganizationKind.ENTERPRISE)
