"""Real processes: the site starts and stops, and a kill in the middle of an act leaves all of it or none."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from qunli.config.embedded import OWNER_ROLE, embedded_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.conftest import Home

pytestmark = pytest.mark.process

PASSWORD = "correct horse battery"
INVITE = "/invitations/new/"
MADE = "SELECT count(*) FROM people_invitation"
HALVES = """
SELECT count(*) FROM people_invitation AS made
FULL JOIN (SELECT DISTINCT about_id FROM core_journalentry WHERE about_kind = 'invitation') AS entry
ON entry.about_id = made.id WHERE made.id IS NULL OR entry.about_id IS NULL
"""
TWICE = "SELECT count(*) FROM (SELECT FROM core_message GROUP BY party_id, occasion HAVING count(*) > 1) AS two"


class Browser:
    """A person at a browser: keeps cookies, sends the token of each form."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, path: str) -> str:
        with self._open(self.address + path, timeout=10) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> int:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        assert token is not None
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        request = urllib.request.Request(self.address + path, data=body, headers={"Referer": self.address + path})  # noqa: S310 -- loopback
        try:
            with self._open(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 -- loopback
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


@pytest.fixture
def site(home: Home) -> Iterator[str]:
    """Serve a site with one administrator; it is stopped in peace, or the test fails."""
    (home.folder / "word").write_text(PASSWORD + "\n")
    home.run("user", "add", "ann@example.org", "--name", "Ann", "--role", "administrator", "--password-file", "word")
    address = f"127.0.0.1:{free_port()}"
    process = home.start("serve", "--bind", address, "--workers", "2")
    wait_for(f"http://{address}/")
    yield f"http://{address}"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0, (home.folder / "output").read_text()
    assert (home.folder / "output").read_text().endswith("Stopped.\n")


def processes_of(home: Home, word: str) -> list[int]:
    """Return the processes of this home's site whose command line holds a word."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes()
            environment = (entry / "environ").read_bytes()
        except (OSError, ValueError):
            continue
        if word.encode() in command and f"QUNLI_HOME={home.folder}".encode() in environment:
            found.append(int(entry.name))
    return found


def test_the_site_starts_serves_and_stops(home: Home, site: str) -> None:
    browser = Browser(site)
    assert "<html" in browser.get("/")
    assert browser.post("/account/login/", login="ann@example.org", password=PASSWORD) == 200
    report = json.loads(home.run("doctor", "--json"))
    assert report["faults"] == []
    taken = home.run("serve", "--bind", site.removeprefix("http://"), code=2)
    assert taken.splitlines()[-1].startswith("Cannot listen on ")


class Hammer:
    """Invites guests again and again, over HTTP, from several threads, until told to stop."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.statuses: list[int] = []
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(3)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join(timeout=15)

    def _work(self, number: int) -> None:
        browser, count = Browser(self.site), 0
        while not self._done.is_set():
            count += 1
            try:
                if count == 1:
                    browser.post("/account/login/", login="ann@example.org", password=PASSWORD)
                guest = f"guest-{number}-{count}@example.org"
                self.statuses.append(browser.post(INVITE, email=guest, name="Guest", role="auditor"))
            except (OSError, HTTPException):
                count -= count == 1
                time.sleep(0.05)


def test_kills_in_the_middle_of_acts_leave_all_of_each_or_nothing(home: Home, site: str) -> None:
    hammer = Hammer(site)
    for word in ("gunicorn", "procrastinate", "gunicorn"):
        time.sleep(2)
        for pid in processes_of(home, word):
            os.kill(pid, signal.SIGKILL)
    wait_for(f"{site}/")
    hammer.stop()

    assert hammer.statuses
    assert json.loads(home.run("journal", "verify", "--json"))["sound"]
    with psycopg.connect(embedded_server(home.folder / "home", durable=False).url("qunli", OWNER_ROLE)) as connection:
        made, halves, twice = [connection.execute(question).fetchone() for question in (MADE, HALVES, TWICE)]
    assert (halves, twice) == ((0,), (0,))
    assert made is not None
    assert made[0] >= 1


def test_killing_the_supervisor_ends_its_children(home: Home) -> None:
    address = f"127.0.0.1:{free_port()}"
    process = home.start("serve", "--bind", address, "--workers", "1")
    wait_for(f"http://{address}/")
    process.kill()
    process.wait()
    until = time.monotonic() + 30
    while processes_of(home, "gunicorn") + processes_of(home, "procrastinate") and time.monotonic() < until:
        time.sleep(0.2)
    assert processes_of(home, "gunicorn") + processes_of(home, "procrastinate") == []
    assert isinstance(process, subprocess.Popen)
