"""What the one search finds, room by room, in the order in which the kinds are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qunli.calls.queries.search import CALLS, PROPOSALS
from qunli.directory.queries.search import EXPERTS, ORGANIZATIONS
from qunli.evidence.queries.search import DOCUMENTS
from qunli.indicators.queries.search import EVENTS
from qunli.needs.queries.search import COLLECTIONS, ITEMS, NEEDS
from qunli.projects.queries.search import OUTCOMES, PROJECTS
from qunli.publicity.queries import NOTICES
from qunli.rulebook.queries import RULE_PACKS

if TYPE_CHECKING:
    from qunli.core.queries.searching import Searched

SEARCHED: Final[tuple[Searched, ...]] = (
    CALLS,
    ITEMS,
    NEEDS,
    COLLECTIONS,
    PROPOSALS,
    ORGANIZATIONS,
    EXPERTS,
    NOTICES,
    PROJECTS,
    OUTCOMES,
    DOCUMENTS,
    EVENTS,
    RULE_PACKS,
)
