"""What the one search finds in this room: organizations with what they can do, and experts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qunli.core.queries.searching import Entry, Searched
from qunli.directory.models import Expert, Organization
from qunli.directory.queries.organizations import experts_seen_by, organizations_seen_by

if TYPE_CHECKING:
    from qunli.people.queries import Anyone


def _organizations() -> QuerySet[Organization]:
    return Organization.objects.filter(merged_into=None).prefetch_related("capabilities")


def _organizations_seen_by(user: Anyone, at: datetime) -> QuerySet[Organization]:
    del at
    return organizations_seen_by(user)


def _organization(body: Organization) -> Entry:
    """Names in every script and in pinyin are in the column that the list searches.

    What an organization does and can do is for whoever signed in: visitors find members by name, and read no more.
    """
    return Entry(
        title=(body.name, body.name_en, *body.former_names, body.uscc),
        inner=tuple(_inner_texts(body)),
        also=tuple(body.bigrams.split()),
        region=body.jurisdiction_id or "",
    )


def _inner_texts(body: Organization) -> Iterator[str]:
    yield from (body.role_text, body.about)
    for one in body.capabilities.all():
        yield from (one.title, one.description)


def _experts() -> QuerySet[Expert]:
    return Expert.objects.select_related("party")


def _experts_seen_by(user: Anyone, at: datetime) -> QuerySet[Expert]:
    del at
    return experts_seen_by(user)


def _expert(expert: Expert) -> Entry:
    return Entry(
        title=(expert.party.name,),
        body=(*expert.fields, expert.job_title, expert.get_grade_display()),
        region=expert.jurisdiction_id or "",
    )


ORGANIZATIONS = Searched(
    kind="organization",
    title=_("Organizations"),
    records=_organizations,
    entry=_organization,
    seen_by=_organizations_seen_by,
    label=lambda body: str(body.name),
    note=lambda body: f"{body.get_kind_display()} · {body.uscc}".removesuffix(" · "),
    texts=lambda body: (body.name_en, *body.former_names),
    inner_texts=_inner_texts,
    sees_inside=lambda user: bool(user.is_authenticated),
)
EXPERTS = Searched(
    kind="expert",
    title=_("Experts"),
    records=_experts,
    entry=_expert,
    seen_by=_experts_seen_by,
    label=lambda expert: str(expert.party.name),
    note=lambda expert: " · ".join(filter(None, (expert.get_grade_display(), expert.job_title))),
    texts=lambda expert: ("、".join(expert.fields),),
    follows={("people", "party"): ("party",), ("people", "user"): ("party__user",)},
)
