"""Links to records of any room, from their refs; names of places, from their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

from qunli.core.queries.refs import page_of, place_name

if TYPE_CHECKING:
    from django.template.context import Context

    from qunli.core.states import Ref

register = template.Library()


@register.simple_tag(takes_context=True)
def ref_link(context: Context, ref: Ref) -> str:
    """A link to a record's page, or its label where it has none that the reader may open."""
    url = page_of(ref, context.get("user"))
    return format_html('<a href="{}">{}</a>', url, ref) if url else str(ref)


@register.filter
def place(code: str) -> str:
    """Name a place by its code."""
    return place_name(code)
