"""Solves one assignment in a process of its own, started by `solving`: the solvers are loaded there alone.

One JSON object comes on the standard input, one is answered. Two engines are joined here: `matching` says how well an
expert's record answers a proposal, `assigning` who judges what. Both know records by their keys only.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from qunli.engines.assigning import Assignment, Instance

SOLVERS: Final = ("numpy", "ortools", "scipy")
MATCHERS: Final = ("tantivy",)
PLACES: Final = 6
"""Affinities are rounded to so many places: what is kept of an instance solves to the same again."""
TERMS: Final = 6
SHORTEST_TERM: Final = 2
"""A single character counts in the score, and tells a reader nothing."""
WISHES: Final[Mapping[str, float]] = {"want": 1.0, "can": 0.6, "": 0.4, "rather_not": 0.0, "conflict": 0.0}
"""What an expert's own word is worth beside a perfect fit; silence lies between “can” and “rather not”."""

Key = int
Rows = list[list[float]]


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was found, or the cause why nothing was."""
    wanted = SOLVERS if asked["method"] == "draw" else (*SOLVERS, *MATCHERS)
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        return {"cause": "not_installed", "missing": missing}
    fits, terms = ([], []) if asked["method"] == "draw" else _fits(asked)
    tables = _tables(asked, fits)
    return _solved(asked, tables, fits, terms)


def affinities(fits: Rows, bids: Sequence[Sequence[str]], bid_share: int) -> Rows:
    """Return what each pair is worth, 0 to 1: how well it fits in words, and what the expert said, in given shares."""
    share = bid_share / 100
    return [
        [round((1 - share) * fit + share * WISHES[bid], PLACES) for fit, bid in zip(row, said, strict=True)]
        for row, said in zip(fits, bids, strict=True)
    ]


def _fits(asked: Mapping[str, Any]) -> tuple[Rows, list[dict[int, list[list[Any]]]]]:
    """Match every expert's record against every proposal.

    A score counts beside the best of its proposal, so that a long text does not outbid a short one. Where even the best
    is worse than is usual on this panel (the median of the bests), it counts beside that: chance words are no fit.
    """
    from qunli.engines.matching import (  # noqa: PLC0415 -- only once it is known to be there
        Matcher,
        MatchIndex,
        Options,
        read_capability,
        read_need,
    )

    place = {str(one["id"]): number for number, one in enumerate(asked["experts"])}
    with TemporaryDirectory(prefix="qunli-assign-") as folder:
        begun_in = MatchIndex.create
        index = begun_in(folder)
        index.put(map(read_capability, asked["experts"]))
        matcher = Matcher(index, Options(top=max(1, len(place)), quotes=0))
        found = [matcher.match(read_need(one)).matches for one in asked["proposals"]]
    bests = [max((match.score for match in matches), default=0.0) for matches in found]
    usual = median([best for best in bests if best] or [1.0])
    fits: Rows = []
    words: list[dict[int, list[list[Any]]]] = []
    for matches, best in zip(found, bests, strict=True):
        whole = max(best, usual)
        row = [0.0] * len(place)
        said: dict[int, list[list[Any]]] = {}
        for match in matches:
            number = place[str(match.id)]
            row[number] = round(match.score / whole, PLACES)
            said[number] = [
                [one.term or one.through, round(one.share / whole, PLACES)]
                for one in match.terms
                if len(one.term) >= SHORTEST_TERM or one.through
            ][:TERMS]
        fits.append(row)
        words.append(said)
    return fits, words


def _tables(asked: Mapping[str, Any], fits: Rows) -> dict[str, Any]:
    """Return the instance in the engine's own tables."""
    many, across = len(asked["proposals"]), len(asked["experts"])
    rules = asked["rules"]
    worth = affinities(fits, asked["bids"], asked["bid_share"]) if fits else [[0.0] * across for _row in range(many)]
    tables: dict[str, Any] = {
        "S": worth,
        "coi": _marks(asked["barred"], many, across),
        "pinned": _marks(asked["pinned"], many, across),
        "demand": asked["demand"],
        "load_max": asked["load_max"],
        "load_min": asked["load_min"],
        "proposals": [str(one["id"]) for one in asked["proposals"]],
        "experts": [str(one["id"]) for one in asked["experts"]],
    }
    if rules["apart"]:
        tables["inst"] = asked["institutions"]
    if rules["mixed"] or rules["outsider"]:
        tables["region"] = asked["regions"]
    if rules["outsider"]:
        tables["home"] = asked["homes"]
    if rules["seniors"]:
        tables |= {"senior": asked["seniors"], "senior_least": rules["seniors"]}
    return tables


