"""The command: which question is asked of the engine, and how its answer is shown."""

from __future__ import annotations

import csv
import json
import math
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from qunli.cli.terminal import FAULTS, CommandFailed, complain, say, say_table

if TYPE_CHECKING:
    from argparse import Namespace

    from qunli.engines.assigning import Assignment, Instance

NEEDED: Final = ("numpy", "ortools", "scipy")
SHOWN: Final = 20
CLAIMED: Final = 1e-6
"""Relative: an answer may have been rounded by who wrote it."""
RULES: Final = {
    "inst": ("inst",), "region": ("region", "home"), "home": ("home",), "senior": ("senior", "senior_least"),
    "stratum": ("stratum", "quota"), "group": ("group",),
}  # fmt: skip


def assign(options: Namespace) -> int:
    """Answer; exit code 1 where nothing fits, tables have faults or a check fails."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        message = f"qunli assign needs {', '.join(missing)}: pip install 'qunli[solvers]'."
        raise CommandFailed(message)
    from qunli.engines.assigning import InstanceRefused  # noqa: PLC0415 -- numpy only once it is known to be there

    given, answer = _given(options)
    try:
        instance = _instance(options, given)
        if answer is not None and options.previous is None:
            return _verified(options, instance, answer)
        _imported()
        began = time.process_time()
        result = _asked(options, instance, answer)
        spent = time.process_time() - began
    except InstanceRefused as refused:
        for fault in refused.faults:
            complain(str(fault))
        if options.json:
            _say({"status": "refused", "faults": [str(fault) for fault in refused.faults]})
        return FAULTS
    return _shown(options, instance, result, spent)


def _given(options: Namespace) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Tell the instance from an earlier answer, whichever is named first."""
    from qunli.cli.assigning.files import read_tables  # noqa: PLC0415 -- as above

    named = [one for one in (*options.files, options.verify, options.previous) if one]
    tables = [read_tables(one) for one in named]
    instances = [table for table in tables if "S" in table]
    answers = [table for table in tables if "pairs" in table and "S" not in table]
    if len(instances) != 1 or len(answers) > 1 or len(tables) != len(instances) + len(answers):
        message = "Name one instance (.npz, .json, .csv or a folder), and at most one answer (JSON with pairs)."
        raise CommandFailed(message)
    if options.previous is not None and not answers:
        message = f"{options.previous} holds no answer: expected JSON with pairs."
        raise CommandFailed(message)
    return instances[0], answers[0] if answers else None


def _instance(options: Namespace, given: dict[str, Any]) -> Instance:
    from qunli.engines.assigning import read_instance  # noqa: PLC0415 -- as above

    over = {name: getattr(options, name) for name in ("demand", "load_max", "load_min")}
    tables = given | {name: value for name, value in over.items() if value is not None}
    for rule in options.ignore:
        for name in RULES[rule]:
            tables.pop(name, None)
    return read_instance(tables)


def _asked(options: Namespace, instance: Instance, answer: dict[str, Any] | None) -> Assignment:
    from qunli.engines import assigning  # noqa: PLC0415 -- as above

    if options.previous is not None and answer is not None:
        prices = tuple((answer.get("proof") or {}).get("prices") or ())
        before = assigning.Previous(tuple((int(row), int(expert)) for row, expert in answer["pairs"]), prices)
        return assigning.repair(instance, before, _experts(options, instance), seconds=options.seconds)
    if options.without:
        instance = assigning.without(instance, _experts(options, instance))
    if options.draw is not None:
        return assigning.draw(instance, options.draw, seconds=options.seconds)
    if options.randomized is not None:
        return _randomized(options, instance)
    if options.fair != "total":
        return assigning.assign_fairly(instance, seconds=options.seconds, next_worst=options.fair == "leximin")
    return assigning.assign(instance, seconds=options.seconds)


def _imported() -> None:
    """Load what every question needs before time is taken."""
    for name in ("solving", "repairing", "drawing", "lottery"):
        import_module(f"qunli.engines.assigning.{name}")


def _randomized(options: Namespace, instance: Instance) -> Assignment:
    from dataclasses import replace  # noqa: PLC0415 -- as above

    from qunli.engines import assigning  # noqa: PLC0415 -- as above

    result, lottery = assigning.randomize(instance, options.randomized, seed=options.seed)
    if not options.samples or not lottery.shares:
        return result
    drawn = assigning.sample(lottery, seed=options.seed, many=options.samples)
    return replace(result, more={**result.more, "samples": drawn})


def _experts(options: Namespace, instance: Instance) -> list[int]:
    """Read experts by name where the instance has names, else by number from 0."""
    across = instance.shape[1]
    found = []
    for one in options.without:
        if one in instance.experts:
            found.append(instance.experts.index(one))
        elif one.isascii() and one.isdigit() and int(one) < across:
            found.append(int(one))
        else:
            message = f"There is no expert {one!r}: numbers go from 0 to {across - 1}."
            raise CommandFailed(message)
    return found


