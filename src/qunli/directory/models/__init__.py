"""Records of the directory."""

from qunli.directory.models.experts import Coauthor, Expert, ExpertPost
from qunli.directory.models.imports import Likeness, Merge, RosterImport, SheetImport
from qunli.directory.models.organizations import (
    Capability,
    Certification,
    Contact,
    CreditMark,
    Organization,
    Relation,
)
from qunli.directory.models.places import Cluster, Industry, Jurisdiction, Membership, Segment, TechnologyField

__all__ = [
    "Capability",
    "Certification",
    "Cluster",
    "Coauthor",
    "Contact",
    "CreditMark",
    "Expert",
    "ExpertPost",
    "Industry",
    "Jurisdiction",
    "Likeness",
    "Membership",
    "Merge",
    "Organization",
    "Relation",
    "RosterImport",
    "Segment",
    "SheetImport",
    "TechnologyField",
]
