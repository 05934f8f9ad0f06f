"""Names as whoever reads has them: in English where there is an English one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

if TYPE_CHECKING:
    from qunli.directory.models import Cluster, Segment, TechnologyField


def reads_english() -> bool:
    """Tell whether the page is in English."""
    return (get_language() or "").startswith("en")


def name_in_reading_language(record: Cluster | Segment | TechnologyField) -> str:
    """Return the record's English name to readers of English, if it has one."""
    return record.name_en if reads_english() and record.name_en else record.name
