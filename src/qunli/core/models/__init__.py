"""Core's records."""

from qunli.core.models.attempts import AttemptCount
from qunli.core.models.calendar import CalendarDay, CalendarYear
from qunli.core.models.fields import MoneyField, PeriodField
from qunli.core.models.files import Attachment, Paper
from qunli.core.models.journal import JournalEntry, JournalLine, JournalSeal
from qunli.core.models.marks import DatabaseMark
from qunli.core.models.messages import Delivery, Message
from qunli.core.models.record import AboutRef, Record, in_words
from qunli.core.models.search import SearchEntry

__all__ = [
    "AboutRef",
    "Attachment",
    "AttemptCount",
    "CalendarDay",
    "CalendarYear",
    "DatabaseMark",
    "Delivery",
    "JournalEntry",
    "JournalLine",
    "JournalSeal",
    "Message",
    "MoneyField",
    "Paper",
    "PeriodField",
    "Record",
    "SearchEntry",
    "in_words",
]
