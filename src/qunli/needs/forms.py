"""Forms: what is typed becomes an entry; what cannot be read is named at its field."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.directory.models import Organization, TechnologyField
from qunli.engines.notation.money import read_money
from qunli.engines.notation.unreadable import Unreadable
from qunli.needs.actions import IndicatorEntry, NeedEntry
from qunli.needs.queries import recommending_units
from qunli.needs.states import Comparator, IpTerms
from qunli.people.models import Party

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.forms import BaseFormSet
    from django.http import QueryDict

    from qunli.directory.models import Cluster
    from qunli.needs.models import CollectionNotice, ListItem, Need

SPARE_ROWS, MOST_ROWS = 3, 40
LONG = forms.Textarea(attrs={"rows": 8})
SHORT = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class IndicatorForm(forms.Form):
    """One core indicator; a row without a name is left out."""

    name = forms.CharField(label=_("What is measured"), max_length=200, required=False)
    comparator = forms.ChoiceField(
        label=_("Comparison"), choices=Comparator.choices, initial=Comparator.AT_LEAST, required=False
    )
    target = forms.CharField(label=_("Target"), max_length=100, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    how_measured = forms.CharField(label=_("How it is measured"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A named indicator needs a target."""
        written: dict[str, Any] = super().clean() or {}
        if written.get("name") and not written.get("target"):
            self.add_error("target", _("Say what must be reached."))
        if written.get("target") and not written.get("name"):
            self.add_error("name", _("Say what is measured."))
        return written


IndicatorRows: type[BaseFormSet[IndicatorForm]] = forms.formset_factory(IndicatorForm, extra=0, max_num=MOST_ROWS)


class NeedForm(forms.Form):
    """A need with its indicators; a draft may be incomplete."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=1)
    title = forms.CharField(label=_("Title"), max_length=200)
    problem = forms.CharField(
        label=_("The problem"),
        widget=LONG,
        required=False,
        help_text=_(
            "In your own words: what fails, when, and what that costs you. State secrets are never entered here."
        ),
    )
    beyond_own_means = forms.CharField(
        label=_("What you have tried"), widget=SHORT, required=False, help_text=_("Why it is beyond your own means.")
    )
    field = forms.ModelChoiceField(label=_("Field"), queryset=TechnologyField.objects.none(), required=False)
    wanted_by = forms.DateField(label=_("Wanted by"), widget=DAY, required=False)
    ip_terms = forms.ChoiceField(label=_("Who owns the result"), choices=IpTerms.choices, initial=IpTerms.AGREED)
    budget = forms.CharField(
        label=_("What you would pay"), max_length=40, required=False, help_text=_("In yuan, or as in 480万元.")
    )
    bidder_conditions = forms.CharField(label=_("Conditions for solvers"), widget=SHORT, required=False)
    recommending_unit = forms.ModelChoiceField(
        label=_("Recommending unit"),
        queryset=Party.objects.none(),
        required=False,
        help_text=_("Whom you ask to check and recommend the need. A confidential need is shown to this unit only."),
    )
    is_confidential = forms.BooleanField(
        label=_("Confidential"),
        required=False,
        help_text=_("Only those shown before you send it can read it; nothing of it appears in public."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        cluster: Cluster,
        initial: Mapping[str, Any] | None = None,  # values of any field
        rows: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        choose_field = self.fields["field"]
        choose_unit = self.fields["recommending_unit"]
        if isinstance(choose_field, forms.ModelChoiceField):
            choose_field.queryset = cluster.fields.order_by("position", "id")
        if isinstance(choose_unit, forms.ModelChoiceField):
            choose_unit.queryset = recommending_units()
        spare = [{"comparator": Comparator.AT_LEAST} for _row in range(SPARE_ROWS)]
        self.rows = IndicatorRows(data, prefix="indicator", initial=[*(rows or []), *spare])

    @classmethod
    def of_need(cls, need: Need, data: QueryDict | None = None) -> NeedForm:
        """Show a need for changing."""
        return cls(data, cluster=need.cluster, initial=initial_of(need), rows=rows_of(need))

    @classmethod
    def with_more_rows(cls, data: QueryDict, *, cluster: Cluster) -> NeedForm:
        """Show what was typed again with spare rows, unjudged."""
        count = (
            min(int(data.get("indicator-TOTAL_FORMS") or 0), 40)
            if data.get("indicator-TOTAL_FORMS", "").isdigit()
            else 0
        )
        names = list(IndicatorForm.base_fields)
        rows = [{name: data.get(f"indicator-{place}-{name}", "") for name in names} for place in range(count)]
        initial = {name: data.get(name) for name in cls.base_fields}
        return cls(cluster=cluster, initial=initial, rows=[row for row in rows if row["name"] or row["target"]])

    def is_valid(self) -> bool:
        """Fields and rows together."""
        return all([super().is_valid(), self.rows.is_valid()])

    def clean_budget(self) -> Decimal | None:
        """Read money as people write it."""
        written: str = self.cleaned_data["budget"].strip()
        if not written:
            return None
        try:
            return read_money(written)
        except Unreadable as wrong:
            raise forms.ValidationError(_("Write an amount of money, as in 4800000 or 480万元.")) from wrong

    def entry(self) -> NeedEntry:
        """Return what was written."""
        fields = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        fields["ip_terms"] = IpTerms(fields["ip_terms"])
        return NeedEntry(**fields, indicators=tuple(self._indicators()))

    def _indicators(self) -> list[IndicatorEntry]:
        rows = [row.cleaned_data for row in self.rows if row.cleaned_data.get("name")]
        return [
            IndicatorEntry(**{**row, "comparator": Comparator(row["comparator"] or Comparator.AT_LEAST)})
            for row in rows
        ]


def initial_of(need: Need) -> dict[str, Any]:
    """Return the fields of a need as a form shows them."""
    names = [name for name in NeedForm.base_fields if name != "version"]
    shown = {name: getattr(need, f"{name}_id", getattr(need, name)) for name in names}
    budget = need.budget
    return {**shown, "version": need.version, "budget": f"{budget:f}".removesuffix(".00") if budget is not None else ""}


def rows_of(need: Need) -> list[dict[str, Any]]:
    """Return the indicators of a need as the rows show them."""
    return list(need.indicators.order_by("position", "id").values(*IndicatorForm.base_fields))


class OrganizationForm(forms.Form):
    """In whose name a need is stated, where somebody speaks for several."""

    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none())

    def __init__(self, data: QueryDict | None, *, organizations: QuerySet[Organization]) -> None:
        super().__init__(data)
        choose = self.fields["organization"]
        if isinstance(choose, forms.ModelChoiceField):
            choose.queryset = organizations


class FileForm(forms.Form):
    """A file with its mark."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, Word, Excel, a picture or text."))
    confidential = forms.BooleanField(label=_("This file is confidential"), required=False)


