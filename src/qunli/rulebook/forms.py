"""What a person gives to load a rule pack."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

LARGEST_PACK = 1024 * 1024
"""Bytes; the largest shipped pack has some thirty thousand."""


class PackForm(forms.Form):
    """A rule pack as a file."""

    file = forms.FileField(
        label=_("Rule pack"), help_text=_("A TOML file in UTF-8, at most 1 MB; the shipped packs show the form.")
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file that no person would have written."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_PACK:
            raise ValidationError(_("A rule pack has at most 1 MB."))
        return file
