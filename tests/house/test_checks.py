"""The automatic checks are wired in, and each of them can fail."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from zeal import NPlusOneError, zeal_context

from making.people import an_account
from qunli.people.models import User

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def the_tool() -> Any:  # a script, not a package
    """Read tools/check.py."""
    place = importlib.util.spec_from_file_location("checked_tool", ROOT / "tools" / "check.py")
    assert place is not None
    assert place.loader is not None
    module: ModuleType = importlib.util.module_from_spec(place)
    sys.modules[module.__name__] = module
    place.loader.exec_module(module)
    return module


def test_every_checking_tool_that_is_installed_is_run() -> None:
    programs = {check.command[0] for check in the_tool().checks()}
    assert programs == {"mypy", "python", "pyright", "lint-imports", "ruff", "deptry", "typos", "djhtml"}
    arguments = " ".join(part for check in the_tool().checks() for part in check.command)
    assert "tools/migrations.py" in arguments
    assert "check --fail-level WARNING --deploy" in arguments


def test_a_check_that_fails_fails_the_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    tool = the_tool()
    good, bad = tool.Check("good", ("true",)), tool.Check("bad", ("ruff", "check", "no/such/file"))
    monkeypatch.setattr(tool, "checks", lambda: [good, bad])
    assert tool.main([]) == 1
    said = re.sub(r" \(.*", "", capsys.readouterr().out)
    assert {"ok     good", "FAILED bad"} <= set(said.splitlines())


def test_a_query_in_a_loop_fails_a_test(db: None) -> None:
    for number in range(3):
        an_account(email=f"looped{number}@example.org")
    with zeal_context(), pytest.raises(NPlusOneError):
        _ = [account.party.name for account in User.objects.filter(email__startswith="looped")]


def test_every_request_of_a_test_is_watched_for_queries_in_loops() -> None:
    assert settings.MIDDLEWARE[0] == "zeal.middleware.zeal_middleware"
