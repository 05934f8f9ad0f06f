"""What a claim would become: which figure of which indicator, filled in as far as the text says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from qunli.directory.models import Cluster, Organization
from qunli.directory.states import RelationKind
from qunli.engines.notation.names import name_key, name_likeness
from qunli.engines.notation.periods import Period, read_period
from qunli.engines.notation.unreadable import Unreadable
from qunli.evidence.models import Claim
from qunli.evidence.queries import number_in_words
from qunli.evidence.states import ClaimBound, ClaimKind
from qunli.indicators.models import Figure, Indicator
from qunli.indicators.queries import asked_of_enterprises
from qunli.indicators.states import Bound, EventKind, Unit
from qunli.portal.bridge.linking import Linked, Linker

_COUNTED: Final[Mapping[str, Unit]] = {
    "元": Unit.CNY, "家": Unit.ENTERPRISES, "户": Unit.ENTERPRISES, "人": Unit.PEOPLE, "名": Unit.PEOPLE,
    "项": Unit.ITEMS, "件": Unit.PATENTS,
}  # fmt: skip
_BY_KIND: Final[Mapping[str, Unit]] = {
    ClaimKind.GROWTH: Unit.RATE,
    ClaimKind.SHARE: Unit.SHARE,
    ClaimKind.STANDARD: Unit.STANDARDS,
    ClaimKind.PATENT: Unit.PATENTS,
}
_OF_THE_WHOLE: Final = frozenset(
    {"", "集群", "全集群", "产业集群", "本集群", "该集群", "全镇", "我镇", "the cluster", "cluster"}
)
_ENDS: Final = re.compile(r"(?:总数量|数量|总数|个数|家数|项数|件数|数|总额|额|量)\Z")
_SIGNS: Final = re.compile(r"[\s“”\"'‘’《》()（）·,，、]")
_ALIKE: Final = 0.5
_NEAR: Final = 0.6
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY: Final = re.compile(r"[0-9]{1,2}[日号]")
_PARTS_OF_YEARS: Final = re.compile(r"上半年|下半年|第?[一二三四1-4]季度|前[二三23]季度|(?:1[0-2]|[1-9])月份?")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim as a figure; `missing` names what a person still has to say before one key confirms it."""

    claim: Claim
    is_figure: bool
    cluster: Cluster | None
    indicator: Indicator | None
    is_guess: bool
    new_indicator: str
    counted_in: str
    bound: str
    value: str
    period: str
    scope: str
    other_subject: str
    firm: Linked | None = None
    parties: tuple[Linked, ...] = ()

    @property
    def organization(self) -> Organization | None:
        """The organization of the directory that the claim speaks of, where it speaks of one."""
        return self.firm.organization if self.firm else None

    @property
    def subject(self) -> Cluster | Organization | None:
        """Whose figure it would be."""
        return self.organization or (None if self.other_subject else self.cluster)

    @property
    def missing(self) -> list[str]:
        """What the text does not say and a figure needs."""
        if not self.is_figure:
            return []
        needed = (
            (_("the cluster"), self.cluster is not None or self.organization is not None),
            (_("the indicator"), self.indicator is not None),
            (_("the value"), bool(self.value)),
            (_("the time"), bool(self.period)),
        )
        return [label for label, is_there in needed if not is_there]

    @property
    def adds_indicator(self) -> bool:
        """Tell whether the usual yes adds an indicator, because none has the name."""
        return self.is_figure and self.indicator is None and bool(self.new_indicator)

    @property
    def lacking(self) -> list[str]:
        """What is missing even where an indicator is added."""
        return [label for label in self.missing if not (self.adds_indicator and label == _("the indicator"))]

    @property
    def becomes_figure(self) -> bool:
        """Tell whether the usual yes records a figure: the claim speaks of the cluster, or of a body that is known."""
        return self.is_figure and (not self.other_subject or self.organization is not None)

    @property
    def becomes_event(self) -> bool:
        """Tell whether the usual yes records an event."""
        return self.claim.kind == ClaimKind.EVENT and not self.is_figure and self.cluster is not None

    @property
    def of_unknown(self) -> bool:
        """Tell whether it states a number of a body that the directory does not know: no figure can stand on it yet."""
        return self.is_figure and bool(self.other_subject) and self.organization is None

    @property
    def becomes_relation(self) -> bool:
        """Tell whether the usual yes records who agreed with whom: it takes two that the directory knows."""
        return len(self.parties) > 1

    @property
    def becomes(self) -> str:
        """What the usual yes makes of it, as forms name it."""
        told = (("figure", self.becomes_figure), ("event", self.becomes_event), ("relation", self.becomes_relation))
        return next((name for name, is_so in told if is_so), "statement")

    @property
    def likely(self) -> list[Linked]:
        """The organizations that were linked by likeness: a person says whether they are meant."""
        linked = [*self.parties, *([self.firm] if self.firm else [])]
        return [one for one in linked if not one.is_sure]

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be confirmed together with others, unseen by itself: nothing missing, nothing guessed."""
        if self.of_unknown or (self.likely and self.becomes != "statement"):
            return False
        return not self.becomes_figure or not (self.missing or self.is_guess)

    @property
    def title(self) -> str:
        """The title of an event: the words themselves, in one line."""
        return " ".join(self.claim.quote.split())[:200]

    @property
    def when(self) -> str:
        """When an event happened: the day where the text names one."""
        return self.claim.happened if _ISO_DAY.fullmatch(self.claim.happened) else self.period

    def event_fields(self) -> dict[str, object]:
        """Return the first values of the form of an event."""
        return {"title": self.title, "kind": EventKind.EVENT, "period": self.when, "cluster": self.cluster}

    @property
    def since(self) -> date | None:
        """The day from which a tie holds, where the text names one."""
        return date.fromisoformat(self.claim.happened) if _ISO_DAY.fullmatch(self.claim.happened) else None

    def relation_fields(self) -> dict[str, object]:
        """Return the first values of the form of a relation."""
        one, *others = (one.organization.name for one in self.parties)
        names = "\n".join(others)
        return {
            "organization": one,
            "others": names,
            "kind": RelationKind.PARTNER,
            "about": self.claim.name,
            "since": self.since,
        }

    def fields(self) -> dict[str, object]:
        """Return the first values of the form."""
        return {
            "cluster": self.cluster,
            "organization": self.organization.name if self.organization else "",
            "indicator": self.indicator,
            "new_indicator": "" if self.indicator else self.new_indicator,
            "counted_in": self.counted_in,
            "bound": self.bound,
            "value": self.value,
            "period": self.period,
            "scope": self.scope,
        }


class Proposer:
    """Proposes for many claims at once: a few statements, whatever their number.

    `named` are bodies of the text whose links are known already, by their names.
    """

    def __init__(self, claims: Iterable[Claim], named: Mapping[str, Linked] | None = None) -> None:
        several = list(claims)
        names = {one.name for one in several if one.name}
        self.clusters = list(Cluster.objects.order_by("-id"))
        self.indicators = list(Indicator.objects.order_by("position", "id"))
        by_key = {one.pk: one for one in self.indicators}
        # What somebody chose before for the same words is chosen again: the latest choice counts.
        chosen = (
            Figure.objects.filter(confirmation__claim__name__in=names)
            .order_by("id")
            .values_list("confirmation__claim__name", "confirmation__claim__unit", "indicator_id")
        )
        self.chosen = {(name, unit): by_key[key] for name, unit, key in chosen if key in by_key}
        self._asked: list[Indicator] | None = None
        subjects = {one.subject for one in map(_read_in_quote, several) if self._subject(one.subject)[1]}
        subjects |= {name for one in several if one.kind == ClaimKind.RELATION for name in one.others}
        self.firms = {name_key(name): link for name, link in (named or {}).items()}
        unknown = [one for one in subjects if name_key(one) not in self.firms]
        linked = Linker().link([(one, "") for one in unknown]) if unknown else {}
        self.firms |= {name_key(name): link for name, link in linked.items()}

    def propose(self, claim: Claim) -> Proposal:
        """Propose a figure for a claim that states a number; anything else stays a statement."""
        read = claim if claim.value is not None else _read_in_quote(claim)
        cluster, other = self._subject(read.subject)
        firm = self.firms.get(name_key(other)) if other else None
        indicator, is_guess = self._indicator(read) if read.value is not None else (None, False)
        new_indicator = _own_name(read)[:100]
        if firm is not None and indicator is None and read.value is not None:
            new_indicator = self._asked_like(read) or new_indicator
        period, scope = _time(read)
        return Proposal(
            claim=claim,
            is_figure=read.value is not None,
            cluster=cluster,
            indicator=indicator,
            is_guess=is_guess,
            new_indicator=new_indicator,
            counted_in=counted_in(read),
            bound=read.bound if read.bound in Bound.values else Bound.EXACT,
            value=_written(read),
            period=period,
            scope=scope[:60],
            other_subject=other,
            firm=firm,
            parties=self._parties(read),
        )

    def _parties(self, claim: Claim) -> tuple[Linked, ...]:
        """Return the organizations that agreed, each once, whoever stands first in the text first."""
        if claim.kind != ClaimKind.RELATION:
            return ()
        found = (self.firms.get(name_key(name)) for name in (claim.subject, *claim.others))
        return tuple({one.organization.pk: one for one in found if one}.values())

    def _subject(self, subject: str) -> tuple[Cluster | None, str]:
        """Return the cluster that is meant, and the subject where it is none."""
        if subject.strip() in _OF_THE_WHOLE:
            return (self.clusters[0] if len(self.clusters) == 1 else None), ""
        ranked = max(self.clusters, key=lambda one: _likeness(subject, one), default=None)
        if ranked is not None and _likeness(subject, ranked) >= _ALIKE:
            return ranked, ""
        return (self.clusters[0] if len(self.clusters) == 1 else None), subject

    def _indicator(self, claim: Claim) -> tuple[Indicator | None, bool]:
        """Return the indicator by an earlier choice or by its name; by a part of its name only as a guess."""
        code = claim.content.get("indicator")
        named = next((one for one in self.indicators if code and one.code == code), None)
        if named or (claim.name, claim.unit) in self.chosen:
            return named or self.chosen[claim.name, claim.unit], False
        fitting = [one for one in self.indicators if _counts(one, claim)]
        key = _key(_own_name(claim))
        same = [one for one in fitting if key and key in {_key(one.name), _key(one.name_en)}]
        if same:
            return same[0], False
        near = max(fitting, key=lambda one: name_likeness(key, _key(one.name)), default=None)
        is_near = near is not None and key != "" and name_likeness(key, _key(near.name)) >= _NEAR
        return (near, True) if is_near else (None, False)

    def _asked_like(self, claim: Claim) -> str:
        """Return the name under which rule packs ask enterprises what a claim states of one."""
        if self._asked is None:
            self._asked = asked_of_enterprises()
        key = _key(_own_name(claim))
        same = (one.name for one in self._asked if _counts(one, claim) and key and key == _key(one.name))
        return next(same, "")


def counted_in(claim: Claim) -> str:
    """Return the unit of an indicator that would count what a claim counts."""
    if claim.unit == "%":
        return Unit.SHARE if claim.kind == ClaimKind.SHARE else Unit.RATE
    return _BY_KIND.get(claim.kind) or _COUNTED.get(claim.unit, Unit.NUMBER)


def _counts(indicator: Indicator, claim: Claim) -> bool:
    ratios = {Unit.SHARE.value, Unit.RATE.value}
    if claim.unit == "%":
        return indicator.unit in ratios
    return (indicator.unit == Unit.CNY) == (claim.unit == "元") and indicator.unit not in ratios


def _own_name(claim: Claim) -> str:
    """Return what is counted, without the name of whom it is counted."""
    return claim.name.removeprefix(claim.subject) or claim.name


def _key(name: str) -> str:
    return _ENDS.sub("", _SIGNS.sub("", name.casefold()))


def _likeness(subject: str, cluster: Cluster) -> float:
    key, whole = name_key(subject), name_key(cluster.name)
    if key in whole or (key.endswith("集群") and _is_short_for(key, whole)):
        return 1.0
    return max(name_likeness(subject, cluster.name), name_likeness(subject, cluster.name_en) if cluster.name_en else 0)


def _is_short_for(short: str, name: str) -> bool:
    """Tell whether a short form takes its signs from a name, in their order, as 汽车智造集群 does from a longer one."""
    signs = iter(name)
    return all(sign in signs for sign in short)


def _read_in_quote(claim: Claim) -> Claim:
    """Read the number out of the words that a person chose; the claim itself stays as it is."""
    if claim.kind != ClaimKind.STATED:
        return claim
    from qunli.engines.reading import read_text  # noqa: PLC0415 - slow to load, and few claims are read by hand

    found = next((one for one in read_text(claim.quote, kept=[(0, len(claim.quote))]).claims if one.value), None)
    if found is None:
        return claim
    return Claim(
        kind=found.kind.value,
        subject=found.subject,
        name=found.name,
        value=found.value[0],
        value_to=found.value[1] if len(found.value) > 1 else None,
        unit=found.unit,
        period=found.period or "",
        bound=found.bound.value,
        scope=found.scope,
        content=claim.content,
    )


def _written(claim: Claim) -> str:
    """Write the value as people do; of a range nothing: a person says which end the figure is."""
    if claim.value is None or claim.value_to is not None or claim.bound == ClaimBound.RANGE:
        return ""
    return number_in_words(claim.value, claim.unit if claim.unit in {"元", "%"} else "")


def _time(claim: Claim) -> tuple[str, str]:
    """Return period and scope: a part of the year that the scope names belongs to the period."""
    year, scope = claim.period, claim.scope
    if ".." in year:
        first, _dots, last = year.partition("..")
        return f"{first}至{last}", scope
    part = _PARTS_OF_YEARS.search(scope) if year else None
    if part is None:
        return year, scope
    whole = f"{year}年{part.group()}"
    try:
        read_period(whole)
    except Unreadable:
        return year, scope
    left = _DAY.sub("", scope.replace(part.group(), "").replace(f"{year}年", "")).strip(" ,，、·")
    return whole, left


def when(text: str) -> Period | None:
    """Read a period, or a day as 2026-03-12; nothing where nothing is written. Raises `ValueError`.

    >>> str(when("2026-03-12")), when("")
    ('2026-03-12..2026-03-12', None)
    """
    written = text.strip()
    if not written:
        return None
    if _ISO_DAY.fullmatch(written):
        day = date.fromisoformat(written)
        return Period(day, day)
    return read_period(written)
