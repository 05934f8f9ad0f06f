"""A real Chromium for the tests in this folder, and a served site whose database holds the example's whole road.

The road is built once in a run, in a database beside the test databases, so that no other test meets it. A test that
writes gets a copy of its own.
"""

from __future__ import annotations

import os
import pickle
import re
import shutil
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import sync_playwright

from making.once import shared_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.http import FileResponse, HttpRequest, HttpResponse
    from playwright.sync_api import Browser, Page
    from pytest_django.plugin import DjangoDbBlocker

    from qunli.cli.demo.world import World

HALTS: Final = ("needs", "proposals", "opening", "review", "award")
"""After these stages the road is kept as it then stood."""
END: Final = "end"
"""The whole road, which nobody looks into: whoever may write gets a copy of it."""
ROOT: Final = Path(__file__).resolve().parents[2]
_END_SESSIONS: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND backend_type = 'client backend'"
)
"""PostgreSQL ends its own vacuuming of a database that is copied or dropped; asking for it is forbidden to us."""
PROGRAMS: Final = ("chromium-headless-shell", "chromium", "google-chrome")
TEN_YEARS: Final = 10 * 366 * 24 * 3600
UNUSED: Final = (
    "SpareRendererForSitePerProcess", "RenderDocument", "PaintHolding", "Prerender2", "LoadingPredictor", "Translate",
    "OptimizationHints", "MediaRouter", "DialMediaRouteProvider", "GlobalMediaControls", "HttpsUpgrades", "LensOverlay",
    "AutofillServerCommunication", "DestroyProfileOnBrowserClose", "ThirdPartyStoragePartitioning", "AcceptCHFrame",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "CertificateTransparencyComponentUpdater", "ImprovedCookieControls",
    "LazyFrameLoading", "DeferRendererTasksAfterInput",
)  # fmt: skip
"""What a test has no use for and what Playwright turns off: together a quarter of the work for a page."""
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--num-raster-threads=1",
    f"--disable-features={','.join(UNUSED)}",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that drives a browser."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(60, func_only=True))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Run one browser for all tests of a worker; it calls nobody of its own accord."""
    program = os.environ.get("QUNLI_BROWSER") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a page with cookies and storage of its own."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core, which set-up installs beside the front-end packages."""
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def _sessions_end(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """End what still looks into the test database before it is dropped.

    That is an answer that came too late, and the connection that Django keeps apart for this thread since Playwright
    runs an event loop in it, of which the set-up that began without one knows nothing.
    """
    yield
    with django_db_blocker.unblock():
        _administer(_END_SESSIONS % _database())


@pytest.fixture(scope="session")
def walked_road(
    _sessions_end: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[World]:
    """Build the example's road, once, in a database of its own; workers that come later find it there."""
    shared = partial(shared_folder, "road", tmp_path_factory, worker_id)
    with shared() as folder, django_db_blocker.unblock():
        kept, mine = folder / "world", folder / f"used_by_{worker_id}"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(_build_road()))
        mine.touch()
    yield pickle.loads(kept.read_bytes())  # noqa: S301 -- written above, in this run
    with shared(), django_db_blocker.unblock():
        mine.unlink()
        if not list(folder.glob("used_by_*")):
            kept.unlink()
            for used in (_name_of_road(), *(f"{_name_of_road()}_{halt}" for halt in (*HALTS, END))):
                _drop(used)


def _build_road() -> World:
    from django.db import connection  # noqa: PLC0415 -- as above
    from django.utils import timezone  # noqa: PLC0415 -- pytest-django has set Django up by now

    from qunli.cli.demo.example import example_in  # noqa: PLC0415 -- as above
    from qunli.cli.demo.stages import STAGES  # noqa: PLC0415 -- as above
    from qunli.cli.demo.world import World  # noqa: PLC0415 -- as above

    name = _name_of_road()
    connection.close()
    _copy(_database(), name)
    with _using(name):
        world = World(example=example_in(None), seed=7, now=timezone.now())
        for stage in STAGES:
            stage.build(world)
            if stage.name in HALTS:
                connection.close()
                _copy(name, f"{name}_{stage.name}")
    _copy(name, f"{name}_{END}")
    return world


@pytest.fixture
def site(walked_road: World, db: None) -> Iterator[str]:
    """Serve the walked road to a test that only reads; gives its address."""
    with _using(_name_of_road()), _serving() as address:
        yield address


@pytest.fixture
def site_on_the_way(request: pytest.FixtureRequest, walked_road: World, db: None) -> Iterator[str]:
    """Serve the road as it stood after the stage that the test asks for; gives its address."""
    with _using(f"{_name_of_road()}_{request.param}"), _serving() as address:
        yield address


@pytest.fixture
def own_site(walked_road: World, db: None) -> Iterator[str]:
    """Serve a copy of the walked road that belongs to this test, which may write; gives its address."""
    name = f"{_database()}_own"
    _copy(f"{_name_of_road()}_{END}", name)
    with _using(name), _serving() as address:
        yield address
    _drop(name)


@pytest.fixture
def empty_site(django_db_setup: None, db: None) -> Iterator[str]:
    """Serve a database of this test's own in which nothing has happened yet; gives its address."""
    name = f"{_database()}_empty"
    _copy(_database(), name)
    with _using(name), _serving() as address:
        yield address
    _drop(name)


@contextmanager
def _serving() -> Iterator[str]:
    from django.core.cache import cache  # noqa: PLC0415 -- as above
    from pytest_django.live_server_helper import LiveServer  # noqa: PLC0415 -- as above

    cache.clear()  # sign-ins are counted there
    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = _kept_files()
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def _kept_files() -> type[StaticFilesHandler]:
    """Let browsers keep styles and scripts, as they do with a site in use, whatever day a test says it is."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: PLC0415 -- as above

    class Kept(StaticFilesHandler):
        def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
            answer = super().serve(request)
            answer["Cache-Control"] = f"max-age={TEN_YEARS}, immutable"
            return answer

    return Kept


def _database() -> str:
    from django.db import connection  # noqa: PLC0415 -- as above

    return str(connection.settings_dict["NAME"])


def _name_of_road() -> str:
    return f"{re.sub(r'_gw[0-9]+$', '', _database())}_road"


@contextmanager
def _using(name: str) -> Iterator[None]:
    """Let this thread and all new ones go to another database for a while; the test's own transaction rests."""
    from django.db import connections  # noqa: PLC0415 -- as above

    resting = connections["default"]
    before = _database()
    connections.settings["default"]["NAME"] = name
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = resting
        connections.settings["default"]["NAME"] = before


def _copy(source: str, target: str) -> None:
    _administer(
        f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)',
        _END_SESSIONS % source,
        f'CREATE DATABASE "{target}" TEMPLATE "{source}"',
    )


def _drop(name: str) -> None:
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administer(*statements: str) -> None:
    from django.db import connection  # noqa: PLC0415 -- as above

    with connection._nodb_cursor() as cursor:  # noqa: SLF001 -- as Django's own test set-up does
        for statement in statements:
            cursor.execute(statement)
