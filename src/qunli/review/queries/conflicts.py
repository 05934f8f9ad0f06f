"""Facts that keep an expert from a proposal, found for many experts and proposals with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from qunli.calls.models import Partner, Proposal
from qunli.calls.states import Consent
from qunli.directory.models import Coauthor, Expert, ExpertPost, Organization, Relation
from qunli.directory.queries import living_ids
from qunli.directory.states import RelationKind
from qunli.needs.models import Need
from qunli.people.models import Grant
from qunli.people.states import Role
from qunli.review.states import ConflictKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

TEAM_ROLES = (Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER)
DEEPEST_PARENTS = 8

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One fact about one expert and one proposal: names and dates only, so that it reads in any language."""

    expert_id: int
    proposal_id: int
    kind: ConflictKind
    fact: str


@dataclass(slots=True)
class _Posts:
    now: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    before: dict[int, dict[int, ExpertPost]] = field(default_factory=lambda: defaultdict(dict))


@dataclass(slots=True)
class _Team:
    organizations: set[int] = field(default_factory=set)
    posters: set[int] = field(default_factory=set)


def window_start(on: date, years: int | None) -> date | None:
    """Return the first day of the window; None, where the call sets none, means that every past counts."""
    if years is None:
        return None
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)


def find_conflicts(
    experts: Sequence[Expert], proposals: Sequence[Proposal], *, on: date, years: int | None
) -> list[Found]:
    """Find every conflict of these experts with these proposals on a day; `years` is the call's window.

    Experts come with their party loaded.
    """
    teams = _teams(proposals)
    posts = _posts(experts, on=on, since=window_start(on, years))
    employers = {number for held in posts.now.values() for number in held}
    others = {number for team in teams.values() for number in team.organizations}
    ties = _Ties(employers, others, on=on, since=window_start(on, years))
    members = _team_members(experts, others)
    writings = _Writings(experts, others, since=window_start(on, years))
    found: list[Found] = []
    for expert in experts:
        for proposal in proposals:
            facts = [
                *_as_employed(expert, teams[proposal.pk], posts, ties),
                *_as_member(expert, proposal, teams[proposal.pk], members),
                *writings.shared(expert, proposal, teams[proposal.pk].organizations),
            ]
            found += [Found(expert.pk, proposal.pk, kind, fact[:300]) for kind, fact in facts]
    return _once(found)


def _once(found: Iterable[Found]) -> list[Found]:
    """Keep the first fact of each kind for a pair."""
    kept: dict[tuple[int, int, str], Found] = {}
    for one in found:
        kept.setdefault((one.expert_id, one.proposal_id, one.kind.value), one)
    return list(kept.values())


def _as_employed(expert: Expert, team: _Team, posts: _Posts, ties: _Ties) -> Iterable[tuple[ConflictKind, str]]:
    for employer in sorted(posts.now[expert.pk]):
        if employer in team.organizations:
            yield ConflictKind.EMPLOYER, ties.name(employer)
        if employer in team.posters:
            yield ConflictKind.POSTER, ties.name(employer)
        for other in sorted(team.organizations - {employer}):
            yield from ties.between(employer, other)
    for employer, post in sorted(posts.before[expert.pk].items()):
        if employer in team.organizations:
            yield ConflictKind.FORMER_EMPLOYER, f"{ties.name(employer)} {post.since or '?'} / {post.until}"


def _as_member(
    expert: Expert, proposal: Proposal, team: _Team, members: Mapping[int, Mapping[int, str]]
) -> Iterable[tuple[ConflictKind, str]]:
    if expert.party_id == proposal.leader_party_id or expert.party.name == proposal.leader_name:
        yield ConflictKind.TEAM, proposal.leader_name
    for organization in sorted(team.organizations & members[expert.party_id].keys()):
        yield ConflictKind.TEAM, members[expert.party_id][organization]


def _teams(proposals: Sequence[Proposal]) -> dict[int, _Team]:
    """Lead and partners that have not refused, and the owners of the need, merged ones included."""
    teams = {proposal.pk: _Team({proposal.lead_id}) for proposal in proposals}
    partners = Partner.objects.filter(proposal__in=teams).exclude(consent=Consent.REFUSED)
    for proposal, organization in partners.values_list("proposal_id", "organization_id"):
        teams[proposal].organizations.add(organization)
    owners = _owners(proposals)
    for one in proposals:
        teams[one.pk].posters |= owners[one.pk]
    today = living_ids(number for team in teams.values() for number in team.organizations | team.posters)
    return {pk: _Team(_with(today, one.organizations), _with(today, one.posters)) for pk, one in teams.items()}


def _with(today: Mapping[int, int], organizations: set[int]) -> set[int]:
    """Add to organizations what they are today: when two are merged, posts and relations move to the kept one."""
    return organizations | {today[one] for one in organizations}


def _owners(proposals: Sequence[Proposal]) -> dict[int, set[int]]:
    needs = dict(
        Proposal.objects.filter(pk__in=[one.pk for one in proposals]).values_list("pk", "topic__item__need_id")
    )
    owners: dict[int, set[int]] = defaultdict(set)
    rows = Need.objects.filter(Q(pk__in=needs.values()) | Q(merged_into__in=needs.values()))
    for need, into, organization in rows.values_list("pk", "merged_into_id", "organization_id"):
        for proposal, wanted in needs.items():
            if wanted in {need, into}:
                owners[proposal].add(organization)
    return owners


def _posts(experts: Sequence[Expert], *, on: date, since: date | None) -> _Posts:
    posts = _Posts()
    for post in ExpertPost.objects.filter(expert__in=experts).order_by("id"):
        if post.until is None or post.until >= on:
            posts.now[post.expert_id].add(post.organization_id)
        elif since is None or post.until >= since:
            posts.before[post.expert_id][post.organization_id] = post
    return posts


