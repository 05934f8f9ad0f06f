"""Parties, accounts, roles, invitations, tokens and grants of sight."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from qunli.core.models import AboutRef, Record
from qunli.people.states import Language, PartyKind, Role, Theme


class Party(Record):
    """A person, an organization or a department that can owe, hold a role and be told."""

    kind = models.CharField(max_length=20, choices=PartyKind)
    name = models.CharField(max_length=200)
    jurisdiction_code = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=PartyKind.values), name="party_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="party_has_a_name"),
        )
        indexes = (models.Index(fields=["kind", "name"], name="party_kind_name"),)

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Accounts(BaseUserManager["User"]):
    """Finds accounts by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account by its e-mail."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Record):
    """An account. The person behind it is a party."""

    email = models.EmailField(unique=True)
    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="user")
    language = models.CharField(max_length=10, choices=Language, default=Language.ZH_HANS)
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    session_round = models.PositiveIntegerField(default=0)

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="user_email_whatever_case"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="user_language"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="user_theme"),
        )

    def __str__(self) -> str:
        """Show the person's name."""
        return self.party.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie every session to the password and to the round: a new round ends them all."""
        sealed = f"{self.password}:{self.session_round}"
        return salted_hmac("qunli.people.session", sealed, secret=secret, algorithm="sha256").hexdigest()

    @property
    def doer_id(self) -> int | None:
        """The account's id, for the journal."""
        return self.pk

    @property
    def doer_label(self) -> str:
        """The person's name, for the journal."""
        return self.party.name

    @property
    def is_staff(self) -> bool:
        """Nobody enters Django's admin: every write is an action."""
        return False


class Grant(Record):
    """A role that an account holds for a party, from a day until it is taken back."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="held_by")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role"),
            models.UniqueConstraint(
                fields=["user", "role", "party"], condition=Q(ended_at=None), name="grant_once_at_a_time"
            ),
        )
        indexes = (models.Index(fields=["party", "role"], name="grant_party_role"),)

    def __str__(self) -> str:
        """Say who is what for whom."""
        return f"{self.user_id} {self.role} {self.party_id}"


class Invitation(Record):
    """The one way to an account: sent by e-mail, used once, expires."""

    email = models.EmailField()
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=30, choices=Role)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_paired",
            ),
        )

    def __str__(self) -> str:
        """Show whom it invites."""
        return self.email


class Token(Record):
    """A personal key to the API: stored hashed, shown once, never beyond its holder's present roles."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Show its name."""
        return self.name


class SightGrant(Record, AboutRef):
    """Leave for one account to see one sealed or confidential record for a while, with the reason.

    Asked for and not yet answered while `granted_at` is empty; refused when ended without having been granted.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_at = models.DateTimeField(null=True)
    granted_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=models.F("granted_at")), name="sight_grant_ends_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="sight_grant_has_a_reason"),
            models.CheckConstraint(
                condition=Q(granted_at=None, until=None) | Q(granted_at__isnull=False, until__isnull=False),
                name="sight_grant_has_an_end",
            ),
        )
        indexes = (models.Index(fields=["user", "about_room", "about_kind", "about_id"], name="sight_grant_about"),)

    def __str__(self) -> str:
        """Show what it is about."""
        return self.about_label
