"""A joint fund of four parties, with the people of every office, made through actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from making.directory import an_organization
from making.people import AT, a_party, an_account
from qunli.directory.models import Jurisdiction
from qunli.funds.actions import (
    FundEntry,
    PartyEntry,
    PoolEntry,
    YearEntry,
    add_programme,
    approve_list,
    commit_list,
    draft_fund,
    draft_list,
    lay_list,
    line_of_pooled,
    pay_in,
    put_in_pool,
    sign_agreement,
)
from qunli.funds.models import Account, Fund, FundParty, JointList, PoolProject, Programme, Support
from qunli.funds.states import PayRule
from qunli.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qunli.directory.models import Organization
    from qunli.people.models import Party, User

PLACES = (("310000", "上海市"), ("320000", "江苏省"), ("330000", "浙江省"), ("340000", "安徽省"))
PAID = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
YEAR = 2026

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Joint:
    """A fund, its keeper, and for each party, in the agreement's order, its authority and its finance."""

    fund: Fund
    keeper: User
    cashier: User
    parties: tuple[FundParty, ...]
    authorities: tuple[User, ...]
    finances: tuple[User, ...]
    programme: Programme
    bodies: tuple[Organization, ...]

    def fresh(self) -> Fund:
        """Read the fund anew."""
        return Fund.objects.get(pk=self.fund.pk)


def some_regions() -> list[Jurisdiction]:
    """Load the four provinces."""
    return [
        Jurisdiction.objects.get_or_create(code=code, defaults={"name": name, "level": "province"})[0]
        for code, name in PLACES
    ]


def a_fund_entry(
    offices: Sequence[Party], *, amount: int = 1_000_000, cap: int | None = None, **other: Any
) -> FundEntry:
    """Write an agreement down: every office's region promises the same for two years."""
    years = [YearEntry(YEAR, Decimal(amount), Decimal(cap) if cap else None), YearEntry(YEAR + 1, Decimal(amount))]
    parties = [
        PartyEntry(place, office, share=Decimal(share), years=years)
        for place, office, share in zip(some_regions(), offices, (4, 3, 2, 1), strict=True)
    ]
    written: dict[str, Any] = {
        "title": f"长三角联合基金{next(_numbers)}",
        "starts_on": date(YEAR, 1, 1),
        "ends_on": date(YEAR + 1, 12, 31),
        "parties": parties,
        "negative_costs": ("基建", "招待费"),
    }
    return FundEntry(**{**written, **other})


def a_drafted_fund(*, office: Party | None = None, **other: Any) -> Joint:
    """Draft a fund of four parties, signed by none; its books are kept by an office of their own unless told."""
    office = office or a_party(name="Keeper of the fund")
    keeper = an_account(role=Role.AUTHORITY, party=office)
    offices = [a_party(name=f"{name}科技厅") for _code, name in PLACES]
    fund = draft_fund(keeper=office, entry=a_fund_entry(offices, **other), by=keeper, at=AT)
    parties = tuple(
        FundParty.objects.filter(fund=fund).select_related("fund", "office", "jurisdiction").order_by("position")
    )
    return Joint(
        fund=fund,
        keeper=keeper,
        cashier=an_account(role=Role.FINANCE, party=office),
        parties=parties,
        authorities=tuple(an_account(role=Role.AUTHORITY, party=one) for one in offices),
        finances=tuple(an_account(role=Role.FINANCE, party=one) for one in offices),
        programme=add_programme(fund=fund, title="集成电路", title_en="Chips", by=keeper, at=AT),
        bodies=tuple(an_organization(jurisdiction=code) for code, _name in PLACES),
    )


def sign_all(joint: Joint) -> Joint:
    """Let every party sign the present version."""
    for party, by in zip(joint.parties, joint.authorities, strict=True):
        sign_agreement(party=party, version=joint.fresh().version, by=by, at=AT)
    joint.fund.refresh_from_db()
    for party in joint.parties:
        party.refresh_from_db()
    return joint


def a_fund_in_force(**other: Any) -> Joint:
    """Have a fund signed by all; nothing is paid in yet."""
    return sign_all(a_drafted_fund(**other))


def a_paid_fund(*, paid_in: int = 1_000_000, **other: Any) -> Joint:
    """Have every party pay in for the first year."""
    joint = a_fund_in_force(**other)
    for party, by in zip(joint.parties, joint.finances, strict=True):
        pay_in(party=party, amount=Decimal(paid_in), day=PAID.date(), year=YEAR, proof="slip", by=by, at=PAID)
    return joint


def a_pooled_project(joint: Joint, *, lead: int = 0, asked: int = 300_000, title: str = "") -> PoolProject:
    """Put a project of the lead's region with a partner of the next into the pool."""
    entry = PoolEntry(
        title=title or f"攻关{next(_numbers)}",
        lead=joint.bodies[lead],
        partners=[joint.bodies[(lead + 1) % 4]],
        disciplines=("材料", "电子"),
        asked_money=Decimal(asked),
        other_money=Decimal(asked * 2),
    )
    return put_in_pool(party=joint.parties[lead], entry=entry, by=joint.authorities[lead], at=AT)


def a_list_before_the_parties(joint: Joint, *pooled: PoolProject) -> JointList:
    """Lay a list of pooled projects before the parties."""
    lines = [line_of_pooled(one) for one in pooled or (a_pooled_project(joint),)]
    drafted = draft_list(programme=joint.programme, title="2026年度拟支持项目", lines=lines, by=joint.keeper, at=AT)
    return lay_list(joint_list=drafted, by=joint.keeper, at=AT)


def approve_by_all(joint: Joint, joint_list: JointList) -> JointList:
    """Let every party approve the list as it lies before them."""
    for party, by in zip(joint.parties, joint.authorities, strict=True):
        joint_list = approve_list(
            joint_list=joint_list, party=party, fingerprint=joint_list.fingerprint, by=by, at=PAID
        )
    return joint_list


def a_supported_project(joint: Joint, **other: Any) -> Support:
    """Have a project settled by all, and its money committed."""
    settled = approve_by_all(joint, a_list_before_the_parties(joint, a_pooled_project(joint, **other)))
    commit_list(joint_list=settled, by=joint.keeper, at=PAID)
    return Support.objects.select_related("fund", "line__party__fund").get(line__joint_list=settled)


def a_fund_by_shares(**other: Any) -> Joint:
    """Have a paid fund in which all pay by share: 4, 3, 2 and 1."""
    return a_paid_fund(pay_rule=PayRule.SHARES, **other)


def raw_entry(
    fund: int, postings: Sequence[tuple[Account, Decimal]], *, number: int = 900, day: str = "2026-04-01"
) -> None:
    """Write an entry past every action, and let the database say what it thinks of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO funds_entry (fund_id, number_in_fund, kind, day, proof, note, about_room, about_kind, made_at,"
            " digest) VALUES (%s, %s, 'pay', %s, '', '', '', '', now(), '') RETURNING id",
            [fund, number, day],
        )
        key = cursor.fetchone()[0]
        for account, amount in postings:
            cursor.execute(
                "INSERT INTO funds_posting (entry_id, account_id, amount) VALUES (%s, %s, %s)",
                [key, account.pk, amount],
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
