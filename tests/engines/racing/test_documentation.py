"""Every example in the README is true."""

from __future__ import annotations

import doctest
from pathlib import Path

from qunli.engines import racing


def test_the_readme_is_true() -> None:
    readme = Path(racing.__path__[0]) / "README.md"
    outcome = doctest.testfile(str(readme), module_relative=False, encoding="utf-8")
    assert (outcome.failed, outcome.attempted > 0) == (0, True)
