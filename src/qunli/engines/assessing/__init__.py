"""Holds a subject against a regulation written as data: met, unmet by how much, unknown, or for a person."""

from qunli.engines.assessing.facts import FactFault, Facts, FactsRefused, read_facts
from qunli.engines.assessing.faults import PackFault, PackUnreadable
from qunli.engines.assessing.packs import Pack
from qunli.engines.assessing.reading import pack_of, read_pack
from qunli.engines.assessing.subjects import Assessment, Finding, as_json, assess
from qunli.engines.assessing.verdicts import Verdict

__all__ = [
    "Assessment",
    "FactFault",
    "Facts",
    "FactsRefused",
    "Finding",
    "Pack",
    "PackFault",
    "PackUnreadable",
    "Verdict",
    "as_json",
    "assess",
    "pack_of",
    "read_facts",
    "read_pack",
]
