"""The one search over 100,000 records of every size, beside `ILIKE` over the same rows with the same rights.

`python -m benchmarks.searching` fills a site of its own. CPU is that of this process; PostgreSQL's work is in the wall
time. Every reader asks every question; a question's figure is the median of its rounds.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.site import running_site

if TYPE_CHECKING:
    from qunli.directory.models import Cluster, Organization, TechnologyField
    from qunli.people.models import Party, User
    from qunli.people.permits import Anyone

SIZES: Final = {"organizations": 30_000, "needs": 40_000, "list items": 5_000, "notices": 15_000, "documents": 10_000}
AT: Final = datetime(2026, 3, 2, 1, tzinfo=UTC)
ROUNDS: Final = 7
TECHNICAL: Final = 0.1
"""The share of words that many texts have in common; the others are two characters out of three thousand."""
BATCH: Final = 2000
WORDS: Final = """
天窗 密封 低温 电机 轮毂 电解质 硫化物 传感器 控制器 焊接 铝合金 涂层 轴承 齿轮 阀门 液压 模具 注塑
橡胶 纤维 复合 芯片 封装 功率 散热 电池 隔膜 正极 负极 氢能 燃料 催化 激光 视觉 雷达 导航 机器人
减速器 伺服 丝杠 刀具 数控 检测 标定 仿真 软件 算法 sealing motor battery polymer sensor laser
coating bearing hydraulic casting welding simulation cathode inverter
""".split()  # noqa: SIM905 -- words, not a list of quotes
ASKED: Final = {
    "a rare word": "稀土永磁",
    "a common word": "密封",
    "two words of many": "电池 传感器",
    "Traditional script": "電解質 隔膜",
    "the beginning of a word": "polym",
    "nothing to be found": "氦闪聚变",
}


@dataclass(frozen=True, slots=True)
class Timed:
    """What one question took: milliseconds, and statements."""

    question: str
    reader: str
    found: int
    wall_ms: float
    cpu_ms: float
    server_ms: float
    statements: int
    peer_ms: float
    peer_cpu_ms: float


def report() -> str:
    """Fill, rebuild the entries, ask, and write a table. Needs a running site."""
    from django.db import connection  # noqa: PLC0415 -- needs a set-up site

    from qunli.core.actions.entries import rebuild_entries  # noqa: PLC0415 -- as above

    people = _fill()
    _indexed(on=False)  # the site's role could not: a rebuild of a living site is slower, and stays searchable
    began = time.perf_counter(), time.process_time()
    entries = rebuild_entries(at=AT)
    _indexed(on=True)
    rebuilt = time.perf_counter() - began[0], time.process_time() - began[1]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        sizes = ("pg_total_relation_size", "pg_indexes_size")
        cursor.execute("SELECT " + ", ".join(f"{size}('core_searchentry') / 1048576" for size in sizes))
        whole, indexes = cursor.fetchone() or (0, 0)
    lines = [
        (
            f"{entries:,} records; all entries anew in {rebuilt[0]:.0f} s ({rebuilt[1]:.0f} s CPU); "
            f"{whole} MB, of it {indexes} MB indexes"
        ),
        (
            f"{'question':<26}{'reader':<10}{'found':>8}{'statements':>12}"
            f"{'wall ms':>10}{'CPU ms':>9}{'server CPU':>12}{'ILIKE wall':>12}{'ILIKE CPU':>11}"
        ),
    ]
    timed = [_timed(question, words, name, user) for name, user in people.items() for question, words in ASKED.items()]
    lines += [
        f"{one.question:<26}{one.reader:<10}{one.found:>8,}{one.statements:>12}"
        f"{one.wall_ms:>10.1f}{one.cpu_ms:>9.1f}{one.server_ms:>12.1f}{one.peer_ms:>12.1f}{one.peer_cpu_ms:>11.1f}"
        for one in timed
    ]
    slowest = max(timed, key=lambda one: one.cpu_ms + one.server_ms)
    lines.append(f"most CPU: {slowest.cpu_ms + slowest.server_ms:.1f} ms, {slowest.question}, {slowest.reader}")
    return "\n".join(lines)


def _indexed(*, on: bool) -> None:
    from django.db import connection  # noqa: PLC0415 -- as above

    from qunli.core.models import SearchEntry  # noqa: PLC0415 -- as above

    with connection.schema_editor() as editor:
        for index in SearchEntry._meta.indexes:  # noqa: SLF001 -- Django's documented interface
            (editor.add_index if on else editor.remove_index)(SearchEntry, index)


def _server_ns() -> int:
    """Time that PostgreSQL's process of this connection has been on a processor, where the system tells."""
    from django.db import connection  # noqa: PLC0415 -- as above

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = (cursor.fetchone() or [0])[0]
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _timed(question: str, words: str, reader: str, user: Anyone) -> Timed:
    from django.db import connection  # noqa: PLC0415 -- as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above

    from qunli.portal.queries.search import Wanted, search_for  # noqa: PLC0415 -- as above

    found = search_for(user, Wanted(words), at=AT)
    with CaptureQueriesContext(connection) as captured:
        search_for(user, Wanted(words), at=AT)
    rounds = [_clocked(lambda: search_for(user, Wanted(words), at=AT)) for _round in range(ROUNDS)]
    peers = [_clocked(lambda: _by_ilike(user, words)) for _round in range(3)]
    wall, cpu, server = (median(side) for side in zip(*rounds, strict=True))
    return Timed(question, reader, found.total, wall, cpu, server, len(captured), *_medians(peers))


