"""Files stay short, exceptions carry a reason, pages carry no inline code, the database knows every model."""

from __future__ import annotations

import ast
import re
from io import StringIO
from typing import TYPE_CHECKING, Final

import pytest
from django.core.management import call_command

from house.reading import ROOT, SOURCE, Source, faults_in, sources, templates

if TYPE_CHECKING:
    from pathlib import Path

LONGEST: Final = 400
SILENCED: Final = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<codes>:?[ \w,\[\]-]*?(?=\s+-|\s+#|$))(?P<rest>.*)$")
REASON: Final = re.compile(r"[A-Za-z]{2,}.*[A-Za-z]{2,}")
INLINE: Final = {
    "script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE),
    "style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "handler": re.compile(r"\s(?:on[a-z]+|hx-on[\w:.-]*)\s*=", re.IGNORECASE),
    "javascript": re.compile(r"[\"']\s*(?:javascript|js):", re.IGNORECASE),
}
MAY_READ_THE_ENVIRONMENT: Final = ("src/qunli/config/",)


def own_files() -> tuple[Path, ...]:
    """Return what people of the house write: Python, pages, styles, scripts and tests."""
    kinds = {".py", ".html", ".css", ".js"}
    return tuple(
        path
        for folder in (SOURCE, ROOT / "tests", ROOT / "tools", ROOT / "benchmarks")
        for path in sorted(folder.rglob("*"))
        if path.suffix in kinds and not {"migrations", "vendor"} & set(path.parts)
    )


def silenced_without_reason(text: str) -> list[int]:
    """Return the lines that silence a check without saying why, or without saying which."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        silenced = SILENCED.search(line)
        if silenced and not (re.search(r"[A-Z]+\d+|\[[\w-]+", silenced["codes"]) and REASON.search(silenced["rest"])):
            found.append(number)
    return found


def inline_code(text: str) -> list[str]:
    """Name the kinds of inline code in a page, which the security policy would block."""
    without_comments = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
    return [kind for kind, pattern in INLINE.items() if pattern.search(without_comments)]


def reads_environment(source: Source) -> list[str]:
    """Find where environment variables are read."""
    return [
        f"line {node.lineno}: environ"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    ]


def test_files_are_under_400_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in own_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_silenced_checks_say_why() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in own_files()
        if path.suffix == ".py"
        and path.name != "test_form.py"
        and (lines := silenced_without_reason(path.read_text("utf-8")))
    }
    assert found == {}


def test_missing_reasons_are_seen() -> None:
    text = "\n".join(  # noqa: FLY002 -- one sample a line
        (
            "a = 1  # noqa: S105 -- a sample",
            "b = 1  # noqa: S105, E501 - a sample",
            "c = 1  # type: ignore[misc]  # a sample",
            "d = 1  # noqa",
            "e = 1  # noqa: S105",
            "f = 1  # type: ignore[misc]",
            "g = 1  # noqa -- all of it",
        )
    )
    assert silenced_without_reason(text) == [4, 5, 6, 7]


def test_pages_carry_no_inline_code() -> None:
    found = {
        str(path.relative_to(SOURCE)): kinds for path in templates() if (kinds := inline_code(path.read_text("utf-8")))
    }
    assert found == {}


def test_inline_code_is_seen() -> None:
    good = (
        '<script src="a.js" defer></script><script type="application/json">{}</script>{# style="" #}<p data-style="x">'
    )
    bad = '<script>1</script><p style="x"><a onclick="y" href="javascript:z">'
    assert inline_code(good) == []
    assert inline_code(bad) == ["script", "style", "handler", "javascript"]


def test_the_environment_is_read_by_config_alone() -> None:
    elsewhere = tuple(source for source in sources() if not source.name.startswith(MAY_READ_THE_ENVIRONMENT))
    assert faults_in(elsewhere, reads_environment) == []


def test_reading_the_environment_is_seen() -> None:
    assert reads_environment(Source("needs", "views", "home = qunli_home()")) == []
    assert reads_environment(Source("needs", "views", "a = os.environ['A']")) == ["line 1: environ"]


@pytest.mark.django_db
def test_no_migration_is_pending() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())
