"""What a new site still lacks before its first call: shown to whoever runs it, until all is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper
from django.utils.translation import gettext_lazy as _

from qunli.calls.models import Call
from qunli.core.states import Words
from qunli.directory.models import Cluster, Membership
from qunli.people.models import Grant, Party
from qunli.people.states import PartyKind, Role

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from qunli.people.permits import Standing


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One thing to be set up, where that is done, and whether it is."""

    label: Words
    text: Words
    page: str
    is_done: bool


_STEPS: Final[tuple[tuple[str, Words, Words, str], ...]] = (
    (
        "departments",
        _("Add the offices"),
        _("The operating office, the authority that decides, and whoever recommends or pays."),
        "people:add_department",
    ),
    (
        "cluster",
        _("Add the cluster"),
        _("With the office that runs it and the one that decides."),
        "directory:cluster_add",
    ),
    ("operator", _("Invite the operator"), _("Acting for the operating office."), "people:invite"),
    ("authority", _("Invite the authority"), _("Acting for the department that decides."), "people:invite"),
    (
        "members",
        _("Bring in the roster"),
        _("On the cluster's page: from Excel or CSV as you keep it, or one by one."),
        "directory:clusters",
    ),
)


def first_steps(standing: Standing) -> list[FirstStep]:
    """Return what an administrator sets up first; nothing once a call was drafted or all steps are done."""
    if not standing.holds_any(Role.ADMINISTRATOR):
        return []
    living = Grant.objects.filter(ended_at=None, user__is_active=True)
    facts: dict[str, QuerySet[Model]] = {
        "departments": Party.objects.filter(kind=PartyKind.DEPARTMENT),
        "cluster": Cluster.objects.all(),
        "operator": living.filter(role=Role.OPERATOR),
        "authority": living.filter(role=Role.AUTHORITY),
        "members": Membership.objects.all(),
        "calls": Call.objects.all(),
    }
    asked = {name: ExpressionWrapper(Exists(rows), output_field=BooleanField()) for name, rows in facts.items()}
    answers = Party.objects.filter(pk=standing.own_party_id or 0).annotate(**asked).values_list(*asked).get()
    done = dict(zip(asked, answers, strict=True))
    if done["calls"] or all(done[name] for name, *_rest in _STEPS):
        return []
    return [FirstStep(label, text, page, done[name]) for name, label, text, page in _STEPS]
