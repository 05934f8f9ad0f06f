"""What the directory is asked."""

from qunli.directory.queries.clusters import cluster_counts, member_segments, memberships_on, public_members
from qunli.directory.queries.likeness import (
    Side,
    compared,
    kept_apart,
    likenesses_in,
    living_names,
    merges_of,
    open_likenesses,
    recent_merges,
)
from qunli.directory.queries.naming import KnownName, NotOneMeant, known_names, organization_meant
from qunli.directory.queries.organizations import (
    contacts_seen_by,
    credit_marks_against,
    credit_marks_seen_by,
    departments,
    experts_listed,
    experts_matching,
    experts_seen_by,
    organization_history,
    organizations_listed,
    organizations_matching,
    organizations_of,
    organizations_seen_by,
)
from qunli.directory.queries.published import published_lists_are_loaded, published_rows
from qunli.directory.queries.reading import name_in_reading_language, reads_english
from qunli.directory.queries.ties import Tie, families_of, is_one_of, living_ids, one_with, related_ids

__all__ = [
    "KnownName",
    "NotOneMeant",
    "Side",
    "Tie",
    "cluster_counts",
    "compared",
    "contacts_seen_by",
    "credit_marks_against",
    "credit_marks_seen_by",
    "departments",
    "experts_listed",
    "experts_matching",
    "experts_seen_by",
    "families_of",
    "is_one_of",
    "kept_apart",
    "known_names",
    "likenesses_in",
    "living_ids",
    "living_names",
    "member_segments",
    "memberships_on",
    "merges_of",
    "name_in_reading_language",
    "one_with",
    "open_likenesses",
    "organization_history",
    "organization_meant",
    "organizations_listed",
    "organizations_matching",
    "organizations_of",
    "organizations_seen_by",
    "public_members",
    "published_lists_are_loaded",
    "published_rows",
    "reads_english",
    "recent_merges",
    "related_ids",
]
