"""Who somebody is for whom."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from making.people import AT, a_client_for, a_party, an_account, an_administrator, an_operator
from qunli.core.states import SYSTEM, NotPermitted
from qunli.people.actions import end_grant, give_role
from qunli.people.actions.accounts import RoleAlreadyHeld
from qunli.people.models import User
from qunli.people.permits import account_of
from qunli.people.queries import holders_of, standing_of
from qunli.people.states import Role

pytestmark = pytest.mark.django_db


def test_a_visitor_has_no_account() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(NotPermitted):
        account_of(request)


def test_a_signed_in_person_is_the_account_of_the_request() -> None:
    request = RequestFactory().get("/")
    request.user = an_account()
    assert account_of(request) == request.user


def test_a_role_is_held_for_its_party_only() -> None:
    party, other = a_party(), a_party()
    standing = standing_of(an_operator(party=party))
    assert (standing.holds(Role.OPERATOR, party.pk), standing.holds(Role.OPERATOR, other.pk)) == (True, False)


def test_a_role_is_given_once() -> None:
    party = a_party()
    operator = an_operator(party=party)
    with pytest.raises(RoleAlreadyHeld):
        give_role(user=operator, role=Role.OPERATOR, party=party, by=SYSTEM, at=AT)


def test_a_role_that_ended_is_held_no_more_and_can_be_given_again() -> None:
    party = a_party()
    operator = an_operator(party=party)
    end_grant(grant=operator.grants.get(), by=an_administrator(), at=AT)
    assert list(holders_of(Role.OPERATOR)) == []
    give_role(user=operator, role=Role.OPERATOR, party=party, by=SYSTEM, at=AT)
    assert standing_of(User.objects.get(pk=operator.pk)).holds(Role.OPERATOR, party.pk)


def test_only_an_administrator_gives_roles() -> None:
    somebody, operator = an_account(), an_operator()
    with pytest.raises(NotPermitted):
        give_role(user=somebody, role=Role.OPERATOR, party=a_party(), by=operator, at=AT)


def test_a_client_is_signed_in_as_its_account() -> None:
    assert a_client_for(an_operator()).get("/").status_code == 200