def _by_ilike(user: Anyone, words: str) -> int:
    """Count, by kind, the rows that hold every word in one script or the other, and fetch a page: no choices."""
    from django.db.models import Q  # noqa: PLC0415 -- as above

    from qunli.core.queries.searching import searched_kinds  # noqa: PLC0415 -- as above
    from qunli.engines.notation import script  # noqa: PLC0415 -- as above

    columns = {
        "organization": ("name", "about"),
        "need": ("title", "problem"),
        "item": ("public_title", "public_summary"),
        "notice": ("title", "text"),
        "document": ("title", "text"),
    }
    total = 0
    for kind in searched_kinds():
        if kind.kind in columns:
            rows = kind.seen_by(user, AT)
            for word in words.split():
                anywhere = Q()
                for column in columns[kind.kind]:
                    for spelling in {word, script.to_simplified(word), script.to_traditional(word)}:
                        anywhere |= Q(**{f"{column}__icontains": spelling})
                rows = rows.filter(anywhere)
            total += rows.count()
            list(rows.order_by("-pk").values_list("pk", flat=True)[:20])
    return total


def _medians(rounds: list[tuple[float, float, float]]) -> tuple[float, float]:
    """Return wall time, and CPU time of both processes together."""
    return median(one[0] for one in rounds), median(one[1] + one[2] for one in rounds)


def _clocked(run: Callable[[], object]) -> tuple[float, float, float]:
    server = _server_ns()
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    took = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
    return (*took, (_server_ns() - server) / 1e6)


def _fill() -> dict[str, Anyone]:
    """Write the records by bulk, and those who will ask."""
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 -- as above

    from qunli.directory.models import Cluster, Jurisdiction, TechnologyField  # noqa: PLC0415 -- as above
    from qunli.people.models import Grant, Party, User  # noqa: PLC0415 -- as above
    from qunli.people.states import PartyKind, Role  # noqa: PLC0415 -- as above

    chance = random.Random(7)  # noqa: S311 -- a stock for measuring
    places = [
        Jurisdiction.objects.get_or_create(code=f"{code}0101", defaults={"name": name, "level": "county"})[0]
        for code, name in (("31", "甲区"), ("32", "乙区"), ("33", "丙区"), ("34", "丁区"))
    ]
    offices = Party.objects.bulk_create(
        Party(kind=PartyKind.DEPARTMENT, name=f"示例办公室{place}") for place in range(8)
    )
    clusters = [
        Cluster.objects.create(
            name=f"示例集群{place}", jurisdiction=places[place], operator=offices[place], authority=offices[4 + place]
        )
        for place in range(4)
    ]
    fields = [
        TechnologyField.objects.create(cluster=cluster, name=f"领域{place}", position=place)
        for cluster in clusters
        for place in range(4)
    ]
    bodies = _organizations(chance, clusters)

    def account(name: str, role: Role, party: Party) -> User:
        person = Party.objects.create(kind=PartyKind.PERSON, name=name)
        made = User.objects.create(email=f"{name}@searching.invalid", party=person, joined_at=AT)
        Grant.objects.create(user=made, role=role, party=party, granted_at=AT)
        return made

    people: dict[str, Anyone] = {
        "operator": account("operator", Role.OPERATOR, offices[0]),
        "auditor": account("auditor", Role.AUDITOR, offices[4]),
        "member": account("member", Role.MEMBER_EDITOR, bodies[0].party),
        "visitor": AnonymousUser(),
    }
    _needs(chance, bodies, clusters, fields)
    _papers(chance, offices[4])
    return people


