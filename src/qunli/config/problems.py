"""Refusals and faults as `application/problem+json`, in one place for the API and the middleware."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qunli.core.api import FaultOut, ProblemOut
from qunli.core.states import NotPermitted, Refused, WrongInput

if TYPE_CHECKING:
    from collections.abc import Iterable

PROBLEM = "application/problem+json"

_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def problem(
    status: int, *, detail: str = "", code: str = "", remedy: str = "", faults: Iterable[FaultOut] = ()
) -> HttpResponse:
    """Answer with a problem."""
    told = ProblemOut(
        title=title_of(status),
        status=status,
        detail=detail,
        code=code or HTTPStatus(status).name.lower(),
        remedy=remedy,
        faults=list(faults),
    )
    return HttpResponse(told.model_dump_json(), status=status, content_type=PROBLEM)


def title_of(status: int) -> str:
    """Say in the reader's language what a status means."""
    titles = {
        400: _("The request cannot be read"),
        401: _("Sign in with a personal token"),
        403: _("You may not do this"),
        404: _("There is no such thing, or you may not see it"),
        405: _("This address knows no such method"),
        409: _("This is not possible now"),
        413: _("The request is too large"),
        422: _("Something in the request is wrong"),
        429: _("Too many requests"),
    }
    return titles.get(status, _("Something went wrong on our side"))


def problem_of(refused: Refused) -> HttpResponse:
    """Answer with what an act refused: 403 who may not, 422 wrong input, 409 anything else."""
    faults: list[FaultOut] = []
    status = 409
    if isinstance(refused, NotPermitted):
        status = 403
    elif isinstance(refused, WrongInput):
        status = 422
        faults = [FaultOut(place=place, message=str(words)) for place, words in refused.faults.items()]
    code = _BETWEEN_WORDS.sub("_", type(refused).__name__).lower()
    detail = "" if faults else str(refused.message)
    return problem(status, detail=detail, code=code, remedy=str(refused.remedy), faults=faults)


def faults_of(errors: list[dict[str, Any]]) -> list[FaultOut]:
    """Turn the validator's list into ours; the body's own name (`body.data.title`) falls away."""
    return [FaultOut(place=_place(error.get("loc", ())), message=str(error.get("msg", ""))) for error in errors]


def _place(loc: Iterable[str | int]) -> str:
    source, *rest = [str(part) for part in loc] or [""]
    if source == "body" and len(rest) > 1:
        rest = rest[1:]
    return ".".join([source, *rest])
