"""What a person enters of indicators and figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.states import listed
from qunli.directory.models import Cluster, Organization
from qunli.directory.queries import NotOneMeant, organization_meant
from qunli.engines.notation.periods import Period, read_period
from qunli.engines.notation.unreadable import Unreadable
from qunli.indicators.actions import EventEntry
from qunli.indicators.bridge import read_value
from qunli.indicators.models import Indicator
from qunli.indicators.queries import packs_for
from qunli.indicators.states import Bound, EventKind, Occasion, Reach, Unit
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import in_reading_language, title_in_reading_language
from qunli.rulebook.states import PackKind, unit_words

if TYPE_CHECKING:
    from datetime import date

_COMMON_SCOPES: Final = ("规上", "全口径", "重点企业")


class PeriodInput(forms.CharField):
    """A period as people write it."""

    def clean(self, value: object) -> Period | None:
        """Read it."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_period(text)
        except Unreadable as fault:
            raise forms.ValidationError(
                _("Expected a period such as 2024, 2024年上半年, 2024Q1 or 2022至2024.")
            ) from fault


class IndicatorForm(forms.Form):
    """What can be measured."""

    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100)
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Small letters, digits and _ : for programs, never changed.")
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices, required=False)

    def clean_code(self) -> str:
        """A code names one indicator for good."""
        code: str = self.cleaned_data["code"]
        if Indicator.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another indicator has this code."))
        return code


