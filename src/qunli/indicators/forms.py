"""What a person enters of indicators and figures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.directory.models import Cluster
from qunli.engines.notation.periods import Period, read_period
from qunli.engines.notation.unreadable import Unreadable
from qunli.indicators.bridge import read_value
from qunli.indicators.models import Indicator
from qunli.indicators.states import Bound, Unit

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

    cluster = forms.ModelChoiceField(label=_("Cluster"), queryset=Cluster.objects.order_by("id"), empty_label=None)
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
        help_text=_("Whom it covers, such as %(scopes)s.") % {"scopes": ", ".join(_COMMON_SCOPES)},
    )

    def clean(self) -> dict[str, object]:
        """Read the value in the unit of the indicator; ask for one time and not two."""
        written: dict[str, object] = super().clean() or {}
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
