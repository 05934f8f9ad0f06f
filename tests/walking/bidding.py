"""The third part of the road: teams answer, partners consent, units stamp; and nobody else reads a word of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qunli.calls.models import Proposal
from qunli.calls.states import LetterKind
from qunli.cli.demo.world import paper
from walking.calling import ATTACHMENT, call_of, listed_title
from walking.words import said as _

if TYPE_CHECKING:
    from walking.person import Fields, Person
    from walking.road import Road


def walk(road: Road) -> None:
    """Let every team of the example hand in, and every unit stamp."""
    for place, told in enumerate(road.told["proposal"]):
        team = road.hurried if place else road
        a_proposal_is_begun(team, told)
        partners_consent(team, told)
        it_is_handed_in(team, told)
        its_own_unit_stamps(team, told)
        it_is_recommended(team, told)
    it_stays_sealed(road)


def proposal_of(told: dict[str, Any]) -> Proposal:
    """Return a proposal of the walk."""
    return Proposal.objects.select_related("lead", "topic").get(title=told["title"])


def a_proposal_is_begun(road: Road, told: dict[str, Any]) -> None:
    """Let a team begin from the public call and write its draft."""
    road.it_is(2025, 11, 4, 9, 30)
    leader = road.person(told["leader"])
    leader.turns_to(_("Calls"), listed_title(road), _("Answer this topic"))
    leader.sends({_("Title"): told["title"], _("Team leader"): str(leader)}, _("Begin"))
    leader.sends(_what_is_proposed(road, told), _("Save the draft"))
    leader.sees(_("The draft is saved."), told["title"])
    for one in told["partners"]:
        leader.follows(_("Ask a partner"))
        name = road.world.organizations[one["organization"]].name
        leader.sends({_("Organization"): name, _("Its part"): one["does"]}, _("Ask", "partner"))
        leader.sees(_("%(name)s has not yet consented to be a partner.", name=name))


def _what_is_proposed(road: Road, told: dict[str, Any]) -> Fields:
    unit = next(one["party"] for one in road.world.example.rows("people") if one["key"] == told["recommended_by"])
    money = told["money"]
    fields: dict[Any, Any] = {
        _("Recommending unit"): road.world.parties[unit].name,
        _("Technical approach"): told["approach"].strip(),
        _("The team's foundation"): f"技术成熟度 {told['starting_trl']} 级。",
        _("Schedule"): "三个月定型,六个月台架达标,九个月整车验证。",
        _("Money asked for"): str(money["poster"] + money["fiscal"]),
        _("Own money"): str(money["own"]),
    }
    fields |= {row.name: told["promise"][key] for key, row in zip(told["promise"], _indicators(road), strict=False)}
    for row, one in enumerate(told["budget"][:2]):
        fields |= {(_("What for"), row): one["item"], (_("Yuan"), row): str(one["yuan"])}
    rest = sum(one["yuan"] for one in told["budget"][2:])
    return {**fields, (_("What for"), 2): "其余", (_("Yuan"), 2): str(rest)}


def _indicators(road: Road) -> list[Any]:
    return list(call_of(road).topics.get().indicators.order_by("position", "id"))


def partners_consent(road: Road, told: dict[str, Any]) -> None:
    """Let each partner read who asks and for what, and consent."""
    lead = road.world.organizations[told["lead"]].name
    for one in told["partners"]:
        road.it_is(2025, 11, 6, 10, 0)
        partner = road.person(one["consented_by"])
        partner.finds(_("Answer %(lead)s, who asks you to be a partner in a proposal", lead=lead))
        partner.sees(told["title"])
        partner.misses(told["approach"].strip()[:20])
        partner.presses(_("Consent"), within=told["title"])
        partner.sees(_("You consented."))
        partner.follows(told["title"])
        partner.sees(told["approach"].strip()[:20])


def it_is_handed_in(road: Road, told: dict[str, Any]) -> None:
    """Let the team complete what is missing, sign, hand in and keep a receipt."""
    road.it_is(2025, 11, 13, 20, 0)
    leader, proposal = road.person(told["leader"]), proposal_of(told)
    leader.finds(_("Hand in the proposal %(number)s", number=proposal.number))
    if call_of(road).required_attachments:
        leader.sees(_("“%(name)s” is not attached.", name=ATTACHMENT))
        leader.follows(_("Attach a file"))
        file = paper("试验条件证明.pdf", "test facilities")
        leader.sends({_("What it is"): ATTACHMENT, _("File"): file}, _("Attach"))
    leader.follows(_sign(LetterKind.LEADER))
    leader.presses(_("I sign this"))
    leader.sees(_("Nothing is missing: it can be handed in"))
    leader.follows(_("Hand in"))
    leader.presses(_("Hand in now"))
    leader.sees(_("The proposal is handed in. Keep this receipt."), proposal.number)


def _sign(kind: LetterKind) -> Any:
    names = {LetterKind.LEADER: _("team leader's commitment"), LetterKind.UNIT: _("unit's commitment")}
    return _("Sign: %(letter)s", letter=names[kind])


def its_own_unit_stamps(road: Road, told: dict[str, Any]) -> None:
    """Let the unit's administrator sign for the unit and stamp."""
    road.it_is(2025, 11, 17, 9, 20)
    administrator, number = road.person(told["stamped_by"]), proposal_of(told).number
    administrator.finds(_("Check and stamp the proposal %(number)s", number=number))
    administrator.follows(_sign(LetterKind.UNIT))
    administrator.presses(_("I sign this"))
    _stamps(administrator)


def it_is_recommended(road: Road, told: dict[str, Any]) -> None:
    """Let the recommending unit stamp."""
    road.it_is(2025, 11, 20, 16, 0)
    unit, number = road.person(told["recommended_by"]), proposal_of(told).number
    unit.finds(_("Check and stamp the proposal %(number)s", number=number))
    unit.sees(told["approach"].strip()[:20])
    _stamps(unit)


def _stamps(person: Person) -> None:
    person.follows(_("Stamp"))
    person.presses(_("Stamp"))
    person.sees(_("The proposal is stamped."))


def it_stays_sealed(road: Road) -> None:
    """Hold that the office, a rival, the auditor and the public neither read nor count a sealed proposal."""
    first, second = (proposal_of(told) for told in road.told["proposal"][:2])
    page = f"/calls/proposals/{first.pk}/"
    rival = road.told["proposal"][1]["leader"]
    for key in ("p-operator", "p-authority", "p-service", "p-auditor", rival, "public"):
        person = (road if key in {"p-service", "public"} else road.hurried).person(key)
        person.turns_to(_("Calls"), listed_title(road))
        person.misses(first.title, first.number)
        assert not person.is_offered(_("Open the proposals"))
        assert not person.is_let_in(page), person
    team = road.person(road.told["proposal"][0]["leader"])
    team.comes()
    assert team.is_let_in(page)
    assert not team.is_let_in(f"/calls/proposals/{second.pk}/")