class ReasonForm(forms.Form):
    """A reason that the other side reads."""

    reason = forms.CharField(
        label=_("Reason"), widget=LONG, help_text=_("What is missing, and what would make it fit.")
    )


class MergeForm(forms.Form):
    """Into which need others go, and why."""

    into = forms.ChoiceField(label=_("Merge into"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why they are one problem"), widget=SHORT, required=False)

    def __init__(self, data: QueryDict | None, *, choices: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["into"] = forms.ChoiceField(label=_("Merge into"), widget=forms.RadioSelect, choices=choices)


class AskForm(forms.Form):
    """Which expert is asked, and by when."""

    expert = forms.ModelChoiceField(label=_("Expert"), queryset=Party.objects.none())
    due = forms.DateTimeField(label=_("Answer wanted by"), widget=MOMENT, required=False)

    def __init__(self, data: QueryDict | None, *, experts: QuerySet[Party]) -> None:
        super().__init__(data)
        choose = self.fields["expert"]
        if isinstance(choose, forms.ModelChoiceField):
            choose.queryset = experts


class AdviceForm(forms.Form):
    """An expert's advice."""

    text = forms.CharField(label=_("Your advice"), widget=LONG)
    sharper_problem = forms.CharField(
        label=_("The problem in sharper words"),
        widget=LONG,
        required=False,
        help_text=_("Change the owner's words as far as needed; they decide whether to take yours."),
    )


class ListingForm(forms.Form):
    """What the public will read of a need, and in which field; the first need names the list that it begins."""

    list_title = forms.CharField(
        label=_("Title of the list"), max_length=200, help_text=_("There is no list yet: this need begins it.")
    )
    field = forms.ModelChoiceField(label=_("Field"), queryset=TechnologyField.objects.none())
    public_title = forms.CharField(label=_("Public title"), max_length=200)
    public_title_en = forms.CharField(label=_("Public title in English"), max_length=200, required=False)
    public_summary = forms.CharField(label=_("Public summary"), widget=LONG, required=False)

    def __init__(
        self, data: QueryDict | None, *, cluster: Cluster, initial: Mapping[str, Any], begins: bool = False
    ) -> None:
        super().__init__(data, initial=dict(initial))
        if not begins:
            del self.fields["list_title"]
        choose = self.fields["field"]
        if isinstance(choose, forms.ModelChoiceField):
            choose.queryset = cluster.fields.order_by("position", "id")

    @classmethod
    def of_item(cls, item: ListItem, data: QueryDict | None) -> ListingForm:
        """Show an item's words for changing; its field stays."""
        names = ("public_title", "public_title_en", "public_summary")
        form = cls(data, cluster=item.key_list.cluster, initial={name: getattr(item, name) for name in names})
        del form.fields["field"]
        return form


class KeyListForm(forms.Form):
    """A new list."""

    title = forms.CharField(label=_("Title"), max_length=200)


class CollectionForm(forms.Form):
    """A collection notice."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("What is asked for"), widget=LONG)
    closes_at = forms.DateTimeField(label=_("Closes"), widget=MOMENT)

    @classmethod
    def of_notice(cls, notice: CollectionNotice, data: QueryDict | None) -> CollectionForm:
        """Show a notice for changing."""
        shown: dict[str, str | datetime] = {
            "title": notice.title,
            "text": notice.text,
            "closes_at": notice.closes_at,
        }
        return cls(data, initial=shown)


class ReopenForm(forms.Form):
    """A new closing time."""

    closes_at = forms.DateTimeField(label=_("New closing time"), widget=MOMENT)
