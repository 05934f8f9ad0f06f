"""One's own account: profile, tokens, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from qunli.core.states import WrongInput
from qunli.core.views import arrived_at, form_page, post_act
from qunli.people import actions
from qunli.people.forms import ProfileForm, TokenForm
from qunli.people.permits import account_of
from qunli.people.queries import grants_of, tokens_of
from qunli.people.states import Language, Theme

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

THEME_COOKIES = {Theme.LIGHT: "light", Theme.DARK: "dark"}
YEAR = 31_536_000


def profile(request: HttpRequest) -> HttpResponse:
    """Show and change how one is called, reached and shown pages."""
    user = account_of(request)
    start = {"name": user.party.name, "language": user.language, "theme": user.theme, "phone": user.phone}

    def act(form: BaseForm) -> str:
        given = form.cleaned_data
        changed = actions.Profile(
            name=given["name"],
            language=Language(given["language"]),
            theme=Theme(given["theme"]),
            phone=given["phone"],
        )
        actions.change_profile(user=user, profile=changed, by=user, at=arrived_at(request))
        return reverse("people:profile")

    form = ProfileForm(request.POST or None, initial=start)
    shown = {"grants": grants_of(user), "account": user}
    response = form_page(
        request, form=form, act=act, template="people/profile.html", context=shown, done=_("Your profile is saved.")
    )
    if request.method == "POST" and form.is_valid():
        _remember(response, form.cleaned_data["language"], form.cleaned_data["theme"])
    return response


def _remember(response: HttpResponse, language: str, theme: str) -> None:
    """Let the next page speak the language and wear the colours that were chosen."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
    if theme in THEME_COOKIES:
        response.set_cookie("qunli_theme", THEME_COOKIES[Theme(theme)], max_age=YEAR, samesite="Lax")
    else:
        response.delete_cookie("qunli_theme", samesite="Lax")


@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """List the own tokens and make one; its secret is on the answer to that one request and nowhere else."""
    user = account_of(request)
    form = TokenForm(request.POST or None)
    shown: dict[str, object] = {"form": form, "tokens": tokens_of(user)}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made, secret = actions.make_token(
                user=user,
                name=given["name"],
                may_write=given["may_write"],
                days=int(given["days"]),
                by=user,
                at=arrived_at(request),
            )
        except WrongInput as wrong:
            for place, words in wrong.faults.items():
                form.add_error(place, str(words))
        else:
            shown |= {"made": made, "secret": secret, "form": TokenForm()}
    return render(request, "people/tokens.html", shown, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the own tokens."""
    user = account_of(request)
    token = get_object_or_404(tokens_of(user), pk=pk)
    return post_act(
        request,
        lambda: actions.revoke_token(token=token, by=user, at=arrived_at(request)),
        done=_("The token is revoked."),
        to=reverse("people:tokens"),
    )


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere."""
    user = account_of(request)
    actions.end_sessions(user=user, by=user, at=arrived_at(request))
    return redirect(settings.LOGIN_URL)
