"""What is committed: small files, no secrets, no path or host of the machine it was written on."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from house.reading import ROOT
from qunli.config.env import VARIABLES

LARGEST: Final = 700_000
SECRETS: Final = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "age identity": re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{50,}"),
    "cloud key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "forge token": re.compile(r"\b(?:ghp|gho|ghs|glpat)[_-][0-9A-Za-z]{20,}"),
    "password in an address": re.compile(
        r"\b(?:postgres(?:ql)?|https?|smtps?)://[\w.-]{1,60}:(?!sec|password|word|s%40)[^@\s/\"'{}<$]{6,60}@",
        re.IGNORECASE,
    ),
}
MACHINE: Final = re.compile(r"(?<![\w.])/(?:home/[a-z]\w+|Users/[A-Z]?\w+|work/(?:main|wt|shared)|root/\w+)/")
HOSTS: Final = re.compile(
    r"https?://[\w.-]*(?:artifactory|nexus|verdaccio|pypi\.internal|mirrors?)[\w.-]*", re.IGNORECASE
)
READ: Final = {
    ".py",
    ".md",
    ".toml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".txt",
    ".csv",
    ".po",
    ".yml",
    ".yaml",
    ".sh",
    "",
}


@cache
def committed() -> tuple[Path, ...]:
    """Return the files that git knows; those of the folder where it is no clone."""
    said = subprocess.run(
        ["git", "ls-files", "-z", "--cached"],  # noqa: S607 -- git as the developer has it
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    names = said.stdout.split("\0") if said.returncode == 0 else []
    found = tuple(path for name in names if name and (path := ROOT / name).is_file())
    assert found, "these tests read what git knows: run them in a clone"
    return found


def faults_of(text: str) -> list[str]:
    """Name the secrets and the traces of a machine in a text."""
    found = [kind for kind, pattern in SECRETS.items() if pattern.search(text)]
    return found + (["path of a machine"] if MACHINE.search(text) else []) + (["host"] if HOSTS.search(text) else [])


def test_committed_files_are_small() -> None:
    sizes = {str(path.relative_to(ROOT)): path.stat().st_size for path in committed()}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_committed_files_hold_no_secret_and_name_no_machine() -> None:
    found = {
        str(path.relative_to(ROOT)): faults
        for path in committed()
        if path.suffix in READ and path != Path(__file__) and (faults := faults_of(path.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("postgresql://name:password@host/db and /home/ of everybody", []),
        ("postgresql://ann:hunter2@db.example.org/qunli", ["password in an address"]),
        ("see /" + "home/ann/qunli/", ["path of a machine"]),
        ("-----BEGIN " + "PRIVATE KEY-----", ["private key"]),
        ("https://nexus.example.org/simple", ["host"]),
    ],
)
def test_secrets_and_machines_are_seen(text: str, faults: list[str]) -> None:
    assert faults_of(text) == faults


def test_what_is_made_at_set_up_is_never_committed() -> None:
    made = ("node_modules/", ".venv/", "src/qunli/core/static/vendor/", "dist/", "build/")
    names = [path.relative_to(ROOT).as_posix() for path in committed()]
    assert [name for name in names if name.startswith(made) or name.endswith((".mo", ".pyc", ".sqlite3"))] == []


def test_every_variable_stands_in_the_guide_with_what_it_falls_back_to() -> None:
    guide = (ROOT / "docs/guides/administrator.md").read_text("utf-8")
    rows = {
        name: (default.replace("–", ""), meaning)
        for name, default, meaning in re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", guide, re.MULTILINE)
    }
    assert rows == {one.name: (one.default or "", one.meaning) for one in VARIABLES}
