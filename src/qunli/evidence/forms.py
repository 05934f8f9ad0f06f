"""What a person enters of documents and claims."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.evidence.actions import DocumentEntry
from qunli.evidence.queries import LONGEST_QUOTE


class DocumentForm(forms.Form):
    """A document: its text pasted, or the file that holds it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Who published it, and where: a newspaper, an address, a report."),
    )
    source_date = forms.DateField(
        label=_("Date of the source"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day on which it was published. Leave it empty where the source names none."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Word, PDF, Excel, text, a saved page or mail: its text is read by itself, whatever its encoding."),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("As it stands in the source, unchanged. Only where there is no file, or it is a scan."),
    )
    is_confidential = forms.BooleanField(
        label=_("Confidential"),
        required=False,
        help_text=_("Only the office and the auditor read it whole. The quote under a figure is seen by everybody."),
    )

    def entry(self) -> DocumentEntry:
        """Return the entry."""
        return DocumentEntry(**self.cleaned_data)


class TextForm(forms.Form):
    """The text of a file that could not be read."""

    text = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea({"rows": 18}),
        help_text=_("As it stands in the source, unchanged."),
    )


class QuoteForm(forms.Form):
    """Words to be found in a document."""

    quote = forms.CharField(
        label=_("Quote"),
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea({"rows": 2, "data-quote": ""}),
        help_text=_("Copy the words that say it out of the text. Line breaks and width do not matter."),
    )


class ClaimForm(forms.Form):
    """What the found characters say."""

    place = forms.ChoiceField(label=_("Which place"), widget=forms.RadioSelect)
    says = forms.CharField(
        label=_("What it says"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("In one sentence of your own: of whom, what, when, in which scope."),
    )

    def __init__(self, *args: object, places: list[tuple[int, int]], **kwargs: object) -> None:
        """Offer the places that were found."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        choices = [(f"{start}-{end}", f"{start}-{end}") for start, end in places]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if len(choices) == 1:
            self.initial["place"] = choices[0][0]

    def span(self) -> tuple[int, int]:
        """Return the chosen characters."""
        start, _sign, end = self.cleaned_data["place"].partition("-")
        return int(start), int(end)


class RejectForm(forms.Form):
    """Why a claim is rejected."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))
