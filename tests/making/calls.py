"""Calls and proposals for tests, made through the room's acts; the records below them directly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from qunli.calls.actions import (
    CallDraft,
    add_topic,
    answer_partner,
    attach_to_proposal,
    change_proposal,
    check_call,
    check_form,
    draft_call,
    finish_form_check,
    invite_partner,
    open_proposals,
    publish_call,
    sign_letter,
    stamp_proposal,
    start_proposal,
    submit_proposal,
)
from qunli.calls.models import Call, CallTopic, Proposal
from qunli.calls.states import FormResult, LetterKind, StampKind
from qunli.core.states import SYSTEM
from qunli.directory.models import Cluster, Jurisdiction, Membership, Organization, TechnologyField
from qunli.directory.states import OrganizationKind
from qunli.needs.models import KeyTechnologyList, ListItem, Need, NeedIndicator
from qunli.needs.states import Comparator, IpTerms, ItemState, NeedState
from qunli.people.actions import add_account, add_party, give_role
from qunli.people.models import Party, User
from qunli.people.states import PartyKind, Role
from qunli.rulebook.actions import load_pack
from qunli.rulebook.models import RulePack

CHINA = ZoneInfo("Asia/Shanghai")
DRAFTED = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
PUBLISHED = datetime(2026, 3, 4, 9, 0, tzinfo=CHINA)
BIDDING = datetime(2026, 3, 10, 10, 0, tzinfo=CHINA)
TEAM_DEADLINE = datetime(2026, 4, 4, 0, 0, tzinfo=CHINA)
UNIT_DEADLINE = datetime(2026, 4, 8, 17, 0, tzinfo=CHINA)
RECOMMENDING_DEADLINE = datetime(2026, 4, 10, 17, 0, tzinfo=CHINA)
OPENING = datetime(2026, 4, 13, 9, 30, tzinfo=CHINA)

_number = count(1)


@dataclass
class Office:
    """The cluster's operator and authority, and their people."""

    cluster: Cluster
    operator_party: Party
    authority_party: Party
    recommending_party: Party
    operator: User
    second_operator: User
    authority: User
    recommender: User
    auditor: User


@dataclass
class Team:
    """An organization that leads, and its people."""

    organization: Organization
    editor: User
    administrator: User


@dataclass
class Made:
    """A call with its office, and the teams that answered."""

    office: Office
    call: Call
    owner: Organization
    proposals: list[Proposal] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)

    @property
    def topic(self) -> CallTopic:
        return self.call.topics.order_by("position")[0]


def a_person(name: str, role: Role | None = None, party: Party | None = None) -> User:
    user = add_account(
        email=f"p{next(_number)}@example.org", name=name, password="open sesame 7", by=SYSTEM, at=DRAFTED
    )
    if role is not None:
        give_role(user=user, role=role, party=party or user.party, by=SYSTEM, at=DRAFTED)
    return user


def an_organization(name: str, kind: OrganizationKind = OrganizationKind.ENTERPRISE) -> Organization:
    party = add_party(kind=PartyKind.ORGANIZATION, name=name, by=SYSTEM, at=DRAFTED)
    return Organization.objects.create(
        party=party, name=name, kind=kind, name_key=name, sort_key=name, is_synthetic=True, entered_at=DRAFTED
    )


def an_office() -> Office:
    district, _made = Jurisdiction.objects.get_or_create(
        code="310112", defaults={"name": "闵行区", "level": "district"}
    )
    operator = add_party(kind=PartyKind.ORGANIZATION, name="梅陇示例集群运营服务中心", by=SYSTEM, at=DRAFTED)
    authority = add_party(kind=PartyKind.DEPARTMENT, name="示例区科学技术委员会", by=SYSTEM, at=DRAFTED)
    recommending = add_party(kind=PartyKind.DEPARTMENT, name="示例市科学技术局", by=SYSTEM, at=DRAFTED)
    cluster = Cluster.objects.create(
        name="梅陇汽车智造集群",
        name_en="Meilong automotive cluster",
        jurisdiction=district,
        operator=operator,
        authority=authority,
    )
    return Office(
        cluster=cluster,
        operator_party=operator,
        authority_party=authority,
        recommending_party=recommending,
        operator=a_person("运营一", Role.OPERATOR, operator),
        second_operator=a_person("运营二", Role.OPERATOR, operator),
        authority=a_person("主管一", Role.AUTHORITY, authority),
        recommender=a_person("推荐一", Role.RECOMMENDING_UNIT, recommending),
        auditor=a_person("审计一", Role.AUDITOR),
    )


