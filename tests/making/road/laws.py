"""What is true at every point of every road, read from the database alone."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db import connection

from making.road.world import MARK, MARK_OF_FILE, Road
from qunli.calls.queries import proposals_seen_by
from qunli.calls.states import ProposalState
from qunli.core.actions.entries import stale_entries
from qunli.core.models import Attachment, JournalEntry, SearchEntry
from qunli.core.queries.journal import verify_journal
from qunli.portal.permits import may_read_file
from qunli.portal.queries.search import Wanted, search_for
from qunli.projects.models import Payment, Project, Recovery, TaskBook
from qunli.review.queries import sheets_seen_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qunli.calls.models import Proposal
    from qunli.people.models import User

SEALED: Final = (
    ProposalState.DRAFT,
    ProposalState.SUBMITTED,
    ProposalState.STAMPED,
    ProposalState.RECOMMENDED,
    ProposalState.MISSED,
    ProposalState.WITHDRAWN,
)
TOLD: Final = ("core_journalentry", "core_journalline", "core_message", "duties_duty", "procrastinate_jobs")
ROOMS: Final = ("calls", "review", "awards", "projects", "publicity")
ONCE: Final = (
    *("calls.publish_call", "calls.finish_form_check", "calls.end_call", "calls.cancel_call"),
    *("review.give_sheet", "review.conclude_panel", "review.start_scoring"),
    *("awards.recommend", "awards.approve", "projects.accept_project", "projects.note_payment"),
    *("projects.settle_change", "publicity.post_notice", "publicity.end_notice", "projects.conclude_transfer"),
)
"""Acts that happen once to a record, however often they are tried."""
CHANGED_TWICE: Final = """
SELECT about_kind, about_id, act FROM core_journalentry
WHERE act = ANY(%s) OR (act = 'calls.open_proposals' AND now <> '')
GROUP BY about_room, about_kind, about_id, act, CASE WHEN act LIKE '%%payment' OR act LIKE '%%change' THEN now END
HAVING count(*) > 1
"""
STAMPED_TWICE: Final = """
SELECT proposal_id, kind, version FROM calls_stamp WHERE NOT is_handed_back
GROUP BY proposal_id, kind, version HAVING count(*) > 1
"""
WON_TWICE: Final = """
SELECT 'won twice', a.topic_id FROM awards_award a JOIN awards_decision d ON d.id = a.decision_id
WHERE a.standing = 'winner' AND d.state <> 'sent_back' GROUP BY a.topic_id HAVING count(*) > 1
UNION ALL
SELECT 'under way twice', a.topic_id FROM projects_project p JOIN awards_award a ON a.id = p.award_id
WHERE p.state IN ('preparing', 'running', 'concluded') GROUP BY a.topic_id HAVING count(*) > 1
UNION ALL
SELECT 'a project of one who did not win', p.id FROM projects_project p JOIN awards_award a ON a.id = p.award_id
JOIN awards_decision d ON d.id = a.decision_id
WHERE d.state <> 'approved' OR a.standing NOT IN ('winner', 'reserve')
"""


def broken_laws(road: Road, *, step: int) -> list[str]:
    """Name the laws that do not hold now; each step looks with the eyes of two more people."""
    eyes = road.people
    looking = [eyes[(2 * step + place) % len(eyes)] for place in range(2)]
    return [
        *_rows(WON_TWICE, []),
        *doubly_done(),
        *_money(),
        *_told(),
        *(line for user in looking for line in _seen(road, user)),
        *unexplained(),
    ]


def broken_at_the_end(road: Road) -> list[str]:
    """Look with everybody's eyes, check the chain, and what every entry says of the one before it."""
    verdict = verify_journal()
    chain = [] if verdict.sound else [f"journal: {verdict.fault}"]
    stale = [f"the search has not heard of {kind} {key}" for kind, key in stale_entries()]
    return [*chain, *stale, *_jumps(), *(line for user in road.people for line in _seen(road, user))]


def digest_of_everything() -> dict[str, tuple[int, int]]:
    """Count and digest every table: what a refused act must leave as it was."""
    with connection.cursor() as cursor:
        cursor.execute(_digesting())
        return {table: (count, int(digest)) for table, count, digest in cursor.fetchall()}


@cache
def _digesting() -> str:
    tables = sorted(name for name in connection.introspection.table_names() if not name.startswith("django_"))
    row = "SELECT '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {0} t"
    return " UNION ALL ".join(row.format(table) for table in tables)


