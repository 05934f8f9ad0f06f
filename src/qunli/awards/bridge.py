"""The draft of the approval as a paper, as the records of the decision stand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qunli.awards.queries import awards_of, objections_by_state, teams_of
from qunli.awards.states import CHOSEN, Standing
from qunli.core.bridge import Block, Closing, Heading, PaperContent, TableBlock, Text
from qunli.publicity.states import ObjectionState

if TYPE_CHECKING:
    from qunli.awards.models import Award, Decision


def approval_draft_of(decision: Decision) -> PaperContent:
    """Draft the approval: what was decided where, how the notice went, who wins with how much, who stands in reserve.

    The number stays free for the authority to fill in until the decision is approved.
    """
    call = decision.call
    awards = list(awards_of(decision))
    teams = teams_of([one.proposal for one in awards])
    won = [one for one in awards if one.standing in CHOSEN]
    reserves = [one for one in awards if one.standing == Standing.RESERVE]
    total = sum((one.money for one in won), Decimal(0))
    return PaperContent(
        title=_("Approval of the projects of “%(call)s”") % {"call": call.title},
        document_number=decision.document_number or pgettext("a document number to be filled in", "No. ______"),
        addressee=call.operator.name,
        blocks=(
            Text("\n".join((_decided(decision), _noticed(decision)))),
            Heading(_("Approved projects")),
            _table(won, teams),
            Text(_("Altogether %(money)s yuan for %(count)s projects.") % {"money": _money(total), "count": len(won)}),
            *_reserves(reserves, teams),
            Heading(_("What follows")),
            Text(
                _(
                    "The lead of each project signs the task book with the authority. Money is paid by the milestones "
                    "of the task book. A reserve takes the place of a project that is given up, by a decision of its "
                    "own."
                )
            ),
            Closing(call.authority.name, _day(decision.approved_at) if decision.approved_at else ""),
        ),
    )


def _decided(decision: Decision) -> str:
    return _("By the meeting of %(day)s (%(record)s) it was decided on call %(number)s, “%(call)s”, as follows.") % {
        "day": _day(decision.met_on),
        "record": decision.meeting_record,
        "number": decision.call.number,
        "call": decision.call.title,
    }


def _noticed(decision: Decision) -> str:
    notice = decision.notice
    if notice is None or notice.first_day is None:
        return _("The decision has not been on public notice yet.")
    counted = objections_by_state(notice.pk)
    filed = sum(counted.values())
    days = _("It was on public notice from %(first)s to %(last)s, %(days)s working days.") % {
        "first": _day(notice.first_day),
        "last": _day(notice.last_day),
        "days": notice.working_days,
    }
    if not filed:
        return days + _(" No objection was filed.")
    words = ngettext(
        " %(filed)s objection was filed: %(upheld)s upheld, %(dismissed)s dismissed.",
        " %(filed)s objections were filed: %(upheld)s upheld, %(dismissed)s dismissed.",
        filed,
    )
    upheld, dismissed = counted.get(ObjectionState.UPHELD, 0), counted.get(ObjectionState.DISMISSED, 0)
    return days + words % {"filed": filed, "upheld": upheld, "dismissed": dismissed}


def _table(awards: list[Award], teams: dict[int, dict[int, str]]) -> TableBlock:
    head = (_("Topic"), _("Number"), _("Title"), _("Lead"), _("Partners"), _("Leader"), _("Amount in yuan"))
    return TableBlock(head, tuple(_row(one, teams[one.proposal_id]) for one in awards))


def _row(award: Award, team: dict[int, str]) -> tuple[str, ...]:
    proposal = award.proposal
    known = {proposal.lead.party_id, proposal.leader_party_id}
    partners = [name for party, name in team.items() if party not in known]
    return (
        award.topic.title,
        proposal.number,
        proposal.title,
        proposal.lead.name,
        "、".join(partners) or "—",
        proposal.leader_name,
        _money(award.money),
    )


def _reserves(awards: list[Award], teams: dict[int, dict[int, str]]) -> tuple[Block, ...]:
    return (Heading(_("In reserve")), _table(awards, teams)) if awards else ()


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _day(moment: date | datetime | None) -> str:
    if moment is None:
        return "—"
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return date_format(day, "DATE_FORMAT")