def a_pack(code: str = "cn-open-call-government-posted") -> RulePack:
    source = files("qunli").joinpath("rulebook", "packs", f"{code}.toml").read_bytes()
    return load_pack(source=source, by=SYSTEM, at=DRAFTED)


def a_list_item(office: Office, owner: Organization, title: str = "全景天窗低温密封") -> ListItem:
    place, _made = TechnologyField.objects.get_or_create(cluster=office.cluster, name="智能天窗")
    need = Need.objects.create(
        cluster=office.cluster,
        organization=owner,
        field=place,
        title=f"{title}(内部题目)",
        problem="零下三十摄氏度以下密封条变硬。",
        ip_terms=IpTerms.TAKER,
        budget=Decimal(4_800_000),
        bidder_conditions="具备零下四十摄氏度试验条件。",
        stated_by=office.operator,
        stated_at=DRAFTED,
        submitted_at=DRAFTED,
        settled_at=DRAFTED,
        state=NeedState.ACCEPTED,
    )
    rows = (("低温渗水量", Comparator.AT_MOST, "0", "mL"), ("开闭耐久", Comparator.AT_LEAST, "20000", "次"))
    for position, (name, comparator, target, unit) in enumerate(rows):
        NeedIndicator.objects.create(
            need=need,
            position=position,
            name=name,
            comparator=comparator,
            target=target,
            unit=unit,
            how_measured="台架试验",
        )
    key_list, _made = KeyTechnologyList.objects.get_or_create(
        cluster=office.cluster, defaults={"title": "关键技术攻关清单", "stated_at": DRAFTED}
    )
    return ListItem.objects.create(
        key_list=key_list,
        need=need,
        field=place,
        position=key_list.items.count(),
        public_title=title,
        public_title_en="A sunroof seal that holds at -40 degrees C",
        public_summary="研制在零下四十摄氏度仍可靠密封的天窗密封件。",
        checked_by=office.operator,
        checked_at=DRAFTED,
        stated_at=DRAFTED,
        state=ItemState.OPEN,
    )


def a_plan(office: Office, **changes: Any) -> CallDraft:  # any field of the plan
    plan = CallDraft(
        cluster=office.cluster,
        pack=a_pack(),
        operator=office.operator_party,
        authority=office.authority_party,
        title="全景天窗低温密封技术揭榜挂帅",
        title_en="Open call: a sunroof seal that holds at -40 degrees C",
        guide="一、目标:研制在零下四十摄氏度仍可靠密封的天窗密封件。\n二、指标:两项,缺一不可。",
        contact="梅陇示例集群运营服务中心,operator@example.org",
        team_deadline=TEAM_DEADLINE,
        unit_deadline=UNIT_DEADLINE,
        recommending_deadline=RECOMMENDING_DEADLINE,
        required_attachments=["试验条件证明"],
    )
    return replace(plan, **changes)


def a_drafted_call(office: Office | None = None, **changes: Any) -> Made:  # as above
    office = office or an_office()
    owner = an_organization("示例零部件有限公司")
    call = draft_call(plan=a_plan(office, **changes), by=office.operator, at=DRAFTED)
    add_topic(call=call, item=a_list_item(office, owner), by=office.operator, at=DRAFTED)
    return Made(office, call, owner)


def a_published_call(office: Office | None = None, **changes: Any) -> Made:  # as above
    made = a_drafted_call(office, **changes)
    member = an_organization("示例成员有限公司")
    Membership.objects.create(cluster=made.office.cluster, organization=member, since=DRAFTED.date())
    check_call(call=made.call, by=made.office.second_operator, at=DRAFTED)
    made.call = publish_call(call=made.call, by=made.office.authority, at=PUBLISHED)
    return made


def a_team(name: str) -> Team:
    organization = an_organization(name, OrganizationKind.LABORATORY)
    return Team(
        organization,
        editor=a_person(f"{name}编辑", Role.TEAM_MEMBER, organization.party),
        administrator=a_person(f"{name}管理员", Role.UNIT_ADMINISTRATOR, organization.party),
    )


