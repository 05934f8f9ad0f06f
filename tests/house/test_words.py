"""The page of words is true: what it says lives somewhere lives there."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps

from qunli.people.states import Role

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "docs" / "words.md"
COLUMNS = 4
CODE = re.compile(r"`([^`]+)`")


def rows() -> list[list[str]]:
    """Return the rows of the tables: word, Chinese, meaning, where it lives."""
    lines = [line.strip("|").split("|") for line in WORDS.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    return [
        [cell.strip() for cell in row]
        for row in lines
        if len(row) == 4 and not row[0].strip().startswith(("word", "-"))
    ]


def stands(name: str) -> bool:
    """Tell whether a name of the last column is a room, a file, a model, a shelf or a module."""
    if "/" in name:
        return (ROOT / "src/qunli" / name).exists()
    room, _, inside = name.partition(".")
    if find_spec(f"qunli.{room}") is None:
        return room in {"actions", "permits", "states"}
    if not inside:
        return True
    try:
        apps.get_app_config(room).get_model(inside)
    except LookupError:
        return hasattr(import_module(f"qunli.{room}"), inside)
    return True


def test_whatever_the_last_column_names_exists() -> None:
    named = {name for row in rows() for name in CODE.findall(row[3])}
    assert sorted(name for name in named if not stands(name)) == []
    assert len(named) > 40


def test_every_role_is_a_word_with_the_chinese_that_pages_print() -> None:
    printed = {row[0]: row[1] for row in rows()}
    assert sorted(role.value.replace("_", " ") for role in Role if role.value.replace("_", " ") not in printed) == []
