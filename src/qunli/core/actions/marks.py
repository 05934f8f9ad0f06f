"""Marking what a database was made for."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.models.marks import DatabaseMark
from qunli.core.states import DatabaseKind, Refused


class WrongDatabase(Refused):
    """The database was made for something else."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(
            _("This database is marked “%(found)s”, not “%(expected)s”.") % {"found": found, "expected": expected}
        )


def mark_database(*, kind: DatabaseKind, at: datetime) -> DatabaseMark:
    """Mark an unmarked database; a mark never changes. Raises `WrongDatabase` when it bears another."""
    mark, _made = DatabaseMark.objects.get_or_create(pk=1, defaults={"kind": kind, "marked_at": at})
    if mark.kind != kind:
        raise WrongDatabase(mark.kind, kind.value)
    return mark
