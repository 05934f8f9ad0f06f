"""Marking what a database was made for."""

from datetime import datetime

from qunli.core.models.marks import DatabaseMark
from qunli.core.states import DatabaseKind, Refused


def mark_database(*, kind: DatabaseKind, at: datetime) -> DatabaseMark:
    """Mark an unmarked database; a mark never changes. Raises `Refused` when it bears another."""
    mark, _made = DatabaseMark.objects.get_or_create(pk=1, defaults={"kind": kind, "marked_at": at})
    if mark.kind != kind:
        raise Refused(f"This database is marked “{mark.kind}”, not “{kind.value}”.")
    return mark
