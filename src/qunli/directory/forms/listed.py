"""Choosing a place or an industry out of a long list: by name or by code, with or without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words, strung
from qunli.directory.bridge.places import PlaceNames
from qunli.directory.models import Industry, Jurisdiction
from qunli.engines.notation.script import to_simplified
from qunli.engines.notation.unreadable import Unreadable
from qunli.engines.notation.width import fold_width

_SEVERAL: Final = 5
_HEADINGS: Final = frozenset({"市辖区", "县", "省直辖县级行政区划"})


class ListedInput(forms.TextInput):
    """A text input that offers the rows of its field's list while one writes: the browser does it, without a script."""

    def __init__(self, field: ListedField) -> None:
        """Belong to a field, whose list is read when the input is shown."""
        super().__init__()
        self.field = field

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ANN401 -- as Django's own
        """Show the input with its list beside it."""
        known = f"{name}-list"
        shown = super().render(name, value, {**(attrs or {}), "list": known, "autocomplete": "off"}, renderer)
        rows = ((f"{code} {label}",) for code, label in self.field.rows.items())
        options = format_html_join("", '<option value="{}"></option>', rows)
        return format_html('{}<datalist id="{}">{}</datalist>', shown, known, options)


class ListedField(forms.CharField):
    """A code of a list, written as code, as name, or as the list shows both."""

    unknown: Words = ""

    def __init__(self, *, label: Words, help_text: Words = "", required: bool = False) -> None:
        """Ask by name or code."""
        super().__init__(label=label, help_text=help_text, required=required, max_length=200, widget=ListedInput(self))
        self._kept: Mapping[str, str] | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> ListedField:
        """Give each form a list of its own, read at most once."""
        copied: ListedField = super().__deepcopy__(memo)
        copied._kept = None
        copied.widget.field = copied
        return copied

    @property
    def rows(self) -> Mapping[str, str]:
        """The list: codes with what is shown beside them."""
        if self._kept is None:
            self._kept = self.read_rows()
        return self._kept

    def read_rows(self) -> Mapping[str, str]:
        """Read the list."""
        raise NotImplementedError

    def find(self, text: str) -> list[str]:
        """Return the codes that a text may mean."""
        return [code for code, name in self.rows.items() if text in name]

    def prepare_value(self, value: object) -> object:
        """Show a stored code with its name."""
        return f"{value} {self.rows[value]}" if isinstance(value, str) and value in self.rows else value

    def clean(self, value: object) -> str:
        """Return the code that is meant."""
        text = super().clean(value)
        if not text:
            return ""
        plain = to_simplified(fold_width(text)).strip()
        code = plain.partition(" ")[0]
        if code in self.rows:
            return code
        found = self.find(plain)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(self.unknown)
        names = strung(f"{one} {self.rows[one]}" for one in found[:_SEVERAL])
        raise forms.ValidationError(_("Several are meant: %(names)s. Choose one of them.") % {"names": names})


class IndustryField(ListedField):
    """An industry of GB/T 4754-2017."""

    unknown = _("No such industry is in GB/T 4754-2017: write a word of its name, or a code such as 3670.")

    def read_rows(self) -> Mapping[str, str]:
        """Read the standard, the finest classes included."""
        return dict(Industry.objects.order_by("code").values_list("code", "name"))

    def find(self, text: str) -> list[str]:
        """Find by the whole name, the finest of that name; else by a part of it."""
        same = [code for code, name in self.rows.items() if name == text]
        return sorted(same, key=len)[-1:] or super().find(text)


class PlaceField(ListedField):
    """A jurisdiction, shown after what it lies in."""

    unknown = _("No such place is in the list: write its name, such as 闵行区梅陇镇, or its code.")

    def read_rows(self) -> Mapping[str, str]:
        """Read the list, each place with the names of what it lies in."""
        read = Jurisdiction.objects.order_by("code").values_list("code", "name", "parent_id")
        named = {code: (name, parent) for code, name, parent in read}

        def path(code: str | None) -> str:
            if code is None or code not in named:
                return ""
            name, parent = named[code]
            return path(parent) + ("" if name in _HEADINGS else name)

        return {code: path(code) for code in named if named[code][0] not in _HEADINGS}

    def find(self, text: str) -> list[str]:
        """Find by the name as people write it, with or without what it lies in; else by a part of it."""
        try:
            return [PlaceNames(Jurisdiction.objects.all()).read(text)]
        except Unreadable:
            return super().find(text)
