"""Asking for an assignment, and what becomes of it until somebody adopts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, queue_job, take_step, tell, write_journal
from qunli.core.states import Doer, Words, WrongInput, listed
from qunli.duties.actions import Promise, drop_duties, raise_duty
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.review.actions.panels import PanelNotOpen, open_panel
from qunli.review.bridge import Field, Solved, field_of
from qunli.review.models import AssignedPair, Assignment, Panel
from qunli.review.permits import may_run_panels
from qunli.review.queries.bench import bench_of
from qunli.review.queries.pool import Pair, adopted_of
from qunli.review.queries.terms import number_term
from qunli.review.states import (
    ASSIGNMENT_LIFECYCLE,
    AssignmentMethod,
    AssignmentState,
    FailureCause,
    PanelState,
)

SOLVE = "review.solve_assignment"
DECIDE = "decide on repair"
WAITING = (AssignmentState.ASKED, AssignmentState.SOLVING)
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: judges of each proposal, most and least proposals of each expert, and who sits beside whom.

    A draw has a published seed and a witness. `bid_share` is what the experts' wishes weigh beside the fit in words, in
    percent. `apart`: nobody from one institution twice before a proposal; `mixed`: not all from one province;
    `outsider`: one from outside the lead's province; `seniors`: so many with a senior title.
    """

    method: AssignmentMethod
    demand: int
    load_max: int
    load_min: int = 0
    bid_share: int = 50
    apart: bool = True
    mixed: bool = True
    outsider: bool = False
    seniors: int = 0
    seed: str = ""
    witness: str = ""

    @classmethod
    def of(cls, assignment: Assignment) -> Wanted:
        """Take up what was asked of an earlier assignment; a repair's own seed goes back to the published one."""
        return cls(
            method=AssignmentMethod(assignment.method),
            seed=assignment.seed.partition(" +")[0],
            witness=assignment.witness,
            **assignment.wanted,
        )

    @property
    def rules(self) -> dict[str, object]:
        """The rules alone, as the record keeps them."""
        apart = {"method", "seed", "witness"}
        return {name: value for name, value in asdict(self).items() if name not in apart}


@dataclass(frozen=True, slots=True)
class Hand:
    """Pairs set by hand: proposal's key, expert's key. `pinned` must be, `forbidden` must not."""

    pinned: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()


@action(_("Assignment asked for"))
def ask_assignment(
    *,
    panel: Panel,
    wanted: Wanted,
    by: User,
    at: datetime,
    hand: Hand = Hand(),
    previous: Assignment | None = None,
) -> Assignment:
    """Ask for a proposal of who judges what; the worker solves it, and nobody is appointed by it.

    What still waits to be solved for the panel is set aside, and so is `previous`, which this one is to replace.
    Raises `WrongInput` with every fault.
    """
    held = open_panel(panel, by=by)
    if held.state != PanelState.FORMING and not held.is_divided:
        raise PanelNotOpen(
            _("Every member of this panel judges every proposal: it is divided only while it is being formed.")
        )
    field = field_of(held, on=timezone.localdate(at))
    _check_wanted(held, field, wanted)
    _check_hand(field, hand)
    _set_aside(Assignment.objects.filter(panel=held, state__in=WAITING), by=by, at=at)
    if previous is not None:
        replaced = Assignment.objects.filter(panel=held, pk=previous.pk, state=AssignmentState.PROPOSED)
        _set_aside(replaced, by=by, at=at)
    drawn = wanted.method == AssignmentMethod.DRAW
    made = Assignment.objects.create(
        panel=held,
        method=wanted.method,
        previous=previous,
        wanted=wanted.rules,
        pinned=[list(pair) for pair in hand.pinned],
        forbidden=[list(pair) for pair in hand.forbidden],
        seed=wanted.seed.strip() if drawn else "",
        witness=wanted.witness.strip() if drawn else "",
        asked_by=by,
        stated_at=at,
    )
    facts = {
        "panel": held.pk,
        "method": wanted.method.value,
        "wanted": made.wanted,
        "pinned": len(hand.pinned),
        "forbidden": len(hand.forbidden),
        "seed": made.seed,
    }
    write_journal(on=made, by=by, at=at, now=made.state, facts=facts)
    queue_job(SOLVE, assignment=made.pk)
    return made


