"""Where each statement of an assessment came from, in words that a reader can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qunli.core.states import Ref
from qunli.directory.states import Tier
from qunli.indicators.models import Answer, Assessment, Figure


@dataclass(frozen=True, slots=True)
class SourceTold:
    """A source in words, the record that shows it, and the scope where the figure states one."""

    words: str
    ref: Ref | None = None
    scope: str = ""


def sources_told(kept: Assessment) -> dict[str, SourceTold]:
    """Return each source of an assessment by its name there; two statements at most."""
    figures = Figure.objects.filter(pk__in=_ids(kept.sources, "figure")).select_related(
        "indicator", "confirmation__claim__document"
    )
    answers = Answer.objects.filter(pk__in=_ids(kept.sources, "answer")).select_related("stated_by__party")
    records: dict[tuple[str, int], SourceTold] = {("figure", one.pk): _figure(one) for one in figures}
    records |= {("answer", one.pk): _answer(one) for one in answers}
    return {
        name: records.get((one["what"], one["id"])) or _from_directory(one, kept) for name, one in kept.sources.items()
    }


def _ids(sources: Mapping[str, Any], what: str) -> list[int]:
    return [one["id"] for one in sources.values() if one["what"] == what]


def _figure(figure: Figure) -> SourceTold:
    name = figure.indicator.name_en if (get_language() or "").startswith("en") else figure.indicator.name
    document = figure.confirmation.claim.document
    return SourceTold(f"{name} · {document.title}", figure.ref, figure.scope)


def _answer(answer: Answer) -> SourceTold:
    by = answer.stated_by.party.name if answer.stated_by else "Qunli"
    day = date_format(answer.stated_at, "DATE_FORMAT")
    return SourceTold(_("%(source)s · stated by %(by)s, %(day)s") % {"source": answer.source, "by": by, "day": day})


def _from_directory(one: Mapping[str, Any], kept: Assessment) -> SourceTold:
    if one["what"] in {"figure", "answer"}:
        return SourceTold(_("taken back since"))
    tiers = ", ".join(str(Tier(tier).label) for tier in one.get("tiers", []) if tier in Tier.values)
    if one["what"] == "members" and kept.cluster is not None:
        words = _("members in the directory, each counted once: %(tiers)s") % {"tiers": tiers}
        return SourceTold(words, kept.cluster.ref)
    owner = kept.organization.ref if kept.organization is not None else None
    if one["what"] == "founded":
        return SourceTold(_("founded on %(day)s, as the directory says") % {"day": one["words"]}, owner)
    return SourceTold(_("certification in the directory: %(tiers)s") % {"tiers": tiers}, owner)
