"""What a project of a fund call does to the books of its joint fund."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from qunli.core.states import Refused
from qunli.funds.actions import free_rest, post_claim, post_instalment, post_recovered
from qunli.funds.models import Support
from qunli.funds.queries import support_about
from qunli.funds.states import SupportState
from qunli.people.models import User
from qunli.projects.models import Payment, Project, Recovery
from qunli.projects.states import FISCAL_STREAMS


class NotCommitted(Refused):
    """The fund has committed nothing to this project."""


def _support_of(project: Project) -> Support | None:
    if project.award.decision.call.programme_id is None:
        return None
    found = support_about(project.award.ref)
    if found is None:
        raise NotCommitted(
            _("The joint fund has committed no money to this project."),
            remedy=_("All parties approve a list with it first."),
        )
    return found


def _post_payment(payment: Payment, *, paid_on: date, proof: str, by: User, at: datetime) -> None:
    """Post a fiscal instalment of a fund call: each party bears it by what it has committed to the project."""
    if payment.stream not in FISCAL_STREAMS:
        return
    support = _support_of(payment.project)
    if support is not None:
        post_instalment(
            support=support, amount=payment.amount, day=paid_on, proof=proof, about=payment.ref, by=by, at=at
        )


def _post_end(project: Project, recovered: list[Recovery], *, by: User, at: datetime) -> None:
    """Post what an early end means: fiscal money to be recovered, and what is committed and unpaid free again."""
    support = _support_of(project)
    if support is None:
        return
    whole = sum((row.amount for row in recovered if row.stream in FISCAL_STREAMS), Decimal(0))
    if whole:
        post_claim(support=support, amount=whole, note=project.number, by=by, at=at)
    if support.state == SupportState.RUNNING:
        free_rest(support=support, by=by, at=at)


def _post_recovery(recovery: Recovery, *, recovered_on: date, proof: str, by: User, at: datetime) -> None:
    """Post fiscal money that came back."""
    support = _support_of(recovery.project) if recovery.stream in FISCAL_STREAMS else None
    if support is not None:
        post_recovered(support=support, amount=recovery.amount, day=recovered_on, proof=proof, by=by, at=at)
