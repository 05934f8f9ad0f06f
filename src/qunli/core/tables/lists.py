"""A list as a table of columns and filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import QueryDict

M = TypeVar("M", bound="Model")

Kind = Literal["text", "link", "code", "tag", "state", "money", "day", "time", "due", "number", "mark"]


@dataclass(frozen=True, slots=True)
class Column(Generic[M]):
    """One column: `value` reads the cell off a row; `sort` names the database column behind it."""

    key: str
    label: Words
    value: Callable[[M], Any]  # a cell may be anything that its kind can show
    kind: Kind = "text"
    sort: str = ""

    @property
    def is_number(self) -> bool:
        """Tell whether the column is aligned by its digits."""
        return self.kind in {"money", "number"}


@dataclass(frozen=True, slots=True)
class Filter(Generic[M]):
    """One filter: its choices, asked for when the page is made, and how a choice narrows the rows.

    A filter without a choice is not shown.
    """

    key: str
    label: Words
    choices: Callable[[], Sequence[tuple[str, Words]]]
    narrow: Callable[[QuerySet[M], str], QuerySet[M]]


class FilterForm(forms.Form):
    """The filters of a list, bound to the address."""

    use_required_attribute = False

    @property
    def is_narrowed(self) -> bool:
        """Tell whether any filter is in force."""
        return self.is_valid() and any(self.cleaned_data.values())


@dataclass(frozen=True, slots=True)
class Table(Generic[M]):
    """A list page. `order` is the usual order and always ends in a unique column."""

    name: str
    title: Words
    columns: tuple[Column[M], ...]
    order: tuple[str, ...]
    url_of: Callable[[M], str] | None = None
    urls_of: Callable[[Sequence[M]], Mapping[int, str]] | None = None
    filters: tuple[Filter[M], ...] = ()
    search: Callable[[QuerySet[M], str], QuerySet[M]] | None = None
    search_hint: Words = ""
    page_size: int = 60
    empty_title: Words = ""
    empty_text: Words = ""

    def form(self, query: QueryDict) -> FilterForm:
        """Make the filter form, bound to the address."""
        fields: dict[str, forms.Field] = {}
        if self.search:
            attrs = {"type": "search", "placeholder": str(self.search_hint), "autocomplete": "off"}
            fields["q"] = forms.CharField(
                label=_("Search"), required=False, max_length=200, widget=forms.TextInput(attrs=attrs)
            )
        for narrowing in self.filters:
            if offered := narrowing.choices():
                choices = [("", _("all")), *offered]
                fields[narrowing.key] = forms.ChoiceField(label=narrowing.label, required=False, choices=choices)
        form = FilterForm(query)
        form.fields.update(fields)
        return form

    def narrowed(self, rows: QuerySet[M], form: forms.Form) -> QuerySet[M]:
        """Apply search and filters; a value that is no choice narrows nothing."""
        form.is_valid()
        wanted = form.cleaned_data
        if self.search and wanted.get("q"):
            rows = self.search(rows, wanted["q"].strip())
        for narrowing in self.filters:
            if wanted.get(narrowing.key):
                rows = narrowing.narrow(rows, wanted[narrowing.key])
        return rows

    def sorted(self, rows: QuerySet[M], query: QueryDict) -> QuerySet[M]:
        """Apply the order asked for in the address, then the usual one."""
        asked = query.get("sort", "")
        down, key = asked.startswith("-"), asked.removeprefix("-")
        for column in self.columns:
            if column.key == key and column.sort:
                return rows.order_by(f"-{column.sort}" if down else column.sort, *self.order)
        return rows.order_by(*self.order)

    def addresses(self, rows: Sequence[M]) -> list[str]:
        """Return the page of each row; `urls_of` is asked once, for the rows of one page."""
        if self.urls_of is not None:
            known = self.urls_of(rows)
            return [known.get(row.pk, "") for row in rows]
        return [self.url_of(row) if self.url_of else "" for row in rows]

    def cells(self, row: M) -> list[tuple[Kind, Words, Any]]:
        """Read a row: kind, label and value of each cell."""
        return [(column.kind, column.label, column.value(row)) for column in self.columns]
