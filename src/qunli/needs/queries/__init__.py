"""Every read of needs that is more than a lookup. What is about needs is narrowed by `needs_seen_by` first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Count, Exists, F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.models import Attachment
from qunli.core.states import Words
from qunli.directory.models import Cluster, Organization, TechnologyField
from qunli.duties.queries import duties_about
from qunli.engines.notation.script import bigrams, search_terms
from qunli.needs.models import CollectionNotice, KeyTechnologyList, ListItem, Need, NeedAdvice, NeedsImport
from qunli.needs.permits import OWN_ROLES, entitled_to, may_take_advice, sight_of
from qunli.needs.states import CollectionState, ItemState
from qunli.people.models import Grant, Party, SightGrant, User
from qunli.people.queries import Anyone, parties_holding, standing_of
from qunli.people.states import Role

NUMBER: Final = re.compile(r"\s*XQ\d{4}-0*(\d{1,18})\s*\Z", re.IGNORECASE)


def needs_seen_by(user: Anyone, at: datetime) -> QuerySet[Need]:
    """Every need that somebody may read now, with what a list shows of it."""
    return need_rows().filter(sight_of(standing_of(user), at=at))


def need_rows() -> QuerySet[Need]:
    """Needs with organization, field and cluster: what permits and lists ask for."""
    return Need.objects.select_related("organization", "field", "cluster")


def needs_of(user: Anyone, rows: QuerySet[Need]) -> QuerySet[Need]:
    """Narrow to the needs of the organizations that somebody speaks for."""
    return rows.filter(organization__party__in=standing_of(user).parties(*OWN_ROLES))


def needs_matching(rows: QuerySet[Need], query: str) -> QuerySet[Need]:
    """Narrow to what a search means: a need's number, or words of its title, problem and organization."""
    number = NUMBER.match(query)
    if number:
        return rows.filter(pk=int(number[1]))
    for term in search_terms(query):
        rows = rows.filter(Q(bigrams__contains=f" {term} ") | Q(organization__name__icontains=term))
    return rows


def search_column(*texts: str) -> str:
    """Return what the column `bigrams` holds: each term between spaces."""
    return f" {' '.join(bigrams(' '.join(texts)))} "


def needs_of_cluster(cluster: Cluster) -> QuerySet[Need]:
    """Needs of one cluster, newest first."""
    return need_rows().filter(cluster=cluster).order_by("-id")


def organizations_for(user: Anyone) -> QuerySet[Organization]:
    """The organizations whose needs somebody may state."""
    return Organization.objects.filter(party__in=standing_of(user).parties(*OWN_ROLES), merged_into=None)


def clusters_for(organization: Organization, at: datetime) -> QuerySet[Cluster]:
    """The clusters that an organization belongs to on a day."""
    day = timezone.localdate(at)
    present = Q(until=None) | Q(until__gte=day)
    return Cluster.objects.filter(
        pk__in=organization.memberships.filter(present, since__lte=day).values("cluster")
    ).order_by("id")


def needs_imports_seen_by(user: Anyone) -> QuerySet[NeedsImport]:
    """The sheets of needs read for the clusters that somebody is an operator of."""
    operated = standing_of(user).parties(Role.OPERATOR)
    return NeedsImport.objects.filter(cluster__operator__in=operated).select_related("cluster")


def clusters_prepared_by(user: Anyone) -> QuerySet[Cluster]:
    """The clusters that somebody is an operator of."""
    return Cluster.objects.filter(operator__in=standing_of(user).parties(Role.OPERATOR)).order_by("id")


def recommending_units() -> QuerySet[Party]:
    """The units that can be asked for a recommendation."""
    return parties_holding(Role.RECOMMENDING_UNIT).order_by("name")


def indicator_words(need: Need) -> list[str]:
    """The core indicators as lines."""
    return [str(indicator) for indicator in need.indicators.order_by("position", "id")]


# Who would read it


@dataclass(frozen=True, slots=True)
class Readers:
    """Some who can read a need, and why."""

    why: Words
    party: str
    people: tuple[User, ...] = ()


