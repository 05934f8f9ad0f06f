"""Every list asks the database the same number of questions however long it is: each has a test that counts them."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from typing import TYPE_CHECKING, Final

from django.urls import Resolver404, URLResolver, get_resolver, resolve

from house.reading import ROOT, called_name, calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COUNTING: Final = frozenset({"django_assert_num_queries", "django_assert_max_num_queries"})
LENGTHS: Final = [1, 3]


def is_list(source: str) -> bool:
    """Tell whether a view shows a list: it ends in `list_page`."""
    return any(called_name(call) == "list_page" for call in calls(ast.parse(source)))


def list_views() -> set[str]:
    """Name every view that shows a list."""
    return {
        name
        for name, view in _views(get_resolver(), "")
        if view.__module__.startswith("qunli.") and is_list(inspect.getsource(view))
    }


def _views(resolver: URLResolver, space: str) -> Iterator[tuple[str, Callable[..., object]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _views(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif inspect.isfunction(view := inspect.unwrap(entry.callback)):
            yield f"{space}{entry.name}", view


def words_counted(text: str) -> set[str]:
    """Return all that is written in a file's tests which count with 1 row and with 3; a gap is filled with 1."""
    return {
        word
        for test in ast.parse(text).body
        if isinstance(test, ast.FunctionDef) and COUNTING & {one.arg for one in test.args.args} and _has_lengths(test)
        for word in _words(test)
    }


def _has_lengths(test: ast.FunctionDef) -> bool:
    lists = (node for decorator in test.decorator_list for node in ast.walk(decorator) if isinstance(node, ast.List))
    return any([one.value for one in found.elts if isinstance(one, ast.Constant)] == LENGTHS for found in lists)


def _words(test: ast.FunctionDef) -> set[str]:
    nodes = list(ast.walk(test))
    formatted = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for node in formatted for part in node.values}
    plain = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in parts]
    texts = [str(node.value) for node in plain]
    texts += [
        "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
        for node in formatted
    ]
    return {text.partition("?")[0] for text in texts}


@cache
def views_counted() -> frozenset[str]:
    """Name the views whose statements some test counts: by their path, their name, or their name in the test's room."""
    named: set[str] = set()
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        text = file.read_text("utf-8")
        for word in words_counted(text) if "num_queries" in text else ():
            named |= {word, f"{file.parent.name}:{word}"}
            try:
                named.add(resolve(word).view_name)
            except Resolver404:
                continue
    return frozenset(named)


def test_every_list_has_a_test_that_counts_its_statements_with_one_row_and_with_three() -> None:
    assert list_views() - views_counted() == set()


def test_lists_and_counts_are_seen() -> None:
    assert is_list("def needs(request):\n    return list_page(request, table=T, rows=rows)")
    assert not is_list("def need(request):\n    return render(request, 'need.html')")
    head = "@pytest.mark.parametrize('count', [1, 3])\ndef test_it(count, django_assert_num_queries):\n"
    counted = f"{head}    client.get('/needs/')\n    client.get(f'/calls/{{call.pk}}/?q=x')\n"
    assert words_counted(counted) >= {"/needs/", "/calls/1/"}
    assert words_counted(counted.replace("[1, 3]", "[1]")) == set()
    assert words_counted(counted.replace("django_assert_num_queries", "client")) == set()
