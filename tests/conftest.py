"""What every test stands on: a database server of its own, and the rules of the run.

Django's settings are read before this file; the database entry that they hold is a placeholder until the first test
asks for a database. Then the embedded server starts, in a folder of this checkout, unless DATABASE_URL names one.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

_CHECKOUT: Final = Path(__file__).resolve().parent.parent
_DIGEST: Final = hashlib.sha256(os.fsencode(_CHECKOUT)).hexdigest()[:10]
_LONG_MARKERS: Final = ("process", "browser", "law")
_LONG_TIMEOUT: Final = 180
_BEGIN_WITH: Final = ("slow", "process")
_SKIPPED: Final[list[str]] = []


def server_folder() -> Path:
    """Return the folder of the test server: one per checkout, so that two checkouts never meet."""
    chosen = os.environ.get("QUNLI_TEST_HOME")
    return Path(chosen) if chosen else Path(tempfile.gettempdir()) / f"qunli-test-{os.getuid()}-{_DIGEST}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Point Django at the test server before the test database is made."""
    from django.conf import settings  # noqa: PLC0415 -- pytest-django has set Django up by now

    from making.template import migrated_template  # noqa: PLC0415 -- only runs with a database need it
    from qunli.config.embedded import OWNER_ROLE, embedded_server  # noqa: PLC0415 -- as above
    from qunli.config.env import database_settings  # noqa: PLC0415 -- as above

    entry: dict[str, Any] = settings.DATABASES["default"]
    if os.environ.get("DATABASE_URL"):
        entry.setdefault("TEST", {}).setdefault("NAME", f"test_qunli_{_DIGEST}")
        return
    server = embedded_server(server_folder(), durable=False)
    entry.setdefault("TEST", {})["TEMPLATE"] = migrated_template(server, server_folder())
    wanted = database_settings(server.url("qunli", OWNER_ROLE))
    entry.update({key: wanted[key] for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Give the site's role its rights in the test database, as every migration of a real one does."""
    from django.db import connection  # noqa: PLC0415 -- pytest-django has set Django up by now

    from qunli.config.roles import grant_site_role  # noqa: PLC0415 -- as above

    with django_db_blocker.unblock():
        grant_site_role(connection)


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Let every test begin in the language of the source, whichever one the test before it ended in."""
    from django.utils import translation  # noqa: PLC0415 -- pytest-django has set Django up by now

    with translation.override("en"):
        yield


@pytest.fixture
def as_site_role(db: None) -> None:
    """Let the test's statements run with the rights of the site's role, until its transaction ends."""
    from django.db import connection  # noqa: PLC0415 -- pytest-django has set Django up by now

    from qunli.config.embedded import SITE_ROLE  # noqa: PLC0415 -- as above

    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {SITE_ROLE}")


@pytest.fixture
def _journal_guarded_again(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        _guard_journal(on=True)


@pytest.fixture
def real_transactions(_journal_guarded_again: None, transactional_db: None) -> Iterator[None]:
    """Let the test's acts commit, seen by other connections; afterwards the database is emptied, its journal too.

    Django empties the tables of managed models only: the queue's are emptied here, or its jobs would reach other tests.
    """
    yield
    _guard_journal(on=False)
    _empty_the_queue()


def _empty_the_queue() -> None:
    from django.db import connection  # noqa: PLC0415 -- pytest-django has set Django up by now

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def _guard_journal(*, on: bool) -> None:
    from django.db import connection  # noqa: PLC0415 -- pytest-django has set Django up by now

    from qunli.config.roles import APPEND_ONLY_TABLES  # noqa: PLC0415 -- as above

    with connection.cursor() as cursor:
        for table in APPEND_ONLY_TABLES:
            cursor.execute(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER USER")


def pytest_configure(config: pytest.Config) -> None:
    """Let generated examples take the time they need: the test's own timeout holds."""
    from hypothesis import settings  # noqa: PLC0415 -- conftest is also read by runs without hypothesis

    settings.register_profile("qunli", deadline=None, print_blob=True)
    settings.load_profile("qunli")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs data from elsewhere where there is none; give long tests their time."""
    if not os.environ.get("QUNLI_SHARED"):
        left_out = [item for item in items if item.get_closest_marker("shared")]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if not item.get_closest_marker("shared")]
    for item in items:
        if not item.get_closest_marker("timeout") and any(item.get_closest_marker(name) for name in _LONG_MARKERS):
            item.add_marker(pytest.mark.timeout(_LONG_TIMEOUT, func_only=True))

    items[:] = _longest_first(items, blocks=int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def _longest_first(items: list[pytest.Item], *, blocks: int) -> list[pytest.Item]:
    """Deal long tests out to the blocks that workers begin with, so that none of them is left alone at the end.

    `--dist worksteal` cuts the list into blocks of one size, and lets whoever has finished take over from others.
    """
    long = [item for item in items if any(item.get_closest_marker(name) for name in _BEGIN_WITH)]
    short = [item for item in items if not any(item.get_closest_marker(name) for name in _BEGIN_WITH)]
    ordered: list[pytest.Item] = []
    for block in range(blocks):
        size = (len(items) - len(ordered)) // (blocks - block)
        mine = long[block::blocks][:size]
        ordered += mine + short[: size - len(mine)]
        del short[: size - len(mine)]
    return ordered


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember every test that was skipped."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _SKIPPED.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Remember every file that was skipped."""
    if report.skipped:
        _SKIPPED.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that skipped something: a part that is missing is a fault of the set-up, not a reason to go on."""
    if _SKIPPED and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped, since it failed the run."""
    for nodeid in _SKIPPED:
        terminalreporter.write_line(f"FAILED because skipped: {nodeid}", red=True)
