"""Copies of a record, for lists whose length is all that matters: whatever must differ is made different."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from django.db.models import ForeignKey, Model, OneToOneField, UniqueConstraint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Field

_numbers = count(1)
EMPTY: Final[Mapping[str, object]] = MappingProxyType({})


FAR: Final = 50


def copies_of(record: Model, many: int, *, apart_by: str = "", **said: object) -> list[Any]:
    """Write copies of a record; a record that it may share with no other is copied along with it.

    Where several facts could tell them apart, `apart_by` names the one, and what holds under a condition is left to the
    record that is chosen; `said` is said of each copy as it is.
    """
    return [_copy(record, apart_by, said) for _number in range(many)]


def _copy(record: Model, apart_by: str = "", said: Mapping[str, object] = EMPTY) -> Model:
    model = type(record)
    made = model.objects.get(pk=record.pk)  # type: ignore[attr-defined]  # every model of the house has it
    made.pk = None
    names = _must_differ(model, apart_by) - said.keys()
    deeper = "" if apart_by in names else apart_by
    for field in _fields(model):
        if field.name in names and not field.primary_key and getattr(made, field.attname) is not None:
            setattr(made, field.attname, _another(field, made, deeper))
    for name, value in said.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made  # type: ignore[no-any-return]  # as above


def _must_differ(model: type[Model], apart_by: str) -> set[str]:
    """Name the fields to change so that no unique constraint is broken: all unique ones, of several the plainest."""
    names = {field.name for field in _fields(model) if field.unique and not field.primary_key}
    by_name = {field.name: field for field in _fields(model)}
    for rule in _rules(model):
        if not names & set(rule.fields) and not (apart_by and rule.condition):
            names.add(
                apart_by if apart_by in rule.fields else min(rule.fields, key=lambda one: _how_hard(by_name[one]))
            )
    return names | ({"end"} & by_name.keys() if "start" in names else set())


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.concrete_fields)  # noqa: SLF001 -- Django's documented way to ask a model


def _rules(model: type[Model]) -> list[UniqueConstraint]:
    rules = model._meta.constraints  # noqa: SLF001 -- as above
    return [rule for rule in rules if isinstance(rule, UniqueConstraint) and rule.fields]


def _how_hard(field: Any) -> int:
    if isinstance(field, ForeignKey):
        return 2
    return 1 if field.choices or "about" in field.name else 0


def _another(field: Field[Any, Any], record: Model, apart_by: str) -> object:
    value = getattr(record, field.attname)
    number = int(str(record.__dict__.setdefault("_number", next(_numbers))))
    if isinstance(field, ForeignKey | OneToOneField):
        return _copy(getattr(record, field.name), apart_by).pk
    if isinstance(value, datetime | date):
        return value + timedelta(days=number)
    if isinstance(value, int):
        return value + FAR + number
    return f"{value}{number}"[-(field.max_length or 200) :]