def readers_of(need: Need, at: datetime, *, advice: Iterable[NeedAdvice]) -> list[Readers]:
    """Return everybody entitled to a need once it is sent, group by group, as the rule of sight has it.

    `advice` is all that `advice_on` the need.
    """
    cluster = need.cluster
    asked = (
        (_("the organization's own people"), need.organization.party, OWN_ROLES),
        (_("operator"), cluster.operator, (Role.OPERATOR,)),
        (_("authority"), cluster.authority, (Role.AUTHORITY,)),
        (_("recommending unit"), need.recommending_unit or need.recommended_by, (Role.RECOMMENDING_UNIT,)),
    )
    held = _holders({party.pk for _why, party, _roles in asked if party is not None})
    experts = [one.expert.user for one in advice if hasattr(one.expert, "user") and one.expert.user.is_active]
    return [
        *(_group(why, party, roles, held) for why, party, roles in asked if party is not None),
        *(Readers(_("expert asked for advice"), "", (user,)) for user in experts),
        *(Readers(_("has a logged grant"), "", (grant.user,)) for grant in grants_to(need, at)),
    ]


def grants_to(need: Need, at: datetime) -> QuerySet[SightGrant]:
    """Living leaves to see one need."""
    living = SightGrant.objects.filter(granted_at__lte=at, until__gt=at, ended_at=None, user__is_active=True)
    return living.filter(about_room="needs", about_kind="need", about_id=need.pk).select_related("user__party")


def _holders(parties: set[int]) -> list[Grant]:
    living = Grant.objects.filter(party__in=parties, ended_at=None, user__is_active=True)
    return list(living.select_related("user__party").order_by("user_id", "id"))


def _group(why: Words, party: Party, roles: Collection[str], held: Iterable[Grant]) -> Readers:
    found = {grant.user_id: grant.user for grant in held if grant.party_id == party.pk and grant.role in roles}
    return Readers(why, party.name, tuple(found.values()))


def files_seen_by(user: Anyone, need: Need, at: datetime) -> QuerySet[Attachment]:
    """The files of a need that somebody may open; who calls has made sure that they may read the need."""
    files = Attachment.objects.filter(about_room="needs", about_kind="need", about_id=need.pk, removed_at=None)
    entitled = Need.objects.filter(entitled_to(standing_of(user), at=at), pk=need.pk)
    return files.filter(Q(is_confidential=False) | Exists(entitled)).order_by("id")


# Screening


def experts_to_ask(need: Need) -> QuerySet[Party]:
    """The experts who have not been asked about a need."""
    return parties_of_experts().exclude(pk__in=need.advice.values("expert"))


def parties_of_experts() -> QuerySet[Party]:
    """The persons who hold the role of an expert for themselves."""
    return (
        Party.objects.filter(user__grants__role=Role.EXPERT, user__grants__ended_at=None, user__is_active=True)
        .distinct()
        .order_by("name")
    )


def advice_on(need: Need) -> QuerySet[NeedAdvice]:
    """All advice asked for on a need."""
    return need.advice.select_related("expert__user__party", "asked_by__party").order_by("id")


def advice_read_by(user: Anyone, need: Need) -> QuerySet[NeedAdvice]:
    """The advice on a need that somebody reads: owner and operator all of it, an expert their own."""
    rows = advice_on(need)
    return rows if may_take_advice(user, need) else rows.filter(expert=standing_of(user).own_party_id)


def advice_seen_by(user: Anyone, at: datetime) -> QuerySet[NeedAdvice]:
    """All advice on needs that somebody may read; what they may do with it, the acts say."""
    seen = needs_seen_by(user, at).values("pk")
    return NeedAdvice.objects.select_related("need__organization", "need__cluster", "expert").filter(need__in=seen)


def advice_asked_of(user: Anyone) -> QuerySet[NeedAdvice]:
    """The advice that an expert still owes."""
    return NeedAdvice.objects.filter(expert=standing_of(user).own_party_id, given_at=None).select_related("need")


# Collections


def collections_seen_by(user: Anyone) -> QuerySet[CollectionNotice]:
    """The office sees all notices; everybody else those that were sent out."""
    notices = CollectionNotice.objects.select_related("cluster").annotate(stated_needs=Count("needs"))
    if standing_of(user).holds_any(Role.OPERATOR, Role.AUTHORITY):
        return notices
    return notices.exclude(state=CollectionState.DRAFT)


