"""Any act by anybody on anything, in any order: most are refused, and the others lead the road astray."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from making.calls import a_file
from making.review import account_of, even_points
from making.road.bidding import start
from making.road.judging import usual_choices
from making.road.later_strays import LATER_STRAYS
from making.road.world import MARK, Pick, Road
from qunli.awards.actions import (
    approve,
    decide,
    pass_to_reserve,
    post_decision,
    prepare_publicity,
    recommend,
    send_back,
)
from qunli.awards.models import Decision
from qunli.calls.actions import (
    answer_partner,
    attach_to_proposal,
    cancel_call,
    change_proposal,
    check_form,
    correct_proposal,
    end_call,
    finish_form_check,
    hand_back_proposal,
    invite_partner,
    open_proposals,
    reject_uncorrected,
    sign_letter,
    stamp_proposal,
    submit_proposal,
    take_back_proposal,
    withdraw_proposal,
)
from qunli.calls.models import Partner
from qunli.calls.states import CallState, FormReason, FormResult, LetterKind, StampKind
from qunli.core.states import SYSTEM
from qunli.publicity.actions import (
    Objector,
    check_notice,
    dismiss_objection,
    end_notice,
    file_objection,
    post_notice,
    uphold_objection,
    withdraw_notice,
)
from qunli.publicity.models import Objection, PublicNotice
from qunli.review.actions import (
    PanelDraft,
    accept_seat,
    appoint_head,
    conclude_panel,
    declare_conflict,
    decline_seat,
    dissolve_panel,
    draw_panel,
    form_panel,
    give_sheet,
    remove_seat,
    save_sheet,
    seat_expert,
    seat_panel,
    sign_opinion,
    start_scoring,
    write_opinion,
)
from qunli.review.models import Panel, Seat
from qunli.review.states import SeatRank

if TYPE_CHECKING:
    from qunli.calls.models import Proposal
    from qunli.people.models import User


def _proposal(road: Road, pick: Pick) -> Proposal:
    return pick.one(road.proposals())


def _editor(road: Road, pick: Pick, proposal: Proposal) -> User:
    return pick.who(road, road.team_of(proposal.lead).editor)


def _stamper(road: Road, pick: Pick, proposal: Proposal, kind: StampKind) -> User:
    own = kind is StampKind.OWN_UNIT
    return pick.who(road, road.team_of(proposal.lead).administrator if own else road.office.recommender)


def begin(road: Road, pick: Pick) -> None:
    start(road, pick.number() % 3)


def change(road: Road, pick: Pick) -> None:
    proposal = _proposal(road, pick)
    changes = {"approach": f"{MARK}:另一方案。"}
    change_proposal(proposal=proposal, changes=changes, by=_editor(road, pick, proposal), at=road.at)


def attach(road: Road, pick: Pick) -> None:
    proposal = _proposal(road, pick)
    by = _editor(road, pick, proposal)
    attach_to_proposal(proposal=proposal, purpose="a1", file=a_file(text=MARK), by=by, at=road.at)


def invite(road: Road, pick: Pick) -> None:
    proposal = _proposal(road, pick)
    by = _editor(road, pick, proposal)
    invite_partner(proposal=proposal, organization=road.partner.organization, part="截面", by=by, at=road.at)


def answer(road: Road, pick: Pick) -> None:
    partner = pick.one(Partner.objects.order_by("id"))
    answer_partner(
        partner=partner, consents=not pick.rarely(), by=pick.who(road, road.partner.administrator), at=road.at
    )


def sign(road: Road, pick: Pick) -> None:
    proposal, kind = _proposal(road, pick), pick.one(list(LetterKind))
    team = road.team_of(proposal.lead)
    sign_letter(proposal=proposal, kind=kind, by=pick.who(road, team.editor, team.administrator), at=road.at)


def submit(road: Road, pick: Pick) -> None:
    proposal = _proposal(road, pick)
    submit_proposal(proposal=proposal, by=_editor(road, pick, proposal), at=road.at)


def take_back(road: Road, pick: Pick) -> None:
    proposal = _proposal(road, pick)
    take_back_proposal(proposal=proposal, by=_editor(road, pick, proposal), at=road.at)


def withdraw(road: Road, pick: Pick) -> None:
    proposal = _proposal(road, pick)
    withdraw_proposal(proposal=proposal, by=_editor(road, pick, proposal), at=road.at)


def stamp(road: Road, pick: Pick) -> None:
    proposal, kind = _proposal(road, pick), pick.one(list(StampKind))
    stamp_proposal(proposal=proposal, kind=kind, by=_stamper(road, pick, proposal, kind), at=road.at)


def hand_back(road: Road, pick: Pick) -> None:
    proposal, kind = _proposal(road, pick), pick.one(list(StampKind))
    by = _stamper(road, pick, proposal, kind)
    hand_back_proposal(proposal=proposal, kind=kind, reason="Again.", by=by, at=road.at)


def open_sealed(road: Road, pick: Pick) -> None:
    open_proposals(call=road.call, by=pick.who(road, road.office.authority, road.office.operator), at=road.at)


def look_at_form(road: Road, pick: Pick) -> None:
    result = pick.one(list(FormResult))
    reasons = () if result is FormResult.ADMITTED else (FormReason.STAMP_MISSING,)
    by = pick.who(road, road.office.operator)
    check_form(proposal=_proposal(road, pick), result=result, reasons=reasons, note="", by=by, at=road.at)


def correct(road: Road, pick: Pick) -> None:
    proposal = _proposal(road, pick)
    files = [("a1", a_file(text=MARK))]
    correct_proposal(proposal=proposal, files=files, by=_editor(road, pick, proposal), at=road.at)


def let_lapse(road: Road, pick: Pick) -> None:
    reject_uncorrected(proposal=_proposal(road, pick), by=SYSTEM, at=road.at)


def finish_check(road: Road, pick: Pick) -> None:
    finish_form_check(call=road.call, by=pick.who(road, road.office.operator), at=road.at)


def end_or_cancel(road: Road, pick: Pick) -> None:
    by = pick.who(road, road.office.authority)
    if pick.number() % 8 == 7:
        cancel_call(call=road.call, reason="No money.", by=by, at=road.at)
    elif pick.number() % 8 == 7:
        end_call(call=road.call, by=by, at=road.at)


def form(road: Road, pick: Pick) -> None:
    group = road.proposals()[: 1 + pick.number() % 3]
    draft = PanelDraft(name="密封", members_wanted=1 + pick.number() % 2, reserves_wanted=pick.number() % 2)
    form_panel(call=road.call, proposals=group, draft=draft, by=pick.who(road, road.office.operator), at=road.at)


def _panel(pick: Pick) -> Panel:
    return pick.one(Panel.objects.order_by("-id"))


def _seat(pick: Pick) -> Seat:
    return pick.one(Seat.objects.order_by("id"))


def seat(road: Road, pick: Pick) -> None:
    expert, rank, panel = pick.one(road.experts), pick.one(list(SeatRank)), _panel(pick)
    seat_expert(panel=panel, expert=expert, rank=rank, by=pick.who(road, road.office.operator), at=road.at)


def draw(road: Road, pick: Pick) -> None:
    by = pick.who(road, road.office.operator)
    draw_panel(panel=_panel(pick), seed=f"seed {pick.number()}", witness="公证员", by=by, at=road.at)


def answer_seat(road: Road, pick: Pick) -> None:
    taken = _seat(pick)
    by = pick.who(road, account_of(taken.expert))
    if pick.rarely():
        decline_seat(seat=taken, reason="Away.", by=by, at=road.at)
    else:
        accept_seat(seat=taken, by=by, at=road.at)


def recuse(road: Road, pick: Pick) -> None:
    taken = _seat(pick)
    by = pick.who(road, account_of(taken.expert))
    declare_conflict(seat=taken, proposal=_proposal(road, pick), fact="My brother.", by=by, at=road.at)


def remove(road: Road, pick: Pick) -> None:
    remove_seat(seat=_seat(pick), reason="Ill.", by=pick.who(road, road.office.operator), at=road.at)


def appoint(road: Road, pick: Pick) -> None:
    appoint_head(seat=_seat(pick), by=pick.who(road, road.office.operator), at=road.at)


def close_forming(road: Road, pick: Pick) -> None:
    act = pick.one([seat_panel, start_scoring, conclude_panel])
    act(panel=_panel(pick), by=pick.who(road, road.office.operator), at=road.at)


def dissolve(road: Road, pick: Pick) -> None:
    if pick.rarely() and pick.rarely():
        dissolve_panel(panel=_panel(pick), reason="Anew.", by=pick.who(road, road.office.operator), at=road.at)


def score(road: Road, pick: Pick) -> None:
    taken, act = _seat(pick), give_sheet if pick.number() % 2 else save_sheet
    act(
        seat=taken,
        proposal=_proposal(road, pick),
        points=even_points(pick.number() % 101),
        reason="so",
        by=pick.who(road, account_of(taken.expert)),
        at=road.at,
    )


def gather(road: Road, pick: Pick) -> None:
    taken = _seat(pick)
    by = pick.who(road, account_of(taken.expert))
    if pick.number() % 2:
        write_opinion(panel=taken.panel, text="We agree.", by=by, at=road.at)
    else:
        sign_opinion(panel=taken.panel, seat=taken, dissent="", by=by, at=road.at)


def propose(road: Road, pick: Pick) -> None:
    choices = usual_choices(road, first=pick.number())
    recommend(call=road.call, choices=choices, by=pick.who(road, road.office.operator), at=road.at)


def _decision(pick: Pick) -> Decision:
    return pick.one(Decision.objects.order_by("-id"))


def take_decision(road: Road, pick: Pick) -> None:
    decision = _decision(pick)
    met_on = road.at.date() + timedelta(days=int(pick.rarely()))
    decide(decision=decision, meeting_record="纪要", met_on=met_on, by=_authority(road, pick), at=road.at)


def _authority(road: Road, pick: Pick) -> User:
    return pick.who(road, road.office.authority, road.second_authority)


def publish(road: Road, pick: Pick) -> None:
    decision = _decision(pick)
    if pick.number() % 2:
        prepare_publicity(decision=decision, contact="021-1", by=pick.who(road, road.office.operator), at=road.at)
    else:
        post_decision(decision=decision, by=_authority(road, pick), at=road.at)


def notice(road: Road, pick: Pick) -> None:
    posted = pick.one(PublicNotice.objects.order_by("-id"))
    act = pick.one([check_notice, post_notice, end_notice, withdraw_notice])
    act(notice=posted, by=pick.who(road, road.office.second_operator, road.office.authority), at=road.at)


def object_to(road: Road, pick: Pick) -> None:
    posted = pick.one(PublicNotice.objects.order_by("-id"))
    objector = Objector(name="赵磊", contact="zhao@example.org")
    by = pick.who(road, road.stranger)
    file_objection(notice=posted, objector=objector, statement="The second has no bench.", by=by, at=road.at)


def settle_objection(road: Road, pick: Pick) -> None:
    filed = pick.one(Objection.objects.order_by("-id"))
    act = uphold_objection if pick.number() % 2 else dismiss_objection
    act(objection=filed, reason="Seen.", by=_authority(road, pick), at=road.at)


def fall_back(road: Road, pick: Pick) -> None:
    decision = _decision(pick)
    if pick.number() % 2:
        filed = pick.one(Objection.objects.order_by("-id"))
        pass_to_reserve(decision=decision, objection=filed, by=_authority(road, pick), at=road.at)
    else:
        send_back(decision=decision, reason="Again.", by=_authority(road, pick), at=road.at)


def give_award(road: Road, pick: Pick) -> None:
    approve(decision=_decision(pick), document_number="〔2026〕1", by=_authority(road, pick), at=road.at)


def be_paid_double(road: Road, pick: Pick) -> None:
    """Recommend two winners of one topic, or more money than there is."""
    choices = [
        type(one)(one.proposal, usual_choices(road)[0].standing, Decimal(9_000_000 * (pick.number() % 2)), "because")
        for one in usual_choices(road)
    ]
    recommend(call=road.call, choices=choices, by=road.office.operator, at=road.at)


Stray = Callable[[Road, Pick], None]

BIDDING: Final[list[Stray]] = [
    *(begin, change, attach, invite, answer, sign, submit, take_back, withdraw, stamp, hand_back, open_sealed),
]
CHECKING: Final[list[Stray]] = [look_at_form, look_at_form, correct, let_lapse, finish_check, end_or_cancel, stamp]
REVIEWING: Final[list[Stray]] = [
    *(form, seat, draw, answer_seat, recuse, remove, appoint, close_forming, dissolve, score, score, gather, propose),
]
DECIDING: Final[list[Stray]] = [
    *(propose, take_decision, publish, notice, object_to, settle_objection, fall_back, give_award, be_paid_double),
]
STRAYS: Final = {one.__name__: one for one in (*BIDDING, *CHECKING, *REVIEWING, *DECIDING, *LATER_STRAYS)}


def acts_at(road: Road) -> list[Stray]:
    """Return the acts that somebody might think of at this stage of the road."""
    state = road.call.state
    if state == CallState.IN_REVIEW:
        return DECIDING if Decision.objects.exclude(state="sent_back").exists() else REVIEWING
    return {CallState.PUBLISHED: BIDDING, CallState.OPENED: CHECKING}.get(CallState(state), LATER_STRAYS)
