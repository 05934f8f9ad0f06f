"""Money and period columns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.validators import MinValueValidator
from django.db import models

from qunli.engines.notation.periods import Period

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class MoneyField(models.DecimalField):  # type: ignore[type-arg]  # the stubs' parameters do not survive a subclass
    """Yuan with two decimals, exact, never negative."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("validators", [MinValueValidator(0)])
        super().__init__(*args, **kwargs)


class PeriodField(models.CharField):  # type: ignore[type-arg]  # as above
    """A `notation.Period`, kept as `first/last` in ISO dates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs.setdefault("max_length", 21)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, _expression: object, _connection: BaseDatabaseWrapper) -> Period | None:
        """Read a column into a period."""
        return self.to_python(value)

    def to_python(self, value: object) -> Period | None:
        """Read a period from its text."""
        if value is None or isinstance(value, Period):
            return value
        first, _, last = str(value).partition("/")
        return Period(date.fromisoformat(first), date.fromisoformat(last))

    def get_prep_value(self, value: object) -> str | None:
        """Write a period as its text."""
        if value is None:
            return None
        period = self.to_python(value)
        return f"{period.first.isoformat()}/{period.last.isoformat()}" if period else None
