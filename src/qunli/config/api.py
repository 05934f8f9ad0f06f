"""The API: every room's router under `/api/v1`, problems as problem+json, one rate for everybody."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from qunli.awards.api import router as awards
from qunli.calls.api import router as calls
from qunli.config.problems import PROBLEM, faults_of, problem, problem_of, title_of
from qunli.config.routes import PUBLIC, row_of
from qunli.core.actions import count_attempt
from qunli.core.api import ProblemOut
from qunli.core.states import Refused
from qunli.directory.api import router as directory
from qunli.duties.api import router as duties
from qunli.evidence.api import router as evidence
from qunli.funds.api import router as funds
from qunli.indicators.api import router as indicators
from qunli.needs.api import router as needs
from qunli.people.api import router as people
from qunli.portal.api import router as portal
from qunli.projects.api import router as projects
from qunli.publicity.api import router as publicity
from qunli.reports.api import router as reports
from qunli.review.api import router as review

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict
    from ninja.operation import Operation
    from ninja.types import DictStrAny

ROUTERS: Final = (
    people,
    duties,
    evidence,
    directory,
    indicators,
    needs,
    funds,
    calls,
    review,
    awards,
    projects,
    publicity,
    reports,
    portal,
)
"""One line per room, in the order of the floors."""

ALWAYS: Final = (400, 401, 403, 404, 409, 422, 429)
CALLS_A_MINUTE: Final = 600


class PersonalToken(HttpBearer):
    """A personal token. The middleware has looked it up and the route table has let it in."""

    def __call__(self, request: HttpRequest) -> object:
        """Pass on who was let in: a visitor comes as far as this on public addresses only."""
        return getattr(request, "token", None) or "visitor"

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Nothing is left to do."""


class PerMinute(BaseThrottle):
    """So many calls a minute for each account, or each address of a visitor, counted in the database."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count one more."""
        user = request.user
        who = f"account:{user.pk}" if user.is_authenticated else f"address:{self.get_ident(request)}"
        return count_attempt(key=f"api:{who}", seconds=60, at=timezone.now()) <= CALLS_A_MINUTE

    def wait(self) -> float:
        """A minute at most."""
        return 60.0


class CarefulParser(Parser):
    """Reads JSON, and refuses text that no database column can keep."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Read the body."""
        try:
            body: DictStrAny = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise HttpError(400, _("The body is not JSON: %(why)s") % {"why": error}) from error
        _refuse_unkeepable(body)
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        """Read the query or the form."""
        read = super().parse_querydict(data, list_fields, request)
        _refuse_unkeepable(read)
        return read


def _refuse_unkeepable(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, default=str)  # of an uploaded file its name
    if "\\u0000" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise HttpError(400, _("The request holds characters that cannot be kept."))


class Api(NinjaAPI):
    """Adds to the schema what holds for every operation: its problems, and whether it asks for a token."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        """Complete the schema."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return _schema(self, prefix, get_language())


class _Schema(OpenAPISchema):
    def operation_details(self, operation: Operation) -> DictStrAny:
        details = super().operation_details(operation)
        self.add_schema_definitions(_problem_schemas())
        for status in ALWAYS:
            details["responses"][status] = {
                "description": title_of(status),
                "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
            }
        if row_of(operation.methods[0], f"api-1:{operation.url_name}") == PUBLIC:
            details["security"] = [{}, *details.get("security", [])]
        return details


@cache
def _schema(of: Api, prefix: str, language: str | None) -> OpenAPISchema:
    """Describe the API once in each language: it takes most of a second, and no route comes or goes while we run."""
    del language
    return _Schema(of, prefix)


@cache
def _problem_schemas() -> dict[str, Any]:
    schema = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**schema.pop("$defs"), "ProblemOut": schema}


api = Api(
    title="Qunli",
    version="1",
    urls_namespace="api-1",
    description="What a member or an operator would automate. Times are ISO 8601, money is yuan as text.",
    docs_url=None,
    auth=PersonalToken(),
    throttle=[PerMinute()],
    parser=CarefulParser(),
)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, exc: Refused) -> HttpResponse:
    del request
    return problem_of(exc)


@api.exception_handler(Http404)
@api.exception_handler(ObjectDoesNotExist)
def _not_found(request: HttpRequest, exc: Exception) -> HttpResponse:
    del request, exc
    return problem(404)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    del request
    return problem(422, faults=faults_of(exc.errors))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, exc: HttpError) -> HttpResponse:
    del request
    return problem(exc.status_code, detail=str(exc))


for _router in ROUTERS:
    api.add_router("", _router)
