"""Every write is an act: one decorated function on the shelf `actions`, which writes the journal."""

from __future__ import annotations

import ast
from functools import cache
from typing import Final

from house.reading import Source, called_name, calls, faults_in, imported_modules, sources, sources_in

READING_SHELVES: Final = (
    "urls", "apps", "views", "api", "tasks", "forms", "tables", "bridge", "queries", "permits", "states",
)  # fmt: skip
WRITES: Final = frozenset(
    {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}
)
JOURNALLING: Final = frozenset({"write_journal", "write_batch", "take_step"})
IN_PLACE_OF_BY: Final = {
    "accept_invitation": "secret",  # whoever holds the letter, before there is an account
}
INFRASTRUCTURE: Final = frozenset({"post_migrate"})


def is_write(call: ast.Call) -> bool:
    """Tell whether a call changes the database; `document.save(file)` writes a file, not a record."""
    name = called_name(call)
    if not isinstance(call.func, ast.Attribute) or (name == "save" and call.args):
        return False
    return name in WRITES or (name == "update" and "objects" in ast.dump(call.func.value))


def writes(source: Source) -> list[str]:
    """Find calls that change the database."""
    return [f"line {call.lineno}: {called_name(call)}" for call in calls(source.tree) if is_write(call)]


def states_assigned(source: Source) -> list[str]:
    """Find a state set by hand."""
    found = [
        f"line {node.lineno}: state assigned"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)
    ]
    found += [
        f"line {call.lineno}: state updated"
        for call in calls(source.tree)
        if called_name(call) == "update" and any(keyword.arg == "state" for keyword in call.keywords)
    ]
    return found


def signals(source: Source) -> list[str]:
    """Find signals, but those about the database itself."""
    return [
        f"line {line}: {module}"
        for module, line in imported_modules(source.tree)
        if module.startswith(("django.db.models.signals", "django.dispatch"))
        and module.rpartition(".")[2] not in INFRASTRUCTURE
    ]


def functions(source: Source) -> list[ast.FunctionDef]:
    """Return the functions at the top of a file."""
    return [node for node in source.tree.body if isinstance(node, ast.FunctionDef)]


def is_action(function: ast.FunctionDef) -> bool:
    """Tell whether it is decorated as an act."""
    return any(
        isinstance(decorator, ast.Call) and called_name(decorator) == "action" for decorator in function.decorator_list
    )


@cache
def action_names() -> frozenset[str]:
    """Return the names of all acts of the house."""
    return frozenset(
        function.name for source in sources_in("actions") for function in functions(source) if is_action(function)
    )


def undecorated_acts(source: Source) -> list[str]:
    """Find public functions that say who acts and when, write as acts do, and are none.

    One that only calls acts, for each of a list or under a condition, need not be one itself.
    """
    return [
        f"line {function.lineno}: {function.name} is not decorated"
        for function in functions(source)
        if not function.name.startswith("_")
        and function.name not in JOURNALLING
        and {"by", "at"} <= {argument.arg for argument in function.args.kwonlyargs}
        and not is_action(function)
        and any(is_write(call) for call in calls(function))
    ]


def ill_shaped_acts(source: Source) -> list[str]:
    """Find acts that take arguments by position, or do not say who acts and when."""
    return [
        f"line {function.lineno}: {function.name} takes other than (*, ..., by, at)"
        for function in functions(source)
        if is_action(function)
        and (
            function.args.args
            or not {IN_PLACE_OF_BY.get(function.name, "by"), "at"}
            <= {argument.arg for argument in function.args.kwonlyargs}
        )
    ]


def silent_acts(source: Source) -> list[str]:
    """Find acts that neither write the journal nor call an act or a function of their own file that does."""
    writers = JOURNALLING | action_names()
    own = {function.name: {called_name(call) for call in calls(function)} for function in functions(source)}
    for _round in own:
        writers |= {name for name, called in own.items() if called & writers and name.startswith("_")}
    return [
        f"line {function.lineno}: {function.name} writes no journal"
        for function in functions(source)
        if is_action(function) and not own[function.name] & (writers - {function.name})
    ]


def test_nothing_but_actions_writes() -> None:
    assert faults_in(sources_in(*READING_SHELVES), writes) == []


def test_writes_are_seen() -> None:
    good = "call = published_calls(Call.objects.all())\ncontext.update(call=call)\nseen.add(call)\ndocument.save(file)"
    bad = "call.save()\nCall.objects.filter(id=1).update(title='x')\nCall.objects.create()"
    assert writes(Source("calls", "views", good)) == []
    assert writes(Source("calls", "views", bad)) == ["line 1: save", "line 2: update", "line 3: create"]


def test_states_are_assigned_in_actions_only() -> None:
    elsewhere = tuple(source for source in sources() if source.shelf != "actions" and source.room != "engines")
    assert faults_in(elsewhere, states_assigned) == []


def test_assigned_states_are_seen() -> None:
    good = "if call.state == CallState.OPEN: pass\nrows = calls.filter(state='open')"
    bad = "call.state = 'open'\ncalls.update(state='open')"
    assert states_assigned(Source("calls", "views", good)) == []
    assert states_assigned(Source("calls", "views", bad)) == ["line 1: state assigned", "line 2: state updated"]


def test_no_signals_carry_business() -> None:
    assert faults_in(sources(), signals) == []


def test_signals_are_seen() -> None:
    assert signals(Source("core", "apps", "from django.db.models.signals import post_migrate")) == []
    bad = "from django.db.models.signals import post_save\nfrom django.dispatch import receiver"
    assert signals(Source("core", "apps", bad)) == [
        "line 1: django.db.models.signals.post_save",
        "line 2: django.dispatch.receiver",
    ]


def test_every_act_is_decorated_shaped_as_one_and_writes_the_journal() -> None:
    files = sources_in("actions")
    assert faults_in(files, undecorated_acts) == []
    assert faults_in(files, ill_shaped_acts) == []
    assert faults_in(files, silent_acts) == []


def test_faulty_acts_are_seen() -> None:
    good = (
        "@action(_('Call published'))\ndef publish_call(*, call, by, at):\n    return _told(call)\n"
        "def _told(call):\n    take_step(call)\n"
    )
    bad = "def open_call(*, call, by, at): call.save()\n@action(_('Closed'))\ndef close_call(call):\n    call.save()\n"
    faults = [rule(Source("calls", "actions", good)) for rule in (undecorated_acts, ill_shaped_acts, silent_acts)]
    assert faults == [[], [], []]
    assert undecorated_acts(Source("calls", "actions", bad)) == ["line 1: open_call is not decorated"]
    assert ill_shaped_acts(Source("calls", "actions", bad)) == ["line 3: close_call takes other than (*, ..., by, at)"]
    assert silent_acts(Source("calls", "actions", bad)) == ["line 3: close_call writes no journal"]
