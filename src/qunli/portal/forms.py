"""Forms of the portal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.core.states import WrongInput
from qunli.directory.actions import CertificationEntry, OrganizationEntry, RelationEntry
from qunli.directory.models import Cluster, Organization
from qunli.directory.queries import NotOneMeant, organization_meant
from qunli.directory.states import OrganizationKind, RelationKind, Tier
from qunli.engines.notation.periods import Period
from qunli.indicators.actions import EventEntry, WrittenFigure
from qunli.indicators.models import Indicator
from qunli.indicators.states import Bound, EventKind, Reach, Unit
from qunli.portal.bridge.proposing import when

REASONS: Final = (
    _("The text does not say this."),
    _("It says this of somebody or something else."),
    _("It is of no use here."),
    _("Another source says it better."),
)
"""Why claims are rejected most often; the first is what one key gives."""


class ScanForm(forms.Form):
    """The scan of a stamped print."""

    file = forms.FileField(label=_("Stamped scan"), help_text=_("PDF or picture, at most 50 MB."))


class CalendarForm(forms.Form):
    """A year of the working-day calendar."""

    source = forms.CharField(
        label=_("Notice that published it"),
        max_length=200,
        help_text=_("Issuer, title and number, as it can be looked up."),
    )
    file = forms.FileField(
        label=_("Days that differ from the plain week"),
        help_text=_(
            "CSV with the columns day (2027-01-01) and working (yes or no): holidays on weekdays, working weekends."
        ),
    )


class CodeForm(forms.Form):
    """The check code of a printed copy."""

    code = forms.CharField(
        label=_("Check code"),
        max_length=40,
        help_text=_("Ten letters and digits at the foot of every page."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class HeadForm(forms.Form):
    """A head of the journal that was kept outside the database."""

    use_required_attribute = False

    against = forms.RegexField(
        r"^\s*\d{1,18}:[0-9a-f]{64}\s*$",
        label=_("Head kept outside"),
        required=False,
        help_text=_("As receipts and backups bear it: a number, a colon, 64 letters and digits. Finds a cut tail too."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": _("A head is a number, a colon and 64 letters and digits.")},
    )


class ConfirmForm(forms.Form):
    """The figure that a claim becomes: filled in as far as the text says it."""

    indicator = forms.ModelChoiceField(
        label=_("Indicator"), queryset=Indicator.objects.order_by("position", "id"), required=False, empty_label="—"
    )
    new_indicator = forms.CharField(
        label=_("Or a new indicator"), max_length=100, required=False, help_text=_("Only where none of those fits.")
    )
    counted_in = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices, required=False)
    bound = forms.ChoiceField(label=_("How the source states it"), choices=Bound.choices)
    value = forms.CharField(label=_("Value"), max_length=60, required=False)
    period = forms.CharField(
        label=_("Period"), max_length=40, required=False, help_text=_("2024, 2024年上半年, 2024Q1, 2022至2024.")
    )
    as_of = forms.DateField(
        label=_("Or as of a day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    scope = forms.CharField(label=_("Scope"), max_length=60, required=False)
    cluster = forms.ModelChoiceField(
        label=_("Cluster"), queryset=Cluster.objects.order_by("id"), required=False, empty_label=None
    )
    organization = forms.CharField(
        label=_("Or of an organization"),
        max_length=200,
        required=False,
        help_text=_("Its name or code; then the figure is the organization's and not the cluster's."),
    )

    def offer(self, indicators: Iterable[Indicator], clusters: Iterable[Cluster]) -> None:
        """Offer what was read already: each list of choices would ask for it again, and for clusters twice."""
        chosen: dict[str, list[tuple[object, str]]] = {
            "indicator": [("", "—"), *((one.pk, str(one)) for one in indicators)],
            "cluster": [(one.pk, str(one)) for one in sorted(clusters, key=lambda one: one.pk)],
        }
        for name, choices in chosen.items():
            self.fields[name].widget.choices = choices

    def clean_organization(self) -> Organization | None:
        """Find the organization that is meant."""
        return _meant(self.cleaned_data["organization"]) if self.cleaned_data["organization"] else None

    def written(self) -> WrittenFigure:
        """Return the figure as it is written down. Raises `WrongInput` where there is no cluster to have it."""
        given = dict(self.cleaned_data)
        cluster, organization = given.pop("cluster"), given.pop("organization")
        if organization is None and cluster is None:
            raise WrongInput({"cluster": _("Add the cluster first.")})
        return WrittenFigure(subject=organization or cluster, **given)


class EventForm(forms.Form):
    """The event that a claim tells of."""

    title = forms.CharField(label=_("What happened"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind.choices)
    reach = forms.ChoiceField(label=_("The first"), choices=[("", "—"), *Reach.choices], required=False)
    period = forms.CharField(
        label=_("When"), max_length=40, required=False, help_text=_("2024, 2024年10月, 2024-10-14; empty if not said.")
    )
    cluster = forms.ModelChoiceField(label=_("Cluster"), queryset=Cluster.objects.order_by("id"), empty_label=None)

    def clean_period(self) -> Period | None:
        """Read a period or a day."""
        try:
            return when(self.cleaned_data["period"])
        except ValueError as fault:
            raise forms.ValidationError(_("Expected a period or a day, such as 2024年10月 or 2024-10-14.")) from fault

    def entry(self, organizations: Sequence[Organization]) -> EventEntry:
        """Return the event, with the organizations that the words name."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "cluster"}
        return EventEntry(**given, organizations=organizations)


