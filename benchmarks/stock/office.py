"""The cluster, who works for it, and the experts."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.stock.sizes import AT, BATCH, SIZES
from qunli.core.states import SYSTEM
from qunli.directory.models import Cluster, Expert, Jurisdiction, TechnologyField
from qunli.directory.states import ExpertGrade
from qunli.people.actions import add_account, add_party, give_role
from qunli.people.models import Grant, Party, User
from qunli.people.states import PartyKind, Role


@dataclass(frozen=True, slots=True)
class Office:
    """The cluster and who works for it."""

    cluster: Cluster
    authority: Party
    operator: User
    second: User
    field: TechnologyField
    experts: tuple[Expert, ...]


def an_account(name: str, role: Role, party: Party) -> User:
    """Make somebody with one role."""
    user = add_account(email=f"{role}@example.org", name=name, password=None, by=SYSTEM, at=AT)
    give_role(user=user, role=role, party=party, by=SYSTEM, at=AT)
    return user


def an_office() -> Office:
    """Make the cluster; its operator is an administrator too, so that one account sees every list."""
    district = Jurisdiction.objects.create(code="310112", name="闵行区", level="county")
    operator = add_party(kind=PartyKind.DEPARTMENT, name="示例集群运营中心", by=SYSTEM, at=AT)
    authority = add_party(kind=PartyKind.DEPARTMENT, name="示例区科学技术委员会", by=SYSTEM, at=AT)
    cluster = Cluster.objects.create(name="示例集群", jurisdiction=district, operator=operator, authority=authority)
    first = an_account("运营一", Role.OPERATOR, operator)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.FINANCE):
        give_role(user=first, role=role, party=operator, by=SYSTEM, at=AT)
    return Office(
        cluster,
        authority,
        operator=first,
        second=an_account("主管一", Role.AUTHORITY, authority),
        field=TechnologyField.objects.create(cluster=cluster, name="示例领域"),
        experts=_experts(district),
    )


def _experts(district: Jurisdiction) -> tuple[Expert, ...]:
    parties = _persons("专家", SIZES["experts"])
    rows = [
        Expert(
            party=party,
            grade=ExpertGrade.values[number % len(ExpertGrade.values)],
            jurisdiction=district,
            fields=["低温密封", "车身"],
            is_synthetic=True,
            sort_key=f"zhuanjia{number:05d}",
        )
        for number, party in enumerate(parties)
    ]
    return tuple(Expert.objects.bulk_create(rows, batch_size=BATCH))


def accounts_of(parties: list[Party]) -> list[User]:
    """Make accounts of member editors, each for an organization."""
    persons = _persons("编辑", SIZES["accounts"])
    rows = [
        User(email=f"editor{number}@example.org", party=person, joined_at=AT, password="!")  # noqa: S106 - nobody's
        for number, person in enumerate(persons)
    ]
    users = User.objects.bulk_create(rows, batch_size=BATCH)
    Grant.objects.bulk_create(
        [
            Grant(user=user, role=Role.MEMBER_EDITOR, party=parties[number], granted_at=AT)
            for number, user in enumerate(users)
        ],
        batch_size=BATCH,
    )
    return users


def _persons(word: str, many: int) -> list[Party]:
    rows = [Party(kind=PartyKind.PERSON, name=f"{word}{number:04d}") for number in range(many)]
    return Party.objects.bulk_create(rows, batch_size=BATCH)
