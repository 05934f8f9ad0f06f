"""Of which party of a fund an organization is: by its jurisdiction's code, that of a province covers all within it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qunli.directory.models import Organization
from qunli.funds.models import FundParty


def region_of(organization: Organization, parties: Sequence[FundParty]) -> FundParty | None:
    """Return the party in whose jurisdiction an organization is; the narrowest where several hold it."""
    code = organization.jurisdiction_id or ""
    holding = [party for party in parties if code and code.startswith(_stem(party.jurisdiction_id))]
    return max(holding, key=lambda party: len(_stem(party.jurisdiction_id)), default=None)


def regions_of(organizations: Iterable[Organization], parties: Sequence[FundParty]) -> list[str]:
    """Return the codes of the parties from whose jurisdictions a team comes, in the order of the agreement."""
    found = {party.pk for one in organizations if (party := region_of(one, parties)) is not None}
    return [party.jurisdiction_id for party in parties if party.pk in found]


def _stem(code: str) -> str:
    """Leave out the pairs of noughts at the end of a GB/T 2260 code: 310000 is 31, 310112 stays."""
    stem = code[:6]
    while stem.endswith("00"):
        stem = stem[:-2]
    return stem + code[6:]