def organizations_owing(notice: CollectionNotice, *, by: Anyone | None = None) -> QuerySet[Organization]:
    """The members that have not answered a notice; of somebody's own only, if one is named."""
    owing = duties_about(notice.ref).filter(key="answer_collection").order_by().values("owner")
    members = Organization.objects.filter(party__in=owing).order_by("sort_key", "id")
    return members if by is None else members.filter(party__in=standing_of(by).parties(*OWN_ROLES))


def open_collections(cluster: Cluster, at: datetime) -> QuerySet[CollectionNotice]:
    """Notices under which a need can be stated now."""
    return CollectionNotice.objects.filter(cluster=cluster, state=CollectionState.OPEN, closes_at__gt=at).order_by(
        "closes_at"
    )


def members_of(cluster: Cluster, at: datetime) -> QuerySet[Organization]:
    """The organizations that belong to a cluster on a day."""
    day = timezone.localdate(at)
    present = Q(memberships__until=None) | Q(memberships__until__gte=day)
    return (
        Organization.objects.filter(present, memberships__cluster=cluster, memberships__since__lte=day)
        .filter(merged_into=None)
        .select_related("party")
        .distinct()
        .order_by("sort_key", "id")
    )


# The key-technology list


def public_items(key_list: KeyTechnologyList) -> QuerySet[ListItem]:
    """What the public reads: the items checked before publication, by field, in their order."""
    return items_of(key_list).exclude(checked_at=None)


def items_of(key_list: KeyTechnologyList) -> QuerySet[ListItem]:
    """All items in their order; for the office."""
    return key_list.items.select_related("field", "need__organization", "checked_by__party").order_by(
        "field__position", "field_id", "position", "id"
    )


@dataclass(slots=True)
class Stage:
    """How many items of a field are in one state, and what their owners would pay."""

    count: int = 0
    money: Decimal = Decimal(0)


@dataclass(slots=True)
class FieldFunnel:
    """How far the items of one field have come."""

    technology: TechnologyField
    stages: dict[str, Stage] = field(default_factory=lambda: {state: Stage() for state in ItemState.values})
    withheld: int = 0

    @property
    def labelled(self) -> list[tuple[Words, Stage]]:
        """The stages with their words."""
        return [(ItemState(state).label, stage) for state, stage in self.stages.items()]

    @property
    def total(self) -> Stage:
        """All states together."""
        stages = self.stages.values()
        return Stage(sum(stage.count for stage in stages), sum((stage.money for stage in stages), Decimal(0)))


def funnel_of(items: QuerySet[ListItem], *, with_confidential: bool) -> list[FieldFunnel]:
    """Count items and money by field and state, in one query.

    The money of confidential needs is left out unless asked for: `withheld` says of how many.
    """
    open_money = Sum("need__budget", filter=Q() if with_confidential else Q(need__is_confidential=False))
    hidden = Count("id", filter=Q(need__is_confidential=True, need__budget__isnull=False))
    counted = (
        items.order_by()
        .values("field", "state")
        .annotate(count=Count("id"), money=open_money, hidden=hidden)
        .values_list("field", "state", "count", "money", "hidden")
    )
    rows = list(counted)
    fields = TechnologyField.objects.in_bulk([row[0] for row in rows])
    funnels = {pk: FieldFunnel(one) for pk, one in sorted(fields.items(), key=lambda pair: (pair[1].position, pair[0]))}
    for pk, state, count, money, withheld in rows:
        funnels[pk].stages[state] = Stage(count, money or Decimal(0))
        funnels[pk].withheld += 0 if with_confidential else withheld
    return list(funnels.values())


def funnel_total(funnels: Iterable[FieldFunnel]) -> dict[str, Stage]:
    """Sum the funnels of all fields by state."""
    total = {state: Stage() for state in ItemState.values}
    for funnel in funnels:
        for state, stage in funnel.stages.items():
            total[state].count += stage.count
            total[state].money += stage.money
    return total


def key_lists() -> QuerySet[KeyTechnologyList]:
    """All lists, newest first, with how many checked items they hold."""
    checked = Count("items", filter=Q(items__checked_at__isnull=False))
    return KeyTechnologyList.objects.select_related("cluster").annotate(public_count=checked).order_by("-id")


def next_position(key_list: KeyTechnologyList, field_of_items: TechnologyField) -> int:
    """The place after the last item of a field."""
    last = key_list.items.filter(field=field_of_items).order_by(F("position").desc()).first()
    return last.position + 1 if last else 1