def _marks(pairs: Sequence[Sequence[int]], many: int, across: int) -> list[list[int]]:
    table = [[0] * across for _row in range(many)]
    for row, column in pairs:
        table[row][column] = 1
    return table


def _solved(
    asked: Mapping[str, Any], tables: Mapping[str, Any], fits: Rows, terms: list[dict[int, list[list[Any]]]]
) -> dict[str, Any]:
    from qunli.engines.assigning import InstanceRefused, read_instance, reasons_of  # noqa: PLC0415 -- as above

    try:
        instance = read_instance(tables)
        result = _asked_of_engine(asked, instance)
    except InstanceRefused as refused:
        return {"cause": "nothing_fits", "tables": tables, "faults": [str(one) for one in refused.faults]}
    if result.witness is not None:
        return {"cause": "nothing_fits", "tables": tables, "witness": _witness(result)}
    if not result.pairs:
        return {"cause": "no_answer", "tables": tables}
    reasons = reasons_of(instance, result.pairs)
    return {
        "tables": tables,
        "found": _figures(asked, instance, result),
        "pairs": [
            {
                "proposal": asked["proposals"][row]["id"],
                "expert": asked["experts"][column]["id"],
                "affinity": tables["S"][row][column],
                "fit": fits[row][column] if fits else None,
                "bid": asked["bids"][row][column],
                "place": reason["rank"],
                "pinned": reason["pinned"],
                "terms": terms[row].get(column, []) if terms else [],
            }
            for (row, column), reason in zip(result.pairs, reasons, strict=True)
        ],
    }


def _asked_of_engine(asked: Mapping[str, Any], instance: Instance) -> Assignment:
    """Ask the engine the question of this method; a repair keeps as much as it can before it looks at the fit."""
    from qunli.engines import assigning  # noqa: PLC0415 -- as above

    seconds = float(asked["seconds"])
    if asked["method"] == "draw":
        return assigning.draw(instance, asked["seed"], seconds=seconds)
    if asked["kept"]:
        kept = tuple((int(row), int(column)) for row, column in asked["kept"])
        return assigning.repair(_loyal(instance, kept), assigning.Previous(kept), (), seconds=seconds)
    if asked["method"] == "fair":
        return assigning.assign_fairly(instance, seconds=seconds)
    return assigning.assign(instance, seconds=seconds)


def _loyal(instance: Instance, kept: Sequence[tuple[int, int]]) -> Instance:
    """Make a pair that stands already worth more than all fits together: then the fewest pairs change, and no more."""
    import numpy as np  # noqa: PLC0415 -- as above

    worth = np.asarray(instance.affinity, np.float64).copy()
    rows, columns = np.array(kept, np.int64).T
    worth[rows, columns] += 1.0 + float(instance.demand.sum())
    return replace(instance, affinity=worth)


def _figures(asked: Mapping[str, Any], instance: Instance, result: Assignment) -> dict[str, Any]:
    """Return total, bound and worst as the pages show them, and what the separate checker says of the answer."""
    from qunli.engines.assigning import verify  # noqa: PLC0415 -- as above

    total = math.fsum(float(instance.affinity[pair]) for pair in result.pairs)
    sums = dict.fromkeys(range(instance.shape[0]), 0.0)
    for row, column in result.pairs:
        sums[row] += float(instance.affinity[row, column])
    figures: dict[str, Any] = {
        "status": result.status,
        "total": round(total, PLACES),
        "worst": round(min(sums.values(), default=0.0), PLACES),
    }
    checked = verify(instance, result.pairs, result.proof.prices if result.proof and not asked["kept"] else None)
    figures["faults"] = list(checked.faults)
    if asked["method"] == "draw":
        return figures
    if asked["kept"]:
        standing = {(int(row), int(column)) for row, column in asked["kept"]}
        figures["kept"] = len(standing & {(int(row), int(column)) for row, column in result.pairs})
        figures["fewest_changes"] = result.status == "optimal"
        return figures
    if asked["method"] == "total":
        figures["checked"] = checked.optimal
    figures |= {"bound": _finite(result.bound), "gap": _finite(result.gap), "proven": result.status == "optimal"}
    if result.worst_bound is not None:
        figures["worst_bound"] = _finite(result.worst_bound)
    return figures


def _finite(value: float | None) -> float | None:
    return round(value, PLACES) if value is not None and math.isfinite(value) else None


def _witness(result: Assignment) -> dict[str, Any]:
    from qunli.engines.assigning import as_json  # noqa: PLC0415 -- as above

    told: dict[str, Any] = as_json(result)["reasons"]
    return told


def main() -> int:
    """Answer what came on the standard input."""
    sys.stdout.write(json.dumps(answer(json.load(sys.stdin))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
