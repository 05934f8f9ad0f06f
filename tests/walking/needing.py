"""The first part of the road: needs are asked for, stated, recommended, sharpened, merged, accepted and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qunli.cli.demo.world import paper
from qunli.needs.models import Need
from qunli.needs.states import Comparator
from walking.words import said as _

if TYPE_CHECKING:
    from walking.person import Fields
    from walking.road import Road

SEAL, STICKING, SECRET, VAGUE = 0, 1, 2, 5
"""The needs of the example that are walked: the one that is solved, one like it, a confidential one, a vague one."""

LIST_TITLE = "梅陇集群关键技术攻关清单"
VAGUE_MEASURE = "批次一致性"
OWN_TITLE = "天窗遮阳卷帘在高温下的异响"
SHARPER = "全景天窗密封条在零下四十摄氏度静置后仍须回弹,四角不留缝。"


def walk(road: Road) -> None:
    """Walk from the collection notice to the public list."""
    a_notice_goes_out(road)
    for place in (SEAL, STICKING, SECRET, VAGUE):
        a_need_is_stated(road if place == SEAL else road.hurried, place)
    it_is_recommended(road)
    the_notice_is_closed(road)
    an_expert_sharpens_it(road)
    the_needs_are_settled(road)
    a_vague_need_is_returned(road)
    it_is_put_on_the_list(road)


def need_of(road: Road, place: int) -> Need:
    """Return a need of the walk."""
    return Need.objects.get(title=road.told["need"][place]["title"])


def a_notice_goes_out(road: Road) -> None:
    """Let the operator write a notice and send it out; nobody sees the draft."""
    told, operator = road.told["collection"], road.person("p-operator")
    road.it_is(2025, 9, 8, 9, 0)
    operator.turns_to(_("Needs"), _("Collection notices"), _("Write a notice"))
    fields = {_("Title"): told["title"], _("What is asked for"): told["text"], _("Closes"): "2025-09-26T17:00"}
    operator.sends(fields, _("Save as a draft"))
    engineer = road.person("p-editor-m001")
    engineer.turns_to(_("Needs"), _("Collection notices"))
    engineer.misses(told["title"])
    operator.presses(_("Send out"))
    operator.sees(_("Sent out: every member is told."))


def a_need_is_stated(road: Road, place: int) -> None:
    """Let an enterprise answer the notice, which its front page brings, and see who will read the need."""
    told, notice = road.told["need"][place], road.told["collection"]["title"]
    road.it_is(2025, 9, 12 + place, 10, 20)
    engineer = road.person(told["stated_by"])
    engineer.finds(_("State your technical needs: %(title)s", title=notice), _("State a need"))
    engineer.sends(_what_is_stated(road, told), _("Save"))
    if "attachment" in told:
        file = paper(told["attachment"], "drawing of the four corners")
        engineer.sends({_("File"): file, _("This file is confidential"): True}, _("Attach"))
        engineer.sees(told["attachment"])
    engineer.follows(_("Submit"))
    if not told["indicator"]:
        engineer.sees(_("Still missing:"))
        engineer.follows(_("Complete it"))
        fields = {_("What is measured"): VAGUE_MEASURE, _("Comparison"): _("as described", "comparator")}
        engineer.sends({**fields, _("Target"): "明显提高"}, _("Save"))
        engineer.follows(_("Submit"))
    engineer.sees(_("Who will be able to read it"), road.world.parties["operator"].name)
    engineer.presses(_("Send"))
    engineer.sees(_("Sent. You are told as soon as it is decided."))


def a_need_of_ones_own_is_stated(road: Road, place: int) -> None:
    """Let an enterprise state a need that nobody asked for."""
    told = {**road.told["need"][place], "title": OWN_TITLE}
    road.it_is(2025, 10, 20, 10, 0)
    engineer = road.person(told["stated_by"])
    engineer.turns_to(_("Needs"), _("State a need"))
    engineer.sends(_what_is_stated(road, told), _("Save"))
    engineer.follows(_("Submit"))
    engineer.sees(_("Who will be able to read it"))
    engineer.presses(_("Send"))
    engineer.sees(_("Sent. You are told as soon as it is decided."))


def _what_is_stated(road: Road, told: dict[str, Any]) -> Fields:
    fields: dict[Any, Any] = {
        _("Title"): told["title"],
        _("The problem"): told["problem"].strip(),
        _("What you have tried"): told["tried"],
        _("Field"): road.world.fields[told["field"]].name,
        _("Wanted by"): told["needed_by"].isoformat(),
        _("Who owns the result"): _("owned by the taker, licensed to the poster"),
        _("What you would pay"): f"{told['poster_yuan'] // 10_000}万元",
        _("Conditions for solvers"): told["bidder_conditions"],
        _("Recommending unit"): road.world.parties["town-meilong"].name,
        _("Confidential"): told["confidential"],
    }
    for row, one in enumerate(told["indicator"][:3]):
        fields |= {
            (_("What is measured"), row): one["name"],
            (_("Comparison"), row): str(Comparator(one["comparator"]).label),
            (_("Target"), row): one["target"],
            (_("Unit"), row): one["unit"],
            (_("How it is measured"), row): one["measured"],
        }
    return fields


def it_is_recommended(road: Road) -> None:
    """Let the unit that was asked recommend what it was sent."""
    road.it_is(2025, 9, 19, 15, 0)
    for place in (SEAL, STICKING, SECRET):
        unit = (road if place == SEAL else road.hurried).person("p-recommend-meilong")
        unit.finds(_("Check and recommend need %(number)s", number=need_of(road, place).number))
        unit.presses(_("Recommend"))
        unit.sees(_("Recommended."))


def the_notice_is_closed(road: Road) -> None:
    """Let the operator close the notice when its time is over."""
    road.it_is(2025, 9, 26, 17, 10)
    operator = road.person("p-operator")
    operator.turns_to(_("Needs"), _("Collection notices"), road.told["collection"]["title"])
    operator.presses(_("Close"))
    operator.sees(_("Closed."))


def an_expert_sharpens_it(road: Road) -> None:
    """Let the operator ask an expert, the expert advise, and the organization take the sharper words."""
    number, expert = need_of(road, SEAL).number, road.person("e01")
    road.it_is(2025, 9, 29, 9, 0)
    expert.turns_to(_("Needs"))
    expert.misses(road.told["need"][SEAL]["title"])
    operator = road.person("p-operator")
    operator.finds(_("Screen need %(number)s", number=number), _("Ask an expert"))
    operator.sends({_("Expert"): road.world.users["e01"].party.name}, _("Ask an expert"))
    operator.sees(_("The expert is told."))
    road.it_is(2025, 10, 10, 16, 0)
    expert.finds(_("Advise on need %(number)s", number=number), _("Give advice"))
    expert.sends(
        {
            _("Your advice"): road.told["need"][SEAL]["sharpening"],
            _("The problem in sharper words"): SHARPER,
        },
        _("Give advice"),
    )
    engineer = road.person("p-editor-m001")
    engineer.finds(_("An expert has advised on need %(number)s", number=number))
    engineer.presses(_("Take these words"))
    engineer.sees(_("The sharper words now stand in the need."), SHARPER)


def the_needs_are_settled(road: Road) -> None:
    """Let the operator merge one need into another, and accept."""
    seal, sticking = need_of(road, SEAL), need_of(road, STICKING)
    road.it_is(2025, 10, 13, 10, 0)
    operator = road.person("p-operator")
    operator.finds(_("Screen need %(number)s", number=sticking.number), _("Merge into another"))
    operator.sends(
        {
            _("Merge into"): f"{seal.number} {seal.title}",
            _("Why they are one problem"): road.told["need"][STICKING]["merge_reason"],
        },
        _("Merge"),
    )
    operator.sees(_("Merged."), sticking.title)
    for need, walker in ((seal, road), (need_of(road, SECRET), road.hurried)):
        operator = walker.person("p-operator")
        operator.finds(_("Screen need %(number)s", number=need.number))
        operator.presses(_("Accept", "need"))
        operator.sees(_("Accepted."))
    rival = road.person("p-editor-m011")
    rival.turns_to(_("Needs"))
    rival.sees(seal.title)
    rival.misses(need_of(road, SECRET).title)


def a_vague_need_is_returned(road: Road) -> None:
    """Let the operator return a need; its organization finds the reason, and how to go on."""
    told, number = road.told["need"][VAGUE], need_of(road, VAGUE).number
    operator, owner = road.person("p-operator"), road.person(told["stated_by"])
    operator.finds(_("Screen need %(number)s", number=number), _("Return with a reason"))
    operator.sends({_("Reason"): told["return_reason"]}, _("Return"))
    operator.sees(_("Returned."))
    owner.finds(_("Correct need %(number)s and send it again", number=number))
    owner.sees(told["return_reason"])
    assert owner.is_offered(_("Change"))


def it_is_put_on_the_list(road: Road) -> None:
    """Let the operator write what the public will read, and a colleague check it; then anybody reads it."""
    need, visitor = need_of(road, SEAL), road.person("public")
    road.it_is(2025, 10, 14, 10, 0)
    operator = road.person("p-operator")
    operator.turns_to(_("Needs"), need.title, _("Put on the list"))
    title_en = road.told["need"][SEAL]["title_en"]
    operator.sends({_("Title of the list"): LIST_TITLE, _("Public title in English"): title_en}, _("Put on the list"))
    operator.sees(_("On the list; it waits for the check."))
    assert not operator.is_offered(_("Check for publication"))
    visitor.comes()
    visitor.follows(_("The whole list"))
    visitor.follows(LIST_TITLE)
    visitor.sees(_("Nothing on the list yet"))
    colleague = road.person("p-operator-2")
    colleague.turns_to(_("Needs"), _("Key-technology lists"), LIST_TITLE)
    colleague.presses(_("Check for publication"), within=need.title)
    colleague.sees(_("Checked: the public can read it now."))
    visitor.goes_to(visitor.address)
    visitor.sees(need.title if road.language != "en" else title_en)
    visitor.misses(need_of(road, SECRET).title)
