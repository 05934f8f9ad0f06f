"""The embedded server is shared by processes, stops with the last one, and gets over being killed."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from qunli.config.embedded import OWNER_ROLE, SITE_ROLE, EmbeddedServer, EmbeddedServerError, embedded_server

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.process

USE_IT = """
import sys, time
from pathlib import Path
from qunli.config.embedded import embedded_server
server = embedded_server(Path(sys.argv[1]), durable=False)
print(server.create_database("shared"), flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """Give a folder with a short path, awkward characters and no server."""
    folder = Path(tempfile.mkdtemp(prefix="qunli o'"))
    yield folder / "a home"
    with_server = (folder / "a home/postgres/data/postmaster.pid").exists()
    if with_server:
        embedded_server(folder / "a home", durable=False).stop()
    shutil.rmtree(folder)


def user_of(home: Path, seconds: float = 0) -> subprocess.Popen[str]:
    """Start a process that uses the server for a while."""
    command = [sys.executable, "-c", USE_IT, str(home), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- this Python, our own script


def answer_of(process: subprocess.Popen[str]) -> str:
    """Wait for the first line that the process says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ended(process: subprocess.Popen[str]) -> int:
    """Wait for the end of the process."""
    process.communicate()
    return process.returncode


def server_pid(home: Path) -> int | None:
    """Return the number of the running server, if it runs."""
    file = home / "postgres/data/postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else None


def select(server: EmbeddedServer, statement: str, role: str = SITE_ROLE) -> list[tuple[object, ...]]:
    """Ask the shared database as a role."""
    with psycopg.connect(server.url("shared", role)) as connection:
        return list(connection.execute(statement).fetchall())


def test_processes_that_start_it_at_once_share_one_server_and_the_last_stops_it(home: Path) -> None:
    processes = [user_of(home, seconds=1) for _ in range(4)]
    assert sorted(answer_of(process) for process in processes) == ["False", "False", "False", "True"]
    assert server_pid(home) is not None
    assert [ended(process) for process in processes] == [0, 0, 0, 0]
    assert server_pid(home) is None


def test_a_killed_user_leaves_no_claim_behind(home: Path) -> None:
    killed = user_of(home, seconds=60)
    answer_of(killed)
    killed.kill()
    ended(killed)
    left_running = server_pid(home)
    assert left_running is not None
    assert ended(user_of(home)) == 0
    assert server_pid(home) is None


def test_it_starts_again_after_it_was_killed_itself(home: Path) -> None:
    user = user_of(home, seconds=60)
    answer_of(user)
    pid = server_pid(home)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    user.kill()
    ended(user)
    again = user_of(home)
    assert (answer_of(again), ended(again)) == ("False", 0)


def test_a_number_left_behind_that_belongs_to_another_program_does_not_stop_it(home: Path) -> None:
    assert ended(user_of(home)) == 0
    for name in ("data/postmaster.pid", "run/.s.PGSQL.5432.lock"):
        (home / "postgres" / name).write_text(f"{os.getppid()}\n/elsewhere\n")
    again = user_of(home)
    assert (answer_of(again), ended(again)) == ("False", 0)


def test_the_two_roles_own_and_use(home: Path) -> None:
    server = embedded_server(home, durable=False)
    assert (server.create_database("shared"), server.create_database("shared")) == (True, False)
    assert server.databases() == ["shared"]
    rights = "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname LIKE 'qunli%' ORDER BY 1"
    assert select(server, rights) == [(OWNER_ROLE, False, True, False), (SITE_ROLE, False, False, False)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        select(server, "CREATE TABLE mine (id int)")
    with psycopg.connect(server.url("shared", OWNER_ROLE)) as connection:
        connection.execute("CREATE TABLE ours (id int)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        select(server, "DROP TABLE ours")
    server.drop_database("shared")
    assert server.databases() == []
    server.release()
    assert server_pid(home) is None


def test_text_sorts_by_code_point_and_knows_capitals_beyond_ascii(home: Path) -> None:
    server = embedded_server(home, durable=False)
    server.create_database("shared")
    sorted_text = "SELECT string_agg(word, ' ' ORDER BY word) FROM unnest(ARRAY['b', 'B', '中', 'é', 'a']) AS word"
    assert select(server, sorted_text) == [("B a b é 中",)]
    assert select(server, "SELECT lower('ÄÖ'), current_setting('server_encoding')") == [("äö", "UTF8")]
    server.release()


def test_only_its_own_account_may_come_near_and_no_port_is_open(home: Path) -> None:
    server = embedded_server(home, durable=False)
    server.create_database("shared")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (home, home / "postgres", server.socket_folder)]
    assert modes == [0o700, 0o700, 0o700]
    assert select(server, "SELECT current_setting('listen_addresses')") == [("",)]
    server.release()


def test_it_keeps_running_when_asked_until_it_is_stopped(home: Path) -> None:
    server = embedded_server(home, keep=True, durable=False)
    server.release()
    assert server_pid(home) is not None
    assert ended(user_of(home)) == 0
    assert server_pid(home) is not None
    embedded_server(home, durable=False).stop()
    assert server_pid(home) is None


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(home: Path) -> None:
    server = embedded_server(home / ("long" * 25), durable=False)
    server.create_database("shared")
    assert select(server, "SELECT 1") == [(1,)]
    assert not server.socket_folder.is_relative_to(home)
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
    server.stop()
    shutil.rmtree(server.socket_folder)


def test_folders_on_the_way_keep_their_modes(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(parents=True, mode=0o700)
    before = [stat.S_IMODE(path.stat().st_mode) for path in (closed, *closed.parents)]
    embedded_server(closed / "inner", durable=False).stop()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (closed, *closed.parents)] == before


def test_data_of_another_version_is_left_alone_with_a_clear_line(home: Path) -> None:
    (home / "postgres/data").mkdir(parents=True)
    (home / "postgres/data/PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedServerError, match=r"was made by PostgreSQL 16; this is 18: dump and restore it\.$"):
        embedded_server(home)


def test_a_home_that_cannot_be_written_is_named_in_one_line(home: Path) -> None:
    home.write_text("a file")
    with pytest.raises(EmbeddedServerError, match=r"^Cannot write to .*Set QUNLI_HOME to a folder"):
        embedded_server(home)


def test_stopping_waits_for_nobody(home: Path) -> None:
    user = user_of(home, seconds=60)
    answer_of(user)
    began = time.monotonic()
    embedded_server(home, durable=False).stop()
    assert server_pid(home) is None
    assert time.monotonic() - began < 10
    user.kill()
    ended(user)
