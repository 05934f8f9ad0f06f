"""The demonstration as a command: builds its own database, again and again, and touches no other."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from qunli.config.embedded import OWNER_ROLE, embedded_server

if TYPE_CHECKING:
    from cli.conftest import Home

pytestmark = [pytest.mark.process, pytest.mark.timeout(400)]

BUILD = ("demo", "--upto", "ground", "--json")


def said(home: Home, *words: str) -> dict[str, object]:
    """Run the demonstration for a program, and read what it says; progress goes to the other stream."""
    done = subprocess.run(  # noqa: S603 -- our own command
        home.command(*words), check=True, capture_output=True, text=True, env=home.environment, cwd=home.folder
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_taken_port_gets_one_clear_line_before_anything_is_built(empty_home: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert (
            empty_home.run("demo", "--bind", address, code=2)
            == f"Cannot listen on {address}: Address already in use.\n"
        )


def test_a_database_that_is_not_a_demonstrations_is_left_alone(home: Home) -> None:
    server = embedded_server(home.folder / "home", durable=False)
    home.extra["DATABASE_URL"] = server.url("qunli", OWNER_ROLE)
    refused = home.run(*BUILD, code=2)
    assert refused.endswith("This database is marked “live”, not “demo”: it was left alone.\n")
    with psycopg.connect(server.url("qunli", OWNER_ROLE), autocommit=True) as connection:
        connection.execute("CREATE DATABASE foreign_one")
    home.extra["DATABASE_URL"] = server.url("foreign_one", OWNER_ROLE)
    with psycopg.connect(home.extra["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE ledger (id int)")
    assert "holds 1 tables that are not Qunli's" in home.run(*BUILD, code=2)
    with psycopg.connect(home.extra["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) FROM ledger").fetchone() == (0,)


def killed_after(home: Home, seconds: float) -> int:
    """Begin to build, kill it outright, and return the code it ended with."""
    process = home.start(*BUILD)
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    return process.wait()


def test_a_demonstration_killed_while_it_was_built_is_built_by_the_next_run_and_the_same_again(
    empty_home: Home,
) -> None:
    assert [killed_after(empty_home, seconds) for seconds in (2.5, 6)] == [-signal.SIGKILL] * 2
    first = said(empty_home, *BUILD)
    counts = first["counts"]
    assert isinstance(counts, dict)
    assert counts["organizations"] == 139
    assert said(empty_home, *BUILD) == first
    again = said(empty_home, *BUILD, "--fresh")
    same = ("recipe", "counts", "journal_entries", "sign_ins")
    assert {name: again[name] for name in same} == {name: first[name] for name in same}
    assert (first["journal_sound"], again["journal_sound"]) == (True, True)
