"""Every maker of `tests/making` is built by some test: one that nobody calls would rot unseen."""

from __future__ import annotations

import ast
from pathlib import Path

from house.reading import ROOT


def makers(text: str) -> set[str]:
    """Name the public functions at the top of a file."""
    tops = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {top.name for top in tops if not top.name.startswith("_")}


def uses_of(text: str) -> dict[str, set[str]]:
    """Return, for each function, class and table at the top of a file, the names that it uses."""
    found: dict[str, set[str]] = {}
    for top in ast.parse(text).body:
        used = {node.id for node in ast.walk(top) if isinstance(node, ast.Name)}
        if isinstance(top, ast.FunctionDef | ast.ClassDef):
            found[top.name] = used
        elif isinstance(top, ast.Assign | ast.AnnAssign):
            targets = top.targets if isinstance(top, ast.Assign) else [top.target]
            found |= {one.id: used for one in targets if isinstance(one, ast.Name)}
    return found


def named(text: str) -> set[str]:
    """Return the names that a file uses; taking one from elsewhere, or defining it, is no use."""
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


def run_as_program(text: str) -> set[str]:
    """Return the names that a file uses when a test runs it as a process."""
    blocks = [node for node in ast.parse(text).body if isinstance(node, ast.If)]
    return {node.id for block in blocks for node in ast.walk(block) if isinstance(node, ast.Name)}


def reached(begun: set[str], uses: dict[str, set[str]]) -> set[str]:
    """Follow the names that tests use through the makers that use others."""
    found: set[str] = set()
    waiting = set(begun)
    while waiting:
        found |= waiting
        waiting = {name for one in waiting for name in uses.get(one, ())} - found
    return found


def is_making(path: Path) -> bool:
    """Tell whether a file makes, rather than tests."""
    return "making" in path.parts


def test_every_maker_is_reached_from_a_test() -> None:
    texts = {path: path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("*.py"))}
    uses: dict[str, set[str]] = {}
    made: set[str] = set()
    for path, text in texts.items():
        if is_making(path):
            for name, names in uses_of(text).items():
                uses[name] = uses.get(name, set()) | names
            made |= makers(text)
    begun = {
        name for path, text in texts.items() for name in (run_as_program(text) if is_making(path) else named(text))
    }
    assert made - reached(begun, uses) == set()


def test_a_maker_that_only_an_unused_maker_calls_is_found() -> None:
    text = "from making.people import a_party\ndef a_need(town): return state(a_party())\ndef _number(): pass\n"
    assert makers(text) == {"a_need"}
    assert named(text) == {"state", "a_party"}
    uses = {"a_need": {"a_party"}, "a_party": {"a_name"}, "an_idle": {"a_lonely"}}
    assert reached({"a_need"}, uses) == {"a_need", "a_party", "a_name"}
