"""Counting attempts for rate limits: no business act, so no entry in the journal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from qunli.core.models import AttemptCount

_COUNT: Final = """
INSERT INTO core_attemptcount AS held (key, count, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN held.ends_at <= %(at)s THEN 1 ELSE held.count + 1 END,
    ends_at = CASE WHEN held.ends_at <= %(at)s THEN excluded.ends_at ELSE held.ends_at END
RETURNING count
"""
"""One statement, so that two at the same moment are counted as two."""


def count_attempt(*, key: str, seconds: int, at: datetime) -> int:
    """Count one more attempt under `key` and return how many that makes since its `seconds` began."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, "at": at, "ends_at": at + timedelta(seconds=seconds)})
        row = cursor.fetchone()
    return int(row[0]) if row else 1


def forget_attempts(*, at: datetime) -> int:
    """Remove the counts whose time is over; return how many there were."""
    many, _by_model = AttemptCount.objects.filter(ends_at__lte=at).delete()
    return many
