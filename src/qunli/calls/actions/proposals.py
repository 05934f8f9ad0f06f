"""Writing a proposal: its draft, versions, partners and files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.models import Call, CallTopic, Partner, Proposal, ProposalVersion
from qunli.calls.permits import may_answer_for, may_bid_for, may_edit
from qunli.calls.queries import content_of, files_of, fingerprint_of, term_number
from qunli.calls.queries.missing import amount_of
from qunli.calls.states import CallState, Consent, LetterKind, ProposalState
from qunli.core.actions import action, attach_file, lock, remove_attachment, tell, write_journal
from qunli.core.states import Refused, StepNotOpen, WrongInput
from qunli.directory.queries import is_one_of
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.people.models import User
from qunli.people.permits import require

if TYPE_CHECKING:
    from django.core.files.base import File

    from qunli.core.models import Attachment
    from qunli.core.states import Words
    from qunli.directory.models import Organization

EDITABLE: Final = (
    "title",
    "leader_name",
    "leader_party",
    "recommending_unit",
    "approach",
    "foundation",
    "schedule",
    "asked_money",
    "own_money",
    "budget",
    "promised",
)
"""What the editor changes, by name."""

ANSWERABLE: Final = (
    ProposalState.DRAFT,
    ProposalState.SUBMITTED,
    ProposalState.STAMPED,
    ProposalState.RECOMMENDED,
    ProposalState.CORRECTING,
)


class CallNotOpen(Refused):
    """The call takes no proposals: not yet, or no more."""


class DeadlinePassed(Refused):
    """The server's clock had reached the deadline when the whole request had arrived."""


class AlreadyBidding(Refused):
    """The lead answers this topic already."""


class ChangedMeanwhile(Refused):
    """Somebody saved another version since this one was opened; nothing was overwritten."""

    def __init__(self, *, saved: ProposalVersion) -> None:
        super().__init__(
            _("%(name)s saved version %(version)s meanwhile; nothing of it was overwritten.")
            % {"name": saved.made_by.party.name, "version": saved.version},
            remedy=_("Compare it with your text below, then save again."),
        )
        self.saved = saved


@action(_("Proposal started"))
def start_proposal(
    *, topic: CallTopic, lead: Organization, title: str, leader_name: str, by: User, at: datetime
) -> Proposal:
    """Begin a draft that answers a topic. Raises `CallNotOpen`, `DeadlinePassed` or `AlreadyBidding`."""
    call = lock(Call.objects.all(), topic.call_id)
    require(may_bid_for(by, lead.party_id))
    refuse_closed(call, call.team_deadline, at=at)
    if call.proposals.filter(topic=topic, lead=lead).exclude(state=ProposalState.WITHDRAWN).exists():
        raise AlreadyBidding(_("%(name)s answers this topic already.") % {"name": lead.name})
    if not title.strip() or not leader_name.strip():
        raise WrongInput({"title": _("Give the proposal a title and name its leader.")})
    proposal = Proposal.objects.create(
        call=call,
        topic=topic,
        lead=lead,
        title=title.strip(),
        leader_name=leader_name.strip(),
        stated_by=by,
        stated_at=at,
    )
    version_of(proposal, by=by, at=at, reason="started").save()
    raise_duty(
        owner=lead.party,
        promise=Promise(
            key="submit proposal",
            words=gettext_noop("Hand in the proposal %(number)s"),
            due=call.team_deadline,
            params={"number": proposal.number},
        ),
        about=proposal,
        at=at,
    )
    write_journal(on=proposal, by=by, at=at, now=proposal.state)
    return proposal


