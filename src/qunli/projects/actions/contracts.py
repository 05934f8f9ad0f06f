"""The technical contract between poster and taker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, take_step, tell, write_journal
from qunli.core.states import Refused, WrongInput
from qunli.people.models import User
from qunli.people.permits import require
from qunli.projects.actions.holding import hold_project
from qunli.projects.models import Project, TechnicalContract
from qunli.projects.permits import may_draft_contract, may_sign_as_lead, may_sign_as_poster
from qunli.projects.states import CONTRACT_LIFECYCLE, ContractState, ProjectState

ContractSide = Literal["poster", "taker"]


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """What a technical contract says."""

    amount: Decimal
    terms_text: str
    ip_terms: str = ""
    contract_number: str = ""


class SignedAlready(Refused):
    """One side signs once."""


@action(_("Technical contract drafted"))
def draft_contract(*, project: Project, draft: ContractDraft, by: User, at: datetime) -> TechnicalContract:
    """Write the contract down; a change after one side has signed asks for both signatures again."""
    held = hold_project(project.pk)
    require(may_draft_contract(by, held))
    if held.state not in {ProjectState.PREPARING, ProjectState.RUNNING}:
        raise Refused(_("%(project)s has ended.") % {"project": held.number})
    if draft.amount < 0 or not draft.terms_text.strip():
        raise WrongInput(
            {"amount": _("An amount is not negative.")} if draft.amount < 0 else {"terms_text": _("Write the terms.")}
        )
    contract = TechnicalContract.objects.select_for_update().filter(project=held).first()
    contract = contract or TechnicalContract(project=held, stated_at=at)
    if contract.state != ContractState.DRAFT:
        raise SignedAlready(_("Both have signed this contract."))
    contract.amount, contract.terms_text = draft.amount, draft.terms_text.strip()
    contract.ip_terms, contract.contract_number = draft.ip_terms.strip(), draft.contract_number.strip()
    contract.poster_signed_by = contract.poster_signed_at = None
    contract.taker_signed_by = contract.taker_signed_at = None
    contract.save()
    write_journal(on=contract, by=by, at=at, now=contract.state, facts={"project": held.number})
    return contract


@action(_("Technical contract signed"))
def sign_contract(*, contract: TechnicalContract, side: ContractSide, by: User, at: datetime) -> TechnicalContract:
    """Sign for one side; the second signature, by another person, makes it binding."""
    project = hold_project(contract.project_id)
    held = lock(TechnicalContract.objects.all(), contract.pk)
    held.project = project
    was = now = held.state
    if side == "poster":
        require(may_sign_as_poster(by, project), _("The poster's unit administrator signs for it."))
        _refuse_twice(held.poster_signed_at, held.taker_signed_by_id, by)
        held.poster_signed_by, held.poster_signed_at = by, at
    else:
        require(may_sign_as_lead(by, project), _("The lead's unit administrator signs for it."))
        _refuse_twice(held.taker_signed_at, held.poster_signed_by_id, by)
        held.taker_signed_by, held.taker_signed_at = by, at
    if held.poster_signed_at and held.taker_signed_at:
        was, now = take_step(held, lifecycle=CONTRACT_LIFECYCLE, step="sign")
    held.save()
    tell(
        parties=[project.poster.party_id, project.lead.party_id],
        occasion=f"contract {held.pk} signed by {side} {at.isoformat()}",
        words=gettext_noop("The technical contract of %(project)s was signed by one side")
        if was == now
        else gettext_noop("The technical contract of %(project)s is signed by both"),
        params={"project": project.number},
        about=held,
        at=at,
    )
    write_journal(on=held, by=by, at=at, was=was, now=now, facts={"side": side})
    return held


def _refuse_twice(signed_at: datetime | None, other_signer: int | None, by: User) -> None:
    if signed_at is not None:
        raise SignedAlready(_("This side has signed already."))
    if other_signer == by.pk:
        raise Refused(_("One person cannot sign for both sides."))
