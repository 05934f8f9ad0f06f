"""Loading the published lists of jurisdictions and industries."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, write_journal
from qunli.core.states import Doer, Ref
from qunli.directory.models import Industry, Jurisdiction
from qunli.directory.permits import keeps_directory
from qunli.directory.queries import published_rows
from qunli.people.permits import require

_LEVELS: Final = {"section": 1, "division": 2, "group": 3, "class": 4}
_STATISTICAL: Final = "statistical park"


@action(_("Published lists loaded"))
def load_published_lists(*, by: Doer, at: datetime) -> tuple[int, int]:
    """Load or renew the lists of jurisdictions and industries; returns how many rows each has.

    Repeating it changes nothing; a code that a later list no longer has stays, because records may point to it.
    """
    require(keeps_directory(by))
    places, places_digest = published_rows("jurisdictions.csv")
    industries, industries_digest = published_rows("industries.csv")
    Jurisdiction.objects.bulk_create(
        (_jurisdiction(row) for row in places),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "level", "parent", "is_statistical"],
    )
    Industry.objects.bulk_create(
        (
            Industry(code=row["code"], name=row["name"], level=_LEVELS[row["level"]], parent_id=row["parent"] or None)
            for row in industries
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent"],
    )
    facts: dict[str, object] = {"jurisdictions": len(places), "industries": len(industries)}
    digests: dict[str, object] = {"jurisdictions_sha256": places_digest, "industries_sha256": industries_digest}
    write_journal(
        on=Ref("directory", "published_lists", 1, "GB/T 2260, GB/T 4754"), by=by, at=at, facts=facts | digests
    )
    return len(places), len(industries)


def _jurisdiction(row: dict[str, str]) -> Jurisdiction:
    return Jurisdiction(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        level=row["level"],
        parent_id=row["parent"] or None,
        is_statistical=row["kind"] == _STATISTICAL,
    )
