"""The last part of the road: the final acceptance, what the project brought, and who uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qunli.core.queries.journal import verify_journal
from qunli.projects.models import Outcome, Transfer
from walking.calling import CONTACT
from walking.needing import LIST_TITLE
from walking.words import said as _
from walking.working import LEAD, POSTERS_ADMIN, project_of

if TYPE_CHECKING:
    from walking.road import Road

OUTCOME = 1
"""Which of the example's outcomes is walked: a patent that is licensed."""


def walk(road: Road) -> None:
    """Walk from the user's opinion to the concluded transfer."""
    it_is_accepted(road)
    the_outcome_is_recorded_and_published(road)
    the_price_is_put_on_notice(road)
    the_transfer_is_concluded(road)
    the_auditor_finds_the_journal_whole(road)


def it_is_accepted(road: Road) -> None:
    """Let the user give an opinion and the authority accept; the need is met on the public list."""
    project, told = project_of(), road.told["acceptance"]
    road.it_is(2026, 10, 19, 9, 0)
    poster = road.person(POSTERS_ADMIN)
    words = _("Give the user's opinion")
    poster.finds(_("Give the user's opinion on %(project)s", project=project.number), words)
    poster.sends({_("What the result is worth to you"): road.told["user_opinion"]["text"]}, words)
    road.it_is(2026, 10, 23, 15, 0)
    authority = road.person("p-authority-2")
    authority.finds(_("Decide on the final acceptance of %(project)s", project=project.number))
    authority.sees(road.told["user_opinion"]["text"])
    authority.follows(_("Final acceptance"))
    fields: dict[Any, Any] = {_("Verdict"): _("passed", "acceptance"), _("Grade"): _("excellent", "grade")}
    authority.sends({**fields, _("Opinion", "acceptance"): told["text"]}, _("Final acceptance"))
    authority.sees(told["text"])
    visitor = road.person("public")
    visitor.comes()
    visitor.follows(_("The whole list"))
    visitor.follows(LIST_TITLE)
    visitor.sees(_("done", "list item"))


def the_outcome_is_recorded_and_published(road: Road) -> None:
    """Let the lead record a patent, and the office publish it after the check; then anybody reads it."""
    told, title = road.told["outcome"][OUTCOME], project_of().title
    road.it_is(2026, 10, 26, 10, 0)
    lead, visitor = road.person(LEAD), road.person("public")
    lead.turns_to(_("Projects"), title, _("Outcomes"), _("Record an outcome"))
    lead.sends(
        {
            _("Kind"): _("patent"),
            _("Title"): told["title"],
            _("Title in English"): told["title_en"],
            _("Technology readiness level"): f"{told['trl']} {lead.read(_('environment'))}",
            _("Rights"): _("filed", "rights"),
            _("Number of the patent or standard"): told["number"],
            _("Owner"): project_of().lead.name,
        },
        _("Record an outcome"),
    )
    visitor.turns_to(_("Results"), title)
    visitor.misses(told["title"])
    operator = road.person("p-operator")
    operator.turns_to(_("Projects"), title, _("Outcomes"), told["title"], _("Publish after the check"))
    operator.sees(_("Is there nothing secret or confidential in it?"))
    operator.presses(_("Publish after the check"))
    visitor.turns_to(_("Results"), title)
    visitor.sees(told["title"])


def the_price_is_put_on_notice(road: Road) -> None:
    """Let the owner agree on a licence, and the office put its price on notice for the pack's days."""
    told, outcome = road.told["transfer"], Outcome.objects.get()
    road.it_is(2026, 10, 26, 15, 0)
    lead = road.person(LEAD)
    lead.turns_to(_("Projects"), project_of().title, _("Outcomes"), outcome.title, _("Prepare a transfer"))
    fields: dict[Any, Any] = {
        _("Way"): _("licence"),
        _("Receiver"): road.world.organizations[told["to"]].name,
        _("Price in yuan"): str(told["yuan"]),
        _("The price was agreed"): True,
        _("Terms"): told["title"],
    }
    lead.sends(fields, _("Prepare a transfer"))
    transfer = Transfer.objects.get()
    lead.follows(transfer.number)
    operator = road.person("p-operator")
    operator.turns_to(_("Projects"), project_of().title, _("Outcomes"), outcome.title, transfer.number)
    operator.follows(_("Prepare the notice of the price"))
    operator.sends({_("Contact"): CONTACT}, _("Prepare the notice of the price"))
    transfer.refresh_from_db()
    assert transfer.notice is not None
    colleague = road.person("p-operator-2")
    colleague.takes_up(_("Notices to check before publication"), transfer.notice.title)
    colleague.presses(_("Check before publication"))
    road.it_is(2026, 10, 27, 9, 0)
    operator.takes_up(_("Notices to post"), transfer.notice.title, _("Go on to post it"))
    operator.presses(_("Put the price on public notice"))
    operator.sees(_("The price is on public notice."))
    visitor = road.person("public")
    visitor.comes()
    visitor.follows(transfer.notice.title)
    visitor.sees("1,200,000")


def the_transfer_is_concluded(road: Road) -> None:
    """Let the office conclude once the notice's days are over, and not before."""
    transfer, told = Transfer.objects.get(), road.told["transfer"]
    way = (_("Projects"), project_of().title, _("Outcomes"), Outcome.objects.get().title, transfer.number)
    road.it_is(2026, 11, 3, 9, 0)
    operator = road.person("p-operator")
    operator.turns_to(*way)
    assert not operator.is_offered(_("Conclude", "transfer"))
    road.it_is(2026, 11, 18, 10, 0)
    operator.turns_to(*way)
    operator.follows(_("Conclude", "transfer"))
    operator.presses(_("Conclude", "transfer"))
    receiver = road.person("p-editor-m001")
    receiver.finds(_("Transfer %(transfer)s is concluded", transfer=transfer.number))
    receiver.sees(road.world.organizations[told["to"]].name)
    rival = road.person(road.told["proposal"][1]["leader"])
    rival.comes()
    assert not rival.is_let_in(f"/projects/transfers/{transfer.pk}/")


def the_auditor_finds_the_journal_whole(road: Road) -> None:
    """Let the auditor read the journal, and check it by its own button."""
    auditor = road.person("p-auditor")
    auditor.turns_to(_("Journal"))
    auditor.presses(_("Check the journal"))
    auditor.sees(_("The journal is sound."))
    assert verify_journal().sound