def _verified(options: Namespace, instance: Instance, answer: dict[str, Any]) -> int:
    from qunli.engines.assigning import verify, without  # noqa: PLC0415 -- as above

    if options.without:
        instance = without(instance, _experts(options, instance))
    verdict = verify(instance, answer["pairs"], (answer.get("proof") or {}).get("prices"))
    said = {name: getattr(verdict, name) for name in ("feasible", "optimal", "total", "bound", "gap", "worst")}
    said["faults"] = list(verdict.faults)
    if options.json:
        _say(said)
    else:
        say("Feasible." if verdict.feasible else "Not feasible:")
        for fault in verdict.faults:
            say(f"  {fault}")
        say(f"Total {verdict.total:.9g}, bound {verdict.bound:.9g}, gap {verdict.gap:.3g}.")
    return 0 if verdict.feasible and _as_claimed(answer, verdict.total) else FAULTS


def _as_claimed(answer: dict[str, Any], total: float) -> bool:
    claimed = answer.get("total")
    return (
        not isinstance(claimed, int | float)
        or "marginals" in answer
        or abs(claimed - total) <= 1e-6 * max(1, abs(total))
    )


def _shown(options: Namespace, instance: Instance, result: Assignment, spent: float) -> int:
    from dataclasses import replace  # noqa: PLC0415 -- as above

    from qunli.engines.assigning import as_json, reasons_of, verify  # noqa: PLC0415 -- as above

    if result.pairs and not result.reasons and not options.csv:
        result = replace(result, reasons=reasons_of(instance, result.pairs))
    code = FAULTS if result.status in {"infeasible", "unknown"} else 0
    said = as_json(result) | {"cpu_seconds": round(spent, 6)}
    if instance.proposals or instance.experts:
        said["named"] = [list(_named(instance, pair)) for pair in result.pairs]
    if options.verify is not None or options.check:
        checked = _without_gone(options, instance)
        verdict = verify(checked, result.pairs, result.proof.prices if result.proof else None)
        said["verified"] = {"feasible": verdict.feasible, "optimal": verdict.optimal, "total": verdict.total,
                            "bound": verdict.bound, "gap": verdict.gap, "faults": list(verdict.faults)}  # fmt: skip
        code = code or (0 if verdict.feasible else FAULTS)
    if options.json:
        _say(said)
    elif options.csv:
        _as_csv(instance, result)
    else:
        _as_text(instance, result)
    return code


def _without_gone(options: Namespace, instance: Instance) -> Instance:
    from qunli.engines.assigning import without  # noqa: PLC0415 -- as above

    return without(instance, _experts(options, instance)) if options.without else instance


def _named(instance: Instance, pair: tuple[int, int]) -> tuple[str, str]:
    row, expert = pair
    return (
        instance.proposals[row] if instance.proposals else str(row),
        instance.experts[expert] if instance.experts else str(expert),
    )


def _say(said: dict[str, Any]) -> None:
    """Print on one line: thousands of pairs, each on lines of its own, help nobody."""
    say(json.dumps(_finite(said), ensure_ascii=False))


def _finite(value: Any) -> Any:  # noqa: ANN401 -- whatever JSON can hold
    """Return the value with what JSON has no number for as null."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _as_csv(instance: Instance, result: Assignment) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("proposal", "expert", "affinity"))
    writer.writerows((*_named(instance, pair), float(instance.affinity[pair])) for pair in result.pairs)


def _as_text(instance: Instance, result: Assignment) -> None:
    if result.witness is not None:
        witness = result.witness
        say("Nothing fits.")
        rows = ", ".join(_named(instance, (row, 0))[0] for row in witness.proposals[:SHOWN])
        say(f"  Proposals {rows}{' ...' if len(witness.proposals) > SHOWN else ''}")
        say(f"  ask for {witness.demand}; the {len(witness.experts)} who may judge them take {witness.available}.")
        if witness.extra:
            say(f"  Loads would have to grow by {witness.extra} in all.")
        if witness.note:
            say(f"  {witness.note}.")
        return
    figures = {"total": result.total, "bound": result.bound, "worst": result.worst}
    known = ", ".join(f"{name} {value:.9g}" for name, value in figures.items() if value is not None)
    say(f"{result.status}: {len(result.pairs)} pairs, {known}")
    say_table([(*_named(instance, pair), f"{float(instance.affinity[pair]):.4g}") for pair in result.pairs[:SHOWN]])
    if len(result.pairs) > SHOWN:
        say(f"  and {len(result.pairs) - SHOWN} more: --json or --csv shows all")
