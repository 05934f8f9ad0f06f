"""Finds for each need the organizations, projects, outcomes, experts and instruments that answer it, with reasons."""

from qunli.engines.matching.conditions import Fit
from qunli.engines.matching.dictionary import Dictionary, installed_dictionary, read_cedict
from qunli.engines.matching.glossary import Entry, Glossary, read_glossary
from qunli.engines.matching.index import IndexBusy, IndexUnusable, MatchIndex
from qunli.engines.matching.matching import Matcher, Meaning, Options
from qunli.engines.matching.passages import Passage
from qunli.engines.matching.records import (
    Capability,
    Conditions,
    Conflict,
    Need,
    RecordFault,
    RecordsRefused,
    read_capability,
    read_need,
)
from qunli.engines.matching.results import Excluded, Match, Matched, as_json
from qunli.engines.matching.scoring import Term

__all__ = [
    "Capability",
    "Conditions",
    "Conflict",
    "Dictionary",
    "Entry",
    "Excluded",
    "Fit",
    "Glossary",
    "IndexBusy",
    "IndexUnusable",
    "Match",
    "MatchIndex",
    "Matched",
    "Matcher",
    "Meaning",
    "Need",
    "Options",
    "Passage",
    "RecordFault",
    "RecordsRefused",
    "Term",
    "as_json",
    "installed_dictionary",
    "read_capability",
    "read_cedict",
    "read_glossary",
    "read_need",
]