class FigureForm(forms.Form):
    """The figure that a claim states."""

    cluster = forms.ModelChoiceField(
        label=_("Cluster"), queryset=Cluster.objects.order_by("id"), required=False, empty_label=None
    )
    organization = forms.CharField(
        label=_("Or of an organization"),
        max_length=200,
        required=False,
        help_text=_("Its name or code; then the figure is the organization's and not the cluster's."),
    )
    indicator = forms.ModelChoiceField(
        label=_("Indicator"), queryset=Indicator.objects.order_by("position", "id"), empty_label="—"
    )
    bound = forms.ChoiceField(label=_("How the source states it"), choices=Bound.choices)
    value = forms.CharField(
        label=_("Value"),
        max_length=60,
        help_text=_("As it is written: 56.48亿元, 13.14%, 86家. It is converted into the unit of the indicator."),
    )
    period = PeriodInput(
        label=_("Period"), required=False, max_length=40, help_text=_("2024, 2024年上半年, 2024Q1, 2022至2024.")
    )
    as_of = forms.DateField(
        label=_("Or as of a day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    scope = forms.CharField(
        label=_("Scope"),
        required=False,
        max_length=60,
        help_text=_("Whom it covers, such as %(scopes)s.") % {"scopes": listed(_COMMON_SCOPES)},
    )

    def clean_organization(self) -> Organization | None:
        """Find the organization that is meant."""
        text = self.cleaned_data["organization"]
        try:
            return organization_meant(text) if text else None
        except NotOneMeant as unclear:
            words = unclear.words(
                none=_("No organization has the name or code “%(text)s”.") % {"text": text},
                several=_("Several are meant: %(names)s. Give the whole name or the code."),
            )
            raise forms.ValidationError(words) from unclear

    def clean(self) -> dict[str, object]:
        """Read the value in the unit of the indicator; ask for one time and not two, and for whose figure it is."""
        written: dict[str, object] = super().clean() or {}
        written["subject"] = written.pop("organization", None) or written.pop("cluster", None)
        written.pop("cluster", None)
        if written["subject"] is None and "organization" not in self.errors:
            self.add_error("cluster", _("Add the cluster first."))
        period: Period | None = self.cleaned_data.get("period")
        day: date | None = self.cleaned_data.get("as_of")
        if (period is None) == (day is None) and "period" not in self.errors:
            self.add_error("period", _("A figure is for a period or as of a day: give one of the two."))
        indicator, value = self.cleaned_data.get("indicator"), self.cleaned_data.get("value")
        if indicator is not None and value:
            try:
                read: Decimal = read_value(value, indicator)
            except Unreadable:
                words = _("Expected a number in %(unit)s, such as %(example)s.")
                unit = Unit(indicator.unit) if indicator.unit in Unit.values else None
                example = {Unit.CNY: "56.48亿元", Unit.SHARE: "50%", Unit.RATE: "13.14%"}.get(unit or Unit.NUMBER, "86")
                self.add_error("value", words % {"unit": unit.label if unit else indicator.unit, "example": example})
            else:
                written["value"] = read
        return written


class AssessForm(forms.Form):
    """Against what a subject is held."""

    pack = forms.ModelChoiceField(label=_("Rule pack"), queryset=RulePack.objects.none(), empty_label=None)
    occasion = forms.ChoiceField(label=_("For"), choices=Occasion.choices)
    year = forms.IntegerField(
        label=_("Last year of the figures"),
        required=False,
        min_value=1990,
        max_value=2100,
        help_text=_("Left empty: the last year that its yearly figures name. Rules over several years end with it."),
    )

    def __init__(self, *args: Any, kind: PackKind, on: date, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        packs = packs_for(kind, on=on)
        field = self.fields["pack"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = RulePack.objects.filter(pk__in=[one.pk for one in packs]).order_by("jurisdiction_code", "code")
        field.label_from_instance = title_in_reading_language  # type: ignore[method-assign, assignment]  # Django's own way


class AnswerForm(forms.Form):
    """What a person says of a subject where no figure tells."""

    period = forms.CharField(
        label=_("Period"), required=False, max_length=24, help_text=_("A year where the rule asks for one; else empty.")
    )
    source = forms.CharField(
        label=_("Where this stands, or who says so"),
        max_length=300,
        help_text=_("An audit report, a certificate, a visit."),
    )

    def __init__(self, *args: Any, asked: Mapping[str, Any], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        self.asked_words = in_reading_language(asked["text"])
        value, bound = _value_fields(asked)
        self.fields = {"value": value, **({"bound": bound} if bound else {}), **self.fields}

    def clean_value(self) -> object:
        """A yes or no is one, not its word."""
        value: str = self.cleaned_data["value"]
        return {"yes": True, "no": False}.get(value, value)


def _value_fields(asked: Mapping[str, Any]) -> tuple[forms.Field, forms.Field | None]:
    label = in_reading_language(asked["text"])
    if asked.get("kind") == "yes or no":
        return forms.ChoiceField(
            label=label, choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect
        ), None
    if asked.get("kind") == "choice":
        return forms.ChoiceField(label=label, choices=[(one, one) for one in asked["choices"]]), None
    unit = str(unit_words(asked.get("unit", "")))
    words = _("In %(unit)s; written as people write it: 5600万元, 12.5%%, 86.") % {"unit": unit} if unit else ""
    value = forms.CharField(label=label, max_length=60, help_text=words)
    return value, forms.ChoiceField(label=_("How exactly it is known"), choices=Bound.choices)


class EventForm(forms.Form):
    """The event that a claim tells of."""

    cluster = forms.ModelChoiceField(label=_("Cluster"), queryset=Cluster.objects.order_by("id"), empty_label=None)
    title = forms.CharField(label=_("What happened"), max_length=200)
    title_en = forms.CharField(label=_("In English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("kind of event", "Kind"), choices=EventKind.choices)
    reach = forms.ChoiceField(
        label=_("The first in"),
        choices=[("", "—"), *Reach.choices],
        required=False,
        help_text=_("Of a first of its kind only, and as the source says it."),
    )
    period = PeriodInput(
        label=_("When"), required=False, max_length=40, help_text=_("Left empty where the text states no time.")
    )

    def entry(self) -> EventEntry:
        """Return what the act takes."""
        return EventEntry(**{name: one for name, one in self.cleaned_data.items() if name != "cluster"})
