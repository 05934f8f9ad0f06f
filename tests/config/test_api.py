"""The API's frame: tokens, problems, pages of a list, the rate, its description."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from making.people import AT, a_token, an_account, an_administrator, an_api_client, an_operator
from qunli.config.api import CALLS_A_MINUTE, api
from qunli.config.problems import PROBLEM
from qunli.core.models import AttemptCount
from qunli.people.actions import revoke_token
from qunli.people.models import Token

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db

ME = "/api/v1/me"


def test_a_token_speaks_for_its_holder_with_the_present_roles() -> None:
    operator = an_operator()
    told = an_api_client(operator).get(ME).json()
    assert (told["email"], [role["role"] for role in told["roles"]]) == (operator.email, ["operator"])
    operator.grants.update(ended_at=AT)
    assert an_api_client(operator).get(ME).json()["roles"] == []


def test_a_call_without_a_token_is_told_how_to_send_one() -> None:
    response = an_api_client().get(ME)
    assert (response.status_code, response["Content-Type"], response.json()["code"]) == (401, PROBLEM, "unauthorized")


def test_a_session_is_no_key_to_the_api() -> None:
    client = Client()
    client.force_login(an_operator())
    assert client.get(ME).status_code == 401


@pytest.mark.parametrize("sent", ["Bearer nonsense", "Basic abc", "Bearer ", "Bearer"])
def test_what_is_no_living_token_is_refused_even_where_visitors_may_call(sent: str) -> None:
    response = Client(headers={"authorization": sent}).get("/api/v1/openapi.json")
    assert (response.status_code, response.json()["code"]) == (401, "token_unknown")


def test_a_revoked_or_expired_token_is_refused() -> None:
    user = an_account()
    secret = a_token(user)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    assert client.get(ME).status_code == 200
    revoke_token(token=user.tokens.get(), by=an_administrator(), at=timezone.now())
    assert client.get(ME).status_code == 401
    old = a_token(user, at=timezone.now() - timedelta(days=400))
    assert Client(headers={"authorization": f"Bearer {old}"}).get(ME).status_code == 401


def test_a_token_of_a_closed_account_is_refused() -> None:
    user = an_account()
    client = an_api_client(user)
    user.is_active = False
    user.save()
    assert client.get(ME).status_code == 401


def test_a_token_that_only_reads_is_refused_before_any_write() -> None:
    response = an_api_client(an_operator(), may_write=False).post(ME)
    assert (response.status_code, response.json()["code"]) == (403, "token_reads_only")


def test_the_use_of_a_token_is_noted_once_an_hour() -> None:
    client = an_api_client(an_account())
    client.get(ME)
    first = Token.objects.get().last_used_at
    client.get(ME)
    assert first is not None
    assert Token.objects.get().last_used_at == first


@pytest.mark.parametrize(
    ("method", "path", "status"), [("get", "/api/v1/nothing", 404), ("delete", ME, 405), ("get", "/api/v1/", 403)]
)
def test_whatever_fails_under_the_api_is_a_problem(method: str, path: str, status: int) -> None:
    response = getattr(an_api_client(an_operator()), method)(path)
    assert (response.status_code, response["Content-Type"], response.json()["status"]) == (status, PROBLEM, status)


def test_a_list_comes_in_pieces_of_a_bounded_size() -> None:
    client = an_api_client(an_account())
    assert client.get("/api/v1/me/duties").json() == {"items": [], "count": 0}
    response = client.get("/api/v1/me/duties?limit=1000&offset=-1")
    assert (response.status_code, [fault["place"] for fault in response.json()["faults"]]) == (
        422,
        ["query.limit", "query.offset"],
    )


def test_text_that_cannot_be_kept_is_refused() -> None:
    response = an_api_client(an_account()).get("/api/v1/me/duties?limit=%00")
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)


def test_calls_beyond_the_rate_are_refused_for_that_account_only() -> None:
    busy, other = an_account(), an_account()
    AttemptCount.objects.create(key=f"api:account:{busy.pk}", count=CALLS_A_MINUTE, ends_at=timezone.now() + MINUTE)
    response = an_api_client(busy).get(ME)
    assert (response.status_code, response["Content-Type"], response["Retry-After"]) == (429, PROBLEM, "60")
    assert an_api_client(other).get(ME).status_code == 200


def test_every_operation_declares_its_problems_and_its_token() -> None:
    schema = api.get_openapi_schema()
    operations = [details for methods in schema["paths"].values() for details in methods.values()]
    assert operations
    for details in operations:
        declared = {status for status, answer in details["responses"].items() if PROBLEM in answer.get("content", {})}
        assert declared == {400, 401, 403, 404, 409, 422, 429}
        assert {"PersonalToken": []} in details["security"]


def test_the_description_is_a_page_without_foreign_parts() -> None:
    page = Client(headers={"accept-language": "en"}).get("/api/v1/docs")
    assert page.status_code == 200
    assert "GET /api/v1/me/duties" in page.content.decode()
    assert "http://" not in page.content.decode().replace("http://testserver", "")
