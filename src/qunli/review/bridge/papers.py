"""The papers of a panel, as its records stand; a blind panel's paper meets no name of a team."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.calls.models import Partner
from qunli.core.bridge import Block, Fields, Heading, PaperContent, Signatures, TableBlock, Text
from qunli.core.states import listed
from qunli.review.models import PanelProposal
from qunli.review.queries import bench_of, conflicts_of, signatures_of
from qunli.review.queries.reading import masked, names_of
from qunli.review.states import COMMITMENT, SeatRank

if TYPE_CHECKING:
    from qunli.calls.models import Proposal
    from qunli.review.models import Opinion, Panel, Seat, Signature


def panel_opinion_of(opinion: Opinion) -> PaperContent:
    """Print one version of a panel's opinion: ranking, text, recusals, dissents, and every signature as it stands."""
    panel = opinion.panel
    proposals = _proposals(panel)
    names = {name for one in proposals.values() for name in names_of(one)} if panel.is_blind else set()
    hidden = sorted(names, key=lambda name: (-len(name), name))
    signed = {one.seat_id: one for one in signatures_of(opinion)}
    signers = sorted(bench_of(panel).signers, key=lambda seat: seat.rank != SeatRank.HEAD)
    return PaperContent(
        title=_("Panel opinion"),
        document_number=panel.number,
        addressee=panel.call.authority.name,
        blocks=(
            Fields(
                (
                    (_("Call"), f"{panel.call.number} {panel.call.title}"),
                    (_("Panel"), masked(panel.name, hidden)),
                    (_("Round"), str(panel.round)),
                    (pgettext("panel", "Met"), _meeting(panel)),
                    (_("Version"), str(opinion.version)),
                    (_("Gathered by"), f"{opinion.written_by.expert} · {_day(opinion.written_at)}"),
                )
            ),
            Heading(_("Ranking")),
            _ranking(opinion, proposals, hidden, is_blind=panel.is_blind),
            Heading(_("Opinion")),
            Text(masked(opinion.text, hidden)),
            *_recusals(panel),
            *_dissents(list(signed.values()), hidden),
            Signatures(tuple(_signature(seat, signed.get(seat.pk)) for seat in signers)),
        ),
    )


def expert_commitment_of(seat: Seat) -> PaperContent:
    """Print what an expert promised before reading, in the words that were signed, and the recusals that followed."""
    panel = seat.panel
    recused = [one.proposal.number for one in conflicts_of(panel) if one.expert_id == seat.expert_id]
    signed = seat.commitment_signed_at
    return PaperContent(
        title=_("Expert's letter of recusal and confidentiality"),
        document_number=panel.number,
        addressee=panel.call.authority.name,
        blocks=(
            Fields(
                (
                    (_("Expert"), str(seat.expert)),
                    (_("Call"), f"{panel.call.number} {panel.call.title}"),
                    (_("Panel"), f"{panel.number} {panel.name}" if not panel.is_blind else panel.number),
                )
            ),
            Text("\n".join(f"{place}. {line}" for place, line in enumerate(COMMITMENT, start=1))),
            Fields(((_("Recused from"), listed(dict.fromkeys(recused)) or "—"),)),
            Signatures((_("Expert: %(name)s · signed on %(day)s") % {"name": seat.expert, "day": _day(signed)},)),
        ),
    )


def _proposals(panel: Panel) -> dict[int, Proposal]:
    partners = Partner.objects.select_related("organization").order_by("id")
    rows = PanelProposal.objects.filter(panel=panel).select_related("proposal__lead", "proposal__topic")
    return {row.proposal_id: row.proposal for row in rows.prefetch_related(Prefetch("proposal__partners", partners))}


def _ranking(opinion: Opinion, proposals: dict[int, Proposal], hidden: list[str], *, is_blind: bool) -> TableBlock:
    head = [_("Rank"), _("Number"), _("Topic"), _("Title"), *([] if is_blind else [_("Lead")]), _("Score")]
    rows = []
    for row in opinion.ranking:
        one = proposals[row["proposal"]]
        lead = [] if is_blind else [one.lead.name]
        cells = [str(row["rank"]), one.number, one.topic.title, masked(one.title, hidden), *lead, str(row["score"])]
        rows.append(tuple(cells))
    return TableBlock(tuple(head), tuple(rows))


def _recusals(panel: Panel) -> tuple[Block, ...]:
    """Who was kept from what; of a blind panel without the fact, which would name the team."""
    found = conflicts_of(panel)
    if not found:
        return (Heading(_("Recusals")), Text(_("None recorded.")))
    rows = tuple(
        (
            str(one.expert),
            one.proposal.number,
            str(one.get_kind_display()) + ("" if panel.is_blind or not one.fact else f" ({one.fact})"),
        )
        for one in found
    )
    return (Heading(_("Recusals")), TableBlock((_("Expert"), _("Proposal"), _("Why")), rows))


def _dissents(signed: list[Signature], hidden: list[str]) -> tuple[Block, ...]:
    rows = tuple((str(one.seat.expert), masked(one.dissent, hidden)) for one in signed if one.dissent)
    return (Heading(_("Dissent")), Fields(rows)) if rows else ()


def _signature(seat: Seat, signature: Signature | None) -> str:
    words = {"rank": seat.get_rank_display(), "name": seat.expert}
    if signature is None:
        return _("%(rank)s: %(name)s (signature)") % words
    return _("%(rank)s: %(name)s · signed on %(day)s") % {**words, "day": _day(signature.signed_at)}


def _meeting(panel: Panel) -> str:
    if panel.meets_at is None:
        return _("by letter")
    return f"{_day(panel.meets_at)} {timezone.localtime(panel.meets_at):%H:%M} {panel.place}".strip()


def _day(moment: date | datetime | None) -> str:
    if moment is None:
        return "—"
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return date_format(day, "DATE_FORMAT")
