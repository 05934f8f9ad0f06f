"""What a change moves: each field of each record from what to what, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words
from qunli.projects.bridge.ratios import CENT
from qunli.projects.models import Milestone, MilestoneIndicator, Payment, Project
from qunli.projects.states import MilestoneState, PaymentState

if TYPE_CHECKING:
    from django.db.models import Model

Kind = Literal["project", "milestone", "indicator", "payment"]
Value = str | date | Decimal


@dataclass(frozen=True, slots=True)
class Move:
    """One field of one record of a project; `was` is filled in when it is asked for."""

    of: Kind
    id: int
    field: str
    now: str
    was: str = ""
    label: str = ""


def _text(value: str) -> Value:
    if not value.strip():
        raise ValueError(value)
    return value.strip()


def _amount(value: str) -> Value:
    try:
        amount = Decimal(value)
    except InvalidOperation as wrong:
        raise ValueError(value) from wrong
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(CENT):
        raise ValueError(value)
    return amount


READERS: Mapping[tuple[str, str], Callable[[str], Value]] = {
    ("project", "ends_on"): date.fromisoformat,
    ("project", "leader_name"): _text,
    ("milestone", "title"): _text,
    ("milestone", "deliverables"): _text,
    ("milestone", "due_on"): date.fromisoformat,
    ("indicator", "name"): _text,
    ("indicator", "target"): _text,
    ("indicator", "unit"): str,
    ("payment", "amount"): _amount,
    ("payment", "due_on"): date.fromisoformat,
}

FIELD_WORDS: Mapping[tuple[str, str], Words] = {
    ("project", "ends_on"): _("end of the project"),
    ("project", "leader_name"): _("leader"),
    ("milestone", "title"): _("title"),
    ("milestone", "deliverables"): _("deliverables"),
    ("milestone", "due_on"): _("due on"),
    ("indicator", "name"): _("indicator"),
    ("indicator", "target"): _("target"),
    ("indicator", "unit"): _("unit"),
    ("payment", "amount"): _("amount"),
    ("payment", "due_on"): _("due on"),
}

OPEN_MILESTONES = (MilestoneState.PLANNED, MilestoneState.REMEDY)
OPEN_PAYMENTS = (PaymentState.PLANNED, PaymentState.DUE)


def records_of(project: Project, moves: Iterable[Move]) -> dict[tuple[str, int], Model]:
    """Load the records that moves speak of, as far as they belong to the project and are still open to change."""
    wanted: dict[str, set[int]] = {}
    for move in moves:
        wanted.setdefault(move.of, set()).add(move.id)
    found: dict[tuple[str, int], Model] = {("project", project.pk): project}
    milestones = project.milestones.filter(pk__in=wanted.get("milestone", ()), state__in=OPEN_MILESTONES)
    indicators = MilestoneIndicator.objects.select_related("milestone").filter(
        pk__in=wanted.get("indicator", ()), milestone__project=project, milestone__state__in=OPEN_MILESTONES
    )
    payments = project.payments.filter(pk__in=wanted.get("payment", ()), state__in=OPEN_PAYMENTS)
    found |= {("milestone", row.pk): row for row in milestones}
    found |= {("indicator", row.pk): row for row in indicators}
    return found | {("payment", row.pk): row for row in payments}


def faults_of_moves(records: Mapping[tuple[str, int], Model], moves: Iterable[Move]) -> dict[str, Words]:
    """Gather everything that is wrong with moves, each fault at `of_id_field`."""
    faults: dict[str, Words] = {}
    for move in moves:
        place = f"{move.of}_{move.id}_{move.field}"
        reader = READERS.get((move.of, move.field))
        if reader is None or (move.of, move.id) not in records:
            faults[place] = _("This cannot be changed any more.")
            continue
        try:
            reader(move.now)
        except ValueError:
            faults[place] = _("This value cannot be read: “%(value)s”.") % {"value": move.now}
    return faults


def told(records: Mapping[tuple[str, int], Model], move: Move) -> Move:
    """Fill in what a move moves from, and what it is called."""
    record = records[move.of, move.id]
    return Move(move.of, move.id, move.field, move.now, shown(getattr(record, move.field)), _label(record))


def value_of(move: Move) -> Value:
    """Read what a move moves to."""
    return READERS[move.of, move.field](move.now)


def shown(value: object) -> str:
    """Write a value as moves keep it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _label(record: Model) -> str:
    match record:
        case Milestone():
            return f"M{record.position} {record.title}"
        case MilestoneIndicator():
            return f"M{record.milestone.position} {record.name}"
        case Payment():
            return f"P{record.position} {record.get_stream_display()}"
        case _:
            return ""


def written(moves: Iterable[Move]) -> list[dict[str, object]]:
    """Write moves as the request keeps them."""
    return [asdict(move) for move in moves]


def read_moves(details: Mapping[str, object]) -> tuple[Move, ...]:
    """Read the moves that a request keeps."""
    rows = details.get("moves")
    return tuple(Move(**row) for row in rows) if isinstance(rows, list) else ()


def words_of(move: Move) -> str:
    """Say which value a move moves."""
    return f"{move.label} · {FIELD_WORDS[move.of, move.field]}".strip(" ·")
