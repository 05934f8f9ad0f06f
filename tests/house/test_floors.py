"""A later room may know an earlier one, never the reverse: also where import-linter does not look."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db.models import ForeignObject, ManyToManyField

from house.reading import (
    SOURCE,
    Source,
    called_name,
    calls,
    contracts,
    faults_in,
    imported_modules,
    levels,
    rooms,
    sources,
    templates,
)

OFFERED: Final = frozenset({"models", "queries", "actions", "permits", "states"})
OFFERED_BY_CORE: Final = OFFERED | {"api", "bridge", "forms", "tables", "templatetags", "views"}
MAY_CALL_ACTIONS_OF_OTHERS: Final = frozenset({"portal", "cli", "config"})
RELATIONS: Final = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField"})
INCLUDED: Final = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"'#]+)""")


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key between two rooms."""

    name: str
    room: str
    target: str
    related_name: str | None


def upward(relation: Relation) -> bool:
    """Tell whether it points to a later room, or to one beside."""
    return relation.room != relation.target and levels()[relation.target] >= levels()[relation.room]


def opens_backwards(relation: Relation) -> bool:
    """Tell whether it would let the earlier room reach the later one."""
    return relation.room != relation.target and not (relation.related_name or "").endswith("+")


def relations() -> list[Relation]:
    """Return every relation between models of the house."""
    return [
        Relation(
            f"{model._meta.label}.{field.name}",  # noqa: SLF001 -- Django's documented name
            model._meta.app_label,  # noqa: SLF001 -- as above
            field.related_model._meta.app_label,  # noqa: SLF001 -- as above
            field.remote_field.related_name,
        )
        for model in apps.get_models()
        if model._meta.app_label in rooms()  # noqa: SLF001 -- as above
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)  # noqa: SLF001 -- as above
        if isinstance(field, ForeignObject | ManyToManyField) and field.related_model._meta.app_label in rooms()  # noqa: SLF001 -- as above
    ]


def hidden_doors(source: Source) -> list[str]:
    """Find what reaches another room without an import."""
    found = []
    for call in calls(source.tree):
        if called_name(call) == "get_model":
            found.append(f"line {call.lineno}: get_model")
        if called_name(call) in RELATIONS and call.args and isinstance(call.args[0], ast.Constant):
            named = str(call.args[0].value)
            if "." in named and named.split(".", maxsplit=1)[0] != source.room:
                found.append(f"line {call.lineno}: relation to {named!r} by name")
    return found


def strange_imports(source: Source) -> list[str]:
    """Find imports from another room that are none of its offers."""
    if source.room not in rooms() or source.room == "portal":
        return []
    found = []
    for module, line in imported_modules(source.tree):
        parts = module.split(".")
        if parts[0] != "qunli" or len(parts) < 3 or parts[1] == source.room or parts[1] not in rooms():
            continue
        room, shelf = parts[1:3]
        if shelf not in (OFFERED_BY_CORE if room == "core" else OFFERED):
            found.append(f"line {line}: {room} does not offer {shelf}")
        if shelf == "actions" and room != "core" and source.shelf not in {"actions", "factories"}:
            found.append(f"line {line}: actions of {room} are called from actions only")
    return found


def borrowed_templates(room: str, text: str, owner_of: dict[str, str]) -> list[str]:
    """Find templates taken from a room that is neither this one nor core."""
    return [name for name in INCLUDED.findall(text) if owner_of.get(name, "core") not in {room, "core"}]


def test_foreign_keys_point_to_earlier_rooms() -> None:
    assert [relation.name for relation in relations() if upward(relation)] == []


def test_foreign_keys_between_rooms_open_no_way_back() -> None:
    assert [relation.name for relation in relations() if opens_backwards(relation)] == []


def test_relations_are_judged_rightly() -> None:
    good = Relation("calls.Call.need", "calls", "needs", "+")
    inside = Relation("calls.Question.call", "calls", "calls", "questions")
    up = Relation("needs.Need.call", "needs", "calls", "+")
    open_backwards = Relation("calls.Call.need", "calls", "needs", None)
    assert [upward(relation) for relation in (good, inside, up, open_backwards)] == [False, False, True, False]
    assert [opens_backwards(relation) for relation in (good, inside, up, open_backwards)] == [False, False, False, True]


def test_no_room_is_reached_by_name() -> None:
    assert faults_in(sources(), hidden_doors) == []


def test_doors_by_name_are_seen() -> None:
    good = Source("calls", "models", "a = ForeignKey(Need)\nb = ForeignKey('self')\nc = ForeignKey('calls.Call')")
    bad = Source("needs", "models", "a = models.ForeignKey('calls.Call')\nb = apps.get_model('calls', 'Call')")
    assert hidden_doors(good) == []
    assert hidden_doors(bad) == ["line 1: relation to 'calls.Call' by name", "line 2: get_model"]


def test_only_the_offered_shelves_cross_rooms_and_actions_only_into_actions() -> None:
    assert faults_in(sources(), strange_imports) == []


def test_strange_imports_are_seen() -> None:
    good = "from qunli.needs.actions import meet_need\nfrom qunli.needs.models import Need"
    bad = "from qunli.needs.actions import meet_need\nfrom qunli.needs.views import need_page"
    assert strange_imports(Source("calls", "actions", good)) == []
    assert strange_imports(Source("calls", "models", bad)) == [
        "line 1: actions of needs are called from actions only",
        "line 2: needs does not offer views",
    ]


def test_templates_include_only_their_own_room_or_core() -> None:
    owner_of = {}
    for path in templates():
        room, _templates, *inside = path.relative_to(SOURCE).parts
        owner_of["/".join(inside)] = room
    found = {
        str(path.relative_to(SOURCE)): borrowed
        for path in templates()
        if (borrowed := borrowed_templates(path.relative_to(SOURCE).parts[0], path.read_text("utf-8"), owner_of))
    }
    assert found == {}


def test_borrowed_templates_are_seen() -> None:
    text = '{% extends "base.html" %}{% include "calls/row.html#part" %}{% include "needs/row.html" %}'
    owner_of = {"base.html": "core", "calls/row.html": "calls", "needs/row.html": "needs"}
    assert borrowed_templates("calls", text, owner_of) == ["needs/row.html"]


def test_the_shelves_contract_lists_exactly_the_rooms() -> None:
    shelves = next(contract for contract in contracts() if contract["name"] == "Shelves inside a room")
    assert isinstance(shelves["containers"], list)
    assert sorted(shelves["containers"]) == sorted(f"qunli.{room}" for room in rooms())
