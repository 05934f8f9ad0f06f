"""Candidates, wishes and assignments over the API."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from qunli.core.api import Key, arrived, paged
from qunli.directory.models import Expert
from qunli.people.models import User
from qunli.people.permits import account_of, require
from qunli.review import actions
from qunli.review.api.assigned import (
    AssignmentIn,
    AssignmentOut,
    CandidacyOut,
    CandidateOut,
    CandidatesIn,
    WholeAssignmentOut,
    WishesIn,
    WishOut,
    whole,
)
from qunli.review.bridge import whole_tables
from qunli.review.models import Assignment, Candidate, Panel
from qunli.review.permits import may_run_panels
from qunli.review.queries.assigned import picture_of, why_of
from qunli.review.queries.bidding import Biddable, biddable
from qunli.review.queries.panels import panels_seen_by
from qunli.review.queries.pool import assignments_of, assignments_seen_by, candidates_of, own_candidacies

router = Router(tags=["review"])


@router.get("/panels/{key}/candidates", response=list[CandidateOut], url_name="candidates", summary="Candidates")
@paged
def candidates(request: HttpRequest, key: Key) -> QuerySet[Candidate]:
    """List who is considered for a panel."""
    return candidates_of(_seen(request, key)).order_by("expert__sort_key", "id")


@router.post("/panels/{key}/candidates", response=list[CandidateOut], url_name="candidates", summary="Name candidates")
def name(request: HttpRequest, key: Key, body: CandidatesIn) -> list[Candidate]:
    """Name experts among whom an assignment may choose."""
    found, user = _run(request, key)
    experts = list(Expert.objects.filter(pk__in=body.expert_ids).select_related("party").order_by("id"))
    if len(experts) != len(set(body.expert_ids)):
        raise Expert.DoesNotExist
    made = actions.name_candidates(panel=found, experts=experts, bids_until=body.bids_until, by=user, at=arrived())
    return list(candidates_of(found).filter(pk__in=[one.pk for one in made]).order_by("expert__sort_key", "id"))


@router.post("/candidates/{key}/drop", response={204: None}, url_name="drop_candidate", summary="Take a candidate off")
def drop(request: HttpRequest, key: Key) -> Status[None]:
    """Take a candidate off the list."""
    user = account_of(request)
    found = Candidate.objects.filter(panel__in=panels_seen_by(user)).select_related("panel__call").get(pk=key)
    actions.drop_candidate(candidate=found, by=user, at=arrived())
    return Status(204, None)


@router.get("/my-candidacies", response=list[CandidacyOut], url_name="my-candidacies", summary="Where I am asked")
@paged
def my_candidacies(request: HttpRequest) -> QuerySet[Candidate]:
    """List where the holder is asked what they would like to judge."""
    return own_candidacies(account_of(request)).order_by("-id")


@router.post(
    "/my-candidacies/{key}/sign", response=CandidacyOut, url_name="sign_my_candidacy", summary="Sign the commitment"
)
def sign(request: HttpRequest, key: Key) -> Candidate:
    """Sign the commitment, which opens the titles."""
    user = account_of(request)
    actions.sign_as_candidate(candidate=own_candidacies(user).get(pk=key), by=user, at=arrived())
    return own_candidacies(user).get(pk=key)


@router.get("/my-candidacies/{key}/wishes", response=list[WishOut], url_name="my_wishes", summary="My wishes")
def wishes(request: HttpRequest, key: Key) -> list[Biddable]:
    """List the proposals as the holder may read them, and what they said."""
    found = own_candidacies(account_of(request)).get(pk=key)
    require(found.commitment_signed_at is not None)
    return biddable(found)


@router.put("/my-candidacies/{key}/wishes", response=list[WishOut], url_name="my_wishes", summary="Say my wishes")
def say(request: HttpRequest, key: Key, body: WishesIn) -> list[Biddable]:
    """Say what one would like to judge; a conflict recuses at once."""
    user = account_of(request)
    actions.save_bids(
        candidate=own_candidacies(user).get(pk=key),
        bids={one.proposal_id: one.wish for one in body.wishes},
        facts={one.proposal_id: one.fact for one in body.wishes},
        by=user,
        at=arrived(),
    )
    return biddable(own_candidacies(user).get(pk=key))


@router.get("/panels/{key}/assignments", response=list[AssignmentOut], url_name="assignments", summary="Assignments")
@paged
def assignments(request: HttpRequest, key: Key) -> QuerySet[Assignment]:
    """List the assignments of a panel, the newest first."""
    return assignments_of(_seen(request, key)).order_by("-id")


@router.post(
    "/panels/{key}/assignments", response={202: AssignmentOut}, url_name="assignments", summary="Ask for an assignment"
)
def ask(request: HttpRequest, key: Key, body: AssignmentIn) -> Status[Assignment]:
    """Ask for a proposal of who judges what; the worker solves it, nobody is appointed by it."""
    found, user = _run(request, key)
    previous = assignments_of(found).get(pk=body.previous_id) if body.previous_id else None
    made = actions.ask_assignment(
        panel=found, wanted=body.wanted, hand=body.hand, previous=previous, by=user, at=arrived()
    )
    return Status(202, made)


@router.get("/assignments/{key}", response=WholeAssignmentOut, url_name="assignment", summary="One assignment")
def assignment(request: HttpRequest, key: Key) -> dict[str, Any]:
    """Show an assignment with every pair's reasons, or why nothing fits."""
    return _whole(assignments_seen_by(account_of(request)).get(pk=key), account_of(request))


