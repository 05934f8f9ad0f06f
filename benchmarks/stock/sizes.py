"""How much of everything there is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

SIZES: Final = {
    "organizations": 10_000,
    "proposals": 1_000,
    "needs": 5_000,
    "duties": 10_000,
    "messages": 2_000,
    "notices": 200,
    "projects": 100,
    "panels": 100,
    "experts": 1_000,
    "accounts": 500,
    "documents": 1_000,
    "claims": 20_000,
    "events": 100,
    "assessments": 10,
    "recognitions": 200,
    "journal": 100_000,
}
HISTORY: Final = 50
"""Entries in the history of a thick record."""
BATCH: Final = 1_000
AT: Final = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SINCE: Final = date(2025, 1, 1)
