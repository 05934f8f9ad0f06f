"""Every write of the room."""

from qunli.indicators.actions.answers import AnswerEntry, give_answer
from qunli.indicators.actions.assessing import NothingToHold, assess_subject
from qunli.indicators.actions.certifications import follow_certifications
from qunli.indicators.actions.events import EventEntry, record_event_from_claim, take_back_event
from qunli.indicators.actions.figures import (
    WrittenFigure,
    add_indicator,
    record_figure_from_claim,
    record_written_figure,
    take_back_figure,
)

__all__ = [
    "AnswerEntry",
    "EventEntry",
    "NothingToHold",
    "WrittenFigure",
    "add_indicator",
    "assess_subject",
    "follow_certifications",
    "give_answer",
    "record_event_from_claim",
    "record_figure_from_claim",
    "record_written_figure",
    "take_back_event",
    "take_back_figure",
]
