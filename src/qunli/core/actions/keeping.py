"""Keeping the house: orphaned files go, the journal's head is written down outside the database."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import FileField

from qunli.core.queries.journal import journal_head

if TYPE_CHECKING:
    from collections.abc import Iterator

UNTOUCHED: Final = timedelta(days=1)
OURS: Final = re.compile(r"\d{4}/\d{2}/[0-9a-f]{32}\.[a-z]{3,4}")
"""Names that `attach_file` gives: nothing else is ever removed."""


def sweep_orphans(*, at: datetime) -> list[str]:
    """Remove files that were stored by an act which then failed: a day old, named by us, known to no record."""
    found = [name for name in _stored() if OURS.fullmatch(name) and _is_old(name, at)]
    known = _known(found)
    orphans = [name for name in found if name not in known]
    for name in orphans:
        default_storage.delete(name)
    return orphans


def write_down_head(*, at: datetime) -> str:
    """Append time, number and hash of the journal's head to a file of the site's folder."""
    head = journal_head()
    path = Path(settings.JOURNAL_HEADS)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{at.isoformat(timespec='seconds')} {head}\n")
        file.flush()
        os.fsync(file.fileno())
    return head


def _stored(folder: str = "") -> Iterator[str]:
    if not default_storage.exists(folder):  # a new site keeps no file yet, and so no folder
        return
    folders, files = default_storage.listdir(folder)
    for name in files:
        yield f"{folder}/{name}".lstrip("/")
    for name in folders:
        yield from _stored(f"{folder}/{name}".lstrip("/"))


def _is_old(name: str, at: datetime) -> bool:
    return default_storage.get_modified_time(name) <= at - UNTOUCHED


def _known(names: list[str]) -> set[str]:
    """Return those that a record of any room names; asked again after listing, so that no new one is missed."""
    known: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():  # noqa: SLF001 - Django's documented way to a model's fields
            if isinstance(field, FileField):
                rows = model._default_manager.filter(**{f"{field.name}__in": names})  # noqa: SLF001 - as above
                known.update(rows.values_list(field.name, flat=True))
    return known
