"""What the page of a race shows of each lane, as far as its reader sees it, and the engine's reasons in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.calls.queries import JUDGES, indicator_words, stage_title
from qunli.engines.racing import Sight
from qunli.projects.queries.races import scheme_of_race
from qunli.projects.states import LANE_TONES, LaneState, MilestoneState

if TYPE_CHECKING:
    from datetime import date

    from qunli.core.states import Tone
    from qunli.engines.racing import Scheme
    from qunli.projects.models import Lane, Milestone, Race, StageDecision


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage of one lane: where it stands, what it must show, and what it has shown."""

    stage: int
    title: str
    words: str
    state: str
    due_on: date | None
    lines: list[str]


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One lane as its reader sees it."""

    lane: Lane
    name: str
    tone: Tone
    is_whole: bool
    rank: int | None
    score: str
    cells: list[Cell]


def lane_rows(race: Race, seen: list[tuple[Lane, Sight | None]]) -> list[LaneRow]:
    """Put what is seen of every lane into rows, those in the race first, then by rank and key."""
    scheme = scheme_of_race(race)
    rows = [_row(race, scheme, lane, sight) for lane, sight in seen]
    order = {LaneState.THROUGH: 0, LaneState.RUNNING: 1}
    return sorted(rows, key=lambda row: (order.get(LaneState(row.lane.state), 2), row.rank or 99, row.lane.pk))


def _row(race: Race, scheme: Scheme, lane: Lane, sight: Sight | None) -> LaneRow:
    measured = sight in {None, Sight.MEASURED}
    return LaneRow(
        lane=lane,
        name=lane.project.lead.name,
        tone=LANE_TONES[LaneState(lane.state)],
        is_whole=sight is None,
        rank=lane.rank if measured else None,
        score=f"{lane.score:.2f}" if measured and lane.score is not None else "",
        cells=[
            _cell(race, scheme, lane, milestone, shows=measured)
            for milestone in lane.project.milestones.all()
            if milestone.position <= len(scheme.stages)
        ],
    )


def _cell(race: Race, scheme: Scheme, lane: Lane, milestone: Milestone, *, shows: bool) -> Cell:
    number = milestone.position
    is_in = lane.state in {LaneState.RUNNING, LaneState.THROUGH, LaneState.OWN_COST}
    is_due = is_in and number == max(race.stage, lane.passed + 1) and lane.state != LaneState.THROUGH
    day = milestone.remedy_until or milestone.due_on
    return Cell(
        stage=number,
        title=stage_title(scheme, number),
        words=_cell_words(lane, milestone),
        state="done" if lane.passed >= number else "now" if is_due else "next" if is_in else "stopped",
        due_on=day if is_due and milestone.state in {MilestoneState.PLANNED, MilestoneState.REMEDY} else None,
        lines=_lines(scheme, lane, milestone) if shows else [],
    )


def _cell_words(lane: Lane, milestone: Milestone) -> str:
    if lane.passed >= milestone.position:
        return _("passed")
    if milestone.state == MilestoneState.FAILED:
        return _("did not pass")
    if milestone.state in {MilestoneState.REPORTED, MilestoneState.REMEDY}:
        return str(milestone.get_state_display())
    if lane.state in {LaneState.OUT, LaneState.LEFT}:
        return "—"
    return pgettext("stage of a race", "to come")


def _lines(scheme: Scheme, lane: Lane, milestone: Milestone) -> list[str]:
    """What the gate asks of this team, with what it measured, and the scores that it has."""
    stage = scheme.stages[milestone.position - 1]
    rows = sorted(milestone.indicators.all(), key=lambda row: (row.position, row.pk))
    lines = [
        f"{indicator_words(asked)}: {row.measured or _('not measured yet')}"
        for asked, row in zip(stage.indicators, rows, strict=True)
    ]
    given = {one.who: one.points for one in lane.scores.all() if one.stage == milestone.position}
    for judge in stage.judges:
        points = given.get(judge.who)
        lines.append(f"{JUDGES[judge.who]}: {_('not scored yet') if points is None else f'{points:f}'}")
    return lines


@dataclass(frozen=True, slots=True)
class RulingRow:
    """What a result says of one team, in words."""

    name: str
    verdict: str
    rank: str
    score: str
    reasons: list[str]
    pays: str
    returns: str


def ruling_rows(decision: StageDecision, scheme: Scheme, seen: list[tuple[Lane, Sight | None]]) -> list[RulingRow]:
    """Put a result into words, as far as each lane is seen: verdicts for all, reasons and money where allowed."""
    sights = {lane.pk: (lane, sight) for lane, sight in seen}
    words = {"on": _("goes on"), "out": _("out"), "remedy": _("may mend")}
    rows: list[RulingRow] = []
    for row in decision.rulings:
        if row["lane"] not in sights:
            continue
        lane, sight = sights[row["lane"]]
        shows = sight in {None, Sight.MEASURED}
        rows.append(
            RulingRow(
                name=lane.project.lead.name,
                verdict=words[row["verdict"]],
                rank=str(row["rank"] or "—") if shows else "—",
                score=f"{Decimal(row['score']):.2f}" if shows else "—",
                reasons=[_reason(scheme, decision.stage, why) for why in row["reasons"]] if shows else [],
                pays=_money(row["pays"]) if sight is None else "",
                returns=_money(row["returns"]) if sight is None else "",
            )
        )
    return rows


def _money(yuan: str) -> str:
    return f"{Decimal(yuan):,.2f}" if Decimal(yuan) else ""


def _reason(scheme: Scheme, stage: int, why: dict[str, Any]) -> str:
    asked = {one.key: indicator_words(one) for one in scheme.stages[stage - 1].indicators}
    named = {"what": asked.get(why["about"], str(JUDGES.get(why["about"], why["about"]))), **why}
    words = {
        "reached": _("%(what)s: reached with %(found)s"),
        "missed": _("%(what)s: missed with %(found)s"),
        "not_measured": _("%(what)s: not measured"),
        "score_missed": _("score %(found)s, wanted %(wanted)s"),
        "not_scored": _("%(what)s: no score"),
        "ranked_out": _("rank %(found)s, %(wanted)s go on"),
        "no_place_left": _("all places are taken by teams that passed"),
        "remedy_open": _("may mend within %(wanted)s days"),
        "remedy_used": _("the time to mend is used up"),
        "no_remedy": _("this gate gives no time to mend"),
        "withdrew": _("withdrew"),
        "disqualified": _("disqualified"),
        "merged": _("merged with another team"),
    }
    return words[why["code"]] % named
