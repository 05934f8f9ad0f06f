"""Makes `.venv` hold exactly what requirements/dev.txt names, hashes checked, and qunli itself, editable.

Runs under any Python 3.11 or later, before anything is installed. Does nothing while the lock is unchanged.
`--lock` resolves the dependencies of pyproject.toml anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / "bin/python"
LOCK: Final = ROOT / "requirements/dev.txt"
CORE_LOCK: Final = ROOT / "requirements/core.txt"
STAMP: Final = VENV / "made-from"
INPUTS: Final = (LOCK, ROOT / "pyproject.toml", Path(__file__))


def main(arguments: list[str]) -> int:
    """Install, or resolve."""
    if arguments == ["--lock"]:
        return lock()
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in INPUTS)).hexdigest()
    if STAMP.exists() and STAMP.read_text() == digest and (VENV / "bin/qunli").exists():
        return 0
    try:
        make_environment()
        install()
    except subprocess.CalledProcessError as error:
        print(f"Setting up failed: {' '.join(error.cmd[:6])} ...", file=sys.stderr)
        print(
            "The lines above say why. Can this machine reach the Python package index?",
            file=sys.stderr,
        )
        return 1
    STAMP.write_text(digest)
    return 0


def make_environment() -> None:
    """Create `.venv`, unless a working one of a fitting Python is there."""
    if PYTHON.exists() and succeeds(PYTHON, "-c", "import sys; raise SystemExit(sys.version_info < (3, 11))"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    print("Making .venv ...", flush=True)
    if succeeds(sys.executable, "-c", "import ensurepip, venv"):
        run(sys.executable, "-m", "venv", VENV)
    elif uv := shutil.which("uv"):
        run(uv, "venv", "--quiet", "--python", sys.executable, VENV)
    else:
        print("This Python cannot make environments: install its venv module (Debian: python3-venv).", file=sys.stderr)
        raise SystemExit(1)


def install() -> None:
    """Bring in what the lock names, no more and no less, then qunli itself."""
    print("Installing what requirements/dev.txt names ...", flush=True)
    uv = installed_uv()
    if uv is None:
        run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", LOCK)
        run(PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ROOT)
        return
    run(uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", "--link-mode=copy", LOCK)
    run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", ROOT)


def installed_uv() -> Path | None:
    """Return the uv of the lock, put into `.venv` by pip; `None` where this machine has no build of it."""
    uv = VENV / "bin/uv"
    pinned = re.search(r"^uv==(?:.*\\\n)+.*$", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if pinned is None:
        return None
    if uv.exists() and pinned[0].split()[0] == f"uv=={version_of(uv)}":
        return uv
    requirement = VENV / "uv.txt"
    requirement.write_text(pinned[0] + "\n", encoding="utf-8")
    if not succeeds(PYTHON, "-m", "pip", "install", "-q", "--only-binary=:all:", "--require-hashes", "-r", requirement):
        return None
    return uv if uv.exists() else None


def version_of(uv: Path) -> str:
    """Return the version that this uv says it has."""
    said = subprocess.run([uv, "--version"], check=False, capture_output=True, text=True).stdout.split()  # noqa: S603 -- uv of the lock
    return said[1] if len(said) > 1 else ""


def lock() -> int:
    """Resolve for every platform and Python that is supported; the locks name no host."""
    every = [f"--extra={name}" for name in ("dev", "matching", "solvers")]
    for target, extras in ((CORE_LOCK, []), (LOCK, [*every, f"--constraints={CORE_LOCK}"])):
        print(f"Resolving {target.relative_to(ROOT)} ...", flush=True)
        run(
            VENV / "bin/uv", "pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--generate-hashes",
            "--no-emit-index-url", "--no-annotate", "--no-header", "--upgrade", *extras,
            ROOT / "pyproject.toml", "--output-file", target,
        )  # fmt: skip
    return 0


def run(*command: str | Path) -> None:
    """Run a command of the set-up itself; its failure ends the set-up."""
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT, env=environment())  # noqa: S603 -- made here


def succeeds(*command: str | Path) -> bool:
    """Tell whether the command ends well, showing nothing."""
    words = [str(part) for part in command]
    done = subprocess.run(words, check=False, cwd=ROOT, env=environment(), capture_output=True)  # noqa: S603 -- made here
    return done.returncode == 0


def environment() -> dict[str, str]:
    """Return this process's environment without what would point the installers at another one."""
    misleading = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}
    return {name: value for name, value in os.environ.items() if name not in misleading}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