def ask_repair_where_short(*, panel: Panel, by: Doer, at: datetime) -> Assignment | None:
    """Ask for a repair where a divided panel has a proposal with too few judges, by the rules it was adopted under."""
    held = Panel.objects.select_related("call").get(pk=panel.pk)
    if not held.is_divided or not bench_of(held).short:
        return None
    before = adopted_of(held)
    return None if before is None else ask_repair(panel=held, before=before, by=by, at=at)


@action(_("Repair of the assignment asked for"))
def ask_repair(*, panel: Panel, before: Assignment, by: Doer, at: datetime) -> Assignment:
    """Ask for the fewest changes that give every proposal its judges again. Called by whatever left it short.

    A drawn panel is completed by lot, under a seed that follows from the published one.
    """
    _set_aside(
        Assignment.objects.filter(panel=panel, state__in=WAITING)
        | Assignment.objects.filter(panel=panel, is_repair=True, state=AssignmentState.PROPOSED),
        by=by,
        at=at,
    )
    number = Assignment.objects.filter(panel=panel, is_repair=True).count() + 1
    root = before.seed.partition(" +")[0]
    made = Assignment.objects.create(
        panel=panel,
        method=before.method,
        is_repair=True,
        previous=before,
        wanted=before.wanted,
        forbidden=before.forbidden,
        seed=f"{root[:90]} +{number}" if root else "",
        witness=before.witness,
        stated_at=at,
    )
    write_journal(on=made, by=by, at=at, now=made.state, facts={"panel": panel.pk, "repairs": before.pk})
    queue_job(SOLVE, assignment=made.pk)
    return made


@action(_("Assignment begun to be solved"))
def start_solving(*, assignment: Assignment, by: Doer, at: datetime) -> Assignment:
    """Note that the worker has taken it up."""
    held = lock(Assignment.objects.all(), assignment.pk)
    was, now = take_step(held, lifecycle=ASSIGNMENT_LIFECYCLE, step="solve")
    held.save(update_fields=["state"])
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


@action(_("Assignment proposed"))
def propose_assignment(*, assignment: Assignment, solved: Solved, by: Doer, at: datetime) -> Assignment:
    """Keep what the solvers found, pair by pair with its reasons; the operator is told."""
    held = lock(Assignment.objects.select_related("panel__call"), assignment.pk)
    was, now = take_step(held, lifecycle=ASSIGNMENT_LIFECYCLE, step="propose")
    held.tables, held.found, held.solved_at = dict(solved.tables), dict(solved.found), at
    held.save(update_fields=["state", "tables", "found", "solved_at"])
    AssignedPair.objects.bulk_create(
        (
            AssignedPair(
                assignment=held,
                proposal_id=one["proposal"],
                expert_id=one["expert"],
                affinity=one["affinity"],
                fit=one["fit"],
                bid=one["bid"],
                place=one["place"],
                is_pinned=one["pinned"],
                terms=one["terms"],
            )
            for one in solved.pairs
        ),
        batch_size=1000,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"pairs": len(solved.pairs)})
    _tell_asker(held, gettext_noop("An assignment for panel %(panel)s is proposed: look at it and adopt it."), at=at)
    if held.is_repair:
        _owe_decision(held, at=at)
    return held


@action(_("Assignment not found"))
def give_up_assignment(
    *, assignment: Assignment, cause: FailureCause, by: Doer, at: datetime, solved: Solved | None = None
) -> Assignment:
    """Keep why nothing was found; the operator is told."""
    held = lock(Assignment.objects.select_related("panel__call"), assignment.pk)
    was, now = take_step(held, lifecycle=ASSIGNMENT_LIFECYCLE, step="fail")
    held.cause, held.solved_at = cause, at
    if solved is not None:
        held.tables, held.found = dict(solved.tables), dict(solved.found)
    held.save(update_fields=["state", "cause", "solved_at", "tables", "found"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"cause": cause.value})
    _tell_asker(held, gettext_noop("No assignment for panel %(panel)s was found: its page says why."), at=at)
    return held


