"""Core's acts, and the ways in which every room acts."""

from qunli.core.actions.acts import ActWithoutRecord, action, lock, take_step, write_batch, write_journal
from qunli.core.actions.calendar import load_calendar_year
from qunli.core.actions.files import attach_file, remove_attachment
from qunli.core.actions.jobs import queue_job
from qunli.core.actions.marks import mark_database
from qunli.core.actions.messages import mark_read, tell

__all__ = [
    "ActWithoutRecord",
    "action",
    "attach_file",
    "load_calendar_year",
    "lock",
    "mark_database",
    "mark_read",
    "queue_job",
    "remove_attachment",
    "take_step",
    "tell",
    "write_batch",
    "write_journal",
]
