"""Where the records are that refs name and what places are called: core knows neither, so the settings say who does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qunli.core.states import Ref


def pages_of(refs: Iterable[Ref], reader: object = None) -> dict[Ref, str]:
    """Return the addresses of the pages of records, as far as they have one and the reader may open it."""
    pages: dict[Ref, str] = import_string(settings.REF_PAGES)(refs, reader)
    return pages


def page_of(ref: Ref, reader: object = None) -> str:
    """Return the address of one record's page; empty where it has none, or none for this reader."""
    return pages_of((ref,), reader).get(ref, "")


def place_name(code: str) -> str:
    """Return the name of a place by its GB/T 2260 code, or the code where no list names it."""
    name: str = import_string(settings.PLACE_NAME)(code)
    return name