@router.get("/assignments/{key}/tables", response=dict[str, Any], url_name="assignment_tables", summary="As solved")
def tables(request: HttpRequest, key: Key) -> dict[str, Any]:
    """Return the tables as solved, in keys and numbers: `qunli assign` reads them."""
    found = assignments_seen_by(account_of(request)).get(pk=key)
    return whole_tables(found.tables) if found.tables.get("proposals") else {}


@router.post("/assignments/{key}/adopt", response=WholeAssignmentOut, url_name="adopt_assignment", summary="Adopt it")
def adopt(request: HttpRequest, key: Key) -> dict[str, Any]:
    """Adopt an assignment: the experts are asked, each for their proposals."""
    user = account_of(request)
    actions.adopt_assignment(assignment=assignments_seen_by(user).get(pk=key), by=user, at=arrived())
    return _whole(assignments_seen_by(user).get(pk=key), user)


@router.post(
    "/assignments/{key}/set-aside", response=AssignmentOut, url_name="set_aside_assignment", summary="Set it aside"
)
def set_aside(request: HttpRequest, key: Key) -> Assignment:
    """Give up what was asked for or proposed."""
    user = account_of(request)
    actions.set_aside_assignment(assignment=assignments_seen_by(user).get(pk=key), by=user, at=arrived())
    return assignments_seen_by(user).get(pk=key)


def _whole(found: Assignment, reader: User) -> dict[str, Any]:
    picture = picture_of(found, reader, at=arrived())
    pairs = [
        {
            "proposal_id": served.proposal.pk,
            "expert_id": judge.pair.expert_id,
            "expert": judge.name,
            "employer": judge.employer,
            "region": judge.region,
            "affinity": judge.pair.affinity,
            "place": judge.pair.place,
            "is_pinned": judge.pair.is_pinned,
            "is_new": judge.is_new,
            "reasons": list(judge.reasons),
        }
        for served in picture.served
        for judge in served.judges
    ]
    counts = {name: getattr(picture, name) for name in ("added", "taken", "kept")}
    return {**whole(found), **counts, "pairs": pairs, "why": why_of(found, picture.experts)}


def _seen(request: HttpRequest, key: int) -> Panel:
    return panels_seen_by(account_of(request)).select_related("call").get(pk=key)


def _run(request: HttpRequest, key: int) -> tuple[Panel, User]:
    user, found = account_of(request), _seen(request, key)
    require(may_run_panels(user, found.call))
    return found, user
