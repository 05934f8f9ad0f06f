"""The commands that keep a site: migrate, user, journal, backup, restore, doctor."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyrage
import pytest

from qunli.cli.backup.restoring import fitted

if TYPE_CHECKING:
    from cli.conftest import Home

pytestmark = pytest.mark.process


def test_a_wrong_database_gets_one_clear_line(home: Home) -> None:
    home.extra["DATABASE_URL"] = "mysql://somebody:secret@host/name"
    said = home.run("user", "list", code=2)
    assert said.startswith("DATABASE_URL is not a usable PostgreSQL address: it does not start with postgresql://.")
    assert said.count("\n") == 1
    assert "secret" not in said


def test_an_unreachable_database_gets_one_clear_line(home: Home) -> None:
    home.extra["DATABASE_URL"] = "postgresql://somebody:secret@127.0.0.1:1/name"
    said = home.run("user", "list", code=2)
    assert said.startswith("The database cannot be reached: ")
    assert said.count("\n") == 1
    assert "secret" not in said


def test_help_and_version_need_no_database(home: Home) -> None:
    home.extra["DATABASE_URL"] = "mysql://"
    assert home.run("--version").startswith("qunli 0.")
    for words in ((), ("serve",), ("import", "roster"), ("journal", "verify"), ("backup",), ("user", "add"), ("demo",)):
        assert home.run(*words, "--help").startswith("usage: qunli")


def test_migrating_says_first_what_it_will_do_and_does_it_only_when_told(empty_home: Home) -> None:
    home = empty_home
    assert "core.0001_records" in home.run("migrate", "--check", code=1)
    assert home.run("migrate", code=1).endswith("Nothing was changed. Say --yes to migrate.\n")
    said = home.run("migrate", "--yes")
    assert "Loaded 388 jurisdictions and 1971 industries.\nLoaded 21 rule packs.\n" in said
    assert said.endswith("Done.\n")
    assert home.run("migrate", "--check") == "The database is of this version.\n"
    assert home.run("migrate", "--yes") == "The database is of this version.\n"
    report = json.loads(home.run("doctor", "--json"))
    assert (report["faults"], report["weaknesses"], report["database"]["marked"]) == ([], [], "live")


def test_what_the_newest_programs_write_is_fitted_to_an_older_server() -> None:
    head = b"SET lock_timeout = 0;\nSET transaction_timeout = 0;\nCREATE TABLE one ();\n"
    assert fitted(head, server=150_018) == b"SET lock_timeout = 0;\nCREATE TABLE one ();\n"
    assert fitted(head, server=180_000) == head


def test_a_backup_comes_back_whole_and_verified(home: Home) -> None:
    home.run("user", "add", "ann@example.org", "--name", "Ann", "--role", "operator", "--no-password")
    files = home.folder / "home/files/2026/01"
    files.mkdir(parents=True)
    (files / "kept.txt").write_text("kept")
    identity = pyrage.x25519.Identity.generate()
    (home.folder / "identity").write_text(str(identity))
    written = json.loads(home.run("backup", "one.age", "--key", str(identity.to_public()), "--json"))
    assert (written["files"], written["encrypted"]) == (1, True)
    assert b"ann@example.org" not in (home.folder / "one.age").read_bytes()

    home.run("user", "add", "bob@example.org", "--name", "Bob", "--no-password")
    (files / "kept.txt").write_text("changed")
    head = home.run("journal", "head").strip()
    home.run("restore", "one.age", "--identity", "identity", "--replace", "--yes")

    assert [user["email"] for user in json.loads(home.run("user", "list", "--json"))] == ["ann@example.org"]
    assert (files / "kept.txt").read_text() == "kept"
    report = json.loads(home.run("doctor", "--json"))
    assert (report["faults"], report["journal_head"]) == ([], written["journal_head"])
    assert "the tail is cut" in home.run("journal", "verify", "--against", head, code=1)


def test_an_encrypted_backup_asks_for_its_key_and_a_full_database_for_consent(home: Home) -> None:
    home.run("user", "add", "ann@example.org", "--name", "Ann", "--no-password")
    (home.folder / "phrase").write_text("a phrase of several words\n")
    unlock = ("--passphrase-file", "phrase")
    home.run("backup", "one.age", *unlock)
    assert "give --identity" in home.run("restore", "one.age", code=2)
    assert "say --replace" in home.run("restore", "one.age", *unlock, code=2)
    assert "Nothing was changed." in home.run("restore", "one.age", *unlock, "--replace", code=1)


def test_a_damaged_backup_is_refused_before_anything_is_touched(home: Home) -> None:
    home.run("user", "add", "ann@example.org", "--name", "Ann", "--no-password")
    home.run("backup", "one.tar")
    whole = (home.folder / "one.tar").read_bytes()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    (home.folder / "changed.tar").write_bytes(changed)
    (home.folder / "cut.tar").write_bytes(whole[: len(whole) // 2])
    (home.folder / "other.tar").write_bytes(b"no backup at all")
    for name in ("changed.tar", "cut.tar", "other.tar"):
        said = home.run("restore", name, "--replace", "--yes", code=2)
        assert said.splitlines()[1].startswith(("The backup is damaged", "This is no backup of Qunli"))
    assert [user["email"] for user in json.loads(home.run("user", "list", "--json"))] == ["ann@example.org"]
    assert "exists: choose another name" in home.run("backup", "one.tar", code=2)


def test_roles_are_given_and_taken_for_a_party(home: Home) -> None:
    home.run("user", "add", "ann@example.org", "--name", "Ann", "--no-password", "--role", "operator")
    changed = json.loads(
        home.run("user", "roles", "ann@example.org", "--role", "auditor:Ann", "--take", "operator", "--json")
    )
    assert [role["role"] for role in changed[0]["roles"]] == ["auditor"]
    assert home.run("user", "roles", "ann@example.org", "--role", "emperor", code=2).startswith("There is no role")
    assert home.run("user", "roles", "bob@example.org", code=1) == "There is no account for bob@example.org.\n"
    (home.folder / "weak").write_text("12345\n")
    home.run("user", "password", "ann@example.org", "--password-file", "weak", code=1)
    home.run("journal", "verify")
