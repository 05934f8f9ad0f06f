"""Forms of the portal."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
