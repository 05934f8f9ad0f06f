"""Names of places by their code, for rooms that stand below the directory."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language

from qunli.directory.queries import published_rows


@cache
def _named() -> dict[str, tuple[str, str]]:
    rows, _digest = published_rows("jurisdictions.csv")
    return {row["code"]: (row["name"], row["name_en"]) for row in rows}


def place_name(code: str) -> str:
    """Return what the published list calls a place, in the reader's language as far as it has it; else the code."""
    name, name_en = _named().get(code, (code, ""))
    return name_en if name_en and get_language() == "en" else name
