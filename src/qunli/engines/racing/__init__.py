"""Races: judges the gates between stages, follows the money, and compares schemes before a race is opened."""

from qunli.engines.racing.assumptions import Assumptions, Chance
from qunli.engines.racing.judging import Entry, Leaving, Reason, ReasonCode, Ruling, StageFault, Verdict, judge_stage
from qunli.engines.racing.money import Correction, Money, Paid, corrections, money_after
from qunli.engines.racing.reading import SchemeFault, SchemeUnreadable, read_race, read_teams
from qunli.engines.racing.schemes import Comparison, Grade, Indicator, Judge, Keeps, Scheme, Sight, Stage

__all__ = [
    "Assumptions",
    "Chance",
    "Comparison",
    "Correction",
    "Entry",
    "Grade",
    "Indicator",
    "Judge",
    "Keeps",
    "Leaving",
    "Money",
    "Paid",
    "Reason",
    "ReasonCode",
    "Ruling",
    "Scheme",
    "SchemeFault",
    "SchemeUnreadable",
    "Sight",
    "Stage",
    "StageFault",
    "Verdict",
    "corrections",
    "judge_stage",
    "money_after",
    "read_race",
    "read_teams",
]