def _organizations(chance: random.Random, clusters: list[Cluster]) -> list[Organization]:
    from qunli.directory.bridge.naming import search_columns  # noqa: PLC0415 -- as above
    from qunli.directory.models import Membership, Organization  # noqa: PLC0415 -- as above
    from qunli.directory.states import OrganizationKind  # noqa: PLC0415 -- as above
    from qunli.people.models import Party  # noqa: PLC0415 -- as above
    from qunli.people.states import PartyKind  # noqa: PLC0415 -- as above

    names = [
        f"{chance.choice(WORDS)}{chance.choice(WORDS)}示例{number}号公司" for number in range(SIZES["organizations"])
    ]
    parties = Party.objects.bulk_create(
        [Party(kind=PartyKind.ORGANIZATION, name=name) for name in names], batch_size=BATCH
    )
    made = []
    for number, party in enumerate(parties):
        columns = search_columns(party.name)
        made.append(
            Organization(
                party=party,
                name=party.name,
                kind=OrganizationKind.ENTERPRISE,
                jurisdiction=clusters[number % 4].jurisdiction,
                about=_text(chance, 20),
                name_key=columns.name_key,
                sort_key=columns.sort_key,
                bigrams=columns.bigrams,
                entered_at=AT,
            )
        )
    made = Organization.objects.bulk_create(made, batch_size=BATCH)
    Membership.objects.bulk_create(
        [
            Membership(cluster=clusters[number % 4], organization=one, since=date(2025, 1, 1))
            for number, one in enumerate(made)
            if number % 2
        ],
        batch_size=BATCH,
    )
    return made


def _needs(
    chance: random.Random, bodies: list[Organization], clusters: list[Cluster], fields: list[TechnologyField]
) -> None:
    from qunli.needs.models import KeyTechnologyList, ListItem, Need  # noqa: PLC0415 -- as above
    from qunli.needs.states import NeedState  # noqa: PLC0415 -- as above

    def need(number: int) -> Need:
        at = AT - timedelta(days=chance.randrange(1500))
        return Need(
            cluster=clusters[number % 4],
            organization=bodies[number % len(bodies)],
            field=fields[4 * (number % 4) + chance.randrange(4)],
            title=_text(chance, 4),
            problem=_text(chance, 40) + ("稀土永磁" if number % 4000 == 0 else ""),
            is_confidential=number % len(clusters) == 0,
            stated_at=at,
            state=NeedState.ACCEPTED if number % 3 else NeedState.SUBMITTED,
        )

    made = Need.objects.bulk_create([need(number) for number in range(SIZES["needs"])], batch_size=BATCH)
    lists = [KeyTechnologyList.objects.create(cluster=one, title="示例清单", stated_at=AT) for one in clusters]
    ListItem.objects.bulk_create(
        [
            ListItem(
                key_list=lists[number % 4],
                need=one,
                field=one.field or fields[0],
                position=number,
                public_title=one.title,
                public_summary=_text(chance, 20),
                checked_at=None,
                stated_at=one.stated_at,
            )
            for number, one in enumerate(made[: SIZES["list items"]])
        ],
        batch_size=BATCH,
    )
    from qunli.people.models import User  # noqa: PLC0415 -- as above

    ListItem.objects.update(checked_at=AT, checked_by=User.objects.order_by("pk").first())


def _papers(chance: random.Random, office: Party) -> None:
    import hashlib  # noqa: PLC0415 -- only here

    from qunli.evidence.models import Document  # noqa: PLC0415 -- as above
    from qunli.evidence.states import DocumentState  # noqa: PLC0415 -- as above
    from qunli.publicity.models import PublicNotice  # noqa: PLC0415 -- as above
    from qunli.publicity.states import NoticeState  # noqa: PLC0415 -- as above

    PublicNotice.objects.bulk_create(
        [
            PublicNotice(
                about_room="awards",
                about_kind="decision",
                about_id=number + 1,
                about_label="示例",
                title=_text(chance, 4),
                text=_text(chance, 40),
                working_days=5,
                counts_first_day=False,
                in_name_of=office,
                contact="示例",
                stated_at=AT,
                first_day=date(2026, 2, 1),
                last_day=date(2026, 2, 8),
                state=NoticeState.ENDED,
            )
            for number in range(SIZES["notices"])
        ],
        batch_size=BATCH,
    )
    Document.objects.bulk_create(
        [
            Document(
                title=_text(chance, 4),
                source="示例",
                text=_text(chance, 120),
                sha256=hashlib.sha256(str(number).encode()).hexdigest(),
                is_confidential=number % 5 == 0,
                stated_at=AT,
                state=DocumentState.READ,
                read_at=AT,
            )
            for number in range(SIZES["documents"])
        ],
        batch_size=BATCH,
    )


def _text(chance: random.Random, words: int) -> str:
    return "".join(_spelled(chance) for _word in range(words))


def _spelled(chance: random.Random) -> str:
    """Common words often and rare ones seldom, as in any text; a few characters between them."""
    place = min(int(chance.expovariate(1 / 12)), len(WORDS) - 1)
    word = (
        WORDS[place]
        if chance.random() < TECHNICAL
        else chr(0x4E00 + chance.randrange(3000)) + chr(0x4E00 + chance.randrange(3000))
    )
    return f" {word} " if word[0] < "\u0250" else word


if __name__ == "__main__":
    with running_site():
        print(report())
