"""The API held against its own description, with generated calls."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from making.people import a_party, a_token, an_account
from qunli.config.wsgi import application
from qunli.core.models import AttemptCount
from qunli.core.states import SYSTEM
from qunli.people.actions import give_role
from qunli.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qunli.people.models import User

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CALLS_EACH = 4
PARTS, FEWEST_EACH = 12, 10  # each part ends well inside a test's time


def somebody_with_every_role() -> User:
    user, party = an_account(), a_party()
    for role in Role:
        give_role(user=user, role=role, party=party, by=SYSTEM, at=user.joined_at)
    return user


@cache
def operations() -> list[Any]:  # schemathesis' own, generic type
    """Return every operation of the description that the site hands out; it is read once, which takes seconds."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    found = list(schema.get_all_operations())
    assert [one for one in found if not isinstance(one, Ok)] == []
    return [one.ok() for one in found if isinstance(one, Ok)]


def hold_against_description(operation: Any, secret: str) -> None:  # as above
    """Call one operation in some generated ways and check each answer."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=CALLS_EACH,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def call(case: schemathesis.Case[Any]) -> None:
        response = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(response, checks=CHECKS)

    call()


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Let every call use the test's own transaction, as Django's client for tests does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_description_holds_every_operation_once(one_connection: None) -> None:
    labels = [operation.label for operation in operations()]
    assert "GET /api/v1/me" in labels
    assert len(labels) == len(set(labels))


@pytest.mark.law
@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_is_one_that_the_description_announces(one_connection: None, part: int) -> None:
    secret = a_token(somebody_with_every_role())
    called = 0
    for operation in operations()[part::PARTS]:
        AttemptCount.objects.all().delete()
        hold_against_description(operation, secret)
        called += 1
    assert called >= FEWEST_EACH
