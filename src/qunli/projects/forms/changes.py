"""The form of an extension or change: the fields that may move, as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.projects.bridge.moves import FIELD_WORDS, OPEN_MILESTONES, OPEN_PAYMENTS, Move, shown
from qunli.projects.forms.acts import day_field, long_text, money_field
from qunli.projects.states import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from qunli.projects.bridge.moves import Kind
    from qunli.projects.models import Project

SEPARATOR = "_"


class MovesForm(forms.Form):
    """One field for each value that the kind of request may move; what is left alone does not move."""

    def __init__(self, *args: Any, project: Project, kind: ChangeKind, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        self.was: dict[str, str] = {}
        for of, record, name, label in _movable(project, kind):
            place = f"{of}_{record.pk}_{name}"
            value = getattr(record, name)
            self.was[place] = shown(value)
            self.fields[place] = _field(name, f"{label} · {FIELD_WORDS[of, name]}".strip(" ·"))
            self.fields[place].initial = value
        self.fields["reason"] = long_text(_("Reason"))

    def moves(self) -> list[Move]:
        """Return what differs from how it stands."""
        found = []
        for place, was in self.was.items():
            now = shown(self.cleaned_data.get(place))
            if now not in {"", was}:
                of, key, name = place.split(SEPARATOR, 2)
                found.append(Move(of, int(key), name, now))  # type: ignore[arg-type]  # one of the four kinds
        return found


def _movable(project: Project, kind: ChangeKind) -> Iterator[tuple[Kind, Model, str, str]]:
    milestones = list(project.milestones.filter(state__in=OPEN_MILESTONES).order_by("position"))
    if kind == ChangeKind.EXTENSION:
        yield "project", project, "ends_on", ""
        yield from (("milestone", row, "due_on", f"M{row.position} {row.title}") for row in milestones)
        return
    yield "project", project, "leader_name", ""
    for row in milestones:
        label = f"M{row.position} {row.title}"
        yield from (("milestone", row, name, label) for name in ("title", "deliverables", "due_on"))
        for one in row.indicators.order_by("position", "id"):
            yield "indicator", one, "target", f"M{row.position} {one.name}"
    for payment in project.payments.filter(state__in=OPEN_PAYMENTS).order_by("position"):
        yield "payment", payment, "amount", f"P{payment.position} {payment.get_stream_display()}"


def _field(name: str, label: str) -> forms.Field:
    if name.endswith("_on"):
        return day_field(label, required=False)
    if name == "amount":
        return money_field(label, required=False)
    return forms.CharField(label=label, required=False, max_length=2000)