class RelationForm(forms.Form):
    """The tie between organizations that a claim tells of."""

    organization = forms.CharField(label=_("Organization"), max_length=200, help_text=_("Its name or code."))
    kind = forms.ChoiceField(label=_("Kind of relation"), choices=RelationKind.choices)
    others = forms.CharField(
        label=_("With"),
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Names or codes, one a line; whoever is not in the directory yet is added first."),
    )
    about = forms.CharField(label=_("What was agreed"), max_length=200, required=False)
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def clean_organization(self) -> Organization:
        """Find the organization that is meant."""
        return _meant(self.cleaned_data["organization"])

    def clean_others(self) -> list[Organization]:
        """Find each of the others."""
        return [_meant(line) for line in self.cleaned_data["others"].splitlines() if line.strip()]

    def entries(self, *, source: str) -> list[RelationEntry]:
        """Return an entry for each of the others, with the document as its source."""
        given = {name: self.cleaned_data[name] for name in ("kind", "about", "since")}
        return [RelationEntry(other=one, source=source[:300], **given) for one in self.cleaned_data["others"]]


def _meant(text: str) -> Organization:
    try:
        return organization_meant(text)
    except NotOneMeant as unclear:
        words = unclear.words(
            none=_("No organization has the name or code “%(text)s”.") % {"text": text.strip()},
            several=_("Several are meant: %(names)s. Give the whole name or the code."),
        )
        raise forms.ValidationError(words) from unclear


class RejectionForm(forms.Form):
    """Why claims are rejected: one of the usual reasons, or other words."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(str(number), words) for number, words in enumerate(REASONS)],
        widget=forms.Select({"class": "form-select"}),
    )
    words = forms.CharField(label=_("Or in other words"), max_length=500, required=False)

    def said(self) -> str:
        """Return the reason in the language of whoever gives it."""
        words: str = self.cleaned_data["words"].strip()
        return words or str(REASONS[int(self.cleaned_data["reason"])])


class CertifyForm(forms.Form):
    """The tier that a claim says an organization holds."""

    organization = forms.ModelChoiceField(
        label=_("Organization"), queryset=Organization.objects.none(), empty_label=None
    )
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices)
    issuer = forms.CharField(label=_("Issuer"), max_length=200, required=False)
    certificate_number = forms.CharField(label=_("Certificate number"), max_length=100, required=False)
    valid_from = forms.DateField(
        label=_("Valid from"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    valid_to = forms.DateField(
        label=_("Valid to"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, organizations: Iterable[int], **kwargs: Any) -> None:  # noqa: ANN401 - handed on
        """Offer the organizations that the text names."""
        super().__init__(*args, **kwargs)
        offered = Organization.objects.filter(pk__in=list(organizations)).order_by("name", "id")
        self.fields["organization"].queryset = offered  # type: ignore[attr-defined]  # a choice of records

    def entry(self, *, source: str) -> CertificationEntry:
        """Return the entry, with the document as its source."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "organization"}
        return CertificationEntry(**given, source=source[:300])


class BodyForm(forms.Form):
    """A body that a document names, as it enters the directory."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganizationKind.choices)
    uscc = forms.CharField(label=_("Credit code"), max_length=30, required=False)
    role_text = forms.CharField(label=_("What it does, in one line"), max_length=300, required=False)

    def entry(self, *, source: str, is_synthetic: bool) -> OrganizationEntry:
        """Return the entry, with the document as its source."""
        return OrganizationEntry(**self.cleaned_data, source=source[:300], is_synthetic=is_synthetic)
