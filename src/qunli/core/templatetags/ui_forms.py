"""How one field of a form is laid out: classes, descriptions, marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.forms import widgets

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.utils.safestring import SafeString

__all__ = ["FieldLayout", "layout_of"]

CHOICE_GROUPS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """What the template of a field shows."""

    bound: BoundField
    kind: str
    control: SafeString | None
    help_id: str
    error_id: str


def _kind(widget: widgets.Widget) -> str:
    if isinstance(widget, CHOICE_GROUPS):
        return "group"
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, widgets.FileInput):
        return "file"
    if isinstance(widget, widgets.Select):
        return "select"
    return "text"


CLASSES = {
    "check": "form-check-input",
    "group": "form-check-input",
    "file": "form-control",
    "select": "form-select",
    "text": "form-control",
}


def layout_of(bound: BoundField) -> FieldLayout:
    """Classes and aria attributes for a bound field, by the kind of its widget."""
    kind = _kind(bound.field.widget)
    has_errors = bool(bound.errors)
    own = str(bound.field.widget.attrs.get("class", ""))
    marked = " is-invalid" if has_errors else ""
    help_id, error_id = f"{bound.auto_id}_help", f"{bound.auto_id}_error"
    described = [
        *([help_id] if bound.help_text else []),
        *([error_id] if has_errors else []),
    ]
    attrs: dict[str, str | bool] = {"class": f"{own} {CLASSES[kind]}{marked}".strip()}
    if described and kind != "group":
        attrs["aria-describedby"] = " ".join(described)
    control = None if kind == "group" else bound.as_widget(attrs=attrs)
    return FieldLayout(bound=bound, kind=kind, control=control, help_id=help_id, error_id=error_id)