@action(_("Proposal changed"))
def change_proposal(
    *, proposal: Proposal, changes: Mapping[str, Any], by: User, at: datetime, seen_version: int | None = None
) -> Proposal:
    """Save a draft as its next version. Raises `ChangedMeanwhile` when another stands than the one seen.

    Naming another leader takes back the letter that the former one signed.
    """
    held = hold(proposal)
    require(may_edit(by, held))
    refuse_unless(held, ProposalState.DRAFT, step=_("Change"))
    if seen_version is not None and seen_version != held.version:
        raise ChangedMeanwhile(saved=held.versions.select_related("made_by__party").get(version=held.version))
    _refuse_faults(changes)
    leader = (held.leader_name, held.leader_party_id)
    for name, value in changes.items():
        setattr(held, name, value)
    if leader != (held.leader_name, held.leader_party_id):
        held.letters.filter(kind=LetterKind.LEADER).delete()
    held.version += 1
    held.save()
    kept = version_of(held, by=by, at=at, reason="saved")
    kept.save()
    write_journal(on=held, by=by, at=at, facts={"version": held.version, "fingerprint": kept.fingerprint})
    return held


@action(_("Partner asked"))
def invite_partner(*, proposal: Proposal, organization: Organization, part: str, by: User, at: datetime) -> Partner:
    """Ask an organization to be a partner; it must consent before the proposal can be handed in."""
    held = hold(proposal)
    require(may_edit(by, held))
    refuse_unless(held, ProposalState.DRAFT, step=_("Ask a partner"))
    if is_one_of(organization.pk, [held.lead_id]):
        raise WrongInput({"organization": _("The lead is not its own partner.")})
    if is_one_of(organization.pk, held.partners.values_list("organization_id", flat=True)):
        raise WrongInput({"organization": _("This organization is asked already.")})
    most = term_number(held.call, "partners_max")
    if most is not None and held.partners.count() >= most:
        raise WrongInput({"organization": _("This call allows %(most)s partners.") % {"most": most}})
    partner = Partner.objects.create(proposal=held, organization=organization, part=part.strip())
    raise_duty(
        owner=organization.party,
        promise=Promise(
            key="answer as partner",
            words=gettext_noop("Answer %(lead)s, who asks you to be a partner in a proposal"),
            due=held.call.team_deadline,
            params={"lead": held.lead.name},
        ),
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, facts={"partner": organization.pk})
    return partner


@action(_("Partner taken out"))
def remove_partner(*, partner: Partner, by: User, at: datetime) -> Proposal:
    """Take a partner out of a draft."""
    held = hold(partner.proposal)
    require(may_edit(by, held))
    refuse_unless(held, ProposalState.DRAFT, step=_("Take a partner out"))
    gone = lock(Partner.objects.select_related("organization__party"), partner.pk)
    write_journal(on=held, by=by, at=at, facts={"partner": gone.organization_id})
    drop_duties(about=held, key="answer as partner", owner=gone.organization.party, at=at)
    gone.delete()
    return held


@action(_("Partner answered"))
def answer_partner(*, partner: Partner, consents: bool, by: User, at: datetime) -> Partner:
    """Consent or refuse in an organization's name; either can be taken back until the opening, or in a correction."""
    held = hold(partner.proposal)
    mine = lock(Partner.objects.select_related("organization__party"), partner.pk)
    require(may_answer_for(by, mine))
    if held.state not in ANSWERABLE or (
        held.state != ProposalState.CORRECTING and held.call.state != CallState.PUBLISHED
    ):
        raise StepNotOpen(record=held.number, state=held.get_state_display(), step=_("Answer as partner"))
    mine.consent = Consent.GIVEN if consents else Consent.REFUSED
    mine.answered_by, mine.answered_at = by, at
    mine.save(update_fields=["consent", "answered_by", "answered_at"])
    meet_duties(about=held, key="answer as partner", owner=mine.organization.party, at=at)
    tell(
        parties=[held.lead.party_id],
        occasion=f"partner {mine.pk} {mine.consent} {at.isoformat()}",
        words=gettext_noop("%(name)s consents to be your partner.")
        if consents
        else gettext_noop("%(name)s refuses to be your partner."),
        params={"name": mine.organization.name},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, facts={"partner": mine.organization_id, "consent": mine.consent})
    return mine


