"""An import as a person looks at it: faults in words, rows as they will enter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunli.core.states import Words
from qunli.directory.bridge.words import cause_words, expected_words
from qunli.directory.models import Jurisdiction, RosterImport, Segment
from qunli.directory.states import OrganizationKind, SizeClass, Stream, Tier

COLUMN_WORDS: Final[dict[str, Words]] = {
    "name": gettext_lazy("Name"),
    "name_en": gettext_lazy("English name"),
    "uscc": gettext_lazy("USCC"),
    "kind": gettext_lazy("Kind"),
    "jurisdiction": gettext_lazy("Jurisdiction"),
    "industry": gettext_lazy("Industry"),
    "size_class": gettext_lazy("Size"),
    "since": gettext_lazy("Joined"),
    "founded_on": gettext_lazy("Founded on"),
    "website": gettext_lazy("Website"),
    "staff": gettext_lazy("Staff"),
    "revenue": gettext_lazy("Revenue"),
    "contact_name": gettext_lazy("Contact"),
    "contact_title": gettext_lazy("Job title"),
    "contact_phone": gettext_lazy("Telephone"),
    "contact_email": gettext_lazy("E-mail"),
}
NOT_KEPT: Final = ("staff", "revenue")
_CHOICES: Final[dict[str, dict[str, Words]]] = {
    "kind": dict(OrganizationKind.choices),
    "size_class": dict(SizeClass.choices),
}


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault with its cell, what was found and what was expected."""

    sheet: str
    cell: str
    header: str
    cause: Words
    found: str
    expected: Words
    other: str


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


def shown_faults(faults: Iterable[Mapping[str, Any]]) -> list[ShownFault]:
    """Put the faults into words, in the order of the sheets."""
    return [
        ShownFault(
            sheet=fault["sheet"],
            cell=f"{fault['column']}{fault['row'] or ''}",
            header=fault["header"] or str(COLUMN_WORDS.get(fault["key"], "")),
            cause=cause_words(fault["code"]),
            found=fault["found"],
            expected=expected_words(fault["expected"], fault["code"]),
            other=fault["other"],
        )
        for fault in faults
    ]


def shown_rows(found: RosterImport) -> list[ShownRow]:
    """Return every row; two statements, however many rows."""
    segments = dict(Segment.objects.filter(cluster=found.cluster_id).values_list("pk", "name"))
    places = dict(Jurisdiction.objects.values_list("code", "name"))
    return [_shown(kept, segments, places) for kept in found.rows]


def _shown(kept: Mapping[str, Any], segments: Mapping[int, str], places: Mapping[str, str]) -> ShownRow:
    row = kept["row"]
    values = row["values"]
    news = (kept["changes"], kept["joins"], kept["new_segments"], kept["new_tiers"], kept["new_contact"])
    what = "new" if kept["organization"] is None else "changed" if any(news) else "same"

    def word(name: str, value: str) -> str:
        if name == "jurisdiction":
            return places.get(value, value)
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
