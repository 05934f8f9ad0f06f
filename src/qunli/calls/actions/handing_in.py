"""Handing a proposal in: letters, stamps, and the ways back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

from qunli.calls.actions.proposals import hold, refuse_closed, refuse_unless, version_of
from qunli.calls.models import CommitmentLetter, Proposal, ProposalVersion, Stamp
from qunli.calls.permits import may_edit, may_sign, may_stamp
from qunli.calls.queries import Missing, missing_of
from qunli.calls.states import PROPOSAL_LIFECYCLE, LetterKind, ProposalState, StampKind
from qunli.core.actions import action, take_step, tell, write_journal
from qunli.core.states import Refused, StepNotOpen, WrongInput
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.people.models import Party, User
from qunli.people.permits import require
from qunli.people.states import Role

LETTER_WORDS: Final = {
    LetterKind.LEADER: gettext_noop(
        "I lead the team of proposal %(number)s. What it says is true. If we are chosen I will lead the work myself, "
        "hold its milestones, report honestly, and spend the money on this task only."
    ),
    LetterKind.UNIT: gettext_noop(
        "We stand behind proposal %(number)s. We have checked that what it says is true, give the team the people and "
        "means it names, keep the money apart, and answer for its use."
    ),
}
SIGNABLE: Final = (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.CORRECTING)
STAMP_STEPS: Final = {
    StampKind.OWN_UNIT: ("stamp", ProposalState.SUBMITTED),
    StampKind.RECOMMENDING_UNIT: ("recommend", ProposalState.STAMPED),
}


class Incomplete(WrongInput):
    """The proposal cannot be handed in yet; carries everything that is missing."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__({f"{place} {one.place}": one.words for place, one in enumerate(missing, start=1)})
        self.missing = missing


class AlreadySigned(Refused):
    """A letter is signed once."""


@action(_("Commitment letter signed"))
def sign_letter(*, proposal: Proposal, kind: LetterKind, by: User, at: datetime) -> CommitmentLetter:
    """Sign a commitment letter; its words are kept as they were signed. In a correction it is signed anew."""
    held = hold(proposal)
    require(may_sign(by, held, kind))
    refuse_unless(held, *SIGNABLE, step=_("Sign"))
    if held.state == ProposalState.CORRECTING:
        held.letters.filter(kind=kind).delete()
    if held.letters.filter(kind=kind).exists():
        raise AlreadySigned(_("This letter is signed already."))
    with override("zh-hans"):
        words = gettext(LETTER_WORDS[LetterKind(kind)]) % {"number": held.number}
    letter = CommitmentLetter.objects.create(proposal=held, kind=kind, words=words, signed_by=by, signed_at=at)
    write_journal(on=held, by=by, at=at, facts={"letter": LetterKind(kind).value})
    return letter


@action(_("Proposal handed in"))
def submit_proposal(*, proposal: Proposal, by: User, at: datetime) -> ProposalVersion:
    """Hand a proposal in, and return the version that the receipt is made out for.

    `at` is when the server had the whole request: any instant before the deadline counts, the deadline's own does
    not. The call is held, so that this is refused once the proposals are opened. Raises `Incomplete` with everything
    that is missing.
    """
    held = hold(proposal)
    require(may_edit(by, held))
    was, now = take_step(held, lifecycle=PROPOSAL_LIFECYCLE, step="submit")
    refuse_closed(held.call, held.call.team_deadline, at=at)
    missing = missing_of(held, on=timezone.localtime(at).date())
    if missing:
        raise Incomplete(missing)
    held.version += 1
    held.submitted_at = at
    held.save(update_fields=["state", "version", "submitted_at"])
    kept = version_of(held, by=by, at=at, reason="submitted")
    kept.save()
    meet_duties(about=held, key="submit proposal", at=at)
    _ask_next_stamp(held, at=at)
    facts = {"version": kept.version, "fingerprint": kept.fingerprint}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return kept


@action(_("Proposal stamped"))
def stamp_proposal(*, proposal: Proposal, kind: StampKind, by: User, at: datetime) -> Stamp:
    """Stamp the version handed in, before the unit's own deadline; in a correction, stamp it anew.

    The own unit stamps once it has signed its commitment letter.
    """
    held = hold(proposal)
    kind = StampKind(kind)
    require(may_stamp(by, held, kind))
    if held.state == ProposalState.CORRECTING:
        stamp = _stamp(held, kind, version=held.version + 1, by=by, at=at)
        write_journal(on=held, by=by, at=at, facts={"kind": kind.value, "version": stamp.version})
        return stamp
    step, _before = STAMP_STEPS[kind]
    was, now = take_step(held, lifecycle=PROPOSAL_LIFECYCLE, step=step)
    refuse_closed(held.call, _deadline(held, kind), at=at)
    if kind is StampKind.OWN_UNIT and not held.letters.filter(kind=LetterKind.UNIT).exists():
        raise WrongInput({"letters": _("The unit has not signed its commitment letter: sign it before stamping.")})
    held.save(update_fields=["state"])
    meet_duties(about=held, key=f"stamp {kind}", at=at)
    _ask_next_stamp(held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"kind": kind.value, "version": held.version})
    return _stamp(held, kind, version=held.version, by=by, at=at)


