"""An import as a person looks at it: faults in words, rows as they will enter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from qunli.core.states import Words
from qunli.directory.bridge.words import COLUMN_WORDS
from qunli.directory.models import Industry, Jurisdiction, RosterImport, Segment
from qunli.directory.states import OrganizationKind, SizeClass, Stream, Tier

NOT_KEPT: Final = ("staff", "revenue")
_CHOICES: Final[dict[str, dict[str, Words]]] = {
    "kind": dict(OrganizationKind.choices),
    "size_class": dict(SizeClass.choices),
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as it will enter; `what` is new, changed or same."""

    sheet: str
    number: int
    what: str
    name: str
    uscc: str
    organization: int | None
    values: list[tuple[Words, str]]
    changes: list[tuple[Words, str, str]]
    segments: list[str]
    tiers: list[str]
    notes: list[str]
    joins: bool
    new_contact: bool


def shown_rows(found: RosterImport) -> list[ShownRow]:
    """Return every row; three statements, however many rows."""
    segments = dict(Segment.objects.filter(cluster=found.cluster_id).values_list("pk", "name"))
    named = {
        "jurisdiction": dict(Jurisdiction.objects.values_list("code", "name")),
        "industry": dict(Industry.objects.values_list("code", "name")),
    }
    return [_shown(kept, segments, named) for kept in found.rows]


def _shown(kept: Mapping[str, Any], segments: Mapping[int, str], named: Mapping[str, Mapping[str, str]]) -> ShownRow:
    row = kept["row"]
    values = row["values"]
    news = (kept["changes"], kept["joins"], kept["new_segments"], kept["new_tiers"], kept["new_contact"])
    what = "new" if kept["organization"] is None else "changed" if any(news) else "same"

    def word(name: str, value: str) -> str:
        if name in named:
            return named[name].get(value, value)
        return str(_CHOICES.get(name, {}).get(value, value))

    return ShownRow(
        sheet=row["sheet"],
        number=row["number"],
        what=what,
        name=values.get("name", ""),
        uscc=values.get("uscc", ""),
        organization=kept["organization"],
        values=[
            (COLUMN_WORDS[name], word(name, value))
            for name, value in values.items()
            if name not in {"name", "uscc", *NOT_KEPT} and name in COLUMN_WORDS
        ],
        changes=[
            (COLUMN_WORDS[name], word(name, old), word(name, new)) for name, (old, new) in kept["changes"].items()
        ],
        segments=[segments.get(pk, str(pk)) for pk in kept["new_segments"]],
        tiers=[str(dict(Tier.choices).get(tier, tier)) for tier in kept["new_tiers"]],
        notes=[_note(code, text) for code, text in kept["notes"]],
        joins=kept["joins"],
        new_contact=kept["new_contact"],
    )


def _note(code: str, text: str) -> str:
    match code:
        case "open_stream":
            stream = dict(Stream.choices).get(text, text)
            return _("“%(stream)s” names several segments: none is set.") % {"stream": stream}
        case "same_name":
            return _("Found by the whole name: %(name)s.") % {"name": text}
        case "looks_like":
            return _("Looks like %(name)s, which is in the directory.") % {"name": text}
        case "like_row":
            return _("Looks like the row at %(place)s.") % {"place": text}
        case other:
            return f"{other}: {text}"
