"""Every visible text is translated, and the catalogue holds nothing else."""

import ast
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import polib

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogue"] = module
    spec.loader.exec_module(module)
    return module


CATALOGUE = _tool()


def _entries() -> list[polib.POEntry]:
    return list(polib.pofile(str(CATALOGUE.CATALOGUE)))


def _placeholders_differ(entry: polib.POEntry) -> bool:
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    words = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return any(set(PLACEHOLDER.findall(text)) != wanted for text in words)


def test_the_catalogue_holds_every_marked_text_and_nothing_else() -> None:
    have = {CATALOGUE.key_of(entry) for entry in _entries()}
    want = CATALOGUE.marked_texts()
    assert (sorted(want - have), sorted(have - want)) == ([], []), "run: python tools/catalogue.py"


def test_every_text_is_translated_for_certain() -> None:
    assert [entry.msgid for entry in _entries() if not entry.translated() or entry.fuzzy] == []


def test_translations_keep_their_placeholders() -> None:
    assert [entry.msgid for entry in _entries() if _placeholders_differ(entry)] == []


def test_marked_texts_are_seen_in_python_and_in_templates() -> None:
    marked = CATALOGUE.Marked
    python = '_("Call %(n)s") ; pgettext("state", "open") ; ngettext("a day", "%(n)d days", 2) ; other("no")'
    assert set(CATALOGUE.marked_in_tree(ast.parse(python))) == {
        marked("Call %(n)s"),
        marked("open", "", "state"),
        marked("a day", "%(n)d days"),
    }
    template = (
        '{% load i18n %}{% translate "Say (who)?" %}{% translate "open" context "state" %}{% if x == _("yes") %}'
        "{% blocktranslate trimmed with n=1 %}\n  one\n  of {{ n }}\n{% endblocktranslate %}{% endif %}"
    )
    assert set(CATALOGUE.marked_in_template(template, "page.html")) == {
        marked("Say (who)?"),
        marked("open", "", "state"),
        marked("yes"),
        marked("one of %(n)s"),
    }
