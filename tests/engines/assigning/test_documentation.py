from __future__ import annotations

import doctest
from pathlib import Path

README = Path(__file__).resolve().parents[3] / "src/qunli/engines/assigning/README.md"


def test_what_the_readme_shows_is_so() -> None:
    outcome = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert (outcome.failed, outcome.attempted > 5) == (0, True)
