"""The seventh part of the road: contract and task book, milestones reported and judged, money by several hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst

from qunli.cli.demo.world import paper
from qunli.projects.models import ChangeRequest, Milestone, Payment, Project
from qunli.projects.states import PaymentState, Stream
from walking.bidding import proposal_of
from walking.words import said as _

if TYPE_CHECKING:
    from walking.road import Road

LEAD, LEADS_ADMIN, POSTERS_ADMIN = "p-lead-hefei", "p-admin-hefei", "p-admin-m001"
AUTHORITY, FINANCE, CASHIER = "p-authority", "p-finance", "p-finance-2"
FISCAL, POSTERS, OWN = _("fiscal pre-subsidy"), _("poster's contract payment"), _("own funds")
PLAN = (
    ("M1", FISCAL, "720000"),
    ("M1", POSTERS, "2880000"),
    ("M1", OWN, "200000"),
    ("M2", FISCAL, "480000"),
    ("M2", POSTERS, "1920000"),
    ("M2", OWN, "400000"),
)
"""What is paid for which milestone, out of which stream."""

TARGETS, MEASURED, SHORT = ("0", "38", "25"), ("0", "37", "22"), "43"
"""What the team promised for the three indicators, what it reached, and what it first missed the second with."""


def walk(road: Road) -> None:
    """Walk from the approved award to the last payment."""
    the_project_is_started(road)
    the_contract_is_signed(road)
    the_task_book_is_drafted(road)
    the_task_book_is_signed(road)
    the_first_milestone_is_accepted(road)
    it_is_paid_for(road, 1)
    a_change_is_granted(road)
    the_second_milestone_is_remedied(road)
    it_is_paid_for(road, 2)


def project_of() -> Project:
    """Return the project of the walk."""
    return Project.objects.get()


def the_project_is_started(road: Road) -> None:
    """Let the operator start the winner's project."""
    operator, title = road.person("p-operator"), proposal_of(road.told["proposal"][0]).title
    road.it_is(2026, 1, 4, 10, 0)
    operator.finds(_("Projects to start"))
    operator.presses(_("Start the project"), within=title)
    operator.sees(_("The project has started. The lead drafts its task book."))
    rival = road.person(road.told["proposal"][1]["leader"])
    rival.comes()
    assert not rival.is_let_in(operator.address)


def the_contract_is_signed(road: Road) -> None:
    """Let the lead write the technical contract, and poster and taker sign it."""
    told = road.told["technical_contract"]
    lead = road.person(LEAD)
    lead.turns_to(_("Projects"), project_of().title, _("Draft the technical contract"))
    lead.sends(
        {
            _("Amount in yuan"): str(told["yuan"]),
            _("Terms"): "按任务书里程碑分期支付;成果权属按榜单约定。",
            _("Contract number"): told["number"],
        },
        _("Technical contract"),
    )
    road.it_is(2026, 1, 6, 10, 0)
    for key, button in ((POSTERS_ADMIN, _("Sign as poster")), (LEADS_ADMIN, _("Sign as taker"))):
        person = road.person(key)
        person.turns_to(_("Projects"), project_of().title)
        person.follows(f"{person.read(_('Technical contract'))} {project_of().contract.number}")
        person.presses(button)
        person.sees(_("Signed."))


