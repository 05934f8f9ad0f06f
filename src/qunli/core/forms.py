"""Fields that forms of several rooms share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _


class ManyFilesInput(forms.ClearableFileInput):
    """A control that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; the value is a list, empty where none was sent."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        kwargs.setdefault("widget", ManyFilesInput())
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[File[bytes]]:  # noqa: ANN401 - as Django declares it
        """Clean each file by itself."""
        single = super().clean
        if isinstance(data, Sequence) and not isinstance(data, str | bytes):
            sent = [single(part, initial) for part in data]
            if not sent and self.required:
                single(None, initial)
            return sent
        cleaned = single(data, initial)
        return [cleaned] if cleaned else []


class SheetForm(forms.Form):
    """A sheet to be read: a roster, stated needs."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("Title rows, merged cells, Chinese or English headers in any order are fine. At most 10 MB."),
    )
