"""The papers of a call and its proposals, as their records stand; they speak the language of whoever makes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.calls.models import Stamp
from qunli.calls.queries.calls import downloads_of
from qunli.calls.queries.missing import amount_of
from qunli.calls.queries.races import scheme_facts, scheme_of, stage_rows
from qunli.calls.states import StampKind
from qunli.core.bridge.papers import Block, Closing, Fields, Heading, PaperContent, Signatures, TableBlock, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from qunli.calls.models import Call, CallTopic, CommitmentLetter, Proposal


def guide_of(call: Call) -> PaperContent:
    """Print what bidders read: the guide, the dates, and each topic with its indicators and money."""
    return PaperContent(
        title=_("Guide"),
        document_number=call.number,
        blocks=(
            Fields(
                (
                    (_("Call"), call.title),
                    (_("Authority"), call.authority.name),
                    (_("Operator"), call.operator.name),
                    (_("Contact"), call.contact or "—"),
                    (_("Published"), _moment(call.published_at)),
                    (_("Teams hand in before"), _moment(call.team_deadline)),
                    (_("Own units stamp before"), _moment(call.unit_deadline)),
                    (_("Recommending units stamp before"), _moment(call.recommending_deadline)),
                    (_("Required attachments"), "\n".join(row["label"] for row in call.required_attachments) or "—"),
                    (_("Files for applicants"), "\n".join(file.name for file in downloads_of(call)) or "—"),
                )
            ),
            *_extensions(call),
            Text(call.guide),
            *_scheme(call),
            *(
                block
                for topic in sorted(call.topics.all(), key=lambda row: (row.position, row.pk))
                for block in _topic(topic)
            ),
            Signatures((_stamp(_("Authority"), call.authority.name),)),
        ),
    )


def _scheme(call: Call) -> tuple[Block, ...]:
    """Print the scheme of a race: what holds for all of it, and every stage with its gate."""
    scheme = scheme_of(call.terms)
    if scheme is None:
        return ()
    stage, gate, mend = pgettext("race", "Stage"), _("Gate"), _("Days to mend")
    head = (stage, _("Days"), _("Budget of each team, yuan"), gate, _("Judges and weights"), mend)
    rows = tuple(
        (
            f"{row.number} {row.title}",
            f"{row.days}" + (f" ({date_format(row.ends_on)})" if row.ends_on else ""),
            row.budget,
            "\n".join(row.gate) or "—",
            row.judges or "—",
            str(row.remedy_days or "—"),
        )
        for row in stage_rows(scheme)
    )
    return (Heading(_("The race")), TableBlock(head, rows), Fields(tuple(scheme_facts(scheme))))


def application_of(proposal: Proposal) -> PaperContent:
    """Print a proposal as it stands, with the stamps on its present version."""
    stamps = {stamp.kind: stamp for stamp in _stamps(proposal).filter(version=proposal.version)}
    unit = proposal.recommending_unit.name if proposal.recommending_unit else ""
    return PaperContent(
        title=_("Application"),
        document_number=proposal.number,
        addressee=proposal.call.authority.name,
        blocks=(
            Fields(
                (
                    (_("Call"), f"{proposal.call.number} {proposal.call.title}"),
                    (_("Topic"), proposal.topic.title),
                    (_("Title"), proposal.title),
                    (_("Lead"), proposal.lead.name),
                    (_("Leader"), proposal.leader_name),
                    (_("Recommending unit"), unit or "—"),
                    (_("Version"), str(proposal.version)),
                    (_("Handed in"), _moment(proposal.submitted_at)),
                    (_("Money asked for"), _money(proposal.asked_money)),
                    (_("Own money"), _money(proposal.own_money)),
                )
            ),
            Heading(_("Partners")),
            TableBlock((_("Partner"), _("Part"), _("Consent")), _partner_rows(proposal)),
            Heading(_("Technical approach")),
            Text(proposal.approach),
            Heading(_("The team's foundation")),
            Text(proposal.foundation),
            Heading(_("Schedule")),
            Text(proposal.schedule),
            Heading(_("Indicators")),
            TableBlock((_("Indicator"), _("Promised")), _promised_rows(proposal)),
            Heading(_("Budget")),
            TableBlock((_("Item"), _("Amount in yuan"), _("Note")), _budget_rows(proposal)),
            Signatures(
                (
                    _signature(_("Own unit"), proposal.lead.name, stamps.get(StampKind.OWN_UNIT)),
                    _signature(_("Recommending unit"), unit, stamps.get(StampKind.RECOMMENDING_UNIT)),
                )
            ),
        ),
    )


def recommendation_summary_of(call: Call) -> PaperContent:
    """Print what was recommended to a call, unit by unit; only to be asked for once the proposals are opened."""
    stamps = (
        Stamp.objects.filter(proposal__call=call, kind=StampKind.RECOMMENDING_UNIT, is_handed_back=False)
        .exclude(proposal__opened_at=None)
        .select_related("party", "proposal__lead", "proposal__topic")
        .order_by("party__name", "proposal_id", "-version")
    )
    newest: dict[int, Stamp] = {}
    for stamp in stamps:
        newest.setdefault(stamp.proposal_id, stamp)
    return PaperContent(
        title=_("Recommendation summary"),
        document_number=call.number,
        addressee=call.authority.name,
        blocks=(
            Fields(((_("Call"), call.title), (_("Proposals"), str(len(newest))))),
            TableBlock(
                (_("Recommending unit"), _("Number"), _("Title"), _("Lead"), _("Topic"), _("Stamped on")),
                tuple(
                    (
                        stamp.party.name,
                        stamp.proposal.number,
                        stamp.proposal.title,
                        stamp.proposal.lead.name,
                        stamp.proposal.topic.title,
                        _day(stamp.stamped_at),
                    )
                    for stamp in newest.values()
                ),
            ),
            Signatures(tuple(_stamp(_("Recommending unit"), name) for name in _names(newest))),
        ),
    )


def unit_summary_of(call: Call, proposals: Iterable[Proposal], units: Iterable[str]) -> PaperContent:
    """Sum up what came by way of a recommending unit, for its own stamp; it is no kept paper, since it may be sealed.

    Each proposal comes with `recommended_at`, the time of the unit's stamp.
    """
    rows = tuple(
        (
            str(place),
            one.number,
            one.title,
            one.topic.title,
            one.lead.name,
            one.leader_name,
            _money(one.asked_money),
            _day(one.recommended_at),  # type: ignore[attr-defined]  # annotated
            str(one.get_state_display()),
        )
        for place, one in enumerate(proposals, start=1)
    )
    head = (
        _("No."),
        _("Number"),
        _("Title"),
        _("Topic"),
        _("Lead"),
        _("Leader"),
        _("Yuan"),
        _("Stamped on"),
        _("State"),
    )
    return PaperContent(
        title=_("Recommendation summary"),
        document_number=call.number,
        addressee=call.authority.name,
        blocks=(
            Fields(
                (
                    (_("Call"), call.title),
                    (_("Proposals"), str(len(rows))),
                    (_("Recommending units stamp before"), _moment(call.recommending_deadline)),
                )
            ),
            TableBlock(head, rows),
            *(Closing(name) for name in units),
        ),
    )


def commitment_letter_of(letter: CommitmentLetter) -> PaperContent:
    """Print a commitment letter in the words that were signed."""
    proposal = letter.proposal
    return PaperContent(
        title=_("Commitment letter"),
        document_number=proposal.number,
        addressee=proposal.call.authority.name,
        blocks=(
            Fields(
                (
                    (_("Letter"), letter.get_kind_display()),
                    (_("Title"), proposal.title),
                    (_("Lead"), proposal.lead.name),
                    (_("Leader"), proposal.leader_name),
                )
            ),
            Text(letter.words),
            Signatures(
                (
                    _("Signed by %(by)s on %(day)s") % {"by": letter.signed_by, "day": _day(letter.signed_at)},
                    _stamp(_("Lead"), proposal.lead.name),
                )
            ),
        ),
    )


def _extensions(call: Call) -> tuple[Block, ...]:
    """Each deadline that was moved, from what to what and why, the latest last."""
    labels = {"team": _("Team"), "unit": _("Own unit"), "recommending": _("Recommending unit")}
    rows = tuple(
        (labels[side], _moment(getattr(one, f"{side}_was")), _moment(getattr(one, f"{side}_now")), one.reason)
        for one in sorted(call.extensions.all(), key=lambda row: row.pk)
        for side in labels
        if getattr(one, f"{side}_was") != getattr(one, f"{side}_now")
    )
    head = (_("Deadline of"), _("Before"), _("Extended to"), _("Reason"))
    return (Heading(_("Extended deadlines")), TableBlock(head, rows)) if rows else ()


def _topic(topic: CallTopic) -> tuple[Block, ...]:
    return (
        Heading(topic.title),
        Text(topic.summary),
        TableBlock(
            (_("Indicator"), _("Target"), _("How measured")),
            tuple(
                (row.name, f"{row.get_comparator_display()} {row.target} {row.unit}".strip(), row.how_measured or "—")
                for row in sorted(topic.indicators.all(), key=lambda row: (row.position, row.pk))
            ),
        ),
        Fields(
            (
                (_("Conditions for bidders"), topic.bidder_conditions or "—"),
                (_("Poster's money"), _money(topic.poster_money)),
                (_("Fiscal money"), _money(topic.fiscal_money)),
                (_("Wanted by"), _day(topic.wanted_by)),
            )
        ),
    )


def _partner_rows(proposal: Proposal) -> tuple[tuple[str, ...], ...]:
    partners = sorted(proposal.partners.all(), key=lambda row: row.pk)
    return tuple((one.organization.name, one.part or "—", one.get_consent_display()) for one in partners)


def _promised_rows(proposal: Proposal) -> tuple[tuple[str, ...], ...]:
    promised = {row.get("indicator"): str(row.get("value", "")) for row in proposal.promised}
    rows = sorted(proposal.topic.indicators.all(), key=lambda row: (row.position, row.pk))
    return tuple((str(row), promised.get(row.pk) or "—") for row in rows)


def _budget_rows(proposal: Proposal) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (str(row.get("name", "")), _money(amount_of(row.get("amount")) or Decimal(0)), str(row.get("note") or "—"))
        for row in proposal.budget
    )


def _stamps(proposal: Proposal) -> QuerySet[Stamp]:
    return proposal.stamps.filter(is_handed_back=False).select_related("party", "stamped_by__party")


def _names(stamps: dict[int, Stamp]) -> list[str]:
    return sorted({stamp.party.name for stamp in stamps.values()})


def _signature(side: str, name: str, stamp: Stamp | None) -> str:
    if stamp is None:
        return _stamp(side, name)
    return _("%(side)s: %(name)s · signed by %(by)s on %(day)s") % {
        "side": side,
        "name": stamp.party.name,
        "by": stamp.stamped_by,
        "day": _day(stamp.stamped_at),
    }


def _stamp(side: str, name: str) -> str:
    return _("%(side)s (stamp): %(name)s") % {"side": side, "name": name}


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _moment(moment: datetime | None) -> str:
    return "—" if moment is None else f"{_day(moment)} {timezone.localtime(moment):%H:%M}"


def _day(moment: date | datetime | None) -> str:
    if moment is None:
        return "—"
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return date_format(day, "DATE_FORMAT")
