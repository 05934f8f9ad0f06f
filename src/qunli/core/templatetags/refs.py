"""Links to records of any room, from their refs."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.module_loading import import_string

from qunli.core.states import Ref

register = template.Library()


@register.simple_tag
def ref_url(ref: Ref) -> str:
    """The address of a record's page; empty where it has none."""
    return str(import_string(settings.REF_PAGES)(ref))


@register.simple_tag
def ref_link(ref: Ref) -> str:
    """A link to a record's page, or its label where it has none."""
    url = ref_url(ref)
    return format_html('<a href="{}">{}</a>', url, ref) if url else str(ref)
