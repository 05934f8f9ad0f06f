"""The fourth part of the road: the opening at the deadline, the form check, and one correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qunli.cli.demo.world import paper
from walking.bidding import proposal_of
from walking.calling import ATTACHMENT, call_of, listed_title
from walking.words import said as _

if TYPE_CHECKING:
    from walking.road import Road

SHARP_NOTE = "承诺书的盖章扫描件无法辨认,请重新附上。"


def walk(road: Road) -> None:
    """Walk from the opening to the admitted proposals."""
    they_are_opened(road)
    road.it_is(2025, 11, 25, 10, 0)
    corrected = road.told["form_check"]["correction"][0]
    for told in road.told["proposal"]:
        if told["key"] == corrected["proposal"]:
            a_correction_is_asked_for(road, told)
        else:
            it_is_found_complete(road, told)
    the_correction_is_handed_in(road, next(one for one in road.told["proposal"] if one["key"] == "p3"))
    the_form_check_is_finished(road)


def they_are_opened(road: Road) -> None:
    """Let the authority open on the morning after the last deadline; now the office reads, a rival still does not."""
    call = call_of(road)
    first, second = (proposal_of(told) for told in road.told["proposal"][:2])
    road.it_is(2025, 11, 24, 9, 30)
    authority = road.person("p-authority")
    authority.takes_up(_("Calls to open"), call.title, _("Open the proposals"))
    authority.presses(_("Open the proposals"))
    authority.sees(_("The proposals are open. The form check can begin."))
    authority.follows(_("Proposals"))
    authority.sees(first.number, second.number)
    auditor, rival = road.person("p-auditor"), road.person(road.told["proposal"][1]["leader"])
    auditor.comes()
    assert auditor.is_let_in(f"/calls/proposals/{first.pk}/")
    rival.finds(_("Your proposal for %(call)s was opened and is now checked for its form.", call=call.title))
    rival.misses(first.title)
    rival.follows(second.title)
    assert not rival.is_let_in(f"/calls/proposals/{first.pk}/")


def _is_looked_at(road: Road, told: dict[str, Any]) -> None:
    operator = road.person("p-operator")
    operator.finds(_("Check the form of the proposals of %(call)s", call=call_of(road).title), _("Proposals"))
    operator.follows(told["title"])
    operator.follows(_("Check the form"))


def it_is_found_complete(road: Road, told: dict[str, Any]) -> None:
    """Let the operator find a proposal complete."""
    _is_looked_at(road, told)
    operator = road.person("p-operator")
    operator.sees(_("What the call asks for"), ATTACHMENT)
    operator.sends({_("Result"): _("complete", "form check")}, _("Save"))
    operator.sees(_("The form check is noted; the team has been told."))


def a_correction_is_asked_for(road: Road, told: dict[str, Any]) -> None:
    """Let the operator find a fault of the form, with a listed reason."""
    road.it_is(2025, 11, 25, 10, 30)
    _is_looked_at(road, told)
    operator = road.person("p-operator")
    operator.sends(
        {_("Result"): _("to be corrected", "form check")},
        _("Save"),
        refused=_("Name at least one listed reason; a complete proposal has none."),
    )
    operator.sends({_("Reasons"): [_("an attachment cannot be read")], _("Note to the team"): SHARP_NOTE}, _("Save"))


def the_correction_is_handed_in(road: Road, told: dict[str, Any]) -> None:
    """Let the team correct the form, and nothing else; then it is complete."""
    road.it_is(2025, 11, 28, 14, 10)
    team, number = road.person(told["leader"]), proposal_of(told).number
    team.finds(_("Correct the form of the proposal %(number)s", number=number))
    team.sees(SHARP_NOTE, _("an attachment cannot be read"))
    assert not team.is_offered(_("Edit"))
    team.follows(_("Attach a file"))
    team.sends({_("What it is"): ATTACHMENT, _("File"): paper("重新扫描.pdf", "a sharper scan")}, _("Attach"))
    team.follows(_("Hand in the correction"))
    team.presses(_("Hand in the correction"))
    team.sees(_("The correction is handed in. The receipt names its fingerprint."))
    road.it_is(2025, 12, 1, 9, 30)
    it_is_found_complete(road, told)
    assert not road.person("p-operator").is_offered(_("Check the form"))


def the_form_check_is_finished(road: Road) -> None:
    """Let the operator pass the admitted proposals on."""
    operator = road.person("p-operator")
    operator.turns_to(_("Calls"), listed_title(road), _("Finish the form check"))
    operator.presses(_("Finish the form check"))
    operator.sees(_("The form check is finished. Panels can be formed."))
