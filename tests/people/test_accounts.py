"""Invitations, profiles, closing accounts, tokens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from making.people import AT, a_client_for, a_party, an_account, an_administrator, an_api_client, an_operator
from qunli.core.models import JournalEntry
from qunli.core.states import SYSTEM, NotPermitted, Refused, WrongInput
from qunli.people.actions import (
    Profile,
    accept_invitation,
    add_department,
    change_profile,
    close_account,
    end_grant,
    end_sessions,
    give_role,
    invite,
    make_token,
    reopen_account,
    revoke_token,
    withdraw_invitation,
)
from qunli.people.actions.accounts import AccountSettled, LastAdministrator
from qunli.people.actions.invitations import LIVES_FOR, InvitationOver
from qunli.people.actions.tokens import TokenOver
from qunli.people.models import Invitation, Token, User
from qunli.people.queries import standing_of
from qunli.people.states import Language, Role, Theme

pytestmark = pytest.mark.django_db

GOOD = "mountain river lantern 7"


def test_an_invitation_makes_the_account_with_its_role() -> None:
    party = a_party()
    _invitation, secret = invite(
        email=" Li@Example.org ", name="Li", role=Role.UNIT_ADMINISTRATOR, party=party, by=an_operator(), at=AT
    )
    user = accept_invitation(secret=secret, password=GOOD, at=AT + timedelta(days=1))
    assert (user.email, str(user), user.check_password(GOOD)) == ("li@example.org", "Li", True)
    assert standing_of(user).grants == {(Role.UNIT_ADMINISTRATOR, party.pk)}


def test_an_invitation_without_a_party_is_for_the_person() -> None:
    _invitation, secret = invite(email="x@example.org", name="Wu", role=Role.EXPERT, party=None, by=SYSTEM, at=AT)
    user = accept_invitation(secret=secret, password=GOOD, at=AT)
    assert standing_of(user).grants == {(Role.EXPERT, user.party_id)}


def test_an_invitation_is_used_once() -> None:
    _invitation, secret = invite(email="x@example.org", name="Wu", role=Role.EXPERT, party=None, by=SYSTEM, at=AT)
    accept_invitation(secret=secret, password=GOOD, at=AT)
    with pytest.raises(InvitationOver, match="used already"):
        accept_invitation(secret=secret, password=GOOD, at=AT)


def test_an_invitation_expires() -> None:
    _invitation, secret = invite(email="x@example.org", name="Wu", role=Role.EXPERT, party=None, by=SYSTEM, at=AT)
    with pytest.raises(InvitationOver, match="expired"):
        accept_invitation(secret=secret, password=GOOD, at=AT + LIVES_FOR)


def test_an_invitation_can_be_withdrawn_by_its_sender_only() -> None:
    operator = an_operator()
    invitation, secret = invite(email="x@example.org", name="Wu", role=Role.EXPERT, party=None, by=operator, at=AT)
    with pytest.raises(NotPermitted):
        withdraw_invitation(invitation=invitation, by=an_operator(), at=AT)
    withdraw_invitation(invitation=invitation, by=operator, at=AT)
    with pytest.raises(InvitationOver, match="withdrawn"):
        accept_invitation(secret=secret, password=GOOD, at=AT)
    with pytest.raises(InvitationOver, match="settled"):
        withdraw_invitation(invitation=invitation, by=operator, at=AT)


@pytest.mark.parametrize("password", ["short", "password123", "1234567890123"])
def test_a_weak_password_leaves_the_invitation_unused(password: str) -> None:
    _invitation, secret = invite(email="x@example.org", name="Wu", role=Role.EXPERT, party=None, by=SYSTEM, at=AT)
    with pytest.raises(WrongInput) as wrong:
        accept_invitation(secret=secret, password=password, at=AT)
    assert list(wrong.value.faults) == ["password"]
    assert (User.objects.count(), Invitation.objects.get().accepted_at) == (0, None)


def test_an_account_that_exists_gets_the_role_and_keeps_its_password() -> None:
    user, party = an_account(email="x@example.org", password=GOOD), a_party()
    _invitation, secret = invite(email="X@example.org", name="Wu", role=Role.FINANCE, party=party, by=SYSTEM, at=AT)
    assert accept_invitation(secret=secret, password="another sentence 9", at=AT) == user
    assert User.objects.get().check_password(GOOD)
    assert standing_of(User.objects.get()).holds(Role.FINANCE, party.pk)


def test_a_closed_account_does_not_come_back_by_invitation() -> None:
    user = an_account(email="x@example.org")
    close_account(user=user, by=SYSTEM, at=AT)
    _invitation, secret = invite(email="x@example.org", name="Wu", role=Role.EXPERT, party=None, by=SYSTEM, at=AT)
    with pytest.raises(InvitationOver, match="closed"):
        accept_invitation(secret=secret, password=GOOD, at=AT)


@pytest.mark.parametrize(
    ("inviter", "role", "may"),
    [
        (Role.ADMINISTRATOR, Role.AUTHORITY, True),
        (Role.OPERATOR, Role.EXPERT, True),
        (Role.OPERATOR, Role.AUTHORITY, False),
        (Role.OPERATOR, Role.ADMINISTRATOR, False),
        (Role.UNIT_ADMINISTRATOR, Role.TEAM_MEMBER, True),
        (Role.UNIT_ADMINISTRATOR, Role.UNIT_ADMINISTRATOR, False),
        (Role.EXPERT, Role.TEAM_MEMBER, False),
    ],
)
def test_who_invites_to_which_role(inviter: Role, role: Role, may: bool) -> None:  # noqa: FBT001 - a case
    party = a_party()
    by = an_account(role=inviter, party=party)
    if may:
        invite(email="x@example.org", name="Wu", role=role, party=party, by=by, at=AT)
    else:
        with pytest.raises(NotPermitted):
            invite(email="x@example.org", name="Wu", role=role, party=party, by=by, at=AT)


def test_a_unit_invites_to_itself_only() -> None:
    with pytest.raises(NotPermitted):
        invite(
            email="x@example.org",
            name="Wu",
            role=Role.TEAM_MEMBER,
            party=a_party(),
            by=an_account(role=Role.UNIT_ADMINISTRATOR, party=a_party()),
            at=AT,
        )


def test_the_journal_and_the_queue_hold_no_secret() -> None:
    invitation, secret = invite(email="x@example.org", name="Wu", role=Role.EXPERT, party=None, by=SYSTEM, at=AT)
    assert secret not in str(list(JournalEntry.objects.values()))
    assert invitation.token_hash != secret


def test_closing_an_account_ends_its_sessions_and_tokens_for_good() -> None:
    user, administrator = an_account(password=GOOD), an_administrator()
    page, api = a_client_for(user), an_api_client(user)
    assert page.get("/account/password/change/").status_code == 200
    close_account(user=user, by=administrator, at=timezone.now())
    assert (page.get("/account/password/change/").status_code, api.get("/api/v1/me").status_code) == (302, 401)
    reopen_account(user=user, by=administrator, at=timezone.now())
    assert (page.get("/account/password/change/").status_code, api.get("/api/v1/me").status_code) == (302, 401)
    assert a_client_for(User.objects.get(pk=user.pk)).get("/account/password/change/").status_code == 200


def test_an_account_is_closed_and_opened_once() -> None:
    user, administrator = an_operator(), an_administrator()
    with pytest.raises(AccountSettled):
        reopen_account(user=user, by=administrator, at=AT)
    close_account(user=user, by=administrator, at=AT)
    with pytest.raises(AccountSettled):
        close_account(user=user, by=administrator, at=AT)


def test_nobody_but_an_administrator_closes_accounts_and_never_the_own_one() -> None:
    administrator = an_administrator()
    for user, by in ((an_account(), an_operator()), (administrator, administrator)):
        with pytest.raises(NotPermitted):
            close_account(user=user, by=by, at=AT)


def test_the_last_administrator_stays() -> None:
    first = an_administrator()
    with pytest.raises(LastAdministrator):
        end_grant(grant=first.grants.get(), by=first, at=AT)
    with pytest.raises(LastAdministrator):
        close_account(user=first, by=SYSTEM, at=AT)
    second = an_administrator()
    end_grant(grant=first.grants.get(), by=second, at=AT)
    with pytest.raises(Refused):
        end_grant(grant=first.grants.get(), by=second, at=AT)


def test_signing_out_everywhere_ends_every_session() -> None:
    user = an_account()
    clients = [a_client_for(user), a_client_for(user)]
    end_sessions(user=user, by=user, at=AT)
    assert [client.get("/account/password/change/").status_code for client in clients] == [302, 302]


def test_a_profile_is_changed_by_its_owner_and_the_journal_says_what_not_how() -> None:
    user = an_account()
    profile = Profile(name="Zhao Min", language=Language.ZH_HANT, theme=Theme.DARK, phone=" 021 5555 ")
    change_profile(user=user, profile=profile, by=user, at=AT)
    held = User.objects.get()
    assert (str(held), held.language, held.theme, held.phone) == ("Zhao Min", "zh-hant", "dark", "021 5555")
    entry = JournalEntry.objects.order_by("-id")[0]
    assert entry.facts == {"changed": ["language", "theme", "phone", "name"]}
    with pytest.raises(NotPermitted):
        change_profile(user=user, profile=profile, by=an_operator(), at=AT)


def test_a_department_is_added_once_by_an_administrator() -> None:
    administrator = an_administrator()
    added = add_department(name="Science Bureau", jurisdiction_code="310112", by=administrator, at=AT)
    assert (added.kind, added.jurisdiction_code) == ("department", "310112")
    with pytest.raises(WrongInput):
        add_department(name=" Science Bureau ", jurisdiction_code="310112", by=administrator, at=AT)
    with pytest.raises(NotPermitted):
        add_department(name="Other Bureau", jurisdiction_code="", by=an_operator(), at=AT)


def test_a_token_is_made_for_oneself_and_kept_as_a_hash() -> None:
    user = an_account()
    token, secret = make_token(user=user, name="export", may_write=False, days=30, by=user, at=AT)
    kept = Token.objects.get()
    assert (kept, secret.startswith(kept.prefix), kept.expires_at) == (token, True, AT + timedelta(days=30))
    assert secret not in str(list(Token.objects.values()))
    with pytest.raises(NotPermitted):
        make_token(user=user, name="export", may_write=False, days=30, by=an_administrator(), at=AT)


@pytest.mark.parametrize(("name", "days", "place"), [("  ", 30, "name"), ("x", 0, "days"), ("x", 367, "days")])
def test_a_token_needs_a_purpose_and_an_end(name: str, days: int, place: str) -> None:
    user = an_account()
    with pytest.raises(WrongInput) as wrong:
        make_token(user=user, name=name, may_write=False, days=days, by=user, at=AT)
    assert list(wrong.value.faults) == [place]


def test_a_token_is_revoked_once_by_its_holder_or_an_administrator() -> None:
    user = an_account()
    token, _secret = make_token(user=user, name="export", may_write=False, days=30, by=user, at=AT)
    with pytest.raises(NotPermitted):
        revoke_token(token=token, by=an_operator(), at=AT)
    revoke_token(token=token, by=user, at=AT)
    with pytest.raises(TokenOver):
        revoke_token(token=token, by=an_administrator(), at=AT)


def test_a_role_for_a_closed_account_is_of_no_use() -> None:
    user = an_account()
    close_account(user=user, by=SYSTEM, at=AT)
    give_role(user=user, role=Role.OPERATOR, party=a_party(), by=SYSTEM, at=AT)
    assert standing_of(User.objects.get()).roles == frozenset()
