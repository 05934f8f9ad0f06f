"""Who may run panels, judge, and see scores."""

from __future__ import annotations

from qunli.calls.models import Call
from qunli.people.permits import Anyone, standing_of
from qunli.people.states import Role
from qunli.review.models import Candidate, Panel, Seat
from qunli.review.states import SeatState

LIVE_SEATS = (SeatState.ASKED, SeatState.SERVING)


def may_run_panels(user: Anyone, call: Call) -> bool:
    """Whoever prepares the call runs its panels: the operator, or the service body that runs it for the authority."""
    return bool({call.operator_id} & standing_of(user).parties(Role.OPERATOR, Role.SERVICE_BODY))


def may_look_at_panel(user: Anyone, panel: Panel) -> bool:
    """Who runs panels, the authority that will decide, and the auditor look at a panel; experts have a desk."""
    standing = standing_of(user)
    looks = standing.holds(Role.AUTHORITY, panel.call.authority_id) or standing.holds(Role.AUDITOR)
    return looks or may_run_panels(user, panel.call)


def may_read_panel_papers(user: Anyone, panel: Panel) -> bool:
    """Who looks at a panel reads what it signed, and who serves on it does."""
    own = standing_of(user).own_party_id
    sits = own is not None and panel.seats.filter(expert__party=own, state=SeatState.SERVING).exists()
    return sits or may_look_at_panel(user, panel)


def is_own_seat(user: Anyone, seat: Seat) -> bool:
    """Tell whether the seat is the user's own, whatever became of it."""
    own = standing_of(user).own_party_id
    return own is not None and seat.expert.party_id == own


def holds_seat(user: Anyone, seat: Seat) -> bool:
    """Tell whether the user sits here now."""
    return is_own_seat(user, seat) and seat.state in LIVE_SEATS


def may_read_proposals(user: Anyone, seat: Seat) -> bool:
    """An expert reads after accepting and signing the recusal commitment."""
    return is_own_seat(user, seat) and seat.state == SeatState.SERVING and seat.commitment_signed_at is not None


def may_pay_experts(user: Anyone) -> bool:
    """Finance pays."""
    return standing_of(user).holds(Role.FINANCE)


def may_see_fees(user: Anyone, panel: Panel) -> bool:
    """Who runs the panel, finance, the authority and the auditor see the pay sheet."""
    return may_look_at_panel(user, panel) or may_pay_experts(user)


def is_own_candidacy(user: Anyone, candidate: Candidate) -> bool:
    """Tell whether the one who is considered is the user."""
    own = standing_of(user).own_party_id
    return own is not None and candidate.expert.party_id == own
