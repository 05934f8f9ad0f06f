"""The road's one-time acts against a real site, by twenty connections at once."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
import pytest

from cli.conftest import SOURCE
from cli.test_serving import free_port, wait_for
from qunli.config.embedded import OWNER_ROLE, embedded_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.conftest import Home

pytestmark = [pytest.mark.process, pytest.mark.timeout(240, func_only=True)]

TOKEN: Final = "a" * 32
REFUSED: Final = re.compile(r'class="(?:notice notice-danger|invalid-feedback)[^>]*>(.*?)</div>', re.DOTALL)
DONE: Final = """
SELECT count(*) FROM core_journalentry
WHERE act = %s AND about_kind = %s AND about_id = %s AND (act <> 'calls.open_proposals' OR now <> '')
"""


def post(address: str, path: str, session: str, fields: dict[str, str]) -> tuple[int, str]:
    """Post as one signed-in person on a connection of its own; return the status and what the refusal says."""
    host, _, port = address.removeprefix("http://").partition(":")
    cookies = {"sessionid": session, "csrftoken": TOKEN}
    connection = HTTPConnection(host, int(port), timeout=60)
    try:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
        connection.request(
            "POST", path, body, _headers(cookies) | {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = connection.getresponse()
        status, page, leads_to = answer.status, answer.read().decode(), answer.headers.get("Location")
        for sent in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = sent.split(";")[0].partition("=")
            cookies[name] = value
        if leads_to is not None:
            connection.request("GET", leads_to, headers=_headers(cookies))
            answer = connection.getresponse()
            status, page = answer.status, answer.read().decode()
    finally:
        connection.close()
    return status, " ".join(re.sub(r"<[^>]*>", " ", " ".join(REFUSED.findall(page))).split())


def _headers(cookies: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Accept-Language": "en"}


def onsite(home: Home, *words: str) -> Any:
    """Run the program that fills and looks at the home's site."""
    environment = {**home.environment, "PYTHONPATH": f"{SOURCE}{os.pathsep}{Path(__file__).resolve().parents[1]}"}
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", "making.onsite", *words],
        check=False, capture_output=True, text=True, env=environment, cwd=home.folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def site(home: Home) -> Iterator[str]:
    """Serve the home's site."""
    address = f"127.0.0.1:{free_port()}"
    process = home.start("serve", "--bind", address, "--workers", "2")
    try:
        wait_for(f"http://{address}/healthz", seconds=90)
        yield f"http://{address}"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0, (home.folder / "output").read_text()
    finally:
        process.kill()


@pytest.fixture
def database(home: Home) -> Iterator[psycopg.Connection[Any]]:
    """Look into the home's database."""
    address = embedded_server(home.folder / "home", durable=False).url("qunli", OWNER_ROLE)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def times_done(database: psycopg.Connection[Any], act: dict[str, Any]) -> int:
    """Count how often the journal says that a waiting act was done."""
    row = database.execute(DONE, [act["act"], act["kind"], act["id"]]).fetchone()
    assert row is not None
    return int(row[0])


def test_of_twenty_connections_at_once_one_succeeds_and_nineteen_are_told_why(
    home: Home, site: str, database: psycopg.Connection[Any]
) -> None:
    waiting = onsite(home, "fill", "1")
    before = onsite(home, "look")
    for kind, acts in waiting.items():
        for act in acts:
            said = at_once(site, act)
            assert [status for status, _why in said if status not in {200, 422}] == [], (kind, said)
            assert len([why for _status, why in said if not why]) == 1, (kind, said)
            assert times_done(database, act) == 1, kind
    assert onsite(home, "look") == before
    assert before["sound"]


def at_once(site: str, act: dict[str, Any]) -> list[tuple[int, str]]:
    """Post it twenty times at the same instant, from twenty sign-ins of one who may."""
    barrier = threading.Barrier(len(act["sessions"]))

    def once(session: str) -> tuple[int, str]:
        barrier.wait(timeout=30)
        return post(site, act["path"], session, act["fields"])

    with ThreadPoolExecutor(len(act["sessions"])) as pool:
        return list(pool.map(once, act["sessions"]))