def the_task_book_is_drafted(road: Road) -> None:
    """Let the lead draft the task book: nothing typed is lost when more rows are asked for."""
    told, lead = road.told["task_book"]["milestone"], road.person(LEAD)
    lead.finds(_("Draft the task book of %(project)s", project=project_of().number), _("Draft the task book"))
    fields: dict[Any, Any] = {_("Begins on"): "2026-01-06", _("Ends on"): "2026-10-31"}
    totals = ((FISCAL, "1200000"), (POSTERS, "4800000"), (OWN, "600000"))
    fields |= {_("Total: %(stream)s", stream=stream): total for stream, total in totals}
    lead.fills(fields)
    for place, due in enumerate(("2026-03-31", "2026-09-30")):
        lead.fills(
            {
                (_("Title"), place): told[place]["title"],
                (_("Due on"), place): due,
                (_("Deliverables"), place): told[place]["deliverables"],
                (_("Final"), place): place == 1,
            }
        )
        for row, (milestone, stream, amount) in list(enumerate(PLAN))[3 * place : 3 * place + 3]:
            if row in {2, 4}:
                lead.presses(_("More rows"))
            lead.fills(
                {
                    (_("Paid for"), row): milestone,
                    (_("Stream"), row): stream,
                    (_("Amount in yuan"), row): amount,
                }
            )
    lead.fills({(_("Milestone"), row): milestone for row, milestone in enumerate(("M2", "M2", "M1"))})
    lead.presses(_("Save the draft"))
    lead.sees(told[0]["title"], told[1]["title"])


def the_task_book_is_signed(road: Road) -> None:
    """Let the lead's administrator and the authority sign; then the project runs and the public knows of it."""
    number, visitor = project_of().number, road.person("public")
    visitor.turns_to(_("Results"))
    visitor.misses(project_of().title)
    road.it_is(2026, 1, 6, 14, 0)
    administrator = road.person(LEADS_ADMIN)
    administrator.finds(_("Task books to sign"), _("Sign as lead"))
    administrator.presses(_("Sign as lead"))
    authority = road.person("p-authority-2")
    authority.finds(_("Sign the task book of %(project)s", project=number))
    authority.follows(f"{authority.read(_('Task book'))} v1")
    authority.follows(_("Sign as authority"))
    authority.presses(_("Sign as authority"))
    visitor.turns_to(_("Results"), project_of().title)
    visitor.sees(project_of().lead.name)


def _milestone(position: int) -> Milestone:
    return project_of().milestones.get(position=position)


def _reports(road: Road, position: int, measured: dict[str, str], words: str) -> None:
    lead = road.person(LEAD)
    fields: dict[Any, Any] = {
        _("What was done"): words,
        _("Spent on this milestone, in yuan"): "1000000",
        _("Evidence"): paper("检测报告.pdf", "test report"),
    }
    fields |= {_("Measured: %(name)s", name=name): value for name, value in measured.items()}
    holes = {"position": str(position), "project": project_of().number}
    lead.finds(_(words_of_duty(position), **holes), _("Report"))
    lead.sends(fields, _("Report milestone %(place)s", place=str(position)))
    lead.sees("检测报告.pdf")


def words_of_duty(position: int) -> str:
    """Return what the lead owes for a milestone now."""
    if _milestone(position).state == "remedy":
        return "Remedy milestone %(position)s of %(project)s and report again"
    return "Report milestone %(position)s of %(project)s"


def _judges(road: Road, position: int, fields: dict[Any, Any]) -> None:
    authority = road.person(AUTHORITY)
    words = "Judge milestone %(position)s of %(project)s"
    authority.finds(_(words, position=str(position), project=project_of().number))
    authority.sees("检测报告.pdf")
    authority.follows(_("Judge"))
    authority.sends(fields, _("Judge milestone %(place)s", place=str(position)))


def _indicators(position: int) -> list[str]:
    return list(_milestone(position).indicators.order_by("position", "id").values_list("name", flat=True))


def the_first_milestone_is_accepted(road: Road) -> None:
    """Let the lead report with evidence, and the authority accept."""
    road.it_is(2026, 3, 27, 17, 0)
    _reports(road, 1, {_indicators(1)[0]: MEASURED[2]}, road.told["report"][0]["text"])
    road.it_is(2026, 4, 8, 10, 0)
    _judges(road, 1, {_("Judgement"): _("Accept", "milestone")})
    assert _milestone(1).state == "accepted"