@action(_("Proposal handed back"))
def hand_back_proposal(*, proposal: Proposal, kind: StampKind, reason: str, by: User, at: datetime) -> Stamp:
    """Hand a proposal back to its team with a reason; it is a draft again, to be handed in anew while there is time."""
    held = hold(proposal)
    kind = StampKind(kind)
    require(may_stamp(by, held, kind))
    refuse_closed(held.call, None, at=at)
    if held.state != STAMP_STEPS[kind][1]:
        raise StepNotOpen(record=held.number, state=held.get_state_display(), step=_("Hand back"))
    if not reason.strip():
        raise WrongInput({"reason": _("Say what the team should change.")})
    was, now = take_step(held, lifecycle=PROPOSAL_LIFECYCLE, step="hand_back")
    held.save(update_fields=["state"])
    stamp = Stamp.objects.create(
        proposal=held,
        kind=kind,
        version=held.version,
        party=_stamping_party(held, kind),
        stamped_by=by,
        stamped_at=at,
        is_handed_back=True,
        reason=reason.strip(),
    )
    _draft_again(held, at=at)
    tell(
        parties=[held.lead.party_id],
        occasion=f"handed back {stamp.pk}",
        words=gettext_noop("Proposal %(number)s was handed back to you; its page says why."),
        params={"number": held.number},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"kind": kind.value, "version": held.version})
    return stamp


@action(_("Proposal taken back to edit"))
def take_back_proposal(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Make it a draft again while the team's deadline has not come; its stamps count no more."""
    held = hold(proposal)
    require(may_edit(by, held))
    was, now = take_step(held, lifecycle=PROPOSAL_LIFECYCLE, step="take_back")
    refuse_closed(held.call, held.call.team_deadline, at=at)
    held.save(update_fields=["state"])
    _draft_again(held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


@action(_("Proposal withdrawn"))
def withdraw_proposal(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Withdraw a proposal that is still sealed; it stays sealed for good."""
    held = hold(proposal)
    require(may_edit(by, held))
    was, now = take_step(held, lifecycle=PROPOSAL_LIFECYCLE, step="withdraw")
    refuse_closed(held.call, None, at=at)
    held.save(update_fields=["state"])
    drop_duties(about=held, at=at)
    write_journal(on=held, by=by, at=at, was=was, now=now)
    return held


def _stamp(proposal: Proposal, kind: StampKind, *, version: int, by: User, at: datetime) -> Stamp:
    if proposal.stamps.filter(kind=kind, version=version, is_handed_back=False).exists():
        raise StepNotOpen(record=proposal.number, state=proposal.get_state_display(), step=_("Stamp"))
    return Stamp.objects.create(
        proposal=proposal,
        kind=kind,
        version=version,
        party=_stamping_party(proposal, kind),
        stamped_by=by,
        stamped_at=at,
    )


def _draft_again(proposal: Proposal, *, at: datetime) -> None:
    drop_duties(about=proposal, at=at)
    if proposal.call.team_deadline is not None and at < proposal.call.team_deadline:
        raise_duty(
            owner=proposal.lead.party,
            promise=Promise(
                key="submit proposal",
                words=gettext_noop("Hand in the proposal %(number)s"),
                due=proposal.call.team_deadline,
                params={"number": proposal.number},
            ),
            about=proposal,
            at=at,
        )


def _ask_next_stamp(proposal: Proposal, *, at: datetime) -> None:
    kind = StampKind.OWN_UNIT if proposal.state == ProposalState.SUBMITTED else StampKind.RECOMMENDING_UNIT
    deadline = _deadline(proposal, kind)
    if deadline is None or proposal.state == ProposalState.RECOMMENDED:
        return
    own = kind is StampKind.OWN_UNIT
    raise_duty(
        owner=_stamping_party(proposal, kind),
        promise=Promise(
            key=f"stamp {kind}",
            words=gettext_noop("Check and stamp the proposal %(number)s"),
            due=deadline,
            params={"number": proposal.number},
            role=Role.UNIT_ADMINISTRATOR if own else Role.RECOMMENDING_UNIT,
        ),
        about=proposal,
        at=at,
    )


def _deadline(proposal: Proposal, kind: StampKind) -> datetime | None:
    call = proposal.call
    return call.unit_deadline if kind is StampKind.OWN_UNIT else call.recommending_deadline


def _stamping_party(proposal: Proposal, kind: StampKind) -> Party:
    if kind is StampKind.OWN_UNIT or proposal.recommending_unit is None:
        return proposal.lead.party
    return proposal.recommending_unit
