"""Runs every automatic check that is not a test, two at a time; shows only what fails. `--fix` mends what it can."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
TESTS: Final = {"DJANGO_SETTINGS_MODULE": "qunli.config.settings.test"}
"""They bring the checks of records and of repeated queries."""
LIVE: Final = {
    "DJANGO_SETTINGS_MODULE": "qunli.config.settings.live",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",  # set, so that no server is started; never asked
    "QUNLI_SECRET_KEY": "only so long that the check finds it long enough, and of no use anywhere",
    "QUNLI_HTTPS": "yes",
}
"""A site as the administrator's guide has it."""
PYRIGHT: Final = {"PYRIGHT_PYTHON_USE_BUNDLED_PYRIGHT": "1", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its program with arguments, and what its environment holds besides."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def checks() -> list[Check]:
    """List every check, the slowest first."""
    django = ("python", "-m", "django", "check", "--fail-level", "WARNING")
    return [
        Check("types", ("mypy",)),
        Check("migrations", ("python", "tools/migrations.py")),
        Check("types of the engines", ("pyright",), PYRIGHT),
        Check("floors and shelves", ("lint-imports",)),
        Check("records", django, TESTS),
        Check("a site in use", (*django, "--deploy"), LIVE),
        Check("lint", ("ruff", "check", "--quiet")),
        Check("format", ("ruff", "format", "--check", "--quiet")),
        Check("dependencies", ("deptry", "src")),
        Check("spelling", ("typos",)),
        Check("templates", ("djhtml", "--check", "--tabwidth=2", *templates())),
    ]


def fixes() -> list[Check]:
    """List every mending."""
    return [
        Check("lint", ("ruff", "check", "--fix", "--quiet")),
        Check("format", ("ruff", "format", "--quiet")),
        Check("templates", ("djhtml", "--tabwidth=2", *templates())),
    ]


def templates() -> list[str]:
    """Return every page template."""
    return [str(path.relative_to(ROOT)) for path in sorted((ROOT / "src/qunli").glob("**/templates/**/*.html"))]


def passes(check: Check) -> bool:
    """Run one check and say how it went."""
    began = time.monotonic()
    environment = {**os.environ, **check.environment, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(  # noqa: S603 -- listed above
        check.command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    said = "" if done.returncode == 0 else f"\n{done.stdout}{done.stderr}"
    verdict = "ok    " if done.returncode == 0 else "FAILED"
    print(f"{verdict} {check.name} ({time.monotonic() - began:.1f} s){said}", flush=True)
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """Check, or mend."""
    if arguments == ["--fix"]:
        mended = [passes(mending) for mending in fixes()]
        return 0 if all(mended) else 1
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(passes, checks()))
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
