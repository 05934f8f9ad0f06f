"""What the packs say: their versions, one parameter, and the terms that a call stands under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, TypeAlias

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qunli.core.queries.searching import Entry, Searched
from qunli.core.states import Refused, Words, WrongInput
from qunli.rulebook.models import RulePack
from qunli.rulebook.states import CallStep, Confidence, PackKind, source_words, unit_words

PACKS: Final = files("qunli.rulebook") / "packs"

Content: TypeAlias = dict[str, Any]
"""A pack as read from TOML and checked; values are whatever a regulation fixes."""

Value: TypeAlias = Any
"""A number, a yes or no, a text, or a list of tables such as a rubric; "" where nothing was found."""


class NoSuchParameter(Refused):
    """A pack has no parameter of this name."""

    def __init__(self, pack: str, key: str) -> None:
        super().__init__(
            _("The rule pack “%(pack)s” has no parameter “%(key)s”.") % {"pack": pack, "key": key},
            remedy=_("Add it to the pack, empty if it was not found, and load the pack again."),
        )
        self.key = key


class NoSuchPack(Refused):
    """No pack of this code is loaded."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("No rule pack “%(code)s” is loaded.") % {"code": code}, remedy=_("Load the shipped packs first.")
        )
        self.code = code


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a pack fixes. An empty one was looked for and not found: what depends on it is unknown."""

    key: str
    value: Value
    unit: str
    text: Mapping[str, str]
    article: str
    source: str
    confidence: Confidence

    @property
    def is_empty(self) -> bool:
        """Whether nobody found a value."""
        return self.confidence == Confidence.EMPTY

    @property
    def source_shown(self) -> str:
        """Where it was read, in the reader's words."""
        return source_words(self.source)

    @property
    def unit_shown(self) -> str:
        """The unit in the reader's words."""
        return str(unit_words(self.unit))

    @property
    def tone(self) -> str:
        """How sure it is, to the eye."""
        return confidence_tone(self.confidence)

    @property
    def shown(self) -> list[str]:
        """The value as lines that can be read: a yes or no in words, a rubric line by line."""
        if isinstance(self.value, bool):
            return [str(_("yes") if self.value else _("no"))]
        if isinstance(self.value, list):
            return [_row_words(row) for row in self.value]
        if self.unit.startswith("share") and isinstance(self.value, int | float):
            return [f"{self.value * 100:g} %"]
        if self.unit == "":
            return [source_words(str(self.value))]
        return [f"{self.value:,}" if isinstance(self.value, int) else str(self.value)]

    @property
    def words(self) -> str:
        """What it is about, in the reader's language."""
        return in_reading_language(self.text)


def confidence_tone(confidence: Confidence) -> str:
    """How sure we are of something, to the eye."""
    tones = {Confidence.SOURCED: "good", Confidence.SECONDARY: "open", Confidence.UNVERIFIED: "warn"}
    return tones.get(confidence, "quiet")


def in_reading_language(text: Mapping[str, str]) -> str:
    """Choose the Chinese or the English words."""
    return text["zh"] if (get_language() or "en").startswith("zh") else text["en"]


def _row_words(row: Value) -> str:
    if not isinstance(row, dict):
        return str(row)
    title = in_reading_language({"zh": str(row.get("title_zh", "")), "en": str(row.get("title_en", ""))})
    return f"{title or row.get('key', '')} {row.get('weight', '')}".strip()


def parameters(content: Content) -> list[Parameter]:
    """Return all that a pack fixes, in its order."""
    return [Parameter(**{**row, "confidence": Confidence(row["confidence"])}) for row in content["parameters"]]


def parameter(content: Content, key: str) -> Parameter:
    """Return one parameter; raise `NoSuchParameter`."""
    for row in content["parameters"]:
        if row["key"] == key:
            return Parameter(**{**row, "confidence": Confidence(row["confidence"])})
    raise NoSuchParameter(content["code"], key)


def terms_of(pack: RulePack, overrides: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """Return the terms of a call: the pack's parameters, with what the call itself sets.

    Raises `WrongInput` at every key that the pack does not have.
    """
    found = parameters(pack.content)
    known = {one.key for one in found}
    faults: dict[str, Words] = {
        key: _("The rule pack has no parameter “%(key)s”.") % {"key": key} for key in overrides if key not in known
    }
    if faults:
        raise WrongInput(faults)
    return {one.key: _term(one, overrides) for one in found}


def _term(one: Parameter, overrides: Mapping[str, Value]) -> dict[str, Value]:
    set_by_call = one.key in overrides
    return {
        "value": overrides[one.key] if set_by_call else one.value,
        "unit": one.unit,
        "confidence": one.confidence.value,
        "source": one.source,
        "article": one.article,
        "set_by_call": set_by_call,
    }


def steps_of(content: Content) -> list[str]:
    """Return the sequence in words."""
    return [str(CallStep(step).label) for step in content["sequence"]]


def title_in_reading_language(pack: RulePack) -> str:
    """The title as the reader's language has it."""
    return in_reading_language({"zh": pack.title, "en": pack.title_en or pack.title})


def latest_pack(code: str) -> RulePack:
    """Return the newest version of a pack; raise `NoSuchPack`."""
    found = versions_of(code).first()
    if found is None:
        raise NoSuchPack(code)
    return found


def versions_of(code: str) -> QuerySet[RulePack]:
    """Return every version of a pack, newest first."""
    return RulePack.objects.filter(code=code).order_by("-version")


def newest_packs(kind: PackKind | None = None) -> QuerySet[RulePack]:
    """Return the newest version of each pack, of one kind if it is named."""
    last = (
        RulePack.objects.filter(code=OuterRef("code")).order_by().values("code").annotate(last=Max("version"))
    ).values("last")
    packs = RulePack.objects.annotate(last=Subquery(last)).filter(version=F("last"))
    return packs.filter(kind=kind) if kind else packs


def shipped_packs() -> list[Traversable]:
    """Return the files of the packs that come with Qunli, in the order of their names."""
    return sorted((file for file in PACKS.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def packs_not_loaded() -> list[Traversable]:
    """Return the shipped packs that no version here was loaded from."""
    known = set(RulePack.objects.values_list("toml", flat=True))
    return [file for file in shipped_packs() if file.read_text(encoding="utf-8") not in known]


def parameters_by_confidence(content: Content) -> dict[Confidence, int]:
    """Count how many parameters are how sure."""
    counted = dict.fromkeys(Confidence, 0)
    for one in parameters(content):
        counted[one.confidence] += 1
    return counted


# What the one search finds here


def _packs_seen_by(user: object, at: datetime) -> QuerySet[RulePack]:
    del user, at
    return RulePack.objects.all()


def _entry(pack: RulePack) -> Entry:
    return Entry(
        title=(pack.title, pack.title_en, pack.issue_number),
        body=(pack.issuer, pack.code),
        region=pack.jurisdiction_code,
        dated=pack.in_force_from,
        state=pack.kind,
    )


RULE_PACKS = Searched(
    kind="rulepack",
    title=_("Rule packs"),
    records=RulePack.objects.all,
    entry=_entry,
    seen_by=_packs_seen_by,
    label=lambda pack: str(pack.title),
    note=lambda pack: " · ".join(filter(None, (pack.issuer, pack.issue_number, f"v{pack.version}"))),
    texts=lambda pack: (pack.title_en, pack.issuer),
    state_field="kind",
)
