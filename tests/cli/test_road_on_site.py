"""The road's one-time acts against a real site: twenty connections at once, and kill -9 in the middle of an act."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
import pytest

from cli.conftest import SOURCE
from cli.test_serving import TWICE, free_port, processes_of, wait_for
from making.post_office import PostOffice
from qunli.config.embedded import OWNER_ROLE, SITE_ROLE, embedded_server
from qunli.core.actions.acts import SEAL_LOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cli.conftest import Home

pytestmark = [pytest.mark.process, pytest.mark.timeout(400, func_only=True)]

TOKEN: Final = "a" * 32
REFUSED: Final = re.compile(r'class="(?:notice notice-danger|invalid-feedback)[^>]*>(.*?)</div>', re.DOTALL)
DONE: Final = """
SELECT count(*) FROM core_journalentry
WHERE act = %s AND about_kind = %s AND about_id = %s AND (act <> 'calls.open_proposals' OR now <> '')
"""
TABLES: Final = """
SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'core_delivery'
AND tablename NOT LIKE 'django\\_%' AND tablename NOT LIKE 'procrastinate\\_%' ORDER BY tablename
"""
JOBS: Final = "SELECT 'jobs', count(*), coalesce(max(id), 0) FROM procrastinate_jobs WHERE NOT args ? 'timestamp'"
"""Those that acts queue: the clock's have the time in their arguments."""
NEWEST: Final = "SELECT coalesce(max(id), 0) FROM core_message"
AT_THE_SEAL: Final = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
AFTER_COMMIT: Final = "SELECT FROM pg_stat_activity WHERE pid = %s AND wait_event = 'SyncRep'"
AT_THE_MARK: Final = """
SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%procrastinate_finish_job%'
"""
NEW_JOB: Final = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', %s, %s) RETURNING id
"""
UNSENT: Final = """
SELECT count(*) FROM core_message m LEFT JOIN core_delivery d ON d.message_id = m.id
WHERE m.id > %s AND (d.state IS NULL OR d.state <> 'sent')
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
    with serving(home, workers=2) as address:
        yield address


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """Open a post office."""
    with PostOffice() as office:
        yield office
        office.shutdown()


@pytest.fixture
def mailing_site(home: Home, post_office: PostOffice) -> Iterator[str]:
    """Serve the home's site with one web process, which sends its letters to the post office."""
    home.extra["QUNLI_EMAIL_URL"] = post_office.url
    with serving(home, workers=1) as address:
        yield address


@contextmanager
def serving(home: Home, *, workers: int) -> Iterator[str]:
    """Serve the home's site and stop it in peace."""
    address = f"127.0.0.1:{free_port()}"
    process = home.start("serve", "--bind", address, "--workers", str(workers))
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


