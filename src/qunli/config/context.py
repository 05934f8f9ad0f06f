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
    ("portal:public", _("The cluster"), "world"),
    ("needs:needs", _("Needs"), "bulb"),
    ("calls:calls", _("Calls"), "speakerphone"),
    ("calls:proposals", _("Proposals"), "file-description"),
    ("review:desk", _("Review"), "scale"),
    ("review:panels", _("Review"), "scale"),
    ("awards:decisions", _("Decisions"), "gavel"),
    ("projects:projects", _("Projects"), "flag"),
    ("projects:due", _("Payments"), "coin"),
    ("funds:funds", _("Joint funds"), "building-bank"),
    ("publicity:notices", _("Public notices"), "news"),
    ("projects:public", _("Results"), "trophy"),
    ("evidence:documents", _("Documents"), "files"),
    ("directory:organizations", _("Directory"), "building"),
    ("directory:clusters", _("Members"), "building"),
    ("people:accounts", _("Accounts"), "users"),
    ("portal:journal", _("Journal"), "notebook"),
)
"""Every list that a bar may name; the route table says to whom."""

FOR_VISITORS = frozenset({"portal:public", "calls:calls", "publicity:notices", "projects:public", "directory:clusters"})
"""What the bar names before signing in."""

FOR_SOME = {
    "calls:proposals": frozenset(
        {Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER, Role.RECOMMENDING_UNIT}
    ),
    "projects:due": frozenset({Role.FINANCE}),
    "evidence:documents": frozenset({Role.OPERATOR}),
}
"""Lists that only these roles use every day, though others may open them."""

NOT_AFTER_SIGNING_IN = frozenset({"projects:public", "directory:clusters"})
"""What the fuller lists replace."""


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return navigation and roles for the page frame, as the route table allows."""
    user: Any = getattr(request, "user", None)
    if user is None:
        return {}
    standing = standing_of(user)
    match = request.resolver_match
    here = match.view_name if match else ""
    if here == "portal:home" and not user.is_authenticated:
        here = "portal:public"  # to a visitor the front page is the cluster's
    items = [
        {"name": name, "label": label, "url": url, "icon": icon, "active": False}
        for name, label, icon in NAVIGATION
        if _is_named(name, standing.roles, signed_in=user.is_authenticated) and (url := _address(name))
    ]
    room = here.partition(":")[0]
    exact = [item for item in items if item["name"] == here]
    same_room = [item for item in items if str(item["name"]).partition(":")[0] == room and room != "portal"]
    for item in (exact or same_room)[:1]:
        item["active"] = True
    labels = dict(Role.choices)
    return {"nav_items": items, "user_roles": [labels[Role(role)] for role in sorted(standing.roles)]}


def _is_named(name: str, roles: frozenset[str], *, signed_in: bool) -> bool:
    if not signed_in:
        return name in FOR_VISITORS
    if name in NOT_AFTER_SIGNING_IN or (name in FOR_SOME and not FOR_SOME[name] & roles):
        return False
    return bool(may_call(name, "GET", roles, signed_in=True))


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
