"""The pages of accounts, roles, tokens and sight."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from making.people import (
    a_client_for,
    a_party,
    an_account,
    an_administrator,
    an_auditor,
    an_authority,
    an_operator,
)
from qunli.people.actions import grant_sight, invite
from qunli.people.models import Grant, Invitation, SightGrant, Token, User
from qunli.people.states import Role

pytestmark = pytest.mark.django_db

GOOD = "mountain river lantern 7"


@pytest.fixture(autouse=True)
def fresh_rates() -> None:
    cache.clear()


def test_somebody_invited_sets_a_password_and_signs_in() -> None:
    operator, party = an_operator(), a_party(name="Seal Works")
    sent = a_client_for(operator).post(
        "/invitations/new/",
        {"email": "li@example.org", "name": "Li", "role": "unit_administrator", "party": party.pk},
    )
    page = a_client_for(operator).get(sent["Location"])
    link = re.search(r"http://testserver(/invitation/\w+/)", page.content.decode())
    assert link
    visitor = Client(headers={"accept-language": "en"})
    assert "Seal Works" in visitor.get(link[1]).content.decode()
    assert visitor.post(link[1], {"password": GOOD, "again": "other"}).status_code == 422
    assert visitor.post(link[1], {"password": "password", "again": "password"}).status_code == 422
    assert visitor.post(link[1], {"password": GOOD, "again": GOOD})["Location"] == "/account/login/?invited=1"
    assert visitor.get(link[1]).status_code == 410
    signed = visitor.post("/account/login/", {"login": "LI@example.org", "password": GOOD})
    assert (signed.status_code, signed["Location"]) == (302, "/")
    assert visitor.get("/me/").status_code == 200


def test_an_unknown_invitation_says_so() -> None:
    assert Client().get("/invitation/nothing/").status_code == 410


def test_somebody_with_an_account_accepts_a_role_with_one_click() -> None:
    an_account(email="x@example.org", password=GOOD)
    _made, secret = invite(
        email="x@example.org", name="X", role=Role.EXPERT, party=None, by=an_administrator(), at=timezone.now()
    )
    page = Client(headers={"accept-language": "en"})
    assert "password" not in re.findall(r'name="(\w+)"', page.get(f"/invitation/{secret}/").content.decode())
    assert page.post(f"/invitation/{secret}/").status_code == 302
    assert Grant.objects.filter(role=Role.EXPERT).count() == 1


def test_an_operator_is_offered_only_the_roles_that_may_be_given() -> None:
    page = a_client_for(an_operator()).get("/invitations/new/").content.decode()
    assert "unit_administrator" in page
    assert 'value="authority"' not in page


def test_a_profile_chooses_language_and_colours() -> None:
    user = an_account(name="Wu")
    client = a_client_for(user)
    changed = {"name": "Wu Min", "language": "zh-hant", "theme": "dark", "phone": ""}
    response = client.post("/me/", changed)
    assert (response.cookies["django_language"].value, response.cookies["qunli_theme"].value) == ("zh-hant", "dark")
    assert str(User.objects.get()) == "Wu Min"


def test_a_token_is_shown_once() -> None:
    client = a_client_for(an_account())
    made = client.post("/me/tokens/", {"name": "export", "days": "90"})
    secret = re.search(r"qunli_[\w-]{43}", made.content.decode())
    assert secret
    assert "no-store" in made["Cache-Control"]
    again = client.get("/me/tokens/").content.decode()
    assert secret[0] not in again
    assert secret[0][:12] in again
    assert Client(headers={"authorization": f"Bearer {secret[0]}"}).get("/api/v1/me").status_code == 200
    client.post(reverse("people:revoke_token", args=[Token.objects.get().pk]))
    assert Client(headers={"authorization": f"Bearer {secret[0]}"}).get("/api/v1/me").status_code == 401


def test_nobody_revokes_the_token_of_another() -> None:
    a_client_for(an_account()).post("/me/tokens/", {"name": "export", "days": "90"})
    pk = Token.objects.get().pk
    assert a_client_for(an_account()).post(reverse("people:revoke_token", args=[pk])).status_code == 404


def test_an_administrator_gives_and_takes_roles_and_closes_accounts() -> None:
    client, user, party = a_client_for(an_administrator()), an_account(name="Zhao"), a_party()
    page = reverse("people:user", args=[user.pk])
    assert client.post(page, {"role": "finance", "party": party.pk}).status_code == 302
    assert "Give a role" in client.get(page).content.decode()
    client.post(reverse("people:end_grant", args=[Grant.objects.get(user=user).pk]))
    client.post(reverse("people:close_account", args=[user.pk]))
    assert (Grant.objects.filter(user=user, ended_at=None).count(), User.objects.get(pk=user.pk).is_active) == (
        0,
        False,
    )
    client.post(reverse("people:reopen_account", args=[user.pk]))
    assert User.objects.get(pk=user.pk).is_active


def test_a_role_held_already_is_said_on_the_form() -> None:
    client, party = a_client_for(an_administrator()), a_party()
    user = an_operator(party=party)
    again = client.post(reverse("people:user", args=[user.pk]), {"role": "operator", "party": party.pk})
    assert (again.status_code, "held already" in again.content.decode()) == (422, True)


def test_a_department_is_added_and_shown_with_who_acts_for_it() -> None:
    client = a_client_for(an_administrator())
    added = client.post("/parties/new/", {"name": "Science Bureau", "jurisdiction_code": "310112"})
    shown = client.get(added["Location"]).content.decode()
    assert ("Nobody acts for it yet" in shown, "Minhang District" in shown, "310112" in shown) == (True, True, False)


def test_a_request_for_sight_names_the_record_as_the_journal_does() -> None:
    unit = a_party(name="A bureau")
    auditor = a_client_for(an_auditor())
    page = auditor.get(f"/sight/ask/people/party/{unit.pk}/").content.decode()
    assert unit.ref_label in page
    auditor.post(f"/sight/ask/people/party/{unit.pk}/", {"reason": "sample 4"})
    assert str(SightGrant.objects.get().about) == unit.ref_label


def test_an_auditor_asks_and_an_authority_answers() -> None:
    auditor, authority = a_client_for(an_auditor()), a_client_for(an_authority())
    asked = auditor.post("/sight/ask/calls/proposal/7/", {"reason": "sample 3"})
    assert "sample 3" in auditor.get(asked["Location"]).content.decode()
    assert "Grant it" not in auditor.get(asked["Location"]).content.decode()
    authority.post(asked["Location"], {"days": 5})
    assert SightGrant.objects.get().granted_at is not None
    auditor.post(reverse("people:end_sight", args=[SightGrant.objects.get().pk]))
    assert SightGrant.objects.get().ended_at is not None


def test_a_request_can_be_refused() -> None:
    auditor, authority = a_client_for(an_auditor()), a_client_for(an_authority())
    auditor.post("/sight/ask/calls/proposal/7/", {"reason": "sample 3"})
    authority.post(reverse("people:refuse_sight", args=[SightGrant.objects.get().pk]))
    grant = SightGrant.objects.get()
    assert (grant.granted_at, grant.ended_at is not None) == (None, True)


def _accounts(many: int) -> None:
    for _ in range(many):
        an_operator()


def _invitations(many: int) -> None:
    for number in range(many):
        by = an_operator()
        invite(email=f"x{number}@example.org", name="X", role=Role.EXPERT, party=None, by=by, at=timezone.now())


def _sight(many: int) -> None:
    for _ in range(many):
        grant_sight(
            user=an_auditor(),
            about=a_party().ref,
            reason="audit",
            until=timezone.now() + timedelta(days=1),
            by=an_authority(),
            at=timezone.now(),
        )


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    ("path", "fill", "statements"),
    [
        ("/accounts/", _accounts, 6),
        ("/invitations/", _invitations, 5),
        ("/parties/", _accounts, 5),
        ("/sight/", _sight, 5),
    ],
)
def test_lists_ask_the_same_few_questions_however_long(
    path: str,
    fill: Callable[[int], None],
    statements: int,
    many: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = a_client_for(an_administrator())
    fill(many)
    client.get(path)
    with django_assert_num_queries(statements):
        assert client.get(path).status_code == 200


def test_an_invitation_can_be_withdrawn_from_its_page() -> None:
    operator = an_operator()
    made, _secret = invite(
        email="x@example.org", name="X", role=Role.EXPERT, party=None, by=operator, at=timezone.now()
    )
    client = a_client_for(operator)
    client.post(reverse("people:withdraw_invitation", args=[made.pk]))
    assert Invitation.objects.get().withdrawn_at is not None
    assert "Withdraw" not in client.get(reverse("people:invitation", args=[made.pk])).content.decode()
    assert a_client_for(an_operator()).get(reverse("people:invitation", args=[made.pk])).status_code == 404
