"""What stands before every view: personal tokens, the table of roles and routes, refusals as pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from qunli.config.problems import PROBLEM, problem
from qunli.config.routes import may_call
from qunli.core.states import NotPermitted, Refused
from qunli.people.actions import note_token_use
from qunli.people.queries import standing_of, user_of_token

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

Next = Callable[[HttpRequest], "HttpResponseBase"]

API = "/api/"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
log = logging.getLogger(__name__)


class TokenMiddleware:
    """The API knows tokens only: a session's cookie is no key to it, so no other site can borrow it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put the token's holder in the place of the session's user; answer every failure as a problem."""
        if not request.path.startswith(API):
            return self.get_response(request)
        request.csrf_processing_done = True  # type: ignore[attr-defined]  # no cookie counts here, so none can be abused
        request.user = AnonymousUser()
        response = _token_refused(request) or self.get_response(request)
        if response.status_code >= HTTPStatus.BAD_REQUEST and response.get("Content-Type") != PROBLEM:
            told = problem(response.status_code)
            for header in ("Allow", "Retry-After"):
                if header in response:
                    told[header] = response[header]
            return told
        return response


class RouteMiddleware:
    """Refuses whoever has no row in the table; a route without a row is closed to all."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponseBase | None:
        """Look the view up in the table."""
        del view, args, kwargs
        match = request.resolver_match
        name = match.view_name if match else ""
        user: Any = request.user
        standing = standing_of(user)
        permitted = may_call(name, request.method or "", standing.roles, signed_in=user.is_authenticated)
        if permitted:
            return None
        if permitted is None:
            log.error("no row in the route table for %s", name)
        return _closed(request, signed_in=user.is_authenticated)


class RefusalMiddleware:
    """Shows what an act refused where the view did not."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with 403 or 409 and its words."""
        if not isinstance(exception, Refused) or request.path.startswith(API):
            return None
        status = 403 if isinstance(exception, NotPermitted) else 409
        return render(request, "403.html", {"message": str(exception)}, status=status)


def _token_refused(request: HttpRequest) -> HttpResponse | None:
    sent = request.headers.get("Authorization", "")
    if not sent:
        return None
    scheme, _space, secret = sent.partition(" ")
    at = timezone.now()
    token = user_of_token(secret.strip(), at=at) if scheme.lower() == "bearer" else None
    if token is None:
        return problem(401, detail=_("This token is unknown, revoked or expired."), code="token_unknown")
    if request.method not in READING and not token.may_write:
        return problem(403, detail=_("This token may only read."), code="token_reads_only")
    note_token_use(token=token, at=at)
    request.user = token.user
    request.token = token  # type: ignore[attr-defined]  # read by the API
    return None


def _closed(request: HttpRequest, *, signed_in: bool) -> HttpResponseBase:
    if request.path.startswith(API):
        return problem(403) if signed_in else problem(401, detail=_("Send a header: Authorization: Bearer TOKEN"))
    if not signed_in and request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    return render(request, "403.html", status=403)
