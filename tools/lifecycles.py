"""Draws every lifecycle of the house from its table into docs/lifecycles.md."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Final

import django

from qunli.engines.lifecycle import Lifecycle

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "lifecycles.md"
HEAD: Final = """# Lifecycles

Drawn from the tables in each room's `states.py` by `python tools/lifecycles.py`; a test keeps this page current.
A state changes only through its table: buttons, the API and the tests of permits are derived from the same rows.
"""


def lifecycles() -> list[tuple[str, Lifecycle]]:
    """Return room and lifecycle of every table, room by room, in the order of the file."""
    from django.conf import settings  # noqa: PLC0415 -- settings are chosen by then

    found: list[tuple[str, Lifecycle]] = []
    for room in settings.ROOMS:
        try:
            states = importlib.import_module(f"qunli.{room}.states")
        except ModuleNotFoundError:
            continue
        own = [value for value in vars(states).values() if isinstance(value, Lifecycle)]
        found += [(room, lifecycle) for lifecycle in own if lifecycle not in [known for _room, known in found]]
    return found


def page() -> str:
    """Write the whole page."""
    parts = [HEAD]
    for room, lifecycle in lifecycles():
        title = lifecycle.name[0].upper() + lifecycle.name[1:]
        parts.append(f"## {title}\n\nRoom `{room}`.\n\n```mermaid\n{lifecycle.mermaid()}```\n")
    return "\n".join(parts)


def main() -> int:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunli.config.settings.test")
    django.setup()
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