def a_draft_proposal(made: Made | None = None, *, team: Team | None = None, at: datetime = BIDDING) -> Made:
    made = made or a_published_call()
    team = team or a_team(f"合肥示例实验室{len(made.teams) + 1}")
    proposal = start_proposal(
        topic=made.topic,
        lead=team.organization,
        title="低温弹性体密封方案",
        leader_name="陈示例",
        by=team.editor,
        at=at,
    )
    made.proposals.append(proposal)
    made.teams.append(team)
    return made


def a_complete_draft(made: Made | None = None, *, team: Team | None = None, at: datetime = BIDDING) -> Made:
    made = a_draft_proposal(made, team=team, at=at)
    complete(made, at=at)
    return made


def complete(made: Made, *, at: datetime = BIDDING) -> None:
    """Fill the last proposal in, so that nothing is missing."""
    proposal, team = made.proposals[-1], made.teams[-1]
    changes = {
        "approach": "以氢化丁腈配方与双唇截面降低低温硬化。",
        "foundation": "有低温试验台与十年配方经验。",
        "schedule": "三个里程碑,十个月。",
        "asked_money": Decimal(4_000_000),
        "own_money": Decimal(500_000),
        "budget": [
            {"name": "试验", "amount": "3000000.00", "note": ""},
            {"name": "材料", "amount": "1500000.00", "note": ""},
        ],
        "promised": [{"indicator": row.pk, "value": row.target} for row in made.topic.indicators.order_by("position")],
        "recommending_unit": made.office.recommending_party,
    }
    made.proposals[-1] = change_proposal(proposal=proposal, changes=changes, by=team.editor, at=at)
    attach_to_proposal(proposal=proposal, purpose="a1", file=a_file(), by=team.editor, at=at)
    sign_letter(proposal=proposal, kind=LetterKind.LEADER, by=team.editor, at=at)


def a_file(name: str = "证明.txt", text: str = "试验台照片见附页。") -> ContentFile[bytes]:
    return ContentFile(text.encode(), name=name)


def a_partner(made: Made, name: str = "苏州示例密封有限公司", *, consents: bool | None = True) -> Team:
    """Ask a partner for the last proposal, and let it answer."""
    team = a_team(name)
    partner = invite_partner(
        proposal=made.proposals[-1],
        organization=team.organization,
        part="截面设计",
        by=made.teams[-1].editor,
        at=BIDDING,
    )
    if consents is not None:
        answer_partner(partner=partner, consents=consents, by=team.administrator, at=BIDDING)
    return team


def a_submitted_proposal(made: Made | None = None, *, team: Team | None = None, at: datetime = BIDDING) -> Made:
    made = a_complete_draft(made, team=team, at=at)
    submit_proposal(proposal=made.proposals[-1], by=made.teams[-1].editor, at=at)
    made.proposals[-1].refresh_from_db()
    return made


def a_recommended_proposal(made: Made | None = None, *, team: Team | None = None, at: datetime = BIDDING) -> Made:
    made = a_submitted_proposal(made, team=team, at=at)
    proposal, administrator = made.proposals[-1], made.teams[-1].administrator
    sign_letter(proposal=proposal, kind=LetterKind.UNIT, by=administrator, at=at)
    stamp_proposal(proposal=proposal, kind=StampKind.OWN_UNIT, by=administrator, at=at)
    stamp_proposal(proposal=proposal, kind=StampKind.RECOMMENDING_UNIT, by=made.office.recommender, at=at)
    proposal.refresh_from_db()
    return made


def an_opened_call(made: Made | None = None, *, teams: int = 1) -> Made:
    made = made or a_published_call()
    for _place in range(teams):
        a_recommended_proposal(made)
    made.call = open_proposals(call=made.call, by=made.office.authority, at=OPENING)
    refresh(made.proposals)
    return made


def a_call_in_review(made: Made | None = None, *, teams: int = 2) -> Made:
    """An opened call whose proposals are all admitted."""
    made = an_opened_call(made, teams=teams)
    at = OPENING + timedelta(hours=2)
    for proposal in made.proposals:
        check_form(proposal=proposal, result=FormResult.ADMITTED, reasons=(), note="", by=made.office.operator, at=at)
    made.call = finish_form_check(call=made.call, by=made.office.operator, at=at)
    refresh(made.proposals)
    return made


def refresh(proposals: Sequence[Proposal]) -> None:
    for proposal in proposals:
        proposal.refresh_from_db()
