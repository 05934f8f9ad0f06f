"""What breaks: a number for whoever met it, and the same number in the log for whoever mends it."""

from __future__ import annotations

import logging
from secrets import token_hex
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from qunli.config.problems import problem

if TYPE_CHECKING:
    from django.http import HttpRequest

API = "/api/"
log = logging.getLogger(__name__)


def page_of_fault(request: HttpRequest) -> HttpResponse:
    """Answer a request that broke; the page asks nothing of the database, which may be what broke.

    Django logs the traceback right after this line.
    """
    number = token_hex(4)
    log.error("fault %s, told to whoever asked for %s %s", number, request.method, request.path)
    if request.path.startswith(API):
        return problem(500, detail=_("Tell the administrator this number: %(number)s") % {"number": number})
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
