"""Whoever begins a site is led to what it lacks, and no longer."""

from __future__ import annotations

import pytest

from making.directory import a_cluster, a_member
from making.people import AT, a_client_for, an_authority, an_operator
from qunli.core.states import SYSTEM
from qunli.people.actions import add_account, give_role
from qunli.people.models import User
from qunli.people.permits import standing_of
from qunli.people.states import Role
from qunli.portal.queries.first_steps import first_steps

pytestmark = pytest.mark.django_db


def a_first_account() -> User:
    """Make what `qunli user add` makes on a new site: an administrator for the person alone."""
    user = add_account(email="first@example.org", name="First", password=None, by=SYSTEM, at=AT)
    give_role(user=user, role=Role.ADMINISTRATOR, party=user.party, by=SYSTEM, at=AT)
    return user


def steps_of(user: User) -> dict[str, bool]:
    return {step.page: step.is_done for step in first_steps(standing_of(user))}


def test_a_step_that_is_taken_is_ticked_and_the_list_ends_with_the_last() -> None:
    administrator = a_first_account()
    assert steps_of(administrator) == {
        "people:add_department": False,
        "directory:cluster_add": False,
        "people:invite": False,
        "directory:clusters": False,
    }
    cluster = a_cluster()
    an_operator(party=cluster.operator)
    assert [step.is_done for step in first_steps(standing_of(administrator))] == [True, True, True, False, False]
    an_authority(party=cluster.operator)
    a_member(cluster)
    assert first_steps(standing_of(administrator)) == []


def test_only_an_administrator_is_shown_the_first_steps() -> None:
    assert first_steps(standing_of(an_operator())) == []


def test_a_new_site_leads_its_administrator_to_the_offices_first() -> None:
    page = a_client_for(a_first_account()).get("/").content.decode()
    assert page.index("Add the offices") < page.index("Add the cluster") < page.index("Bring in the roster")
    assert "Nothing waits for you" not in page
