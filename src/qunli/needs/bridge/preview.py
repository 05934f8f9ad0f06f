"""A sheet of needs as a person looks at it: each need as it will enter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qunli.core.states import Words
from qunli.core.templatetags.ui import money
from qunli.directory.models import Organization, TechnologyField
from qunli.needs.bridge.sheet import COLUMN_WORDS
from qunli.needs.models import NeedsImport
from qunli.needs.states import Comparator, IpTerms
from qunli.people.models import Grant


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """A need as it will enter; `reachable` says whether anybody of its organization has an account."""

    sheet: str
    number: int
    title: str
    organization: str
    organization_id: int
    field: str
    is_confidential: bool
    values: list[tuple[Words, object]]
    indicators: list[str]
    present: int | None
    reachable: bool


def shown_needs(found: NeedsImport) -> list[ShownNeed]:
    """Return every need; three statements, however many rows."""
    owners = {row["organization"] for row in found.rows}
    named = {one.pk: one for one in Organization.objects.filter(pk__in=owners).only("pk", "name", "party_id")}
    fields = dict(TechnologyField.objects.filter(cluster=found.cluster_id).values_list("pk", "name"))
    parties = [one.party_id for one in named.values()]
    reachable = frozenset(Grant.objects.filter(party__in=parties, ended_at=None).values_list("party_id", flat=True))
    return [_shown(row, named[row["organization"]], fields, reachable) for row in found.rows]


def _shown(
    row: Mapping[str, Any], owner: Organization, fields: Mapping[int, str], reachable: frozenset[int]
) -> ShownNeed:
    return ShownNeed(
        sheet=row["sheet"],
        number=row["number"],
        title=row["values"].get("title", ""),
        organization=owner.name,
        organization_id=owner.pk,
        field=fields.get(row["field_id"], ""),
        is_confidential=row["is_confidential"],
        values=[(COLUMN_WORDS[key], _word(key, value)) for key, value in row["values"].items() if key != "title"],
        indicators=[_indicator(one) for one in row["indicators"]],
        present=row["present"],
        reachable=owner.party_id in reachable,
    )


def _word(key: str, value: str) -> object:
    if key == "budget":
        return money(Decimal(value))
    return IpTerms(value).label if key == "ip_terms" else value


def _indicator(row: Mapping[str, str]) -> str:
    sign = "：" if row["comparator"] == Comparator.TEXT else f" {row['comparator']} "
    return f"{row['name']}{sign}{row['target']} {row['unit']}".strip()
