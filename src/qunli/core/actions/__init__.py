"""Core's acts, and the ways in which every room acts."""

from qunli.core.actions.acts import ACT_WORDS, ActWithoutRecord, action, lock, take_step, write_batch, write_journal
from qunli.core.actions.attempts import count_attempt
from qunli.core.actions.calendar import load_calendar_year
from qunli.core.actions.files import attach_file, remove_attachment
from qunli.core.actions.jobs import queue_job
from qunli.core.actions.marks import mark_database
from qunli.core.actions.messages import mark_read, tell
from qunli.core.actions.papers import StampedAlready, make_paper, return_stamped

__all__ = [
    "ACT_WORDS",
    "ActWithoutRecord",
    "StampedAlready",
    "action",
    "attach_file",
    "count_attempt",
    "load_calendar_year",
    "lock",
    "make_paper",
    "mark_database",
    "mark_read",
    "queue_job",
    "remove_attachment",
    "return_stamped",
    "take_step",
    "tell",
    "write_batch",
    "write_journal",
]
