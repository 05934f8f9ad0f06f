"""What stands before every view: personal tokens, the table of roles and routes, refusals as pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from qunli.config.routes import may_call
from qunli.core.states import NotPermitted, Refused
from qunli.people.queries import standing_of, user_of_token

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

Next = Callable[[HttpRequest], "HttpResponseBase"]

API = "/api/"
log = logging.getLogger(__name__)


class TokenMiddleware:
    """The API knows tokens only: a session's cookie is no key to it, so no other site can borrow it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put the token's holder in the place of the session's user."""
        if request.path.startswith(API):
            request.user = AnonymousUser()
            scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
            token = user_of_token(secret.strip(), at=timezone.now()) if scheme.lower() == "bearer" else None
            if token is not None:
                request.user = token.user
                request.token = token  # type: ignore[attr-defined]  # read by the API
        return self.get_response(request)


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


def _closed(request: HttpRequest, *, signed_in: bool) -> HttpResponseBase:
    if request.path.startswith(API):
        status = 403 if signed_in else 401
        title = "You may not call this." if signed_in else "Send a personal token: Authorization: Bearer …"
        return JsonResponse(
            {"type": "about:blank", "title": title, "status": status},
            status=status,
            content_type="application/problem+json",
        )
    if not signed_in and request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    return render(request, "403.html", status=403)
