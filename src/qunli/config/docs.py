"""The API's own description as a page: made from its schema, read without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qunli.config.api import api

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = ("get", "post", "put", "patch", "delete")


def api_docs(request: HttpRequest) -> HttpResponse:
    """List every operation by subject."""
    schema = api.get_openapi_schema()
    subjects: dict[str, list[dict[str, Any]]] = {}
    for operation in _operations(schema):
        subjects.setdefault(operation["subject"], []).append(operation)
    return render(
        request, "core/api.html", {"subjects": subjects, "title": schema["info"]["title"], "schemas": _schemas(schema)}
    )


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _operation(path, method, methods[method])


def _operation(path: str, method: str, details: dict[str, Any]) -> dict[str, Any]:
    answers = [
        (status, _shape(answer))
        for status, answer in details["responses"].items()
        if int(status) < 400  # noqa: PLR2004 - failures are the same everywhere and told once
    ]
    return {
        "path": path,
        "method": method.upper(),
        "subject": (details.get("tags") or [""])[0],
        "summary": details.get("summary", ""),
        "description": details.get("description", ""),
        "public": {} in details.get("security", []),
        "parameters": details.get("parameters", []),
        "body": _shape(details["requestBody"]) if "requestBody" in details else "",
        "answers": answers,
    }


def _schemas(schema: dict[str, Any]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (name, [(field, _type(part), part.get("description", "")) for field, part in shape["properties"].items()])
        for name, shape in sorted(schema["components"]["schemas"].items())
        if "properties" in shape
    ]


def _shape(answer: dict[str, Any]) -> str:
    shapes = [_type(content.get("schema", {})) for content in answer.get("content", {}).values()]
    return " | ".join(shapes)


def _type(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in part:
        return " | ".join(_type(choice) for choice in part["anyOf"])
    if part.get("type") == "array":
        return f"[{_type(part.get('items', {}))}]"
    return str(part.get("format") or (part.get("title") and part.get("type")) or part.get("type", "any"))
