"""The scheme of a race as the terms of its call hold it: read, held against the pack, and put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qunli.core.states import listed
from qunli.engines.racing import Comparison, Keeps, Scheme, SchemeUnreadable, Sight, Stage, read_race

if TYPE_CHECKING:
    from datetime import date

    from qunli.calls.models import Call
    from qunli.core.states import Words
    from qunli.engines.racing import Indicator

SCHEME: Final = "scheme"
"""The term that holds the scheme, in the form that `qunli race simulate` reads."""

JUDGES = {"experts": _("experts"), "demander": _("the demander"), "department": _("the department in charge")}
"""Who may score at a gate."""

KEEPS = {
    Keeps.PAID: _("keeps all that was paid"),
    Keeps.SPENT: _("keeps what it proves to have spent of the stage and returns the rest"),
    Keeps.NOTHING: _("returns what was paid for the stage"),
}
SIGHTS = {
    Sight.NOTHING: pgettext_lazy("what is seen of a lane", "nothing"),
    Sight.STANDING: _("who is on and who is out"),
    Sight.MEASURED: _("also what was measured and scored"),
}
SIGNS = {
    Comparison.AT_LEAST: "≥",
    Comparison.MORE_THAN: ">",
    Comparison.AT_MOST: "≤",
    Comparison.LESS_THAN: "<",
}


def is_race(call: Call) -> bool:
    """Tell whether a call's pack asks for the scheme of a race."""
    return SCHEME in call.terms


def scheme_text(terms: Mapping[str, Any]) -> str:
    """Return the scheme as it was written; empty where nobody has written one."""
    return str(terms.get(SCHEME, {}).get("value") or "")


def scheme_of(terms: Mapping[str, Any]) -> Scheme | None:
    """Read the scheme of a call's terms; None where there is none that can be read."""
    text = scheme_text(terms)
    try:
        return read_race(text)[0] if text else None
    except SchemeUnreadable:
        return None


def faults_of_scheme(terms: Mapping[str, Any]) -> list[Words]:
    """Return everything that is wrong with the scheme in some terms; nothing where there is none yet."""
    text = scheme_text(terms)
    if not text:
        return []
    try:
        scheme = read_race(text)[0]
    except SchemeUnreadable as unreadable:
        return [str(fault) for fault in unreadable.faults]
    return [*_against_the_pack(scheme, terms), *_unknown_judges(scheme)]


def _number(terms: Mapping[str, Any], key: str) -> int | None:
    found = terms.get(key, {}).get("value")
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _against_the_pack(scheme: Scheme, terms: Mapping[str, Any]) -> Iterator[Words]:
    most, least = _number(terms, "teams_most"), _number(terms, "stage_checks_least")
    if most is not None and scheme.teams_most > most:
        yield _("The pack supports %(most)s teams at most, the scheme names %(teams)s") % {
            "most": most,
            "teams": scheme.teams_most,
        }
    if least is not None and len(scheme.stages) < least:
        yield _("The pack asks for %(least)s stages at least") % {"least": least}
    for number, stage in enumerate(scheme.stages, start=1):
        key = "final_remedy_days" if number == len(scheme.stages) else "stage_remedy_days"
        days = _number(terms, key)
        if days is not None and stage.remedy_days > days:
            yield _("Stage %(stage)s: the pack gives %(days)s days for a remedy at most") % {
                "stage": number,
                "days": days,
            }


def _unknown_judges(scheme: Scheme) -> Iterator[Words]:
    for number, stage in enumerate(scheme.stages, start=1):
        who = [judge.who for judge in stage.judges]
        if set(who) - set(JUDGES) or len(set(who)) < len(who):
            yield _("Stage %(stage)s: the judges are experts, demander or department, each once") % {"stage": number}


def words_of(text: Mapping[str, str], fallback: Words = "") -> str:
    """Choose the words of the reader's language, else any there are, else the fallback."""
    language = "zh" if (get_language() or "en").startswith("zh") else "en"
    return text.get(language) or next(iter(text.values()), "") or str(fallback)


