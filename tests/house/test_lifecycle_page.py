"""The drawings of the lifecycles are current."""

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def _tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_lifecycle_is_drawn_as_its_table_stands() -> None:
    drawn = (ROOT / "docs" / "lifecycles.md").read_text()
    assert drawn == _tool("lifecycles").page(), "run: python tools/lifecycles.py"


def test_every_lifecycle_of_a_model_is_on_the_page() -> None:
    named = {lifecycle.name for _room, lifecycle in _tool("lifecycles").lifecycles()}
    assert {"call", "proposal", "need", "panel", "decision", "project", "payment"} <= named
