"""Fills a site of its own, measures its pages, prints a table and keeps the numbers in `results/latest.json`."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.reading import report
from benchmarks.site import running_site

if TYPE_CHECKING:
    from benchmarks.filling import Filled
    from benchmarks.measuring import Measured

RESULTS: Final = Path(__file__).parent / "results" / "latest.json"
PACKAGES: Final = ("qunli", "django", "psycopg")
PAGE_ROWS: Final = 60


def main() -> int:
    """Run everything once."""
    with running_site():
        from benchmarks.filling import NEEDS, ORGANIZATIONS, PROPOSALS, fill  # noqa: PLC0415 -- models need a set-up site

        print(f"Filling: {ORGANIZATIONS} organizations, {PROPOSALS} proposals, {NEEDS} needs", flush=True)
        filled = fill()
        pages = measured_pages(filled)
        versions = {**{name: version(name) for name in PACKAGES}, **versions_below()}
    print(table_of(pages))
    keep(pages, versions)
    print("\nReading papers\n\n" + report())
    return 0


def measured_pages(filled: Filled) -> list[Measured]:
    """Measure lists, then single records, as the operator."""
    from django.test import Client  # noqa: PLC0415 -- needs a set-up site
    from django.urls import reverse  # noqa: PLC0415 -- as above

    from benchmarks.measuring import measure  # noqa: PLC0415 -- as above

    client = Client()
    client.force_login(filled.operator)
    lists = {
        "list of organizations": reverse("directory:organizations"),
        "form check of a call": reverse("calls:form_check", args=[filled.call.pk]),
        "list of needs": reverse("needs:needs"),
    }
    records = {
        "organization": reverse("directory:organization", args=[filled.organization.pk]),
        "call": reverse("calls:call", args=[filled.call.pk]),
        "proposal": reverse("calls:proposal", args=[filled.proposal.pk]),
        "project": reverse("projects:project", args=[filled.project.pk]),
    }
    return [
        *(measure(client, page, url, rows=PAGE_ROWS) for page, url in lists.items()),
        *(measure(client, page, url) for page, url in records.items()),
    ]


def versions_below() -> dict[str, str]:
    """Name the versions of what the site stands on."""
    from django.db import connection  # noqa: PLC0415 -- needs a set-up site

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        row = cursor.fetchone()
    return {"python": platform.python_version(), "postgresql": str(row[0]) if row else ""}


def table_of(pages: Sequence[Measured]) -> str:
    """Write the pages under each other; `x loop` is a page's CPU time in units of the calibration loop's."""
    head = f"{'page':<24}{'rows':>6}{'statements':>12}{'CPU ms':>10}{'loop ms':>10}{'x loop':>9}"
    lines = [
        f"{one.page:<24}{one.rows or '':>6}{one.statements:>12}{one.cpu_ms:>10.1f}{one.loop_ms:>10.1f}{one.ratio:>9.2f}"
        for one in pages
    ]
    return "\n".join((head, *lines))


def keep(pages: Sequence[Measured], versions: dict[str, str]) -> None:
    """Write the numbers as JSON."""
    rows = [{**asdict(one), "ratio": round(one.ratio, 3)} for one in pages]
    RESULTS.parent.mkdir(exist_ok=True)
    whole = {"versions": versions, "pages": rows}
    RESULTS.write_text(json.dumps(whole, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
