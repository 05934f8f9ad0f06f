"""The fifth part of the road: a panel is drawn, an expert is recused, scores are given, one opinion is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qunli.review.models import Panel, Seat
from qunli.review.queries import bench_of
from walking.bidding import proposal_of
from walking.calling import call_of
from walking.words import said as _

if TYPE_CHECKING:
    from qunli.calls.models import Proposal
    from walking.person import Person
    from walking.road import Road

NAME, PLACE = "全景天窗低温密封评审组", "梅陇示例集群运营服务中心二楼会议室"
MEMBERS, RESERVES = 5, 2
LINES = {
    "en": ("Fit to the need", "Technical approach", "Team and means", "Plan and milestones", "Budget"),
    "zh-hans": ("切合需求", "技术路线", "团队与条件", "计划与里程碑", "经费合理性"),
}
"""The lines of the pack's rubric; a pack's words are the pack's own."""

POINTS = (91, 86, 80, 74)
"""What every expert gives to the proposals in the order of the example, but for a point of their own."""

TIE = "曾与该牵头单位合作发表论文"


def walk(road: Road) -> None:
    """Walk from the forming of the panel to its signed opinion and the experts' fees."""
    it_is_formed_and_drawn(road)
    experts_take_their_seats(road)
    one_is_recused(road)
    it_meets(road)
    scores_are_given(road)
    the_opinion_is_signed(road)
    fees_are_paid(road)


def panel_of() -> Panel:
    """Return the panel of the walk."""
    return Panel.objects.select_related("call").get(name=NAME)


def seats_of() -> list[Seat]:
    """Return who sits, in order."""
    return list(bench_of(panel_of()).live_seats)


def expert_on(road: Road, seat: Seat) -> Person:
    """Return who holds a seat; those of the first and the second go the whole way, the others a shorter one."""
    key = next(key for key, expert in road.world.experts.items() if expert.pk == seat.expert_id)
    return (road if seat.position <= 2 else road.hurried).person(key)


def _first_member() -> Seat:
    """Return the first seat, or the second where the first is the head's."""
    return next(seat for seat in seats_of() if seat.rank == "member")


def proposals(road: Road) -> list[Proposal]:
    """Return the proposals in the order of the example."""
    return [proposal_of(told) for told in road.told["proposal"]]


def it_is_formed_and_drawn(road: Road) -> None:
    """Let the operator form the panel, draw it before a witness, and fix the hours of defence."""
    operator = road.person("p-operator")
    road.it_is(2025, 12, 2, 9, 0)
    operator.finds(_("Calls to form a panel for"))
    operator.follows(_("Form a panel"), within=call_of(road).title)
    operator.sends(
        {
            _("Name of the panel"): NAME,
            _("Members", "of a panel"): str(MEMBERS),
            _("Reserves"): str(RESERVES),
            _("Meets at"): "2025-12-05T09:00",
            _("Place"): PLACE,
        },
        _("Form the panel"),
    )
    operator.follows(_("Draw by lot"))
    witness = road.world.users["p-auditor"].party.name
    operator.sends({_("Seed"): str(road.told["panel"]["seed"]), _("Witness"): witness}, _("Draw"))
    operator.sees(_("Repeats to the same result"), witness, _("Left out before the draw"))
    auditor = road.person("p-auditor")
    auditor.turns_to(_("Review"), NAME, _("Record of the draw"))
    auditor.sees(_("Repeats to the same result"))
    operator.turns_to(_("Review"), NAME, _("Defence slots"))
    hours: dict[Any, str] = {}
    for place, proposal in enumerate(proposals(road)):
        day = f"2025-12-05T{10 + place}"
        hours |= {_("%(proposal)s from", proposal=proposal.number): f"{day}:00"}
        hours |= {_("%(proposal)s to", proposal=proposal.number): f"{day}:30"}
    operator.sends(hours, _("Save"))
    operator.presses(_("Appoint head"), within=str(_first_member().expert))
    operator.sees(_("Head appointed."))


def experts_take_their_seats(road: Road) -> None:
    """Let each expert who was drawn accept and sign the commitment; before that they read nothing."""
    road.it_is(2025, 12, 3, 9, 0)
    for seat in seats_of():
        expert = expert_on(road, seat)
        expert.finds(_("Accept or decline the seat on panel %(panel)s", panel=panel_of().number))
        expert.misses(proposals(road)[0].title)
        expert.presses(_("Accept"))
        expert.sees(_("Recusal commitment"))
        expert.presses(_("Sign"))
        if seat.rank != "reserve":
            expert.sees(proposals(road)[0].title)


