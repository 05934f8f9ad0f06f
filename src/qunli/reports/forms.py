"""What a person enters on the road of a recognition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.indicators.queries import packs_for
from qunli.people.models import Party
from qunli.people.queries import parties_holding
from qunli.people.states import Role
from qunli.reports.actions import RecognitionEntry
from qunli.reports.states import ChangeKind, RevocationGround
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import title_in_reading_language
from qunli.rulebook.states import PackKind

LONG = 10_000


class DateInput(forms.DateInput):
    """A day, by the browser's own control."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ApplyForm(forms.Form):
    """An application: to which list, by way of whom."""

    pack = forms.ModelChoiceField(label=_("List"), queryset=RulePack.objects.none(), empty_label=None)
    district = forms.ModelChoiceField(
        label=_("Checked and recommended by"), queryset=Party.objects.none(), empty_label=None
    )
    authority = forms.ModelChoiceField(label=_("Recognised by"), queryset=Party.objects.none(), empty_label=None)
    plan = forms.CharField(
        label=_("Plan of the three years to come"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("It can be completed until the application is submitted."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        packs = [one.pk for one in packs_for(PackKind.CLUSTER_STANDARD, on=timezone.localdate())]
        field: Any = self.fields["pack"]
        field.queryset = RulePack.objects.filter(pk__in=packs).order_by("-jurisdiction_code", "code")
        field.label_from_instance = title_in_reading_language
        for name, role in (("district", Role.RECOMMENDING_UNIT), ("authority", Role.AUTHORITY)):
            chosen: Any = self.fields[name]
            chosen.queryset = parties_holding(role).order_by("id")


class PlanForm(forms.Form):
    """The plan, or how it was met."""

    plan = forms.CharField(label=_("Plan"), max_length=LONG, widget=forms.Textarea({"rows": 10}))


class SubmitForm(PlanForm):
    """The plan, and an answer for what the list asks and the cluster does not have."""

    why_short = forms.CharField(
        label=_("Why it applies though something is unmet"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Needed only where a rule of the list is unmet. District and authority read it."),
    )


class OpinionForm(forms.Form):
    """What the district found."""

    opinion = forms.CharField(
        label=pgettext_lazy("check", "Opinion"), max_length=LONG, widget=forms.Textarea({"rows": 6})
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class NoticeForm(forms.Form):
    """Where objections go, and for how long."""

    contact = forms.CharField(label=_("Where objections can be sent"), max_length=300)
    working_days = forms.IntegerField(
        label=_("Working days"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Only where the rule pack names no number."),
    )


class RecogniseForm(forms.Form):
    """The document, and what the pack leaves open."""

    document_number = forms.CharField(label=_("Document number"), max_length=100)
    recognised_on = forms.DateField(label=_("Recognised on"), widget=DateInput())
    valid_to = forms.DateField(
        label=_("Valid to"), required=False, widget=DateInput(), help_text=_("Only where the rule pack does not say.")
    )
    report_by = forms.CharField(
        label=_("Yearly report by"),
        required=False,
        max_length=5,
        help_text=_("Month and day, such as 04-30; only where the rule pack does not say."),
    )

    def entry(self) -> RecognitionEntry:
        """Return what the act takes."""
        return RecognitionEntry(**self.cleaned_data)


class RecheckForm(forms.Form):
    """The document of a passed re-check."""

    document_number = forms.CharField(label=_("Document number"), max_length=100)
    valid_to = forms.DateField(
        label=_("Valid to"), required=False, widget=DateInput(), help_text=_("Only where the rule pack does not say.")
    )


class RevokeForm(ReasonForm):
    """On what ground a recognition ends."""

    ground = forms.ChoiceField(label=_("Ground"), choices=RevocationGround.choices)
    field_order = ("ground", "reason")


class ChangeForm(forms.Form):
    """A change that must be reported."""

    kind = forms.ChoiceField(label=pgettext_lazy("reportable change", "What changed"), choices=ChangeKind.choices)
    what = forms.CharField(label=_("In words"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    happened_on = forms.DateField(label=_("Since"), widget=DateInput())


class YearlyForm(forms.Form):
    """What a year brought."""

    words = forms.CharField(label=_("What the year brought"), max_length=LONG, widget=forms.Textarea({"rows": 10}))
    next_year = forms.CharField(
        label=_("The year to come"), required=False, max_length=LONG, widget=forms.Textarea({"rows": 5})
    )


class TemplateForm(forms.Form):
    """The workbook of the upper office."""

    template = forms.FileField(
        label=_("Excel template"),
        help_text=_(
            "Write {{ total_output }} for a figure by the code of its indicator, {{ total_output.source }} for its "
            "source, {{ total_output@2023 }} for one year, {{ tiers.once }} and {{ members }} for counts, and "
            "{{ rows: figures }}, {{ rows: measured }} or {{ rows: members }} where a table begins."
        ),
    )
