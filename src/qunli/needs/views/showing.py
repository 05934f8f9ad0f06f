"""What the page of a need shows: its road, its buttons, its facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunli.core.templatetags.ui import money
from qunli.directory.queries import name_in_reading_language
from qunli.needs.models import ListItem, Need
from qunli.needs.permits import may_change_need, may_prepare, may_recommend_need, may_screen_need, may_step
from qunli.needs.states import NEED_LIFECYCLE, ItemState, NeedState

if TYPE_CHECKING:
    from qunli.core.models import Attachment
    from qunli.people.models import User

Button = dict[str, Any]  # what `ui/actions.html` shows

ICONS: Final = {
    "submit": "send",
    "take_back": "arrow-back-up",
    "return": "arrow-back-up",
    "accept": "check",
    "merge": "git-merge",
    "part": "git-merge",
    "reconsider": "refresh",
}
HAVE_A_PAGE: Final = frozenset({"submit", "return", "merge"})
FIRST_STEPS: Final = frozenset({"submit", "accept"})
ROAD: Final = (
    gettext_lazy("Stated"),
    gettext_lazy("Submitted"),
    gettext_lazy("Recommended"),
    gettext_lazy("Accepted"),
    gettext_lazy("On the list"),
    gettext_lazy("Posted"),
    gettext_lazy("Taken"),
    gettext_lazy("Done"),
)


def item_of(need: Need) -> ListItem | None:
    """The need's item on the key-technology list."""
    try:
        return need.item
    except ListItem.DoesNotExist:
        return None


def road_of(need: Need, item: ListItem | None) -> list[dict[str, str]]:
    """The step bar: what is behind the need, where it stands, what lies ahead."""
    item_state = item.state if item else ""
    order = [ItemState.POSTED, ItemState.TAKEN, ItemState.DONE]
    reached = order.index(ItemState(item_state)) + 1 if item_state in order else 0
    done = [
        True,
        need.state not in {NeedState.DRAFT, NeedState.RETURNED},
        need.recommended_at is not None,
        need.state == NeedState.ACCEPTED,
        item is not None,
        *(place < reached for place in range(len(order))),
    ]
    last = max(place for place, is_done in enumerate(done) if is_done)
    stopped = need.state in {NeedState.RETURNED, NeedState.MERGED}
    ahead = next((place for place, is_done in enumerate(done) if not is_done and place > last), None)
    states = ["done" if is_done else "next" for is_done in done]
    if ahead is not None:
        states[ahead] = "stopped" if stopped else "now"
    return [{"label": str(label), "state": state} for label, state in zip(ROAD, states, strict=True)]


def buttons_of(user: User, need: Need, item: ListItem | None) -> list[Button]:
    """What somebody may do with a need now: from the lifecycle and the permits, nothing else."""
    return [*_steps(user, need), *_others(user, need, item)]


def _steps(user: User, need: Need) -> Iterator[Button]:
    for step in NEED_LIFECYCLE.steps_from(need.state):
        if may_step(user, need, step.name):
            has_page = step.name in HAVE_A_PAGE
            place = f"needs:{step.name}" if has_page else "needs:step"
            arguments = [need.pk] if has_page else [need.pk, step.name]
            yield {
                "label": step.label,
                "url": reverse(place, args=arguments),
                "icon": ICONS[step.name],
                "primary": step.name in FIRST_STEPS,
                "post": not has_page,
            }


def _others(user: User, need: Need, item: ListItem | None) -> Iterator[Button]:
    if may_change_need(user, need):
        yield _link(_("Change"), "edit", "needs:change", need)
    if may_recommend_need(user, need):
        url = reverse("needs:step", args=[need.pk, "recommend"])
        yield {"label": _("Recommend"), "url": url, "icon": "rubber-stamp", "primary": True, "post": True}
    if need.state in {NeedState.SUBMITTED, NeedState.ACCEPTED} and may_screen_need(user, need):
        yield _link(_("Ask an expert"), "message-question", "needs:ask", need)
    if need.state == NeedState.ACCEPTED and item is None and may_prepare(user, need.cluster):
        yield {**_link(_("Put on the list"), "list-check", "needs:list_need", need), "primary": True}


def _link(label: str, icon: str, place: str, need: Need) -> Button:
    return {"label": label, "icon": icon, "url": reverse(place, args=[need.pk])}


def facts_of(need: Need) -> list[tuple[str, object]]:
    """The facts beside the text."""
    day = need.wanted_by
    return [
        (_("Organization"), need.organization),
        (_("Field"), name_in_reading_language(need.field) if need.field else ""),
        (_("Wanted by"), date_format(day, "DATE_FORMAT") if day else None),
        (_("Who owns the result"), need.get_ip_terms_display()),
        (_("Would pay"), money(need.budget)),
        (_("Recommending unit"), need.recommended_by or need.recommending_unit),
        (_("Collection notice"), need.collection),
    ]


def files_shown(need: Need, files: list[Attachment]) -> list[dict[str, Any]]:  # as `ui/files.html` reads it
    """Files with the address that hands each out."""
    return [
        {
            "url": reverse("needs:file", args=[need.pk, file.pk]),
            "remove_url": reverse("needs:remove_file", args=[need.pk, file.pk]),
            "name": file.name,
            "size": file.size,
            "at": file.added_at,
            "by": file.added_by_label,
            "digest": file.sha256,
            "confidential": file.is_confidential,
        }
        for file in files
    ]
