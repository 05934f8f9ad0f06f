"""Acts on the directory."""

from qunli.directory.actions.clusters import (
    AlreadyMember,
    add_cluster,
    add_membership,
    add_segment,
    add_technology_field,
    change_cluster,
    change_membership,
    end_membership,
)
from qunli.directory.actions.contacts import add_contact, end_contact, hand_over_contact
from qunli.directory.actions.entries import (
    CertificationEntry,
    ClusterEntry,
    ContactEntry,
    CreditMarkEntry,
    ExpertEntry,
    OrganizationEntry,
    RelationEntry,
)
from qunli.directory.actions.experts import add_expert, add_post, change_expert, end_post
from qunli.directory.actions.facts import (
    add_capability,
    add_certification,
    add_credit_mark,
    add_relation,
    change_certification,
    end_relation,
    lift_credit_mark,
)
from qunli.directory.actions.merges import (
    DifferentCodes,
    keep_apart,
    merge_organizations,
    offer_again,
    offer_likenesses,
    undo_merge,
)
from qunli.directory.actions.organizations import (
    MergedAway,
    UsccTaken,
    add_organization,
    change_organization,
    entry_of,
)
from qunli.directory.actions.published_lists import load_published_lists
from qunli.directory.actions.rosters import (
    DirectoryMovedOn,
    RosterHasFaults,
    discard_roster,
    enter_roster,
    preview_roster,
)

__all__ = [
    "AlreadyMember",
    "CertificationEntry",
    "ClusterEntry",
    "ContactEntry",
    "CreditMarkEntry",
    "DifferentCodes",
    "DirectoryMovedOn",
    "ExpertEntry",
    "MergedAway",
    "OrganizationEntry",
    "RelationEntry",
    "RosterHasFaults",
    "UsccTaken",
    "add_capability",
    "add_certification",
    "add_cluster",
    "add_contact",
    "add_credit_mark",
    "add_expert",
    "add_membership",
    "add_organization",
    "add_post",
    "add_relation",
    "add_segment",
    "add_technology_field",
    "change_certification",
    "change_cluster",
    "change_expert",
    "change_membership",
    "change_organization",
    "discard_roster",
    "end_contact",
    "end_membership",
    "end_post",
    "end_relation",
    "enter_roster",
    "entry_of",
    "hand_over_contact",
    "keep_apart",
    "lift_credit_mark",
    "load_published_lists",
    "merge_organizations",
    "offer_again",
    "offer_likenesses",
    "preview_roster",
    "undo_merge",
]