def test_what_is_killed_before_its_commit_leaves_nothing_and_after_it_everything_once(
    home: Home, mailing_site: str, database: psycopg.Connection[Any], post_office: PostOffice
) -> None:
    waiting = onsite(home, "fill", "2")
    let_commits_be_held(home)
    wrong = onsite(home, "look")
    newest = one(database, NEWEST)
    for kind, place in (("submit", 0), ("open", 0), ("decide", 0), ("pay", 0), ("pay", 1), ("pay", 2)):
        quiet, killed = waiting[kind][place], waiting[kind][place + len(waiting[kind]) // 2]
        undisturbed = moved_by(quiet, home, mailing_site, database)
        before = everything(database)
        kill_at_the_seal(killed, home, mailing_site, database)
        assert everything(database) == before, killed["act"]
        if "jobs" in undisturbed:
            post_office.stall()
        does = kill_after_its_commit if kind == "decide" else post_in_peace
        assert moved_by(killed, home, mailing_site, database, does) == undisturbed
        assert times_done(database, killed) == 1
        if "jobs" in undisturbed:
            assert post_office.holds.wait(60), killed["act"]
            kill(processes_of(home, "procrastinate"))
    assert len(post_office.dropped) == len(("submit", "open", "paid"))
    refused_again(waiting["decide"][1], mailing_site, database)
    assert "jobs" in moved_by(waiting["accept"][0], home, mailing_site, database)
    until(lambda: one(database, UNSENT, newest) == 0)
    told_once_though_the_worker_died_before_it_said_so(home, database, post_office)
    assert set(post_office.dropped) <= set(post_office.taken)
    assert onsite(home, "look") == wrong
    assert json.loads(home.run("journal", "verify", "--json"))["sound"]
    assert one(database, TWICE) == 0


def one(database: psycopg.Connection[Any], question: str, *values: object) -> Any:
    """Ask for one value."""
    row = database.execute(question, values).fetchone()
    assert row is not None
    return row[0]


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def everything(database: psycopg.Connection[Any]) -> dict[str, tuple[int, int]]:
    """Count and digest every table of ours, and the jobs that acts have queued."""
    row = "SELECT '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {0} t"
    parts = [row.format(table) for (table,) in database.execute(TABLES).fetchall()]
    rows = database.execute(" UNION ALL ".join([*parts, JOBS])).fetchall()
    return {table: (count, int(digest)) for table, count, digest in rows}


def post_in_peace(act: dict[str, Any], _home: Home, site: str, _database: psycopg.Connection[Any]) -> None:
    """Do an act, and be told that it is done."""
    assert post(site, act["path"], act["sessions"][0], act["fields"]) == (200, "")


def moved_by(
    act: dict[str, Any],
    home: Home,
    site: str,
    database: psycopg.Connection[Any],
    does: Callable[..., None] = post_in_peace,
) -> dict[str, int]:
    """Do an act; name the tables that it changed, and how many rows it added to each."""
    before = everything(database)
    does(act, home, site, database)
    after = everything(database)
    return {table: after[table][0] - before[table][0] for table in after if after[table] != before[table]}


def kill_at_the_seal(act: dict[str, Any], home: Home, site: str, database: psycopg.Connection[Any]) -> None:
    """Kill the web process when an act has written all but the seal of its entries, its last lines."""
    database.execute("SELECT pg_advisory_lock(%s)", [SEAL_LOCK])
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(post, site, act["path"], act["sessions"][0], act["fields"])
        until(lambda: database.execute(AT_THE_SEAL, [SEAL_LOCK]).fetchone() is not None)
        backend = one(database, AT_THE_SEAL, SEAL_LOCK)
        kill(web_processes(home))
        with pytest.raises((OSError, HTTPException)):
            asked.result(timeout=60)
    database.execute("SELECT pg_advisory_unlock(%s)", [SEAL_LOCK])
    until(lambda: one(database, "SELECT count(*) FROM pg_stat_activity WHERE pid = %s", backend) == 0)


def let_commits_be_held(home: Home) -> None:
    """Let the site's new sessions wait for their commits, as a server in earnest has it."""
    with superuser(home) as connection:
        connection.execute(f"ALTER ROLE {SITE_ROLE} SET synchronous_commit = on")


def superuser(home: Home) -> psycopg.Connection[Any]:
    """Connect as who may change the server's settings."""
    server = embedded_server(home.folder / "home", durable=False)
    return psycopg.connect(server.url("postgres", "postgres"), autocommit=True)


def kill_after_its_commit(act: dict[str, Any], home: Home, site: str, database: psycopg.Connection[Any]) -> None:
    """Kill the web process when the database has committed its act, and the process has not heard of it.

    PostgreSQL is told to await a standby that does not exist: it holds back its answer to a commit already written.
    """
    database.execute("SELECT pg_advisory_lock(%s)", [SEAL_LOCK])
    with superuser(home) as server, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(post, site, act["path"], act["sessions"][0], act["fields"])
        until(lambda: database.execute(AT_THE_SEAL, [SEAL_LOCK]).fetchone() is not None)
        backend = one(database, AT_THE_SEAL, SEAL_LOCK)
        wait_for_standby(server, "nobody")
        database.execute("SELECT pg_advisory_unlock(%s)", [SEAL_LOCK])
        until(lambda: server.execute(AFTER_COMMIT, [backend]).fetchone() is not None)
        kill(web_processes(home))
        with pytest.raises((OSError, HTTPException)):
            asked.result(timeout=60)
        wait_for_standby(server, "")
        until(lambda: one(server, "SELECT count(*) FROM pg_stat_activity WHERE pid = %s", backend) == 0)


def wait_for_standby(server: psycopg.Connection[Any], name: str) -> None:
    """Let commits wait for a standby, or for none."""
    server.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
    server.execute("SELECT pg_reload_conf()")
    until(lambda: one(server, "SHOW synchronous_standby_names") == name)


def refused_again(act: dict[str, Any], site: str, database: psycopg.Connection[Any]) -> None:
    """Repeat an act that is done, as one does who was never told: it is refused, and nothing moves."""
    before = everything(database)
    status, why = post(site, act["path"], act["sessions"][0], act["fields"])
    assert status == 422
    assert why
    assert everything(database) == before


def told_once_though_the_worker_died_before_it_said_so(
    home: Home, database: psycopg.Connection[Any], post_office: PostOffice
) -> None:
    """Kill the worker when what its job wrote is committed and the job is not marked as done: it runs once more."""
    before = one(database, NEWEST)
    job = die_before_marked(home, database)
    told = one(database, NEWEST)
    assert told > before
    until(lambda: one(database, UNSENT, before) == 0)
    sent = sorted(post_office.taken)
    database.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")
    database.execute(NEW_JOB, ["core.retry_stalled_jobs", '{"timestamp": 0}'])
    until(
        lambda: (
            one(database, "SELECT status || '/' || attempts FROM procrastinate_jobs WHERE id = %s", job)
            == "succeeded/2"
        )
    )
    assert one(database, NEWEST) == told
    assert sorted(post_office.taken) == sent


def die_before_marked(home: Home, database: psycopg.Connection[Any]) -> int:
    """Let the daily pass commit, hold it back where it is to be marked as done, and kill it there; return its job."""
    database.execute("SELECT pg_advisory_lock(%s)", [SEAL_LOCK])
    job = one(database, NEW_JOB, "duties.daily_pass", "{}")
    until(lambda: database.execute(AT_THE_SEAL, [SEAL_LOCK]).fetchone() is not None)
    with superuser(home) as server, database.transaction():
        database.execute("SELECT FROM procrastinate_jobs WHERE id = %s FOR UPDATE", [job])
        database.execute("SELECT pg_advisory_unlock(%s)", [SEAL_LOCK])
        until(lambda: server.execute(AT_THE_MARK).fetchone() is not None)
        kill(processes_of(home, "procrastinate"))
        server.execute(f"SELECT pg_terminate_backend(pid) FROM ({AT_THE_MARK}) AS its")  # noqa: S608 -- our own words
    assert one(database, "SELECT status FROM procrastinate_jobs WHERE id = %s", job) == "doing"
    return int(job)


def kill(pids: list[int]) -> None:
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def web_processes(home: Home) -> list[int]:
    """Return the processes that answer requests: those whose parent is a web server too."""
    web = processes_of(home, "gunicorn")
    parents = {pid: int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) for pid in web}
    return [pid for pid in web if parents[pid] in web]