@action(_("File attached to the proposal"))
def attach_to_proposal(*, proposal: Proposal, purpose: str, file: File[bytes], by: User, at: datetime) -> Attachment:
    """Keep a file with a draft, or with one that is being corrected; it is as sealed as the proposal."""
    held = hold(proposal)
    require(may_edit(by, held))
    refuse_unless(held, ProposalState.DRAFT, ProposalState.CORRECTING, step=_("Attach a file"))
    known = {row["key"] for row in held.call.required_attachments}
    if purpose and purpose not in known:
        raise WrongInput({"purpose": _("This call asks for no such attachment.")})
    attachment = attach_file(to=held, file=file, purpose=purpose, confidential=True, by=by, at=at)
    write_journal(on=held, by=by, at=at, facts={"file": attachment.pk, "sha256": attachment.sha256})
    return attachment


@action(_("File taken from the proposal"))
def detach_from_proposal(*, proposal: Proposal, attachment: Attachment, by: User, at: datetime) -> Proposal:
    """Take a file out of a draft, or out of one that is being corrected."""
    held = hold(proposal)
    require(may_edit(by, held))
    refuse_unless(held, ProposalState.DRAFT, ProposalState.CORRECTING, step=_("Take a file out"))
    if not files_of(held).filter(pk=attachment.pk).exists():
        raise WrongInput({"file": _("This file belongs to another record.")})
    remove_attachment(attachment=attachment, by=by, at=at)
    write_journal(on=held, by=by, at=at, facts={"file": attachment.pk})
    return held


def hold(proposal: Proposal) -> Proposal:
    """Hold the call, then the proposal: the one order in which every act of this room takes them."""
    call = lock(Call.objects.all(), proposal.call_id)
    held = lock(Proposal.objects.select_related("topic__item__need", "lead__party", "recommending_unit"), proposal.pk)
    held.call = call
    return held


def version_of(proposal: Proposal, *, by: User, at: datetime, reason: str) -> ProposalVersion:
    """Write the proposal down as it now stands, word for word, with its fingerprint; the act saves it."""
    content = content_of(proposal)
    return ProposalVersion(
        proposal=proposal,
        version=proposal.version,
        content=content,
        fingerprint=fingerprint_of(content),
        reason=reason,
        made_by=by,
        made_at=at,
    )


def refuse_closed(call: Call, deadline: datetime | None, *, at: datetime) -> None:
    """Refuse once the call is opened or the deadline has come; the deadline's own instant is too late."""
    if call.state != CallState.PUBLISHED:
        raise CallNotOpen(_("The call is %(state)s: it takes no proposals.") % {"state": call.get_state_display()})
    if deadline is not None and at >= deadline:
        raise DeadlinePassed(_("The deadline has passed: the server's clock counts."))


def refuse_unless(proposal: Proposal, *states: ProposalState, step: Words) -> None:
    """Refuse in any other state; a draft also once its call takes no proposals."""
    if proposal.state not in states:
        raise StepNotOpen(record=proposal.number, state=proposal.get_state_display(), step=step)
    if proposal.state == ProposalState.DRAFT and proposal.call.state != CallState.PUBLISHED:
        refuse_closed(proposal.call, None, at=proposal.stated_at)


def _refuse_faults(changes: Mapping[str, Any]) -> None:
    faults: dict[str, Words] = {name: _("This cannot be changed.") for name in changes if name not in EDITABLE}
    for name in ("asked_money", "own_money"):
        if changes.get(name, Decimal(0)) < 0:
            faults[name] = _("Money is not negative.")
    for place, row in enumerate(changes.get("budget", ()), start=1):
        amount = amount_of(row.get("amount"))
        if amount is None or amount < 0:
            faults["budget"] = _("Line %(line)s of the budget has no amount.") % {"line": place}
    for name in ("title", "leader_name"):
        if name in changes and not str(changes[name]).strip():
            faults[name] = _("This cannot be empty.")
    if faults:
        raise WrongInput(faults)
