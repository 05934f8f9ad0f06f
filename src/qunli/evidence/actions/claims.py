"""Reading a claim by hand, and a person's yes or no; either can be taken back for a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Doer, Refused, WrongInput
from qunli.evidence.models import Claim, Confirmation, Document, Mention
from qunli.evidence.permits import keeps_evidence, may_confirm_claim, may_confirm_claims, may_take_back_claim
from qunli.evidence.states import CLAIM_LIFECYCLE, ClaimKind
from qunli.people.models import User
from qunli.people.permits import require


class StillNeeded(Refused):
    """Something stands on the confirmation."""

    def __init__(self) -> None:
        super().__init__(
            _("Something stands on this claim."), remedy=_("Take that back first, or leave both as they are.")
        )


@action(_("Claim read"))
def state_claim(
    *, document: Document, start: int, end: int, content: Mapping[str, object], by: Doer, at: datetime
) -> Claim:
    """State what the characters from `start` to before `end` say; the quote is taken from the document itself."""
    require(keeps_evidence(by))
    if not 0 <= start < end <= len(document.text):
        raise WrongInput({"start": _("These characters are not in the document.")})
    claim = Claim.objects.create(
        document=document,
        start=start,
        end=end,
        quote=document.text[start:end],
        content=dict(content),
        stated_by=by if isinstance(by, User) else None,
        stated_at=at,
    )
    write_journal(on=claim, by=by, at=at, facts={"document": document.pk, "start": start, "end": end})
    return claim


@action(_("Body named"))
def claim_named_body(*, mention: Mention, by: Doer, at: datetime) -> Claim:
    """Make a claim of a body that the engine found named, so that somebody can confirm that it is one."""
    require(keeps_evidence(by))
    claim, _made = Claim.objects.get_or_create(
        document_id=mention.document_id,
        start=mention.start,
        end=mention.end,
        kind=ClaimKind.ORGANIZATION,
        name=mention.quote,
        value=None,
        unit="",
        period="",
        stated_by=None,
        defaults={"quote": mention.document.text[mention.start : mention.end], "stated_at": at},
    )
    write_journal(on=claim, by=by, at=at, facts={"document": mention.document_id, "mention": mention.pk})
    return claim


@action(_("Claim confirmed"))
def confirm_claim(*, claim: Claim, by: Doer, at: datetime, is_closed: bool = False) -> Confirmation:
    """Say yes to a claim; what is created from it points to the confirmation.

    `is_closed` keeps the characters of a confidential document from readers outside the office.
    """
    if not isinstance(by, User):
        raise Refused(_("A person confirms a claim, not the system."))
    held = lock(Claim.objects.all(), claim.pk)
    require(may_confirm_claims(by))
    require(may_confirm_claim(by, held), _("Somebody else confirms what you read out of the document."))
    was, now = take_step(held, lifecycle=CLAIM_LIFECYCLE, step="confirm")
    held.save(update_fields=["state"])
    confirmation = Confirmation.objects.create(claim=held, by=by, at=at, is_closed=is_closed)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"confirmation": confirmation.pk})
    return confirmation


@action(_("Claim rejected"))
def reject_claim(*, claim: Claim, reason: str, by: Doer, at: datetime) -> Claim:
    """Say no to a claim, with the reason."""
    require(may_confirm_claims(by))
    if not reason.strip():
        raise WrongInput({"reason": _("This is needed.")})
    held = lock(Claim.objects.all(), claim.pk)
    was, now = take_step(held, lifecycle=CLAIM_LIFECYCLE, step="reject")
    held.rejected_by = by if isinstance(by, User) else None
    held.rejected_at, held.reject_reason = at, reason.strip()
    held.save(update_fields=["state", "rejected_by", "rejected_at", "reject_reason"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"document": held.document_id})
    return held


@action(_("Claims rejected"))
def reject_claims(*, claims: Sequence[Claim], reason: str, by: Doer, at: datetime) -> list[Claim]:
    """Say no to several claims for one reason, all or none."""
    if not claims:
        raise WrongInput({"claim": _("Choose at least one.")})
    ordered = sorted(claims, key=lambda one: one.pk)
    return [reject_claim(claim=one, reason=reason, by=by, at=at) for one in ordered]


@action(_("Claim taken back"))
def take_back_claim(*, claim: Claim, by: Doer, at: datetime) -> Claim:
    """Undo one's own yes or no within a day; the claim waits again. Raises `StillNeeded`.

    Whoever created something from the confirmation takes that away first: the database refuses it otherwise.
    """
    held = lock(Claim.objects.all(), claim.pk)
    require(
        may_take_back_claim(by, held, at=at), _("Whoever settled a claim takes it back, within a day; nobody later.")
    )
    was, now = take_step(held, lifecycle=CLAIM_LIFECYCLE, step="take_back")
    gone = list(Confirmation.objects.filter(claim=held).values_list("pk", flat=True))
    try:
        Confirmation.objects.filter(claim=held).delete()
    except ProtectedError as needed:
        raise StillNeeded from needed
    held.rejected_by, held.rejected_at, held.reject_reason = None, None, ""
    held.save(update_fields=["state", "rejected_by", "rejected_at", "reject_reason"])
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"confirmations": gone})
    return held
