"""Builds the demonstration, says what happened, serves it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from qunli.cli.demo.database import keep, kept, make_fresh, recipe_of
from qunli.cli.demo.example import example_in
from qunli.cli.demo.stages import STAGES
from qunli.cli.demo.summary import say_sign_ins, say_summary, summary_of
from qunli.cli.demo.world import World
from qunli.cli.migrate import say_weaknesses
from qunli.cli.serve import gather_static_files, refuse_taken, run_site
from qunli.cli.site import now
from qunli.cli.terminal import CommandFailed, complain, say, say_json
from qunli.core.states import Refused

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from datetime import datetime

    from qunli.cli.demo.example import Example
    from qunli.cli.demo.stages import Stage


AFTER_THE_ROAD: Final = timedelta(days=1)


def demo(options: Namespace) -> int:
    """Build the demonstration unless it is up to date, then serve it; for a program, say it as JSON and end."""
    stages = _stages_upto(options.upto)
    tell: Callable[[str], None] = complain if options.json else say
    serves = options.serve and not options.json
    if serves:
        refuse_taken(options.bind)
    example = example_in(options.example)
    recipe = recipe_of(example, options.seed, stages[-1].name)
    note = {} if options.fresh else kept()
    if note.get("recipe") == recipe:
        tell("The demonstration is up to date (--fresh builds it anew).")
    else:
        if note:
            tell("The demonstration is of another day or version: it is built anew.")
        note = {"recipe": recipe, **_build(example, options.seed, stages, tell)}
        keep(note)
    if options.json:
        say_json(note)
        return 0
    say_summary(note)
    say_sign_ins(note, options.bind)
    if not serves:
        return 0
    gather_static_files()
    say_weaknesses()
    connection.close()
    return run_site(options.bind, 2)


def _build(example: Example, seed: int, stages: tuple[Stage, ...], tell: Callable[[str], None]) -> dict[str, Any]:
    tell("Preparing the demonstration's own database ...")
    began = time.monotonic()
    make_fresh()
    world = World(example=example, seed=seed, now=_moment(example, tell))
    timings = {"database": round(time.monotonic() - began, 1)}
    for number, stage in enumerate(stages, 1):
        tell(f"{number}/{len(stages)}  {stage.says} ...")
        began = time.monotonic()
        try:
            stage.build(world)
        except Refused as refused:
            message = f"The stage “{stage.name}” was refused: {refused}"
            raise CommandFailed(message, code=1) from refused
        timings[stage.name] = round(time.monotonic() - began, 1)
    return {**summary_of(world), "seconds": timings}


def _moment(example: Example, tell: Callable[[str], None]) -> datetime:
    """Return the day of the demonstration: today, or the day after its road where a clock is behind that."""
    earliest: datetime = example.road["transfer"]["signed_at"] + AFTER_THE_ROAD
    moment = now()
    if moment < earliest:
        tell(f"This clock is behind the example, whose road ends on {earliest:%Y-%m-%d}: today's work is dated then.")
    return max(moment, earliest)


def _stages_upto(name: str | None) -> tuple[Stage, ...]:
    names = [stage.name for stage in STAGES]
    if name is None:
        return STAGES
    if name not in names:
        message = f"There is no stage {name!r}; there are {', '.join(names)}."
        raise CommandFailed(message)
    return STAGES[: names.index(name) + 1]