def it_is_paid_for(road: Road, position: int) -> None:
    """Let each payment be confirmed by one person, released by another, and noted with its proof."""
    month = {1: 4, 2: 10}[position]
    road.it_is(2026, month, 15, 15, 0)
    for payment in _milestone(position).payments.order_by("position"):
        first, second = {
            Stream.PRE_SUBSIDY: (FINANCE, CASHIER),
            Stream.POSTER: ("p-editor-m001", POSTERS_ADMIN),
            Stream.OWN: (AUTHORITY, CASHIER),
        }[Stream(payment.stream)]
        _pays(road if payment.position == 1 else road.hurried, payment, first, second)
    assert set(_milestone(position).payments.values_list("state", flat=True)) == {PaymentState.PAID}


def _pays(road: Road, payment: Payment, first: str, second: str) -> None:
    one, other = road.person(first), road.person(second)
    instalment = f"P{payment.position}"
    for person in (one, other):
        person.turns_to(_("Projects"), project_of().title, _("Payments"), instalment)
    one.presses(_("Confirm"))
    assert not one.is_offered(_("Release"))
    other.goes_to(other.address)
    other.presses(_("Release"))
    other.follows(_("Note as paid"))
    number = f"示例付款凭证 2026-{payment.position:03d}"
    day = f"2026-{'04' if payment.position <= 3 else '10'}-15"
    fields = {_("Paid on"): day, _("Number of the bank's slip"): number}
    other.sends({**fields, _("The slip"): paper("付款凭证.pdf", "slip")}, _("Note as paid"))
    other.sees(number)


def a_change_is_granted(road: Road) -> None:
    """Let the lead ask for more time for a milestone, and the authority settle it."""
    road.it_is(2026, 4, 20, 10, 0)
    lead = road.person(LEAD)
    lead.turns_to(_("Projects"), project_of().title, _("Requests"), capfirst(lead.read(_("change", "project"))))
    fields: dict[Any, Any] = {_("Reason"): "样件模具到货推迟两周,完成日期相应顺延。"}
    row = _milestone(2)
    fields[f"M2 {row.title} · {lead.read(_('due on'))}"] = "2026-10-12"
    lead.sends(fields, _("Hand in the request"))
    change = ChangeRequest.objects.get()
    authority = road.person(AUTHORITY)
    authority.finds(_("Settle %(change)s of %(project)s", change=change.number, project=project_of().number))
    authority.sees("2026-10-12")
    authority.follows(_("Settle"))
    authority.sends({_("Decision"): _("Grant"), _("Reason"): "同意。"}, _("Settle"))
    lead.finds(_("%(change)s of %(project)s was granted", change=change.number, project=project_of().number))


def the_second_milestone_is_remedied(road: Road) -> None:
    """Let a report miss one indicator; it is remedied within the days given, and accepted."""
    leak, recovery = _indicators(2)
    told = road.told["report"]
    road.it_is(2026, 9, 7, 16, 0)
    _reports(road, 2, {leak: MEASURED[0], recovery: SHORT}, told[1]["text"])
    road.it_is(2026, 9, 10, 10, 0)
    fields: dict[Any, Any] = {_("Judgement"): _("Ask for a remedy"), _("Reason"): told[1]["reason"]}
    _judges(road, 2, {**fields, _("Last day of the remedy"): "2026-09-30"})
    road.it_is(2026, 9, 22, 11, 0)
    lead = road.person(LEAD)
    lead.turns_to(_("Projects"), project_of().title)
    lead.follows(f"M2 {_milestone(2).title}")
    lead.sees(told[1]["reason"])
    _reports(road.hurried, 2, {leak: MEASURED[0], recovery: MEASURED[1]}, told[2]["text"])
    road.it_is(2026, 9, 28, 10, 0)
    _judges(road.hurried, 2, {_("Judgement"): _("Accept", "milestone")})
    assert _milestone(2).state == "accepted"
