"""Builds the demonstration, says what happened, serves it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.db import connection

from qunli.cli.demo.database import keep, kept, make_fresh, recipe_of
from qunli.cli.demo.example import example_in
from qunli.cli.demo.stages import STAGES
from qunli.cli.demo.summary import say_sign_ins, say_summary, summary_of
from qunli.cli.demo.world import World
from qunli.cli.migrate import say_weaknesses
from qunli.cli.serve import gather_static_files, run_site
from qunli.cli.site import now
from qunli.cli.terminal import CommandFailed, say
from qunli.core.states import Refused

if TYPE_CHECKING:
    from argparse import Namespace

    from qunli.cli.demo.example import Example
    from qunli.cli.demo.stages import Stage


def demo(options: Namespace) -> int:
    """Build the demonstration unless it is up to date, then serve it."""
    stages = _stages_upto(options.upto)
    example = example_in(options.example)
    recipe = recipe_of(example, options.seed, stages[-1].name)
    note = {} if options.fresh else kept()
    if note.get("recipe") == recipe:
        say("The demonstration is up to date (--fresh builds it anew).")
    else:
        note = {"recipe": recipe, **_build(example, options.seed, stages)}
        keep(note)
    say_summary(note)
    say_sign_ins(note, options.bind)
    if not options.serve:
        return 0
    gather_static_files()
    say_weaknesses()
    connection.close()
    return run_site(options.bind, 2)


def _build(example: Example, seed: int, stages: tuple[Stage, ...]) -> dict[str, Any]:
    say("Preparing the demonstration's own database ...")
    began = time.monotonic()
    make_fresh()
    world = World(example=example, seed=seed, now=now())
    timings = {"database": round(time.monotonic() - began, 1)}
    for number, stage in enumerate(stages, 1):
        say(f"{number}/{len(stages)}  {stage.says} ...")
        began = time.monotonic()
        try:
            stage.build(world)
        except Refused as refused:
            message = f"The stage “{stage.name}” was refused: {refused}"
            raise CommandFailed(message, code=1) from refused
        timings[stage.name] = round(time.monotonic() - began, 1)
    return {**summary_of(world), "seconds": timings}


def _stages_upto(name: str | None) -> tuple[Stage, ...]:
    names = [stage.name for stage in STAGES]
    if name is None:
        return STAGES
    if name not in names:
        message = f"There is no stage {name!r}; there are {', '.join(names)}."
        raise CommandFailed(message)
    return STAGES[: names.index(name) + 1]
