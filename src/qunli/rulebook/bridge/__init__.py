"""Packs and the engine that assesses: reading a file with every fault, and saying its rules in words."""

from qunli.rulebook.bridge.reading import PackFault, PackRefused, digest_of, read_pack, text_of_pack
from qunli.rulebook.bridge.wording import RuleRow, ScoreRow, assessed_rows, classes_of, scores_of

__all__ = [
    "PackFault",
    "PackRefused",
    "RuleRow",
    "ScoreRow",
    "assessed_rows",
    "classes_of",
    "digest_of",
    "read_pack",
    "scores_of",
    "text_of_pack",
]