def stage_title(scheme: Scheme, number: int) -> str:
    """Name a stage, counted from 1."""
    return words_of(scheme.stages[number - 1].text, _("Stage %(stage)s") % {"stage": number})


def indicator_words(indicator: Indicator) -> str:
    """Say what an indicator of a gate asks for."""
    name = words_of(indicator.text, indicator.key)
    return f"{name} {SIGNS[indicator.comparison]} {indicator.wanted:f} {indicator.unit}".strip()


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage as page and paper show it."""

    number: int
    title: str
    days: int
    ends_on: date | None
    budget: str
    gate: list[str]
    judges: str
    remedy_days: int


def stage_rows(scheme: Scheme, starts_on: date | None = None) -> list[StageRow]:
    """Return the stages in words, with their last days where the first one's beginning is known."""
    begins = starts_on or scheme.starts_on
    ends: list[date | None] = [*scheme.ends_of_stages(begins)] if begins else [None] * len(scheme.stages)
    return [
        StageRow(
            number=number,
            title=stage_title(scheme, number),
            days=stage.days,
            ends_on=ends[number - 1],
            budget=" / ".join(f"{one:,.2f}" for one in stage.budgets),
            gate=[str(line) for line in gate_lines(stage)],
            judges=listed(f"{JUDGES.get(one.who, one.who)} {one.weight:f}" for one in stage.judges),
            remedy_days=stage.remedy_days,
        )
        for number, stage in enumerate(scheme.stages, start=1)
    ]


def gate_lines(stage: Stage) -> Iterator[Words]:
    """Say what a gate asks for, a line each."""
    yield from (indicator_words(one) for one in stage.indicators)
    if stage.least_reached is not None:
        yield _("%(least)s of these indicators are enough") % {"least": stage.least_reached}
    if stage.least_score is not None:
        yield _("a score of %(score)s at least") % {"score": f"{stage.least_score:f}"}
    if stage.keep is not None:
        yield _("the best %(keep)s go on") % {"keep": stage.keep}


def scheme_facts(scheme: Scheme) -> list[tuple[str, str]]:
    """Return what holds for the whole race: label and value."""
    none = str(_("none"))
    goes_on = _("yes, as a potential unit") if scheme.may_continue else _("no")
    facts: list[tuple[Words, Words]] = [
        (_("Teams at most"), str(scheme.teams_most)),
        (_("First stage begins"), date_format(scheme.starts_on) if scheme.starts_on else _("with the task books")),
        (_("Budget of one team at most, yuan"), f"{scheme.lane_most:,.2f}"),
        (_("Whole race at most, yuan"), f"{scheme.cost_most():,.2f}"),
        (_("Equal scores are parted by"), listed(str(_tie_words(scheme, one)) for one in scheme.ties)),
        (_("An eliminated team"), KEEPS[scheme.keeps]),
        (_("It may continue at its own cost"), goes_on),
        (_("Final grades"), listed(f"{one.name} ≥ {one.at_least:f}" for one in scheme.grades) or none),
        (_("Prizes by rank, yuan"), " / ".join(f"{one:,.2f}" for one in scheme.prizes) or none),
        (_("Teams see of each other"), SIGHTS[scheme.teams_see]),
        (_("The public sees"), SIGHTS[scheme.public_sees]),
    ]
    return [(str(label), str(value)) for label, value in facts]


def _tie_words(scheme: Scheme, way: str) -> Words:
    kind, _colon, name = way.partition(":")
    if kind == "judge":
        return _("the score of %(judge)s") % {"judge": JUDGES.get(name, name)}
    if kind == "indicator":
        known = [one for stage in scheme.stages for one in stage.indicators if one.key == name]
        return words_of(known[0].text, name) if known else name
    return _("lot, from a published seed") if kind == "lot" else _("nobody: they stand together")


def money_missing(call: Call, scheme: Scheme) -> dict[str, Decimal]:
    """Return the topics whose fiscal money does not pay for the race, with what is missing, in yuan."""
    need = scheme.cost_most()
    return {topic.title: need - topic.fiscal_money for topic in call.topics.all() if topic.fiscal_money < need}