@action(_("Assignment set aside"))
def set_aside_assignment(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Give up what was asked for or proposed; one that is adopted is replaced by another only."""
    panel = lock(Panel.objects.select_related("call"), assignment.panel_id)
    require(may_run_panels(by, panel.call))
    held = lock(Assignment.objects.all(), assignment.pk)
    if held.state == AssignmentState.ADOPTED:
        raise PanelNotOpen(
            _("The panel sits by this assignment."), remedy=_("Ask for another one and adopt that in its place.")
        )
    return supersede_assignment(assignment=held, by=by, at=at)


@action(_("Assignment superseded"))
def supersede_assignment(*, assignment: Assignment, by: Doer, at: datetime) -> Assignment:
    """Take an assignment out of the running; what was owed about it is no longer."""
    held = lock(Assignment.objects.all(), assignment.pk)
    was, now = take_step(held, lifecycle=ASSIGNMENT_LIFECYCLE, step="supersede")
    held.save(update_fields=["state"])
    drop_duties(about=held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _set_aside(rows: QuerySet[Assignment], *, by: Doer, at: datetime) -> None:
    for one in rows.order_by("id"):
        supersede_assignment(assignment=one, by=by, at=at)


def _tell_asker(assignment: Assignment, words: str, *, at: datetime) -> None:
    tell(
        parties=[assignment.panel.call.operator_id],
        occasion=f"assignment {assignment.pk} {assignment.state}",
        words=words,
        params={"panel": assignment.panel.number},
        about=assignment,
        at=at,
    )


def _owe_decision(assignment: Assignment, *, at: datetime) -> None:
    raise_duty(
        owner=assignment.panel.call.operator,
        promise=Promise(
            key=DECIDE,
            words=gettext_noop("Adopt or set aside the repair of the assignment of panel %(panel)s"),
            params={"panel": assignment.panel.number},
            due=None,
            undated_because=gettext_noop("the rules set no date"),
            role=Role.OPERATOR,
        ),
        about=assignment,
        at=at,
    )


def _check_wanted(panel: Panel, field: Field, wanted: Wanted) -> None:
    fewest = number_term(panel.call, "review_members_min") or 1
    tests: tuple[tuple[str, bool, Words], ...] = (
        (
            "demand",
            wanted.demand >= fewest,
            _("The rules of this call ask for at least %(fewest)d members.") % {"fewest": fewest},
        ),
        ("load_max", wanted.load_max >= 1, _("Everybody judges at least one proposal.")),
        ("load_min", 0 <= wanted.load_min <= wanted.load_max, _("The least lies between 0 and the most.")),
        ("bid_share", 0 <= wanted.bid_share <= WHOLE, _("A share lies between 0 and 100 percent.")),
        ("seniors", 0 <= wanted.seniors <= wanted.demand, _("No more than each proposal has judges.")),
        ("experts", bool(field.experts), _("Nobody can be assigned yet: name candidates first.")),
    )
    faults = {place: words for place, holds, words in tests if not holds}
    if wanted.method == AssignmentMethod.DRAW:
        missing = _("A draw has a seed and a witness.")
        faults |= {key: missing for key in ("seed", "witness") if not getattr(wanted, key).strip()}
    if faults:
        raise WrongInput(faults)


def _check_hand(field: Field, hand: Hand) -> None:
    """Refuse a pair that is not of this panel, or that must be and must not."""
    proposals = {one.pk: one.number for one in field.proposals}
    experts = {one.pk: str(one) for one in field.experts}

    def named(pairs: Sequence[Pair]) -> str:
        return listed(f"{proposals.get(one, one)} – {experts.get(two, two)}" for one, two in pairs)

    faults: dict[str, Words] = {}
    strange = [pair for pair in (*hand.pinned, *hand.forbidden) if pair[0] not in proposals]
    strange += [pair for pair in hand.pinned if pair[0] in proposals and pair[1] not in experts]
    tied = [pair for pair in hand.pinned if pair in field.barred]
    both = sorted(set(hand.pinned) & set(hand.forbidden))
    if strange:
        faults["hand"] = _("Not of this panel and its candidates: %(pairs)s.") % {"pairs": named(strange)}
    elif tied:
        faults["hand"] = _("A fact stands against what is to be kept: %(pairs)s.") % {"pairs": named(tied)}
    elif both:
        faults["hand"] = _("Both kept and ruled out: %(pairs)s.") % {"pairs": named(both)}
    if faults:
        raise WrongInput(faults)
