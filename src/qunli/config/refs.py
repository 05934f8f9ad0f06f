"""Turning a ref into a page: by convention the page of a record is named `room:kind`."""

from django.urls import NoReverseMatch, reverse

from qunli.core.states import Ref


def page_of(ref: Ref) -> str:
    """Return the address of the page of a record; empty where it has none of its own."""
    try:
        return reverse(f"{ref.room}:{ref.kind}", args=[ref.id])
    except NoReverseMatch:
        return ""
