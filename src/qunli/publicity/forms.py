"""Forms: an objection as anybody writes it, and the reason with which it is settled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.core.forms import ManyFilesField, ManyFilesInput

EVIDENCE_MAX = 10


class ObjectionForm(forms.Form):
    """An objection under real name. `website` is a trap: people do not see it, programs fill it in."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=100,
        help_text=_("An objection is made under real name. It is shown to those who settle it and to nobody else."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    body = forms.CharField(
        label=_("For which body"), max_length=200, required=False, help_text=_("Empty if you object for yourself.")
    )
    contact = forms.CharField(
        label=_("How you can be reached"),
        max_length=200,
        help_text=_("Telephone or e-mail: the answer goes there."),
    )
    statement = forms.CharField(
        label=_("What you object to, and why"), max_length=20_000, widget=forms.Textarea({"rows": 8})
    )
    evidence = ManyFilesField(
        label=_("Evidence"),
        required=False,
        help_text=_("PDF, Word, Excel, pictures; at most 10 files of 50 MB."),
        widget=ManyFilesInput({"accept": ".pdf,.docx,.xlsx,.pptx,.png,.jpg,.jpeg,.txt,.csv,.zip"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_evidence(self) -> list[Any]:
        """Take so many files at most."""
        files: list[Any] = self.cleaned_data["evidence"]
        if len(files) > EVIDENCE_MAX:
            raise forms.ValidationError(_("At most %(limit)s files.") % {"limit": EVIDENCE_MAX})
        return files

    def clean_website(self) -> str:
        """Refuse what only a program would fill in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field must stay empty: it tells people from programs."))
        return ""


class ReasonForm(forms.Form):
    """Why an objection is upheld or dismissed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=5_000, widget=forms.Textarea({"rows": 5}), help_text=_("The objector reads it.")
    )