def one_is_recused(road: Road) -> None:
    """Let an expert declare a tie with two clicks: the proposal is gone, and a reserve stands in for it."""
    road.it_is(2025, 12, 3, 15, 0)
    seat, last = _first_member(), proposals(road)[-1]
    expert = expert_on(road, seat)
    expert.turns_to(_("Review"), NAME)
    expert.follows(_("I have a conflict"), within=last.title)
    expert.sends({_("What ties you to the team"): TIE}, _("Declare"))
    expert.sees(proposals(road)[0].title)
    expert.misses(last.title)
    operator = road.person("p-operator")
    operator.turns_to(_("Review"), NAME)
    operator.sees(_("declared by the expert"), TIE)


def it_meets(road: Road) -> None:
    """Let the panel be seated, the experts sign in on the day, and the scoring begin."""
    operator = road.person("p-operator")
    operator.presses(_("Seat the panel"))
    operator.sees(_("The panel is complete."))
    team = road.person(road.told["proposal"][0]["leader"])
    team.comes()
    team.sees(proposals(road)[0].number)
    road.it_is(2025, 12, 5, 9, 0)
    for seat in seats_of():
        expert = expert_on(road, seat)
        expert.turns_to(_("Review"), NAME)
        expert.presses(_("I am here: sign in"))
    operator.turns_to(_("Review"), NAME)
    operator.presses(_("Start scoring"))


def scores_are_given(road: Road) -> None:
    """Let everybody score what they judge; nobody sees another's score before giving their own."""
    road.it_is(2025, 12, 5, 15, 0)
    bench, operator = bench_of(panel_of()), road.person("p-operator")
    for place, proposal in enumerate(proposals(road)):
        for seat in bench.judges_of(proposal.pk):
            _scores(road if place == 0 else road.hurried, seat, proposal, POINTS[place] + seat.position % 3)
            if (place, seat.position) == (0, 1):
                operator.turns_to(_("Review"), NAME, _("Ranking"))
                operator.sees(_("No ranking yet"))
    operator.turns_to(_("Review"), NAME, _("Ranking"))
    operator.sees(*(proposal.number for proposal in proposals(road)))


def _scores(road: Road, seat: Seat, proposal: Proposal, points: int) -> None:
    expert, judged = expert_on(road, seat), proposal.title
    expert.finds(_("Give your score sheets on panel %(panel)s", panel=panel_of().number), judged)
    expert.sees(proposal.approach[:20])
    expert.misses(_("What the others gave"))
    lines: dict[Any, str] = {line: str(points) for line in LINES[road.language]}
    if seat.position == 1 and not road.is_hurried:
        first = next(iter(lines))
        expert.sends({first: lines.pop(first)}, _("Save half-way"))
        expert.sees(_("Saved. Nobody else sees it."))
        expert.sends(lines, _("Give"), refused=_("Say why."))
    expert.sends({**lines, _("Why"): f"{points} 分,理由见会议记录。"}, _("Give"))


def the_opinion_is_signed(road: Road) -> None:
    """Let the head gather one opinion, all sign it, and the operator conclude the panel."""
    road.it_is(2025, 12, 5, 16, 40)
    bench, number = bench_of(panel_of()), panel_of().number
    head = expert_on(road, next(seat for seat in bench.serving if seat.rank == "head"))
    head.finds(_("All score sheets of panel %(panel)s are given: gather its opinion.", panel=number))
    head.follows(NAME)
    head.follows(_("Opinion"))
    head.follows(_("Gather the opinion"))
    head.sends({_("Opinion"): road.told["panel"]["opinion"]["text"].strip()}, _("Save"))
    for seat in bench.signers:
        expert = expert_on(road, seat)
        expert.finds(_("Sign version %(version)s of the opinion of panel %(panel)s", version="1", panel=number))
        expert.follows(_("Opinion"))
        expert.follows(_("Sign"))
        expert.presses(_("Sign"))
    operator = road.person("p-operator")
    operator.turns_to(_("Review"), NAME)
    operator.presses(_("Conclude"))
    operator.sees(_("The panel is concluded. Its fees can be computed, and the call be recommended on."))


def fees_are_paid(road: Road) -> None:
    """Let the fees be computed by the pack, and paid by finance with a proof."""
    operator, finance = road.person("p-operator"), road.person("p-finance")
    operator.follows(_("Pay sheet"))
    operator.follows(_("Compute the fees"))
    operator.sends({_("Days"): "1"}, _("Compute"))
    road.it_is(2025, 12, 8, 16, 0)
    for place, seat in enumerate(bench_of(panel_of()).signers):
        finance = (road.hurried if place else road).person("p-finance")
        finance.finds(_("Experts' fees to pay"))
        finance.follows(str(seat.expert))
        finance.sends({_("Proof of payment"): f"示例付款凭证 {place + 1:03d}"}, _("Paid"))
        expert = expert_on(road, seat)
        expert.finds(_("Your fee for panel %(panel)s has been paid. Thank you for judging.", panel=panel_of().number))
