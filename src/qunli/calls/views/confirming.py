"""Pages that ask before an act that cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms

from qunli.core.views import form_page

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

    from qunli.core.states import Words


class Agreement(forms.Form):
    """Nothing to fill in: sending it agrees."""


def confirm_page(
    request: HttpRequest,
    *,
    asking: dict[str, Any],
    act: Callable[[BaseForm], object],
    done: Words,
    form: forms.Form | None = None,
) -> HttpResponse:
    """Ask `title`, say the `consequence`, and act when it is agreed; then, or on going back, to `back`."""

    def agreed(sent: BaseForm) -> str:
        act(sent)
        return str(asking["back"])

    shown = form if form is not None else Agreement(request.POST if request.method == "POST" else None)
    return form_page(request, form=shown, act=agreed, template="calls/confirm.html", context=asking, done=done)
