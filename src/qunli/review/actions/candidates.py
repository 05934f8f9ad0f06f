"""Naming whom an assignment may choose, and what the experts themselves would like to judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, tell, write_journal
from qunli.core.states import Refused, Words, WrongInput, listed
from qunli.directory.models import Expert
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.review.actions.panels import conflicts_with_panel, credit_marked, open_panel
from qunli.review.actions.seats import digest_of_commitment
from qunli.review.models import Bid, Candidate, Conflict, Panel, PanelProposal, Seat
from qunli.review.permits import LIVE_SEATS, is_own_candidacy
from qunli.review.states import BidChoice, ConflictKind, PanelState

WISHES = "say wishes"


class BiddingClosed(Refused):
    """Wishes are said while the panel is being formed, until the moment that was set, after signing."""


@action(_("Candidates named"))
def name_candidates(
    *, panel: Panel, experts: Sequence[Expert], by: User, at: datetime, bids_until: datetime | None = None
) -> list[Candidate]:
    """Name experts among whom an assignment may choose; with `bids_until` they are asked for their wishes.

    Whoever was named before is asked anew. Raises `WrongInput` that names everybody who cannot be considered: with a
    credit mark, with a fact against every proposal, or with a seat that was given up.
    """
    held = open_panel(panel, by=by)
    _check_named(held, experts, bids_until, at=at)
    known = {one.expert_id: one for one in Candidate.objects.filter(panel=held).select_for_update(of=("self",))}
    named = []
    for expert in experts:
        candidate = known.get(expert.pk) or Candidate(panel=held, expert=expert, stated_at=at)
        candidate.left_at = None
        candidate.bids_until = bids_until or candidate.bids_until
        candidate.save()
        named.append(candidate)
        if bids_until is not None:
            _ask_for_wishes(candidate, expert, bids_until, at=at)
    facts = {"candidates": [one.pk for one in experts], "bids_until": bids_until}
    write_journal(on=held, by=by, at=at, facts=facts)
    return named


@action(_("Candidate no longer considered"))
def drop_candidate(*, candidate: Candidate, by: User, at: datetime) -> Candidate:
    """Take a candidate off the list; a sitting expert stays one until removed from the panel."""
    panel = open_panel(candidate.panel, by=by)
    held = lock(Candidate.objects.all(), candidate.pk)
    if held.left_at is not None:
        raise Refused(_("This expert is no candidate any more."))
    if Seat.objects.filter(panel=panel, expert=held.expert_id, state__in=LIVE_SEATS).exists():
        raise Refused(_("This expert sits on the panel."), remedy=_("Remove the seat first."))
    held.left_at = at
    held.save(update_fields=["left_at"])
    drop_duties(about=held, at=at)
    write_journal(on=panel, by=by, at=at, facts={"candidate": held.pk, "expert": held.expert_id})
    return held


@action(_("Recusal commitment signed by a candidate"))
def sign_as_candidate(*, candidate: Candidate, by: User, at: datetime) -> Candidate:
    """Sign the promise that opens the titles; it holds for the seat too, should one come of it."""
    panel, held = _own_candidacy(candidate, by=by, at=at)
    if held.commitment_signed_at is not None:
        raise BiddingClosed(_("The commitment is signed already."))
    held.commitment_signed_at = at
    held.save(update_fields=["commitment_signed_at"])
    write_journal(on=panel, by=by, at=at, facts={"candidate": held.pk, "words_sha256": digest_of_commitment()})
    return held


@action(_("Wishes said"))
def save_bids(
    *,
    candidate: Candidate,
    bids: Mapping[int, BidChoice],
    by: User,
    at: datetime,
    facts: Mapping[int, str] | None = None,
) -> Candidate:
    """Keep what a candidate says of each proposal; it may be changed until the moment that was set.

    A conflict is recorded as a fact at once, with what ties the expert to the team where they say it, and stays. A
    proposal that is not named keeps what was said of it.
    """
    panel, held = _own_candidacy(candidate, by=by, at=at)
    if held.commitment_signed_at is None:
        raise BiddingClosed(_("Sign the commitment first."))
    _check_bids(panel, held, bids)
    for proposal, choice in bids.items():
        Bid.objects.update_or_create(candidate=held, proposal_id=proposal, defaults={"choice": choice, "said_at": at})
    tied = sorted(proposal for proposal, choice in bids.items() if choice == BidChoice.CONFLICT)
    for proposal in tied:
        Conflict.objects.get_or_create(
            panel=panel,
            expert_id=held.expert_id,
            proposal_id=proposal,
            kind=ConflictKind.DECLARED,
            defaults={"fact": (facts or {}).get(proposal, "").strip()[:300], "found_at": at},
        )
    held.answered_at = at
    held.save(update_fields=["answered_at"])
    meet_duties(about=held, key=WISHES, at=at)
    counts = Counter(choice.value for choice in bids.values())
    write_journal(on=panel, by=by, at=at, facts={"candidate": held.pk, "said": dict(counts), "recused_from": tied})
    return held


def _own_candidacy(candidate: Candidate, *, by: User, at: datetime) -> tuple[Panel, Candidate]:
    panel = lock(Panel.objects.select_related("call"), candidate.panel_id)
    held = lock(Candidate.objects.select_related("expert__party"), candidate.pk)
    require(is_own_candidacy(by, held))
    if panel.state != PanelState.FORMING or held.left_at is not None:
        raise BiddingClosed(_("Wishes are said while the panel is being formed."))
    if held.bids_until is None or at > held.bids_until:
        raise BiddingClosed(_("The time for wishes is over."))
    return panel, held


def _check_named(panel: Panel, experts: Sequence[Expert], bids_until: datetime | None, *, at: datetime) -> None:
    faults: dict[str, Words] = {}
    if not experts:
        faults["experts"] = _("Choose at least one expert.")
    if bids_until is not None and panel.state != PanelState.FORMING:
        faults["bids_until"] = _("Wishes are said while the panel is being formed.")
    elif bids_until is not None and bids_until <= at:
        faults["bids_until"] = _("This moment is over.")
    marked = credit_marked(experts, at=at)
    gone = set(Seat.objects.filter(panel=panel).exclude(state__in=LIVE_SEATS).values_list("expert_id", flat=True))
    against: Counter[int] = Counter(
        expert for expert, _proposal in {(one.expert_id, one.proposal_id) for one in conflicts_with_panel(
            panel, experts, at=at
        )}
    )  # fmt: skip
    whole = PanelProposal.objects.filter(panel=panel).count()
    unfit = [one for one in experts if one.party_id in marked or one.pk in gone or against[one.pk] == whole]
    if unfit:
        faults["experts"] = _(
            "Not to be considered, for a credit mark, a conflict with every proposal or a seat given up: %(names)s."
        ) % {"names": listed(unfit)}
    if faults:
        raise WrongInput(faults)


def _check_bids(panel: Panel, candidate: Candidate, bids: Mapping[int, BidChoice]) -> None:
    known = set(PanelProposal.objects.filter(panel=panel).values_list("proposal_id", flat=True))
    tied = set(Conflict.objects.filter(panel=panel, expert=candidate.expert_id).values_list("proposal_id", flat=True))
    faults: dict[str, Words] = {}
    for proposal in bids:
        if proposal not in known:
            faults[f"choice-{proposal}"] = _("This proposal is not before this panel.")
        elif proposal in tied:
            faults[f"choice-{proposal}"] = _("You are recused from this proposal.")
    if not bids:
        faults["bids"] = _("Say something of at least one proposal.")
    if faults:
        raise WrongInput(faults)


def _ask_for_wishes(candidate: Candidate, expert: Expert, until: datetime, *, at: datetime) -> None:
    raise_duty(
        owner=expert.party,
        promise=Promise(
            key=WISHES,
            words=gettext_noop("Say which proposals of panel %(panel)s you would like to judge"),
            params={"panel": candidate.panel.number},
            due=until,
            role=Role.EXPERT,
        ),
        about=candidate,
        at=at,
    )
    tell(
        parties=[expert.party_id],
        occasion=f"candidate {candidate.pk} {until.isoformat()}",
        words=gettext_noop("You are asked which proposals of panel %(panel)s you would like to judge."),
        params={"panel": candidate.panel.number},
        about=candidate,
        at=at,
    )
