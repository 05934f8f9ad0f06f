"""What the frame of every page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from qunli.config.routes import may_call
from qunli.people.queries import standing_of
from qunli.people.states import Role

NAVIGATION = (
    ("portal:home", _("Today"), "home"),
    ("needs:needs", _("Needs"), "bulb"),
    ("calls:calls", _("Calls"), "speakerphone"),
    ("review:panels", _("Review"), "scale"),
    ("awards:decisions", _("Decisions"), "gavel"),
    ("projects:projects", _("Projects"), "flag"),
    ("publicity:notices", _("Public notices"), "news"),
    ("directory:organizations", _("Directory"), "building"),
    ("people:accounts", _("Accounts"), "users"),
)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return navigation and roles for the page frame, as the route table allows."""
    user: Any = getattr(request, "user", None)
    if user is None:
        return {}
    standing = standing_of(user)
    match = request.resolver_match
    here = match.app_name if match else ""
    items = []
    for name, label, icon in NAVIGATION:
        if may_call(name, "GET", standing.roles, signed_in=user.is_authenticated):
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            items.append({"label": label, "url": url, "icon": icon, "active": name.partition(":")[0] == here})
    labels = dict(Role.choices)
    return {"nav_items": items, "user_roles": [labels[Role(role)] for role in sorted(standing.roles)]}
