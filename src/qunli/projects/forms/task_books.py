"""The task book's editor: dates, totals, and three tables that need no script."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qunli.needs.states import Comparator
from qunli.people.models import Party
from qunli.projects.bridge.drafts import IndicatorDraft, MilestoneDraft, PaymentDraft, TaskBookDraft
from qunli.projects.forms.acts import day_field, long_text, money_field
from qunli.projects.states import Stream

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import BaseFormSet
    from django.http import QueryDict

    from qunli.projects.models import Project

MOST = 12
MOST_ROWS = 100
AT_SIGNING = 0
NO_CHOICE = ("", "—")  # an empty row sends nothing, so it counts as unchanged


def _places() -> list[tuple[str, Any]]:
    return [NO_CHOICE, *((str(number), f"M{number}") for number in range(1, MOST + 1))]


class FrameForm(forms.Form):
    """Dates and the total of each stream."""

    starts_on = day_field(_("Begins on"))
    ends_on = day_field(_("Ends on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        for stream in Stream:
            self.fields[f"total_{stream}"] = money_field(
                _("Total: %(stream)s") % {"stream": stream.label}, required=False
            )

    def totals(self) -> dict[str, Decimal]:
        """Return the totals by stream."""
        return {stream.value: self.cleaned_data[f"total_{stream}"] or Decimal(0) for stream in Stream}


class MilestoneRow(forms.Form):
    """One milestone; its place is its row's."""

    title = forms.CharField(label=_("Title"), max_length=200)
    starts_on = day_field(_("From"), required=False)
    due_on = day_field(_("Due on"))
    deliverables = long_text(_("Deliverables"), required=False, rows=2)
    is_final = forms.BooleanField(label=_("Final"), required=False)


class IndicatorRow(forms.Form):
    """One indicator of a milestone."""

    milestone = forms.ChoiceField(label=_("Milestone"), choices=_places)
    name = forms.CharField(label=_("Indicator"), max_length=200)
    comparator = forms.ChoiceField(label=_("Compared by"), choices=[NO_CHOICE, *Comparator.choices])
    target = forms.CharField(label=_("Target"), max_length=100)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    how_measured = forms.CharField(label=_("How measured"), max_length=300, required=False)


