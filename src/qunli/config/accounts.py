"""How `django-allauth` lets people in: by invitation, or by a provider that vouches for a known e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.utils import translation

from qunli.people.models import User

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package is untyped
    """Nobody signs up by themselves: an invitation makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter in the language of whoever receives it, whoever asked for it."""
        user = context.get("user")
        with translation.override(user.language if isinstance(user, User) else translation.get_language()):
            super().send_mail(template_prefix, email, context)


class KnownOnlyAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the package is untyped
    """A provider signs in who is known already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Say no."""
        del request, sociallogin
        return False


class WithPerson(AuthenticationBackend):  # type: ignore[misc]  # the package is untyped
    """Loads an account together with the person behind it: every page names them."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session; nobody where it is disabled."""
        user = User.objects.select_related("party").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
