"""Which organizations, contacts and credit marks somebody sees, and how they are found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from qunli.core.models import JournalEntry, JournalLine
from qunli.directory.models import Certification, Contact, CreditMark, Expert, ExpertPost, Organization, Segment
from qunli.directory.permits import may_see_contacts, may_see_credit_marks, sees_office_side
from qunli.directory.queries.clusters import memberships_on
from qunli.engines.notation import script
from qunli.people.models import Party
from qunli.people.states import PartyKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qunli.people.queries import Anyone, Standing

_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


def organizations_seen_by(user: Anyone) -> QuerySet[Organization]:
    """Return all organizations to whoever signed in, and present members of a cluster to everybody."""
    living = Organization.objects.filter(merged_into=None)
    if user.is_authenticated:
        return living
    return living.filter(Exists(memberships_on(timezone.localdate()).filter(organization=OuterRef("pk"))))


def organizations_of(standing: Standing) -> QuerySet[Organization]:
    """Return the organizations somebody acts for; where one was merged, the one that was kept."""
    mine = Organization.objects.filter(party__in=standing.all_parties)
    kept = mine.exclude(merged_into=None).values("merged_into")
    return Organization.objects.filter(Q(party__in=standing.all_parties) | Q(pk__in=kept), merged_into=None)


def organizations_matching(rows: QuerySet[Organization], query: str) -> QuerySet[Organization]:
    """Narrow by a name in either script or in English, by pinyin or its first letters, or by a part of the USCC."""
    terms = script.search_terms(query)
    held = [one for one in terms if _HAN.search(one)]
    parts = [one for one in terms if not _HAN.search(one)]
    if not terms:
        return rows.none()
    if held:
        rows = rows.alias(terms=terms_column()).filter(terms__contains=held)  # type: ignore[misc]  # the alias is an array
    for part in parts:
        rows = rows.filter(bigrams__contains=part)
    return rows


def terms_column() -> Func:
    """Return the terms of the search column as an array, as its index holds them."""
    return Func(F("bigrams"), Value(" "), function="string_to_array", output_field=ArrayField(TextField()))


def experts_matching(rows: QuerySet[Expert], query: str) -> QuerySet[Expert]:
    """Narrow by name, field, title or present employer."""
    word = script.to_simplified(query)
    employed = Q(posts__until=None, posts__organization__name__icontains=word)
    found = Q(party__name__icontains=word) | Q(fields__icontains=word) | Q(job_title__icontains=word) | employed
    return rows.filter(pk__in=Expert.objects.filter(found).values("pk"))


def contacts_seen_by(user: Anyone, organization: Organization) -> QuerySet[Contact]:
    """Return an organization's contacts to the office and its own people, the present ones first."""
    if not may_see_contacts(user, organization):
        return Contact.objects.none()
    return organization.contacts.order_by(F("until").desc(nulls_first=True), "-since", "id")


def credit_marks_seen_by(user: Anyone, organization: Organization) -> QuerySet[CreditMark]:
    """Return the marks against an organization, past ones included, to the office and its own people."""
    if not may_see_credit_marks(user, organization):
        return CreditMark.objects.none()
    return CreditMark.objects.filter(party=organization.party_id).order_by("-until", "id")


def credit_marks_against(party_ids: Iterable[int], *, on: date) -> QuerySet[CreditMark]:
    """Return the marks that hold on a day against any of the parties: checked when applying, reviewing, paying."""
    parties = merged_parties(party_ids)
    return CreditMark.objects.filter(party__in=parties, since__lte=on, until__gte=on).order_by("id")


def merged_parties(party_ids: Iterable[int]) -> set[int]:
    """Return the parties and those of organizations that were merged with theirs: before the law they are one."""
    known = set(party_ids)
    while True:
        pairs = Organization.objects.filter(
            Q(party__in=known) | Q(merged_into__party__in=known), merged_into__isnull=False
        ).values_list("party", "merged_into__party")
        grown = known.union(*(pair for pair in pairs))
        if grown == known:
            return known
        known = grown


def departments() -> QuerySet[Party]:
    """Return the parties that can run a cluster or decide for it."""
    return (
        Party.objects.exclude(kind=PartyKind.PERSON)
        .exclude(pk__in=Organization.objects.values("party"))
        .order_by("name")
    )


def experts_seen_by(user: Anyone) -> QuerySet[Expert]:
    """Return the experts to the office, and to an expert themselves."""
    if sees_office_side(user):
        return Expert.objects.all()
    if not user.is_authenticated:
        return Expert.objects.none()
    return Expert.objects.filter(party=user.party_id)


def organizations_listed(rows: QuerySet[Organization], *, on: date, in_english: bool = False) -> QuerySet[Organization]:
    """Bring along what a list shows of each organization: tiers that hold, segments, places; one statement."""
    name = Coalesce(NullIf("name_en", Value("")), "name") if in_english else F("name")
    held = Certification.objects.filter(organization=OuterRef("pk")).exclude(valid_to__lt=on)
    segments = Segment.objects.filter(memberships__organization=OuterRef("pk"), memberships__until=None)
    return (
        rows.select_related("jurisdiction", "industry", "responsible_officer__party")
        .defer("bigrams", "about", "former_names")
        .annotate(
            held_tiers=ArraySubquery(held.order_by("tier").values("tier").distinct()),
            segment_names=ArraySubquery(segments.order_by("position", "id").values(shown=name)),
        )
    )


def organization_history(organization: Organization) -> QuerySet[JournalEntry]:
    """Return what happened to an organization, batches that touched it included, newest first."""
    about = {"about_room": "directory", "about_kind": "organization", "about_id": organization.pk}
    batches = JournalLine.objects.filter(**about).values("entry")
    return JournalEntry.objects.filter(Q(**about) | Q(pk__in=batches)).order_by("-id")


def experts_listed(rows: QuerySet[Expert]) -> QuerySet[Expert]:
    """Bring along what a list shows of each expert; one statement."""
    employed = ExpertPost.objects.filter(expert=OuterRef("pk"), until=None)
    names = employed.order_by("id").values("organization__name")
    return rows.select_related("party", "jurisdiction").annotate(employers=ArraySubquery(names))
