"""What every record of every room has in common."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from qunli.core.states import Ref


class Record(models.Model):
    """A record that the journal, messages, attachments and duties can be about."""

    NUMBER_PREFIX: ClassVar[str] = ""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True

    @property
    def ref(self) -> Ref:
        """The record's address and its label at this time."""
        meta = self._meta
        return Ref(room=meta.app_label, kind=meta.model_name or "", id=self.pk, label=self.ref_label[:200])

    @property
    def ref_label(self) -> str:
        """The label that the journal and messages may show: never sealed or confidential content."""
        return self.number if self.NUMBER_PREFIX else str(self)

    @property
    def number(self) -> str:
        """The record's number, derived from its year and key, so that no counter holds up two people at once."""
        stated = getattr(self, "stated_at", None)
        year = timezone.localtime(stated).year if stated else ""
        return f"{self.NUMBER_PREFIX}{year}-{self.pk:04d}"


class AboutRef(models.Model):
    """Mixed into records that are about another record of any room."""

    about_room = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    about_label = models.CharField(max_length=200)

    class Meta:
        abstract = True

    @property
    def about(self) -> Ref:
        """The ref of what this is about."""
        return Ref(room=self.about_room, kind=self.about_kind, id=self.about_id, label=self.about_label)


def in_words(words: str, params: Mapping[str, object]) -> str:
    """Put a kept message id into the language of the moment; a missing placeholder shows the id as it is.

    A parameter may be a message id of its own, `{"words": ..., "params": ...}`, or a date, `{"day": "2026-03-02"}`.
    """
    said = gettext(words)
    try:
        return said % {name: _in_words(value) for name, value in params.items()}
    except (KeyError, TypeError, ValueError):
        return said


def _in_words(value: object) -> object:
    if isinstance(value, dict) and "words" in value:
        return in_words(str(value["words"]), value.get("params", {}))
    if isinstance(value, dict) and "day" in value:
        return date_format(date.fromisoformat(value["day"]), "DATE_FORMAT")
    return value


def about_fields(ref: Ref) -> dict[str, str | int]:
    """Spread a ref over the four columns of `AboutRef`."""
    return {"about_room": ref.room, "about_kind": ref.kind, "about_id": ref.id, "about_label": ref.label}
