"""Every example in the README and the docstrings is true."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

from qunli.engines import matching

MODULES = [found.name for found in pkgutil.walk_packages(matching.__path__, f"{matching.__name__}.")]
README = Path(matching.__path__[0]) / "README.md"


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_the_module_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_examples_of_the_readme_are_true() -> None:
    outcome = doctest.testfile(str(README), module_relative=False, encoding="utf-8")

    assert outcome.attempted > 0
    assert outcome.failed == 0