def _team_members(experts: Sequence[Expert], organizations: set[int]) -> dict[int, dict[int, str]]:
    """Experts who act for a team's organization here: person's party -> organization -> its name."""
    members: dict[int, dict[int, str]] = defaultdict(dict)
    parties = dict(Organization.objects.filter(pk__in=organizations).values_list("party_id", "pk"))
    grants = Grant.objects.filter(
        user__party__in=[one.party_id for one in experts], party__in=parties, role__in=TEAM_ROLES, ended_at=None
    )
    for person, party, name in grants.values_list("user__party_id", "party_id", "party__name"):
        members[person][parties[party]] = name
    return members


class _Writings:
    """With whom experts wrote inside the window, held against a team's leader and its members who have an account."""

    def __init__(self, experts: Sequence[Expert], organizations: set[int], *, since: date | None) -> None:
        rows = Coauthor.objects.filter(expert__in=experts).order_by("id")
        if since is not None:
            rows = rows.filter(Q(year=None) | Q(year__gte=since.year))
        self._with: dict[int, list[Coauthor]] = defaultdict(list)
        for row in rows:
            self._with[row.expert_id].append(row)
        self._staff: dict[int, set[int]] = defaultdict(set)
        known = {row.party_id for row in rows if row.party_id is not None}
        if known:
            grants = Grant.objects.filter(user__party__in=known, role=Role.TEAM_MEMBER, ended_at=None)
            theirs = dict(Organization.objects.filter(pk__in=organizations).values_list("party_id", "pk"))
            for person, party in grants.filter(party__in=theirs).values_list("user__party_id", "party_id"):
                self._staff[theirs[party]].add(person)

    def shared(self, expert: Expert, proposal: Proposal, organizations: set[int]) -> Iterable[tuple[ConflictKind, str]]:
        """Every work that an expert wrote with somebody of the team."""
        for one in self._with.get(expert.pk, ()):
            leads = one.name == proposal.leader_name or (
                one.party_id is not None and one.party_id == proposal.leader_party_id
            )
            if leads or any(one.party_id in self._staff[number] for number in organizations if number in self._staff):
                yield ConflictKind.CO_AUTHOR, f"{one.name} {one.year or '?'}: {one.work}"


class _Ties:
    """Relations between employers and team organizations, parents above them included."""

    def __init__(self, employers: set[int], others: set[int], *, on: date, since: date | None) -> None:
        self._on = on
        self._since = since
        self._direct: dict[frozenset[int], list[Relation]] = defaultdict(list)
        for relation in self._relations(employers, others):
            self._direct[frozenset((relation.organization_id, relation.other_id))].append(relation)
        self._above = self._ancestors(employers | others)
        known = employers | others | {number for above in self._above.values() for number in above}
        self._names = dict(Organization.objects.filter(pk__in=known).values_list("pk", "name"))

    def name(self, organization: int) -> str:
        return self._names.get(organization, str(organization))

    def between(self, employer: int, other: int) -> Iterable[tuple[ConflictKind, str]]:
        """Every tie between an employer and a team's organization."""
        pair = f"{self.name(employer)} – {self.name(other)}"
        above_employer = self._above[employer] | {employer}
        above_other = self._above[other] | {other}
        shared = above_employer & above_other
        if shared:
            yield ConflictKind.PARENT, f"{pair}: {'、'.join(sorted(self.name(one) for one in shared))}"
        for relation in self._direct.get(frozenset((employer, other)), []):
            if relation.kind == RelationKind.JOINT_PROJECT:
                yield ConflictKind.JOINT_PROJECT, f"{pair} {relation.since or '?'} / {relation.until or '…'}"
            elif relation.kind == RelationKind.SHAREHOLDER:
                share = "" if relation.share is None else f" {relation.share.normalize():f}%"
                holder, held = self.name(relation.organization_id), self.name(relation.other_id)
                yield ConflictKind.SHAREHOLDING, f"{holder} → {held}{share}"
            elif relation.kind != RelationKind.PARENT:
                yield ConflictKind.RELATION, f"{pair} {relation.since or '?'} / {relation.until or '…'}"

    def _relations(self, employers: set[int], others: set[int]) -> QuerySet[Relation]:
        """In force today; a joint project also when it ended inside the window."""
        lately = Q(kind=RelationKind.JOINT_PROJECT)
        if self._since is not None:
            lately &= Q(until__gte=self._since)
        across = Q(organization__in=employers, other__in=others) | Q(organization__in=others, other__in=employers)
        return Relation.objects.filter(across, Q(until=None) | Q(until__gte=self._on) | lately).order_by("id")

    def _ancestors(self, organizations: set[int]) -> dict[int, set[int]]:
        """Walk up the parents, all organizations at once, one query a level."""
        parents: dict[int, set[int]] = defaultdict(set)
        asked: set[int] = set()
        level = set(organizations)
        for _level in range(DEEPEST_PARENTS):
            if not level:
                break
            asked |= level
            rows = Relation.objects.filter(
                Q(until=None) | Q(until__gte=self._on), kind=RelationKind.PARENT, other__in=level
            )
            level = set()
            for parent, child in rows.values_list("organization_id", "other_id"):
                parents[child].add(parent)
                level |= {parent} - asked
        return {number: _all_above(number, parents) for number in organizations}


def _all_above(number: int, parents: Mapping[int, set[int]]) -> set[int]:
    above: set[int] = set()
    todo = [number]
    while todo:
        for parent in parents.get(todo.pop(), ()):
            if parent not in above:
                above.add(parent)
                todo.append(parent)
    return above
