"""Keeps the written catalogue in step with the source: every text that is marked, and nothing else.

`python tools/catalogue.py` adds new texts without a translation and drops those that are gone; `--missing` lists what
waits for a translator. Needs none of gettext's own tools: Python is read by its syntax tree, templates by way of
Django's `templatize`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polib
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "qunli"
CATALOGUE: Final = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"

# Name of the function: how many texts it takes, and whether a context comes first.
MARKS: Final = {
    "_": (1, False),
    "_now": (1, False),
    "gettext": (1, False),
    "gettext_lazy": (1, False),
    "gettext_noop": (1, False),
    "ngettext": (2, False),
    "ngettext_lazy": (2, False),
    "pgettext": (1, True),
    "pgettext_lazy": (1, True),
    "npgettext": (2, True),
    "npgettext_lazy": (2, True),
}
CALL: Final = re.compile(r"\b(?:n?p?gettext|_|_now)\(")


@dataclass(frozen=True, slots=True, order=True)
class Marked:
    """One text as the source has it."""

    text: str
    plural: str = ""
    context: str = ""


def marked_in_tree(tree: ast.AST) -> Iterator[Marked]:
    """Find the marked texts of a syntax tree."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        if name not in MARKS:
            continue
        texts, has_context = MARKS[name]
        wanted = texts + has_context
        values = [getattr(argument, "value", None) for argument in node.args[:wanted]]
        if len(values) == wanted and all(isinstance(value, str) for value in values):
            context = str(values.pop(0)) if has_context else ""
            yield Marked(str(values[0]), str(values[1]) if texts > 1 else "", context)


def marked_in_template(text: str, name: str) -> Iterator[Marked]:
    """Find the marked texts of a Django template."""
    code = templatize(text, origin=name)
    for match in CALL.finditer(code):
        yield from marked_in_tree(ast.parse(_call_at(code, match.start()), mode="eval"))


def _call_at(code: str, start: int) -> str:
    """Return the shortest stretch from here that is an expression: templatize writes each call whole."""
    for end in (match.end() for match in re.finditer(r"\)", code[start:])):
        piece = code[start : start + end]
        try:
            ast.parse(piece, mode="eval")
        except SyntaxError:
            continue
        return piece
    return "None"


def marked_texts(root: Path = SOURCE) -> set[Marked]:
    """Return every marked text of the product."""
    found: set[Marked] = set()
    for path in sorted(root.rglob("*.py")):
        found.update(marked_in_tree(ast.parse(path.read_text())))
    for path in sorted(root.rglob("templates/**/*.*")):
        if path.suffix in {".html", ".txt"}:
            found.update(marked_in_template(path.read_text(), path.name))
    return found


def key_of(entry: polib.POEntry) -> Marked:
    """Return what an entry translates."""
    return Marked(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def bring_up_to_date(catalogue: polib.POFile, texts: set[Marked]) -> None:
    """Add what is new, drop what is gone, keep the rest with its translation."""
    kept = {key_of(entry): entry for entry in catalogue}
    catalogue.clear()
    for text in sorted(texts):
        catalogue.append(kept.get(text) or _fresh(text))


def _fresh(text: Marked) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.text, msgctxt=text.context or None)
    if text.plural:
        entry.msgid_plural, entry.msgstr_plural = text.plural, {0: ""}
    elif "%(" in text.text:
        entry.flags.append("python-format")
    return entry


def main(arguments: list[str]) -> int:
    """Bring the catalogue up to date, or list what is missing."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=110)
    if arguments == ["--missing"]:
        for entry in catalogue.untranslated_entries():
            print(f"{entry.msgctxt or ''}\t{entry.msgid!r}")
        return 0
    bring_up_to_date(catalogue, marked_texts())
    catalogue.save()
    print(f"{len(catalogue)} texts, {len(catalogue.untranslated_entries())} without a translation")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
