"""The stages of the demonstration, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from qunli.cli.demo import (
    awarding,
    calling,
    collecting,
    concluding,
    figures,
    funding,
    ground,
    papers,
    reviewing,
    standing,
    today,
)
from qunli.cli.demo.world import World


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name on the command line, what it says, and what it does."""

    name: str
    says: str
    build: Callable[[World], None]


STAGES: Final = (
    Stage("ground", "who is there: organizations, members, accounts, experts", ground.build),
    Stage("figures", "what is known: documents, claims, confirmed figures", figures.build),
    Stage("standing", "how the cluster stands before the rules, a ladder of tiers, events", standing.build),
    Stage("needs", "needs stated, recommended, sharpened, screened, listed", collecting.build),
    Stage("call", "the call checked, published, asked about", calling.publish),
    Stage("proposals", "proposals written, handed in, stamped, recommended, all sealed", calling.propose),
    Stage("opening", "proposals opened, their form checked and one corrected", calling.open_and_check),
    Stage("review", "the panel seated, drawn, recused, its sheets and its opinion", reviewing.build),
    Stage("award", "decided, on public notice, objected to, approved", awarding.build),
    Stage("project", "contract and task book signed, milestones reported, remedied, judged, paid", concluding.run),
    Stage("acceptance", "accepted, outcomes recorded and published, licensed after publicity", concluding.accept),
    Stage("fund", "a joint fund of four provinces through a year: signed, paid in, settled, paid", funding.build),
    Stage(
        "today",
        "work under way today: needs, calls at six steps, a project that reports and is paid",
        today.build,
    ),
    Stage("papers", "papers that came in, read; what is claimed in them waits for the operator", papers.build),
)
