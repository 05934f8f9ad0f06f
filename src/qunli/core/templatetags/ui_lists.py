"""What lists need to keep their filter, order and page in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Model

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField
    from django.http import QueryDict

__all__ = ["Chip", "address_with", "address_without", "chips_of", "next_order"]

PAGE = "page"


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force, and the address without it."""

    label: str
    value: str
    remove_url: str


def address_with(query: QueryDict, **changes: str | int) -> str:
    """The present address with some parameters replaced."""
    fresh = query.copy()
    for key, value in changes.items():
        fresh[key] = str(value)
    return f"?{fresh.urlencode()}"


def address_without(query: QueryDict, key: str, value: str) -> str:
    """The present address without one value, on its first page."""
    fresh = query.copy()
    fresh.setlist(key, [kept for kept in fresh.getlist(key) if kept != value])
    fresh.pop(PAGE, None)
    return f"?{fresh.urlencode()}"


def next_order(query: QueryDict, key: str) -> tuple[str, str]:
    """How a column is sorted now (for aria-sort), and the address of the other way."""
    now = query.get("sort", "")
    fresh = query.copy()
    fresh.pop(PAGE, None)
    fresh["sort"] = f"-{key}" if now == key else key
    kinds = {key: "ascending", f"-{key}": "descending"}
    return kinds.get(now, "none"), f"?{fresh.urlencode()}"


def _named_choices(field: BoundField) -> dict[str, str]:
    named: dict[str, str] = {}
    for value, label in getattr(field.field, "choices", ()):
        group = label if isinstance(label, (list, tuple)) else [(value, label)]
        named.update({str(key): str(words) for key, words in group})
    return named


def _records(cleaned: object) -> list[Model]:
    if isinstance(cleaned, Model):
        return [cleaned]
    if isinstance(cleaned, Iterable) and not isinstance(cleaned, str):
        return [record for record in cleaned if isinstance(record, Model)]
    return []


def _words(form: BaseForm, field: BoundField) -> dict[str, str]:
    """What each raw value is called, without asking the database again."""
    records = _records(form.cleaned_data.get(field.name))
    if records:
        return {str(record.pk): str(record) for record in records}
    if hasattr(field.field, "queryset"):
        return {}
    return _named_choices(field)


def chips_of(form: BaseForm, query: QueryDict) -> list[Chip]:
    """The filters in force, in the order of the form."""
    if not form.is_valid():
        return []
    chips: list[Chip] = []
    for field in form.visible_fields():
        raw = [value for value in query.getlist(field.html_name) if value.strip()]
        words = _words(form, field) if raw else {}
        chips += [
            Chip(str(field.label), words.get(value, value), address_without(query, field.html_name, value))
            for value in raw
        ]
    return chips
