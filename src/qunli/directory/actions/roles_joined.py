"""Who acts for organizations that were merged: whoever acted for one acts for both, until it is undone."""

from __future__ import annotations

from datetime import datetime

from qunli.core.states import SYSTEM
from qunli.directory.models import Organization
from qunli.people.actions import end_grant, give_role
from qunli.people.models import Grant
from qunli.people.states import Role


def join_roles(stays: Organization, goes: Organization, *, at: datetime) -> list[int]:
    """Give the people of either organization their roles for the other too; returns the grants that were made.

    Needs, proposals and projects keep the name under which they were stated: so both must act for both.
    """
    parties = {stays.party_id: goes.party, goes.party_id: stays.party}
    held = Grant.objects.filter(party__in=parties, ended_at=None).select_related("user").order_by("pk")
    present = {(grant.user_id, grant.role, grant.party_id) for grant in held}
    made = []
    for grant in held:
        other = parties[grant.party_id]
        if (grant.user_id, grant.role, other.pk) not in present:
            made.append(give_role(user=grant.user, role=Role(grant.role), party=other, by=SYSTEM, at=at).pk)
    return made


def part_roles(grants: list[int], *, at: datetime) -> None:
    """Take back what a merge gave and nobody has taken back since."""
    for grant in Grant.objects.filter(pk__in=grants, ended_at=None).order_by("pk"):
        end_grant(grant=grant, by=SYSTEM, at=at)
