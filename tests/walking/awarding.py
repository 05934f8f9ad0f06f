"""The sixth part of the road: recommended, decided, on public notice, objected to, approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qunli.awards.models import Decision
from qunli.cli.demo.world import paper
from qunli.publicity.models import Objection, PublicNotice
from walking.bidding import proposal_of
from walking.calling import CONTACT, call_of
from walking.words import said as _

if TYPE_CHECKING:
    from walking.road import Road

MONEY = "6000000"


def walk(road: Road) -> None:
    """Walk from the panel's list to the numbered document."""
    it_is_recommended(road)
    it_is_decided(road)
    it_is_put_on_notice(road)
    somebody_objects(road)
    the_objection_is_dismissed(road)
    it_is_approved(road)


def decision_of(road: Road) -> Decision:
    """Return the decision of the walk."""
    return Decision.objects.select_related("call", "notice").get(call=call_of(road))


def notice_of(road: Road) -> PublicNotice:
    """Return its public notice."""
    notice = decision_of(road).notice
    assert notice is not None
    return notice


def it_is_recommended(road: Road) -> None:
    """Let the operator recommend beside the ranked list, with a reason for every proposal."""
    told = road.told["decision"]
    road.it_is(2025, 12, 10, 15, 0)
    operator = road.person("p-operator")
    operator.finds(_("Calls to recommend a decision on"), call_of(road).title)
    reasons = {told["winner"]: told["winner_reason"], told["reserve"]: told["reserve_reason"]}
    reasons |= {row["proposal"]: row["reason"] for row in told["not_chosen"]}
    standings = {told["winner"]: _("winner", "award"), told["reserve"]: _("reserve", "award")}
    fields: dict[Any, Any] = {}
    for row in road.told["proposal"]:
        proposal = proposal_of(row)
        number = f"{proposal.number} {proposal.title}"
        fields[_("%(proposal)s: standing", proposal=number)] = standings.get(row["key"], _("not chosen", "award"))
        fields[_("%(proposal)s: money", proposal=number)] = MONEY if row["key"] in standings else ""
        fields[_("%(proposal)s: reason", proposal=number)] = reasons[row["key"]]
    operator.sends(fields, _("Recommend to the authority"))
    operator.sees(told["winner_reason"])
    team = road.person(road.told["proposal"][0]["leader"])
    team.comes()
    assert not team.is_let_in(operator.address)


def it_is_decided(road: Road) -> None:
    """Let the authority decide, with the number of the meeting's record."""
    decision, told = decision_of(road), road.told["decision"]
    road.it_is(2025, 12, 12, 15, 0)
    decider = road.person("p-authority-2")
    words = "Decide on %(decision)s, recommended for call %(call)s"
    decider.finds(_(words, decision=decision.number, call=decision.call.number), _("Decide"))
    fields = {
        _("Number of the meeting's record"): told["meeting"],
        _("Day of the meeting"): "2025-12-12",
    }
    decider.sends(fields, _("Decide"))
    decider.sees(told["meeting"])


def it_is_put_on_notice(road: Road) -> None:
    """Let the operator prepare the notice, a colleague check it, the authority post it; then anybody reads it."""
    title, operator = call_of(road).title, road.person("p-operator")
    road.it_is(2025, 12, 15, 8, 30)
    operator.turns_to(_("Decisions"), title, _("Prepare the notice"))
    operator.sends({_("Contact for objections"): CONTACT}, _("Prepare"))
    operator.follows(_("To the notice: it waits for its check"))
    assert not operator.is_offered(_("Check before publication"))
    visitor, notice = road.person("public"), notice_of(road)
    visitor.comes()
    visitor.misses(notice.title)
    assert not visitor.is_let_in(f"/notices/{notice.pk}/")
    colleague = road.person("p-operator-2")
    colleague.takes_up(_("Notices to check before publication"), notice.title)
    colleague.presses(_("Check before publication"))
    colleague.sees(_("Checked. The notice can be posted."))
    road.it_is(2025, 12, 15, 9, 0)
    authority = road.person("p-authority")
    authority.takes_up(_("Notices to post"), notice.title, _("Go on to post it"))
    authority.presses(_("Put on public notice"))
    authority.sees(_("On public notice."))
    visitor.comes()
    visitor.follows(notice.title)
    visitor.sees(proposal_of(road.told["proposal"][0]).lead.name)
    visitor.misses(proposal_of(road.told["proposal"][3]).title)


def somebody_objects(road: Road) -> None:
    """Let somebody without an account object under real name, with evidence, and keep the receipt."""
    told = road.told["objection"][0]
    road.it_is(2025, 12, 17, 11, 30)
    visitor = road.person("public")
    visitor.comes()
    visitor.follows(notice_of(road).title)
    visitor.follows(_("File an objection"))
    visitor.sends(
        {
            _("Your name"): told["name"],
            _("How you can be reached"): told["email"],
            _("What you object to, and why"): told["text"],
            _("Evidence"): paper(told["evidence"], "public curriculum vitae"),
        },
        _("File the objection"),
    )
    visitor.sees(_("Your objection has arrived. The notice cannot end before it is settled with a reason."))
    visitor.misses(told["name"])
    rival = road.person(road.told["proposal"][1]["leader"])
    rival.comes()
    assert not rival.is_let_in(f"/notices/objections/{Objection.objects.get().pk}/")


def the_objection_is_dismissed(road: Road) -> None:
    """Let the authority dismiss the objection with a reason, which its author reads by the receipt."""
    told, objection, notice = road.told["objection"][0], Objection.objects.get(), notice_of(road)
    road.it_is(2025, 12, 22, 10, 0)
    authority = road.person("p-authority")
    authority.takes_up(_("Notices to end"), notice.title)
    assert not authority.is_offered(_("End"))
    words = "Settle objection %(objection)s to the notice %(notice)s"
    authority.finds(_(words, objection=objection.number, notice=notice.number))
    authority.sees(told["name"], told["evidence"])
    authority.follows(_("Dismiss"))
    authority.sends({_("Reason"): told["reason"]}, _("Dismiss"))
    authority.sees(_("Settled."))
    visitor = road.person("public")
    visitor.goes_to(visitor.address)
    visitor.sees(told["reason"])


def it_is_approved(road: Road) -> None:
    """Let the authority end the notice and approve with a numbered document; teams are told, each its own."""
    told, title = road.told["approval"], call_of(road).title
    road.it_is(2025, 12, 26, 10, 0)
    authority = road.person("p-authority-2")
    authority.turns_to(_("Decisions"), title, _("To the notice: its days are over"))
    authority.presses(_("End"))
    authority.sees(_("Ended."))
    authority.takes_up(_("Awards whose public notice is over"), title, _("Approve"))
    authority.sends({_("Document number"): told["document_number"]}, _("Approve"))
    authority.sees(told["document_number"])
    number = told["document_number"]
    outcomes = (
        ("p1", "Your proposal %(proposal)s has won (document %(document)s)."),
        ("p2", "Your proposal %(proposal)s stands in reserve (document %(document)s)."),
        ("p3", "Your proposal %(proposal)s was not chosen; the page says why."),
    )
    for key, words in outcomes:
        row = next(one for one in road.told["proposal"] if one["key"] == key)
        team, proposal = (road if key == "p1" else road.hurried).person(row["leader"]), proposal_of(row)
        holes = {"proposal": proposal.number} | ({"document": number} if "document" in words else {})
        team.finds(_(words, **holes))
        team.sees(proposal.number)
        team.misses(*(proposal_of(one).number for one in road.told["proposal"] if one is not row))
