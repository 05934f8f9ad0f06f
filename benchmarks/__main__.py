"""Fills a site of its own, measures its pages, prints a table and keeps the numbers in `results/latest.json`."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import assigning, matching, racing, searching
from benchmarks.reading import report
from benchmarks.site import running_site

if TYPE_CHECKING:
    from benchmarks.measuring import Exported, Measured
    from benchmarks.stock import Filled

RESULTS: Final = Path(__file__).parent / "results" / "latest.json"
PACKAGES: Final = ("qunli", "django", "psycopg")


def main() -> int:
    """Run everything once."""
    with running_site():
        from benchmarks.stock import SIZES, fill  # noqa: PLC0415 -- models need a set-up site

        print(f"Filling: {', '.join(f'{many:,} {what}' for what, many in SIZES.items())}", flush=True)
        filled = fill()
        pages, exports = measured(filled)
        found = searching.report()
        versions = {**{name: version(name) for name in PACKAGES}, **versions_below()}
    print(table_of(pages), "", exports_of(exports), sep="\n")
    keep(pages, exports, versions)
    print("\nSearching\n\n" + found)
    print("\nReading papers\n\n" + report())
    print("\nRacing\n\n" + racing.report())
    print("\nAssigning experts\n\n" + assigning.report())
    shared = os.environ.get("QUNLI_SHARED")
    if shared:
        print("\nMatching\n")
        for line in matching.report(Path(shared)):
            print(line, flush=True)
    return 0


def measured(filled: Filled) -> tuple[list[Measured], list[Exported]]:
    """Measure lists, their last pages, single records and exports, as somebody who sees all of them."""
    from django.test import Client  # noqa: PLC0415 -- needs a set-up site

    from benchmarks.measuring import measure, measure_export  # noqa: PLC0415 -- as above
    from benchmarks.pages import exports, lists, records  # noqa: PLC0415 -- as above

    client = Client()
    client.force_login(filled.office.operator)
    pages = []
    for page in lists(filled):
        pages.append(measure(client, page.name, page.url, rows=page.rows))
        if page.last:
            last = f"{page.url}{'&' if '?' in page.url else '?'}page={page.last}"
            pages.append(measure(client, f"{page.name}, last page", last))
    pages += [measure(client, page.name, page.url) for page in records(filled)]
    return pages, [measure_export(client, page.name, page.url, rows=page.rows) for page in exports()]


def versions_below() -> dict[str, str]:
    """Name the versions of what the site stands on."""
    from django.db import connection  # noqa: PLC0415 -- needs a set-up site

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        row = cursor.fetchone()
    return {"python": platform.python_version(), "postgresql": str(row[0]) if row else ""}


def table_of(pages: Sequence[Measured]) -> str:
    """Write the pages under each other; `x loop` is a page's CPU time in units of the calibration loop's."""
    head = f"{'page':<34}{'rows':>6}{'statements':>12}{'CPU ms':>10}{'loop ms':>10}{'x loop':>9}{'database ms':>14}"
    lines = [
        f"{one.page:<34}{one.rows or '':>6}{one.statements:>12}{one.cpu_ms:>10.1f}{one.loop_ms:>10.1f}"
        f"{one.ratio:>9.2f}{one.database_ms:>14.1f}"
        for one in pages
    ]
    return "\n".join((head, *lines))


def exports_of(exports: Sequence[Exported]) -> str:
    """Write the exports under each other."""
    head = f"{'export':<34}{'rows':>8}{'CPU ms':>10}{'loop ms':>10}{'peak MB':>10}"
    lines = [
        f"{one.page:<34}{one.rows:>8}{one.cpu_ms:>10.0f}{one.loop_ms:>10.1f}{one.peak_mb:>10.1f}" for one in exports
    ]
    return "\n".join((head, *lines))


def keep(pages: Sequence[Measured], exports: Sequence[Exported], versions: dict[str, str]) -> None:
    """Write the numbers as JSON."""
    rows = [{**asdict(one), "ratio": round(one.ratio, 3)} for one in pages]
    RESULTS.parent.mkdir(exist_ok=True)
    whole = {"versions": versions, "pages": rows, "exports": [asdict(one) for one in exports]}
    RESULTS.write_text(json.dumps(whole, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
