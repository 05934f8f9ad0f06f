"""A tier counts as long as it is valid, and is shown as expired afterwards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from making.directory import a_cluster, a_member
from making.evidence import a_claim
from making.people import AT, a_client_for, an_account, an_api_client, an_operator
from qunli.core.states import SYSTEM
from qunli.directory.actions import CertificationEntry, add_certification, add_certification_from_claim
from qunli.people.states import Role

if TYPE_CHECKING:
    from qunli.directory.models import Organization

pytestmark = pytest.mark.django_db


def an_organization_with_tiers() -> Organization:
    """Make a member whose little-giant title ran out and whose high-tech title holds."""
    organization = a_member(a_cluster(), "上海甲公司").organization
    for tier, last in (("little_giant", date(2020, 12, 31)), ("high_tech", date(2999, 12, 31))):
        form = CertificationEntry(tier=tier, source="公告", valid_from=date(2018, 1, 1), valid_to=last)
        add_certification(organization=organization, form=form, by=SYSTEM, at=AT)
    return organization


def in_office() -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(an_operator())
    return client


def test_the_page_shows_an_expired_tier_as_expired_and_the_list_leaves_it_out() -> None:
    organization = an_organization_with_tiers()
    client = in_office()

    page = client.get(reverse("directory:organization", args=[organization.pk])).content.decode()
    listed = client.get(reverse("directory:organizations")).content.decode()
    table = listed[listed.index("<tbody>") :]

    assert (page.count("little giant"), page.count(">expired<")) == (1, 1)
    assert ("high-tech enterprise" in table, "little giant" in table) == (True, False)


@pytest.mark.parametrize(("tier", "count"), [("high_tech", 1), ("little_giant", 0)])
def test_a_filter_in_the_address_counts_valid_tiers_only(tier: str, count: int) -> None:
    an_organization_with_tiers()

    page = in_office().get(reverse("directory:organizations"), {"tier": tier}).content.decode()

    assert page.count("row-title") == count


def test_the_api_tells_the_tiers_that_hold_today() -> None:
    an_organization_with_tiers()

    (told,) = an_api_client(an_operator()).get("/api/v1/organizations").json()["items"]

    assert told["held_tiers"] == ["high_tech"]


@pytest.mark.parametrize("confidential", [True, False])
def test_the_quote_under_a_tier_is_as_open_as_the_document_that_it_stands_in(*, confidential: bool) -> None:
    organization = a_member(a_cluster(), "上海甲公司").organization
    claim = a_claim(is_confidential=confidential)
    form = CertificationEntry(tier="high_tech", source="公告", valid_to=date(2999, 12, 31))
    add_certification_from_claim(claim=claim, organization=organization, form=form, by=an_operator(), at=AT)
    quote, page = reverse("evidence:claim", args=[claim.pk]), reverse("directory:organization", args=[organization.pk])
    own = an_account(role=Role.UNIT_ADMINISTRATOR, party=organization.party)
    readers = (a_client_for(own), a_client_for(an_operator()))
    assert [reader.get(quote).status_code for reader in readers] == [404 if confidential else 200, 200]
    assert [quote in reader.get(page).content.decode() for reader in readers] == [not confidential, True]
