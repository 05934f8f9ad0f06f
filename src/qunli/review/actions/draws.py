"""Drawing a panel before a witness, so that anybody can repeat the draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, write_journal
from qunli.core.states import Refused, WrongInput
from qunli.directory.models import Expert, ExpertPost
from qunli.directory.states import ExpertGrade
from qunli.people.models import User
from qunli.review.actions.bench import ask_expert
from qunli.review.actions.panels import PanelNotOpen, conflicts_with_panel, credit_marked, open_panel
from qunli.review.bridge import Candidate, DrawRequest, DrawResult, draw_by_lot
from qunli.review.models import Draw, Panel
from qunli.review.queries.bench import Bench, bench_of
from qunli.review.states import PanelState, SeatOrigin, SeatRank

REGION_DIGITS = 2  # of a GB/T 2260 code: the province
GRADE_ORDER = (ExpertGrade.ACADEMICIAN, ExpertGrade.SENIOR, ExpertGrade.OTHER)


class DrawImpossible(Refused):
    """The pool is too small for the strata; nothing was drawn."""


@action(_("Panel drawn by lot"))
def draw_panel(*, panel: Panel, seed: str, witness: str, by: User, at: datetime, fields: Sequence[str] = ()) -> Draw:
    """Draw the members and reserves that a panel still lacks, recusal first, before a witness.

    Left out, each with the reason: who is not available, sits already, works outside the fields asked for, has a
    credit mark or a conflict with any proposal, and whose region or employer is not known, since the strata cannot be
    tested for them. Raises `DrawImpossible` where the pool cannot fill the members.
    """
    held = open_panel(panel, by=by)
    if held.state != PanelState.FORMING:
        raise PanelNotOpen(_("A panel is drawn while it is being formed."))
    if not seed.strip() or not witness.strip():
        missing = _("A draw has a seed and a witness.")
        raise WrongInput({key: missing for key, text in (("seed", seed), ("witness", witness)) if not text.strip()})
    pool = _Pool(held, fields=fields, at=at)
    request = pool.request(seed.strip())
    if request.members == request.reserves == 0:
        raise WrongInput({"seed": _("Every seat of this panel is taken.")})
    result = draw_by_lot(request)
    _refuse_what_cannot_be(result, request)
    draw = Draw.objects.create(
        panel=held,
        seed=request.seed,
        pool=pool.as_kept(request),
        left_out=pool.left_out,
        drawn=_as_kept(result, pool.names),
        witness=witness.strip(),
        drawn_by=by,
        drawn_at=at,
    )
    _seat(held, result, pool, at=at)
    picked = [pick.id for pick in result.picks]
    write_journal(on=held, by=by, at=at, facts={"draw": draw.pk, "seed": draw.seed, "drawn": picked})
    return draw


def verify_draw(draw: Draw) -> bool:
    """Repeat a draw from what was kept of it; tell whether it gives the same picks in the same order."""
    kept = draw.pool
    request = DrawRequest(
        candidates=tuple(_candidate(row) for row in kept["candidates"]),
        members=kept["members"],
        reserves=kept["reserves"],
        seed=draw.seed,
        seated=tuple(_candidate(row) for row in kept["seated"]),
    )
    again = [(pick.id, pick.rank, pick.ticket) for pick in draw_by_lot(request).picks]
    return again == [(row["expert"], row["rank"], row["ticket"]) for row in draw.drawn["picks"]]


class _Pool:
    """Every expert, sorted into who may be drawn and who is left out and why."""

    def __init__(self, panel: Panel, *, fields: Sequence[str], at: datetime) -> None:
        self._bench: Bench = bench_of(panel)
        self._panel = panel
        self._fields = [field.strip() for field in fields if field.strip()]
        self.experts = {one.pk: one for one in Expert.objects.select_related("party", "jurisdiction").order_by("id")}
        self._employers = self._employers_now(at)
        self.names = {one.pk: one.party.name for one in self.experts.values()}
        self._reasons = self._reasons_against(at)

    @property
    def left_out(self) -> list[dict[str, Any]]:
        """Who may not be drawn, with the reason and the facts."""
        return [
            {"expert": number, "name": self.names[number], "reason": reason, "facts": facts}
            for number, (reason, facts) in self._reasons.items()
        ]

    def request(self, seed: str) -> DrawRequest:
        """What is asked of the draw."""
        panel = self._panel
        return DrawRequest(
            candidates=tuple(self._candidate(number) for number in self.experts if number not in self._reasons),
            members=max(0, panel.members_wanted - len(self._bench.members)),
            reserves=max(0, panel.reserves_wanted - len(self._bench.reserves)),
            seed=seed,
            seated=tuple(self._candidate(seat.expert_id) for seat in self._bench.live_seats),
        )

    def as_kept(self, request: DrawRequest) -> dict[str, Any]:
        """The pool as the record keeps it: enough to repeat the draw without the directory of that day."""
        return {
            "members": request.members,
            "reserves": request.reserves,
            "fields": self._fields,
            "candidates": [self._row(one) for one in request.candidates],
            "seated": [self._row(one) for one in request.seated],
        }

    def _row(self, one: Candidate) -> dict[str, Any]:
        return {
            "expert": one.id,
            "name": self.names[one.id],
            "region": one.region,
            "institutions": sorted(one.institutions),
        }

    def _candidate(self, number: int) -> Candidate:
        return Candidate(number, _region_of(self.experts[number]), frozenset(self._employers.get(number, ())))

    def _employers_now(self, at: datetime) -> dict[int, set[int]]:
        today = timezone.localdate(at)
        held: dict[int, set[int]] = {}
        for post in ExpertPost.objects.order_by("id"):
            if post.until is None or post.until >= today:
                held.setdefault(post.expert_id, set()).add(post.organization_id)
        return held

    def _reasons_against(self, at: datetime) -> dict[int, tuple[str, list[str]]]:
        everybody = list(self.experts.values())
        marked = credit_marked(everybody, at=at)
        sitting = {seat.expert_id for seat in self._bench.seats}
        reasons: dict[int, tuple[str, list[str]]] = {}
        for one in everybody:
            reason = self._reason_against(one, sitting=sitting, marked=marked)
            if reason:
                reasons[one.pk] = (reason, [])
        free = [one for one in everybody if one.pk not in reasons]
        for found in conflicts_with_panel(self._panel, free, at=at):
            reasons.setdefault(found.expert_id, ("conflict", []))[1].append(f"{found.kind.value}: {found.fact}")
        return reasons

    def _reason_against(self, one: Expert, *, sitting: set[int], marked: set[int]) -> str:
        tests = (
            ("not_available", not one.is_available),
            ("has_a_seat", one.pk in sitting),
            ("credit_mark", one.party_id in marked),
            ("field", bool(self._fields) and not set(self._fields) & set(one.fields)),
            ("region_unknown", not _region_of(one)),
            ("employer_unknown", one.pk not in self._employers),
        )
        return next((reason for reason, is_so in tests if is_so), "")


def _region_of(expert: Expert) -> str:
    return (expert.jurisdiction_id or "")[:REGION_DIGITS]


def _candidate(row: dict[str, Any]) -> Candidate:
    return Candidate(row["expert"], row["region"], frozenset(row["institutions"]))


def _refuse_what_cannot_be(result: DrawResult, request: DrawRequest) -> None:
    if result.members_short > 0:
        raise DrawImpossible(
            _("The pool has %(found)d of %(wanted)d members: nobody from one institution twice.")
            % {"found": request.members - result.members_short, "wanted": request.members},
            remedy=_("Widen the fields, add experts, or seat some by hand."),
        )
    if result.one_region:
        raise DrawImpossible(
            _("All members would come from one region."), remedy=_("Add experts of another region to the pool.")
        )


def _as_kept(result: DrawResult, names: dict[int, str]) -> dict[str, Any]:
    return {
        "picks": [
            {"expert": one.id, "name": names[one.id], "rank": one.rank, "place": one.place, "ticket": one.ticket}
            for one in result.picks
        ],
        "passed_over": [{"expert": one.id, "name": names[one.id], "reason": one.reason} for one in result.passed_over],
        "reserves_short": result.reserves_short,
    }


def _seat(panel: Panel, result: DrawResult, pool: _Pool, *, at: datetime) -> None:
    """Ask who was drawn; where the panel has no head, the first ticket of the highest grade is it."""
    members = [pick for pick in result.picks if pick.rank == SeatRank.MEMBER]
    has_head = any(seat.rank == SeatRank.HEAD for seat in bench_of(panel).members)
    head = None if has_head else min(members, key=lambda pick: _seniority(pool.experts[pick.id]), default=None)
    for pick in result.picks:
        rank = SeatRank.HEAD if pick is head else SeatRank(pick.rank)
        ask_expert(panel=panel, expert=pool.experts[pick.id], rank=rank, origin=SeatOrigin.DRAWN, at=at)


def _seniority(expert: Expert) -> int:
    return GRADE_ORDER.index(ExpertGrade(expert.grade))
