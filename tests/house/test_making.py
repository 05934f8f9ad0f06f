"""Every maker of `tests/making` is built by some test: one that nobody calls would rot unseen."""

from __future__ import annotations

import ast
from collections import Counter

from house.reading import ROOT


def makers(text: str) -> set[str]:
    """Name the public functions at the top of a file."""
    return {
        node.name
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def named(text: str) -> Counter[str]:
    """Count the names that a file uses or takes from elsewhere; a definition is no use."""
    nodes = list(ast.walk(ast.parse(text)))
    imported = [alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names]
    return Counter(imported + [node.id for node in nodes if isinstance(node, ast.Name)])


def test_every_maker_is_called_by_a_test_or_by_another_maker() -> None:
    texts = {path: path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("*.py"))}
    made = {name for path, text in texts.items() if "making" in path.parts for name in makers(text)}
    used: Counter[str] = Counter()
    for text in texts.values():
        used += named(text)
    assert made - set(used) == set()


def test_makers_and_their_uses_are_seen() -> None:
    text = "from making.people import a_party\ndef a_need(town): return state(a_party())\ndef _number(): pass\n"
    assert makers(text) == {"a_need"}
    assert set(named(text)) == {"a_party", "state"}
