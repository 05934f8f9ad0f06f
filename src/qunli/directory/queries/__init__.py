"""What the directory is asked."""

from qunli.directory.queries.clusters import memberships_on, public_members
from qunli.directory.queries.likeness import living_names, open_likenesses
from qunli.directory.queries.organizations import (
    contacts_seen_by,
    credit_marks_against,
    credit_marks_seen_by,
    experts_matching,
    experts_seen_by,
    organizations_matching,
    organizations_of,
    organizations_seen_by,
)
from qunli.directory.queries.ties import Tie, families_of, related_ids

__all__ = [
    "Tie",
    "contacts_seen_by",
    "credit_marks_against",
    "credit_marks_seen_by",
    "experts_matching",
    "experts_seen_by",
    "families_of",
    "living_names",
    "memberships_on",
    "open_likenesses",
    "organizations_matching",
    "organizations_of",
    "organizations_seen_by",
    "public_members",
    "related_ids",
]
