"""Prints the program of a Chromium for the browser tests, installing one where the machine lets us.

In this order: QUNLI_BROWSER, one that the machine has, one that Playwright has, Debian's package (as root), a download
by Playwright. Chromium without windows of its own comes first: it takes half the time for the same pages. Chinese fonts
are brought along where that is as easy; their absence spoils pictures, not tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
SHELL: Final = "chromium-headless-shell"
NAMES: Final = (
    SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
)  # fmt: skip
FONT: Final = "fonts-noto-cjk"
PATIENCE: Final = 480
APT: Final = ("apt-get", "-o", "DPkg::Lock::Timeout=300")
"""Waits while somebody else installs."""
ASKED_FOR_FONTS: Final = ROOT / "build/asked-for-fonts"


def main() -> int:
    """Find or install, print, and fail in one clear line."""
    if chosen := os.environ.get("QUNLI_BROWSER"):
        if not shutil.which(chosen):
            say(f"QUNLI_BROWSER: {chosen} is not a program.")
            return 1
        print(shutil.which(chosen))
        return 0
    program = present() or from_debian() or from_playwright()
    if program is None:
        say("No browser for the tests: install Chromium and run again, or set QUNLI_BROWSER to its program.")
        return 1
    chinese_fonts()
    print(program)
    return 0


def present() -> str | None:
    """Return a browser that is already there."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or playwrights_own()


def playwrights_own() -> str | None:
    """Return the browser that Playwright has downloaded, if it has."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def from_debian() -> str | None:
    """Install Debian's Chromium, as root only."""
    if not may_use_apt():
        return None
    say("Installing Chromium and a Chinese font for the browser tests ...")
    # A machine that lacks the one or the other still gets a browser.
    tries = ((SHELL, FONT), ("chromium", FONT), (SHELL,), ("chromium",))
    if succeeds(*APT, "update", "-qq"):
        any(succeeds(*APT, "install", "-y", "-qq", "--no-install-recommends", *packages) for packages in tries)
    return shutil.which(SHELL) or shutil.which("chromium")


def from_playwright() -> str | None:
    """Let Playwright download its browser; where that is not reachable there is none."""
    say("Asking Playwright for a browser ...")
    succeeds(sys.executable, "-m", "playwright", "install", "chromium")
    return playwrights_own()


def chinese_fonts() -> None:
    """Ask once for a Chinese font where there is none; never insist."""
    if not may_use_apt() or ASKED_FOR_FONTS.exists() or chinese_is_drawn():
        return
    ASKED_FOR_FONTS.parent.mkdir(exist_ok=True)
    ASKED_FOR_FONTS.touch()
    say("Installing a Chinese font for pictures of pages ...")
    if succeeds(*APT, "update", "-qq"):
        succeeds(*APT, "install", "-y", "-qq", "--no-install-recommends", FONT)


def chinese_is_drawn() -> bool:
    """Tell whether the machine has a font with Chinese characters."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    return bool(subprocess.run([lister, ":lang=zh"], check=False, capture_output=True, text=True).stdout.strip())  # noqa: S603 -- fc-list itself


def may_use_apt() -> bool:
    """Tell whether Debian's packages can be installed without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def succeeds(*command: str) -> bool:
    """Run an installer quietly; tell whether it ended well in time."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, check=False, capture_output=True, env=quiet, timeout=PATIENCE)  # noqa: S603 -- made here
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def say(line: str) -> None:
    """Speak beside the answer."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