def _rows(question: str, values: Sequence[str | list[str]]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return [str(row) for row in cursor.fetchall()]


def _money() -> Iterator[str]:
    """By stream: handed out never above the signed task book; what comes back never above what went out."""
    for project in Project.objects.all():
        book = TaskBook.objects.filter(project=project, state="in_force").first()
        totals = book.content["totals"] if book else {}
        handed: dict[str, Decimal] = {}
        paid: dict[tuple[str, int], Decimal] = {}
        for one in Payment.objects.filter(project=project, state__in=["confirmed", "released", "paid"]):
            handed[one.stream] = handed.get(one.stream, Decimal(0)) + one.amount
            if one.state == "paid":
                paid[one.stream, one.payer_id] = paid.get((one.stream, one.payer_id), Decimal(0)) + one.amount
            if one.released_by_id is not None and one.released_by_id == one.confirmed_by_id:
                yield f"payment {one.pk} was confirmed and released by one person"
        yield from (
            f"project {project.pk}: {stream} {amount} handed out of {totals.get(stream, 0)}"
            for stream, amount in handed.items()
            if amount > Decimal(totals.get(stream, 0))
        )
        for back in Recovery.objects.filter(project=project):
            if not 0 <= back.amount <= paid.get((back.stream, back.payer_id), Decimal(0)):
                yield f"recovery {back.pk}: {back.amount} of {back.paid}"


def _told() -> Iterator[str]:
    """Nothing of a proposal's text or files stands in the journal, in messages, duties or the queue."""
    asked = [f"SELECT '{table}' FROM {table} t WHERE t::text LIKE %s OR t::text LIKE %s" for table in TOLD]  # noqa: S608 -- our own tables
    words = [f"%{MARK}%", f"%{MARK_OF_FILE}%"] * len(TOLD)
    yield from (f"sealed text in {row}" for row in _rows(" UNION ALL ".join(asked), [*words]))
    kept = SearchEntry.objects.filter(kind="proposal").extra(where=["terms::text LIKE %s"], params=[f"%{MARK[:2]}%"])
    yield from (f"the search keeps a sealed word of {entry}" for entry in kept)


def _seen(road: Road, user: User) -> Iterator[str]:
    """Before the opening a proposal is read by its team and its stamping units; no expert reads scores too early."""
    seen = {one.pk for one in proposals_seen_by(user, at=road.at)}
    sealed = [one for one in road.proposals() if one.state in SEALED]
    shut = [one for one in sealed if not _entitled(road, user, one)]
    yield from (f"{user} reads sealed proposal {one.pk} ({one.state})" for one in shut if one.pk in seen)
    if sealed and len(shut) == len(road.proposals()) and search_for(user, Wanted(MARK), at=road.at).found:
        yield f"{user} finds a sealed proposal"
    for file in Attachment.objects.filter(about_kind="proposal", about_id__in=[one.pk for one in shut]):
        if may_read_file(user, file, at=road.at):
            yield f"{user} reads a file of sealed proposal {file.about_id}"
    panel = road.panel() if user in road.judges else None
    if panel is not None and panel.state == "scoring":
        sheets = list(sheets_seen_by(user, panel))
        given = {one.proposal_id for one in sheets if one.seat.expert.party_id == user.party_id and one.given_at}
        others = [one for one in sheets if one.seat.expert.party_id != user.party_id]
        yield from (f"{user} sees sheet {one.pk} too early" for one in others if one.proposal_id not in given)


def _entitled(road: Road, user: User, proposal: Proposal) -> bool:
    team = road.team_of(proposal.lead)
    consented = proposal.partners.filter(consent="given", organization=road.partner.organization).exists()
    insiders = [team.editor, team.administrator, *([road.partner.editor] if consented else [])]
    insiders += [road.partner.administrator] if consented else []
    return user in insiders or (user == road.office.recommender and proposal.submitted_at is not None)


def _lifecycles() -> Iterator[tuple[str, str, str, str]]:
    """Room, kind, table and first state of every record that has a state."""
    for model in apps.get_models():
        meta = model._meta  # noqa: SLF001 -- Django's documented way to a model's names
        if meta.app_label in ROOMS and any(field.name == "state" for field in meta.fields):
            first = next(field for field in meta.fields if field.name == "state").get_default()
            yield meta.app_label, meta.model_name or "", meta.db_table, str(first)


@cache
def _explaining() -> str:
    """Ask for records whose state is not what the journal said last: of themselves, or as a seat on its panel."""
    parts = []
    for room, kind, table, first in _lifecycles():
        about = f"e.about_room = '{room}' AND e.about_kind = '{kind}' AND e.about_id = r.id AND NOT e.facts ? 'seat'"
        if kind == "seat":
            about = "e.about_kind = 'panel' AND e.about_id = r.panel_id AND (e.facts->>'seat')::bigint = r.id"
        said = f"(SELECT e.now FROM core_journalentry e WHERE {about} AND e.now <> '' ORDER BY e.id DESC LIMIT 1)"  # noqa: S608 -- our own tables
        differs = f"r.state <> coalesce({said}, '{first}')"
        parts.append(f"SELECT '{kind}', r.id, r.state, {said} FROM {table} r WHERE {differs}")  # noqa: S608 -- as above
    return " UNION ALL ".join(parts)


def doubly_done() -> list[str]:
    """Name what was done twice although it is done once."""
    done = [f"twice: {row}" for row in _rows(CHANGED_TWICE, [list(ONCE)])]
    return done + [f"stamped twice: {row}" for row in _rows(STAMPED_TWICE, [])]


def unexplained() -> Iterator[str]:
    """Name the records whose state the journal does not explain."""
    opened = set(
        JournalEntry.objects.filter(act="calls.open_proposals", lines__about_kind="proposal").values_list(
            "lines__about_id", flat=True
        )
    )
    for kind, pk, state, said in _asked(_explaining()):
        if not (kind == "proposal" and pk in opened and state in {"opened", "missed"}):
            yield f"{kind} {pk} is {state}, the journal said {said} last"


def _asked(question: str) -> list[tuple[str, int, str, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [(str(kind), int(pk), str(state), said) for kind, pk, state, said in cursor.fetchall()]


def _jumps() -> Iterator[str]:
    """Every entry begins where the one before it about the same record ended."""
    last: dict[tuple[str, int, object], str] = {}
    for entry in JournalEntry.objects.filter(about_room__in=ROOMS).exclude(now="").order_by("id"):
        key = (entry.about_kind, entry.about_id, entry.facts.get("seat"))
        before = last.get(key, entry.was)
        if entry.was and entry.was != before and (entry.about_kind, entry.was) != ("proposal", "opened"):
            yield f"{entry}: from {entry.was}, but it was {before}"
        last[key] = entry.now
