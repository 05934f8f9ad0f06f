"""The one search: what is asked, what is found, what it can be narrowed by."""

from qunli.portal.queries.search.asking import SHOWN, Found, Results, kinds_open_to, search_for, visible_entries
from qunli.portal.queries.search.facets import Choice, Facet
from qunli.portal.queries.search.wanted import DEEPEST, Wanted, plain, wanted_from

__all__ = [
    "DEEPEST",
    "SHOWN",
    "Choice",
    "Facet",
    "Found",
    "Results",
    "Wanted",
    "kinds_open_to",
    "plain",
    "search_for",
    "visible_entries",
    "wanted_from",
]
