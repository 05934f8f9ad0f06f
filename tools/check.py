"""Runs every automatic check that is not a test, two at a time; shows only what fails. `--fix` mends what it can."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
PYRIGHT: Final = {"PYRIGHT_PYTHON_USE_BUNDLED_PYRIGHT": "1", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}


def checks() -> dict[str, list[str]]:
    """Name each check with its command; the slowest first."""
    return {
        "types": ["mypy"],
        "types of the engines": ["pyright"],
        "floors and shelves": ["lint-imports"],
        "lint": ["ruff", "check", "--quiet"],
        "format": ["ruff", "format", "--check", "--quiet"],
        "dependencies": ["deptry", "src"],
        "spelling": ["typos"],
        "templates": ["djhtml", "--check", "--tabwidth=2", *templates()],
    }


def fixes() -> dict[str, list[str]]:
    """Name each mending with its command."""
    return {
        "lint": ["ruff", "check", "--fix", "--quiet"],
        "format": ["ruff", "format", "--quiet"],
        "templates": ["djhtml", "--tabwidth=2", *templates()],
    }


def templates() -> list[str]:
    """Return every page template."""
    return [str(path.relative_to(ROOT)) for path in sorted((ROOT / "src/qunli").glob("**/templates/**/*.html"))]


def passes(name: str, command: list[str]) -> bool:
    """Run one check and say how it went."""
    began = time.monotonic()
    environment = {**os.environ, **PYRIGHT, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)  # noqa: S603 -- listed above
    said = "" if done.returncode == 0 else f"\n{done.stdout}{done.stderr}"
    print(
        f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - began:.1f} s){said}", flush=True
    )
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """Check, or mend."""
    if arguments == ["--fix"]:
        mended = [passes(name, command) for name, command in fixes().items()]
        return 0 if all(mended) else 1
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(passes, checks().keys(), checks().values()))
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
