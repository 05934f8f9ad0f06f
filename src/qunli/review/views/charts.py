"""Loads and diversity of an assignment as charts; the same rows stand beneath as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qunli.core.states import Tone
from qunli.review.models import Assignment
from qunli.review.queries.assigned import Picture
from qunli.review.states import AssignmentMethod

MOST_BARS = 30


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of ranked bars."""

    name: str
    title: str
    rows: list[dict[str, Any]]
    unit: str = ""


def charts_of(assignment: Assignment, picture: Picture) -> list[Chart]:
    """Return what each expert judges, how well each proposal is served, and from which provinces the judges come."""
    charts = [_loads(assignment, picture), _regions(picture)]
    if assignment.method != AssignmentMethod.DRAW:
        charts.insert(1, _served(picture))
    return [chart for chart in charts if chart.rows]


def _loads(assignment: Assignment, picture: Picture) -> Chart:
    most = assignment.wanted["load_max"]
    if len(picture.loads) > MOST_BARS:
        counts = Counter(load.after for load in picture.loads)
        rows = [
            {
                "label": ngettext("%(count)d proposal", "%(count)d proposals", count) % {"count": count},
                "value": counts[count],
                "tone": Tone.WARN if count == most else "",
            }
            for count in sorted(counts, reverse=True)
        ]
        return Chart("loads", _("How many experts judge how many proposals"), rows)
    rows = [
        {
            "label": load.expert.party.name,
            "value": load.after,
            "note": load.employer,
            "tone": Tone.WARN if load.after == most else "",
        }
        for load in picture.loads
    ]
    return Chart("loads", _("Proposals of each expert, at most %(most)d") % {"most": most}, rows)


def _served(picture: Picture) -> Chart:
    """The worst served come first; of many, only those."""
    rows = sorted(
        ({"label": one.proposal.number, "value": round(one.affinity, 2)} for one in picture.served if one.judges),
        key=lambda row: (row["value"], row["label"]),
    )
    return Chart("served", _("Fit of each proposal's judges, the worst served first"), rows[:MOST_BARS])


def _regions(picture: Picture) -> Chart:
    rows = [{"label": name, "value": count} for name, count in picture.regions]
    return Chart("regions", _("Where the judges come from, by province"), rows)
