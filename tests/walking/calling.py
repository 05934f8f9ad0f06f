"""The second part of the road: a call is drafted under its pack, checked, published, asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qunli.calls.models import Call
from walking.needing import SEAL
from walking.words import said as _

if TYPE_CHECKING:
    from walking.road import Road

ATTACHMENT = "试验条件证明"
CONTACT = "梅陇示例集群运营服务中心,operator@example.org"


def walk(road: Road) -> None:
    """Walk from the draft of a call to its answered question."""
    it_is_drafted(road)
    it_is_checked_and_published(road)
    a_question_is_answered(road)


def call_of(road: Road) -> Call:
    """Return the call of the walk."""
    return Call.objects.get(title=road.told["call"]["title"])


def listed_title(road: Road) -> str:
    """Return what the list of calls names it to this walk's readers."""
    return str(road.told["call"]["title_en" if road.language == "en" else "title"])


def it_is_drafted(road: Road) -> None:
    """Let the operator write the call, and take what it asks for from the key-technology list."""
    told, world, need = road.told["call"], road.world, road.told["need"][SEAL]
    road.it_is(2025, 10, 15, 10, 0)
    operator = road.person("p-operator")
    operator.turns_to(_("Calls"), _("Draft a call"))
    pack = world.packs[road.told["road"]["pack"]]
    operator.sends(
        {
            _("Title"): told["title"],
            _("Title in English"): told["title_en"],
            _("Cluster"): world.cluster.name,
            _("Rule pack"): str(pack),
            _("Prepared by"): world.parties["operator"].name,
            _("Decided by"): world.parties["authority-minhang"].name,
            _("Guide"): told["guide"].strip(),
            _("Contact"): CONTACT,
            _("Teams hand in before"): "2025-11-14T17:00",
            _("Own units stamp before"): "2025-11-18T17:00",
            _("Recommending units stamp before"): "2025-11-21T17:00",
            _("Required attachments"): ATTACHMENT,
        },
        _("Save the draft"),
    )
    operator.sees(_("The draft is saved. Set what the pack leaves open, then add topics."))
    operator.presses(_("Save"))
    operator.follows(_("Add a topic"))
    operator.sends({_("Item of the key-technology list"): need["title"]}, _("Add"))
    operator.sends({_("Poster's money"): "4800000", _("Fiscal money"): "1200000"}, _("Save"))
    operator.sees(need["title"], need["indicator"][0]["name"])


def it_is_checked_and_published(road: Road) -> None:
    """Let a colleague check it and the authority publish it; before that no visitor reads it."""
    title, visitor = road.told["call"]["title"], road.person("public")
    road.it_is(2025, 10, 15, 14, 0)
    colleague = road.person("p-operator-2")
    colleague.turns_to(_("Calls"), listed_title(road), _("Check before publication"))
    colleague.sees(_("Is nothing in this call secret or confidential?"))
    colleague.presses(_("Nothing is confidential"))
    road.it_is(2025, 10, 16, 9, 0)
    visitor.turns_to(_("Calls"))
    visitor.misses(title, listed_title(road))
    authority = road.person("p-authority")
    authority.turns_to(_("Calls"), listed_title(road), _("Publish"))
    authority.presses(_("Publish"))
    authority.sees(_("The call is public. Members have been told."))
    visitor.turns_to(_("Calls"), listed_title(road))
    visitor.sees(_("Guide"), _("Rules"), road.told["need"][SEAL]["indicator"][0]["name"])
    assert not visitor.is_offered(_("Answer this topic"))
    engineer = road.person("p-editor-m001")
    engineer.finds(_("A call is open: %(call)s", call=title))


def a_question_is_answered(road: Road) -> None:
    """Let a team ask and the operator answer; then everybody reads both, and not who asked."""
    told, title = road.told["question"][0], road.told["call"]["title"]
    road.it_is(2025, 10, 22, 11, 15)
    asker = road.person(told["asked_by"])
    asker.turns_to(_("Calls"), listed_title(road), _("Ask a question"))
    asker.sends({_("Your question"): told["text"]}, _("Ask"))
    asker.sees(_("Your question was sent. It appears on the page of the call with its answer."))
    visitor = road.person("public")
    visitor.turns_to(_("Calls"), listed_title(road))
    visitor.misses(told["text"])
    road.it_is(2025, 10, 24, 10, 0)
    operator = road.person("p-operator")
    operator.finds(_("Answer a question about %(call)s", call=title))
    operator.sees(told["text"], road.world.users[told["asked_by"]].party.name)
    operator.sends({_("Answer"): told["answer"]}, _("Publish the answer"))
    visitor.turns_to(_("Calls"), listed_title(road))
    visitor.sees(told["text"], told["answer"])
    visitor.misses(road.world.users[told["asked_by"]].party.name)