class PaymentRow(forms.Form):
    """One instalment."""

    milestone = forms.ChoiceField(
        label=_("Paid for"), choices=lambda: [*_places(), (str(AT_SIGNING), _("on signing; post-subsidy: on a pass"))]
    )
    stream = forms.ChoiceField(label=_("Stream"), choices=[NO_CHOICE, *Stream.choices])
    payer = forms.ModelChoiceField(
        label=_("Payer"), queryset=Party.objects.none(), required=False, empty_label=_("the usual one")
    )
    payee = forms.ModelChoiceField(
        label=_("Payee"), queryset=Party.objects.none(), required=False, empty_label=_("the usual one")
    )
    amount = money_field(_("Amount in yuan"))
    due_on = day_field(_("Due on"), required=False)

    def __init__(self, *args: Any, parties: QuerySet[Party], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["payer"].queryset = parties  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["payee"].queryset = parties  # type: ignore[attr-defined]  # as above


MilestoneRows = forms.formset_factory(MilestoneRow, extra=1, max_num=MOST, can_delete=True)
IndicatorRows = forms.formset_factory(IndicatorRow, extra=2, max_num=MOST_ROWS, can_delete=True)
PaymentRows = forms.formset_factory(PaymentRow, extra=2, max_num=MOST_ROWS, can_delete=True)


class TaskBookEditor:
    """The four forms of the editor as one."""

    def __init__(
        self,
        project: Project,
        parties: QuerySet[Party],
        data: QueryDict | None = None,
        *,
        typed: QueryDict | None = None,
    ) -> None:
        initial = _typed(typed) if typed is not None else _initial(project) if data is None else {}
        self.frame = FrameForm(data, initial=initial.get("frame"), prefix="frame")
        self.milestones = MilestoneRows(data, initial=initial.get("milestones"), prefix="milestones")
        self.indicators = IndicatorRows(data, initial=initial.get("indicators"), prefix="indicators")
        self.payments = PaymentRows(
            data, initial=initial.get("payments"), prefix="payments", form_kwargs={"parties": parties}
        )

    def is_valid(self) -> bool:
        """Check all four, so that every fault is shown at once."""
        valid = [part.is_valid() for part in (self.frame, self.milestones, self.indicators, self.payments)]
        return all(valid)

    def draft(self) -> TaskBookDraft:
        """Read the draft that the forms say."""
        rows = _rows(self.milestones)
        return TaskBookDraft(
            starts_on=self.frame.cleaned_data["starts_on"],
            ends_on=self.frame.cleaned_data["ends_on"],
            totals=self.frame.totals(),
            payments=self._payments_of(AT_SIGNING),
            milestones=tuple(self._milestone(place, row) for place, row in enumerate(rows, start=1)),
        )

    def _milestone(self, place: int, row: dict[str, Any]) -> MilestoneDraft:
        return MilestoneDraft(
            title=row["title"],
            due_on=row["due_on"],
            deliverables=row["deliverables"],
            starts_on=row["starts_on"],
            is_final=row["is_final"],
            indicators=tuple(
                IndicatorDraft(one["name"], one["comparator"], one["target"], one["unit"], one["how_measured"])
                for one in _rows(self.indicators)
                if one["milestone"] == str(place)
            ),
            payments=self._payments_of(place),
        )

    def _payments_of(self, place: int) -> tuple[PaymentDraft, ...]:
        return tuple(
            PaymentDraft(row["stream"], row["amount"], row["payer"], row["payee"], row["due_on"])
            for row in _rows(self.payments)
            if row["milestone"] == str(place)
        )

    def lost_rows(self) -> list[int]:
        """Name milestones that rows speak of and that do not exist."""
        known = {str(place) for place in range(len(_rows(self.milestones)) + 1)}
        spoken = [row["milestone"] for row in (*_rows(self.indicators), *_rows(self.payments))]
        return sorted({int(place) for place in spoken if place not in known})


def place_words(place: str) -> str:
    """Return a fault's place as people call it: a milestone, an instalment; the whole book has no name."""
    part, _dash, rest = place.partition("-")
    number, _dash, rest = rest.partition("-")
    if part == "milestone":
        of_it = rest.removeprefix("indicator-")
        return f"M{number} · {gettext('Indicator')} {of_it}" if of_it != rest else f"M{number}"
    return f"P{number}" if part == "payment" else ""


def _rows(formset: BaseFormSet[Any]) -> list[dict[str, Any]]:
    return [
        form.cleaned_data
        for form in formset.forms
        if form.has_changed() and form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


def _typed(data: QueryDict) -> dict[str, Any]:  # what Django's forms take
    """Return what was typed so far, unjudged: the filled rows, which spare ones then follow."""
    frame = ["starts_on", "ends_on", *(f"total_{stream}" for stream in Stream)]
    parts: dict[str, type[forms.Form]] = {
        "milestones": MilestoneRow,
        "indicators": IndicatorRow,
        "payments": PaymentRow,
    }
    return {"frame": {name: data.get(f"frame-{name}", "") for name in frame}} | {
        prefix: _typed_rows(data, prefix, list(row.base_fields)) for prefix, row in parts.items()
    }


def _typed_rows(data: QueryDict, prefix: str, names: list[str]) -> list[dict[str, str]]:
    sent = data.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(int(sent), MOST_ROWS) if sent.isascii() and sent.isdigit() else 0
    rows = [{name: data.get(f"{prefix}-{place}-{name}", "") for name in names} for place in range(count)]
    kept = [row for place, row in enumerate(rows) if f"{prefix}-{place}-DELETE" not in data]
    return [row for row in kept if any(value.strip() for value in row.values())]


def _initial(project: Project) -> dict[str, Any]:  # what Django's forms take
    milestones = list(project.milestones.prefetch_related("indicators").order_by("position"))
    frame: dict[str, Any] = {"starts_on": project.starts_on, "ends_on": project.ends_on}
    frame |= {f"total_{row.stream}": row.total for row in project.stream_totals.all()}
    payments = project.payments.select_related("milestone").order_by("position")
    return {
        "frame": frame,
        "milestones": [
            {
                "title": row.title,
                "starts_on": row.starts_on,
                "due_on": row.due_on,
                "deliverables": row.deliverables,
                "is_final": row.is_final,
            }
            for row in milestones
        ],
        "indicators": [
            {
                "milestone": str(row.position),
                "name": one.name,
                "comparator": one.comparator,
                "target": one.target,
                "unit": one.unit,
                "how_measured": one.how_measured,
            }
            for row in milestones
            for one in sorted(row.indicators.all(), key=lambda one: one.position)
        ]
        or _topic_indicators(project),
        "payments": [
            {
                "milestone": str(row.milestone.position if row.milestone else AT_SIGNING),
                "stream": row.stream,
                "payer": row.payer_id,
                "payee": row.payee_id,
                "amount": row.amount,
                "due_on": row.due_on,
            }
            for row in payments
        ],
    }


def _topic_indicators(project: Project) -> list[dict[str, Any]]:
    """Begin with what the topic asks and the team promised."""
    promised = {
        row.get("indicator"): str(row.get("value") or "")
        for row in project.award.proposal.promised
        if isinstance(row, dict)
    }
    return [
        {
            "milestone": "1",
            "name": row.name,
            "comparator": row.comparator,
            "target": promised.get(row.pk) or row.target,
            "unit": row.unit,
            "how_measured": row.how_measured,
        }
        for row in project.award.topic.indicators.order_by("position", "id")
    ]
