"""Looking the site over."""

from __future__ import annotations

import platform
import shutil
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.db import connection

from qunli.cli.site import now, pending_migrations
from qunli.cli.terminal import FAULTS, say, say_json, say_table
from qunli.config.env import qunli_home
from qunli.config.roles import weaknesses
from qunli.core.models import DatabaseMark
from qunli.core.queries.calendar import WorkingCalendar, YearNotPublished
from qunli.core.queries.journal import journal_head
from qunli.review.bridge import missing_for
from qunli.review.queries.assigned import extras_of
from qunli.review.states import AssignmentMethod

if TYPE_CHECKING:
    from argparse import Namespace

QUEUE = """
SELECT count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())),
       count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()),
       count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'),
       coalesce(extract(epoch FROM now() - min(deferred.at) FILTER (WHERE status = 'todo')), 0)
FROM procrastinate_jobs AS job
LEFT JOIN LATERAL (
    SELECT min(event.at) AS at FROM procrastinate_events AS event
    WHERE event.job_id = job.id AND event.type = 'deferred' AND coalesce(job.scheduled_at, event.at) <= now()
) AS deferred ON TRUE
"""


def doctor(options: Namespace) -> int:
    """Name what is as it should be, and what is not; exit code 1 where something is not."""
    pending = pending_migrations()
    found: dict[str, Any] = {
        "versions": _versions(),
        "database": _database(),
        "home": {"folder": str(qunli_home()), "free_bytes": _free()},
        "pending_migrations": pending,
        "weaknesses": [asdict(one) for one in weaknesses(connection)],
        "missing": list(missing_for(AssignmentMethod.TOTAL)),
        "queue": {} if pending else _queue(),
        "journal_head": "" if pending else journal_head(),
        "calendar_known_until": 0 if pending else _calendar(),
    }
    found["faults"] = _faults(found)
    if options.json:
        say_json(found)
    else:
        _show(found)
    return FAULTS if found["faults"] else 0


def say_missing() -> None:
    """Say what to install where assignments cannot be solved on this machine."""
    missing = missing_for(AssignmentMethod.TOTAL)
    if missing:
        say(
            f"Assignments of experts cannot be solved here, for want of {', '.join(missing)}: "
            f"pip install '{extras_of(missing)}'"
        )


def _versions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = str((cursor.fetchone() or [""])[0])
    return {
        "qunli": version("qunli"),
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": server,
    }


def _database() -> dict[str, str]:
    entry = connection.settings_dict
    known = DatabaseMark._meta.db_table in connection.introspection.table_names()  # noqa: SLF001 -- Django's documented name
    mark = DatabaseMark.objects.first() if known else None
    return {
        "name": str(entry["NAME"]),
        "role": str(entry["USER"]),
        "kind": settings.DATABASE_KIND,
        "marked": mark.kind if mark else "",
    }


def _queue() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
        row = cursor.fetchone() or (0, 0, 0, 0, 0)
    names = ("waiting", "later", "running", "failed", "oldest_waits_seconds")
    return {name: int(value) for name, value in zip(names, row, strict=True)}


def _calendar() -> int:
    """Return the last year whose working days are known without a gap from this year on; 0 if not even this one is."""
    year = now().year
    calendar = WorkingCalendar()
    known = 0
    try:
        while True:
            calendar.is_working_day(now().date().replace(year=year, month=1, day=1))
            known, year = year, year + 1
    except YearNotPublished:
        return known


def _free() -> int:
    home = qunli_home()
    return shutil.disk_usage(home if home.exists() else home.anchor).free


def _faults(found: dict[str, Any]) -> list[str]:
    faults = []
    if found["pending_migrations"]:
        faults.append(f"{len(found['pending_migrations'])} migrations are pending: run `qunli migrate`.")
    if found["database"]["marked"] not in {"", found["database"]["kind"]}:
        faults.append(f"The database is marked “{found['database']['marked']}”.")
    if found["queue"].get("failed"):
        faults.append(f"{found['queue']['failed']} jobs have failed.")
    if found["queue"].get("oldest_waits_seconds", 0) > 600:  # noqa: PLR2004 -- ten minutes
        faults.append("Jobs wait for more than ten minutes: does the worker run?")
    if not found["pending_migrations"] and found["calendar_known_until"] < now().year:
        faults.append("The working days of this year are not known: run `qunli load-calendar`.")
    return faults


def _show(found: dict[str, Any]) -> None:
    say_table([(name, value) for name, value in found["versions"].items()])
    database = found["database"]
    say_table([("database", f"{database['name']} as {database['role']}, marked {database['marked'] or 'nothing'}")])
    say_table([("home", f"{found['home']['folder']}, {found['home']['free_bytes'] // 2**20:,} MB free")])
    if found["queue"]:
        say_table([("queue", ", ".join(f"{name} {value}" for name, value in found["queue"].items()))])
        say_table([("journal", found["journal_head"]), ("calendar", f"known until {found['calendar_known_until']}")])
    for weakness in found["weaknesses"]:
        say(f"Weaker than it could be: {weakness['meaning']}")
    say_missing()
    for fault in found["faults"]:
        say(f"FAULT: {fault}")
    if not found["faults"]:
        say("All well.")
