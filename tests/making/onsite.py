"""Fills a real site with acts that wait to be done, and says afterwards what of it is true; run as a process.

`python -m making.onsite fill` prints, as JSON, one list of waiting acts for each kind: where to post, what, and twenty
sessions of somebody who may. `python -m making.onsite look` prints what is wrong with the site's records.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from qunli.cli.site import make_ready

if __name__ == "__main__":
    make_ready()

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from making.awards import a_recommended_decision
from making.calls import BIDDING, Made, a_complete_draft, a_published_call, a_recommended_proposal
from making.projects import a_cast, a_finished_project, a_running_project
from making.road.laws import doubly_done, unexplained
from qunli.calls.models import Call
from qunli.core.queries.journal import verify_journal

if TYPE_CHECKING:
    from qunli.people.models import User

SESSIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act that waits: where to post, what, by whom, and which entry the journal has once it is done."""

    path: str
    fields: dict[str, str]
    sessions: list[str]
    act: str
    kind: str
    id: int


def fill(times: int) -> dict[str, list[Waiting]]:
    """Make so many waiting acts of each kind."""
    now = timezone.now()
    later = now + timedelta(days=3)
    bidding = a_published_call(team_deadline=later, unit_deadline=later, recommending_deadline=later)
    return {
        "submit": [_submit(bidding) for _time in range(times)],
        "open": [_open(now) for _time in range(times)],
        "decide": [_decide(now) for _time in range(times)],
        "pay": [one for _time in range(times) for one in _pay(now)],
        "accept": [_accept() for _time in range(min(times, 1))],
    }


def sessions_of(user: User) -> list[str]:
    """Sign somebody in twenty times."""
    kept = []
    for _time in range(SESSIONS):
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.create()
        kept.append(str(session.session_key))
    return kept


def _submit(made: Made) -> Waiting:
    a_complete_draft(made, at=BIDDING)
    proposal, user = made.proposals[-1], made.teams[-1].editor
    path = f"/calls/proposals/{proposal.pk}/hand-in/"
    return Waiting(path, {}, sessions_of(user), "calls.submit_proposal", "proposal", proposal.pk)


def _open(now: datetime) -> Waiting:
    made = a_recommended_proposal(a_published_call())
    passed = dict.fromkeys(("team_deadline", "unit_deadline", "recommending_deadline"), now - timedelta(hours=1))
    Call.objects.filter(pk=made.call.pk).update(**passed)
    path = f"/calls/{made.call.pk}/open/"
    return Waiting(path, {}, sessions_of(made.office.authority), "calls.open_proposals", "call", made.call.pk)


def _decide(now: datetime) -> Waiting:
    world, decision = a_recommended_decision(teams=2)
    fields = {"meeting_record": "〔2026〕3", "met_on": timezone.localdate(now - timedelta(days=2)).isoformat()}
    sessions = sessions_of(world.authority)
    return Waiting(f"/awards/{decision.pk}/decide/", fields, sessions, "awards.decide", "decision", decision.pk)


def _pay(now: datetime) -> list[Waiting]:
    cast = a_cast()
    payment = a_running_project(cast).payments.get(state="due")
    steps = {
        "confirm": (cast.authority, {}),
        "release": (cast.finance, {}),
        "paid": (cast.cashier, {"paid_on": timezone.localdate(now).isoformat(), "proof": "slip 1"}),
    }
    acts = {"confirm": "confirm_payment", "release": "release_payment", "paid": "note_payment"}
    return [
        Waiting(
            path=f"/projects/payments/{payment.pk}/{step}/",
            fields=fields,
            sessions=sessions_of(user),
            act=f"projects.{acts[step]}",
            kind="payment",
            id=payment.pk,
        )
        for step, (user, fields) in steps.items()
    ]


def _accept() -> Waiting:
    cast = a_cast()
    project = a_finished_project(cast)
    fields = {"verdict": "passed", "grade": "good", "opinion": "All reached.", "users_opinion": ""}
    path = f"/projects/{project.pk}/acceptance/"
    return Waiting(path, fields, sessions_of(cast.authority), "projects.accept_project", "project", project.pk)


def look() -> dict[str, object]:
    """Say what is wrong: states that no entry explains, acts done twice, the chain."""
    verdict = verify_journal()
    return {"unexplained": sorted(unexplained()), "twice": doubly_done(), "sound": verdict.sound}


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        filled = fill(int(sys.argv[2]))
        sys.stdout.write(json.dumps({kind: [asdict(one) for one in acts] for kind, acts in filled.items()}))
    else:
        sys.stdout.write(json.dumps(look()))
