"""Saying yes or no to what was read: the target room records it, and points to the confirmation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action
from qunli.core.states import Refused, WrongInput
from qunli.directory.actions import (
    CertificationEntry,
    OrganizationEntry,
    RelationEntry,
    add_certification_from_claim,
    add_organization_from_claim,
    add_relations_from_claim,
    take_back_relations,
)
from qunli.directory.models import Certification, Cluster, Organization, Relation
from qunli.evidence.actions import claim_named_body, confirm_claim, take_back_claim
from qunli.evidence.models import Claim, Mention
from qunli.indicators.actions import (
    EventEntry,
    WrittenFigure,
    record_event_from_claim,
    record_written_figure,
    take_back_event,
    take_back_figure,
)
from qunli.indicators.models import Event, Figure
from qunli.people.models import User
from qunli.people.permits import require
from qunli.portal.permits import may_confirm_in_text


@dataclass(frozen=True, slots=True)
class Settling:
    """A claim and what becomes of it.

    A figure, an event of a cluster, ties of an organization with others, or a statement from which nothing is taken.
    """

    claim: Claim
    figure: WrittenFigure | None = None
    event: EventEntry | None = None
    cluster: Cluster | None = None
    organization: Organization | None = None
    relations: Sequence[RelationEntry] = ()


class OneFails(Refused):
    """One of several claims cannot be confirmed as proposed, so none is."""

    def __init__(self, claim: Claim, refused: Refused) -> None:
        words = _("“%(quote)s” cannot be confirmed as it is: %(reason)s None of them is.")
        super().__init__(words % {"quote": claim.quote[:60], "reason": f"{refused} "})
        self.claim = claim


@action(_("Claims confirmed"))
def settle_claims(*, settlings: Sequence[Settling], by: User, at: datetime) -> list[Claim]:
    """Confirm claims, all or none, in the order given: each by its figure where it has one. Raises `OneFails`."""
    require(may_confirm_in_text(by))
    if not settlings:
        raise WrongInput({"claim": _("Choose at least one.")})
    for one in sorted(settlings, key=lambda settling: settling.claim.pk):
        try:
            _settle(one, by=by, at=at)
        except Refused as refused:
            if len(settlings) == 1:
                raise
            raise OneFails(one.claim, refused) from refused
    return [one.claim for one in settlings]


@action(_("Claims taken back"))
def take_back_settled(*, claims: Iterable[Claim], by: User, at: datetime) -> list[Claim]:
    """Undo one's own yes or no to claims, all or none, with what was made of each; each waits again."""
    require(may_confirm_in_text(by))
    found = sorted(claims, key=lambda one: one.pk)
    if not found:
        raise Refused(_("There is nothing to take back."))
    figures = Figure.objects.filter(confirmation__claim__in=found).select_related("confirmation")
    events = Event.objects.filter(confirmation__claim__in=found).select_related("confirmation")
    made: dict[int, list[Figure | Event | Relation]] = {}
    for figure in figures:
        made.setdefault(figure.confirmation.claim_id, []).append(figure)
    for event in events:
        made.setdefault(event.confirmation.claim_id, []).append(event)
    for tie in Relation.objects.filter(confirmation__claim__in=found).select_related("confirmation"):
        if tie.confirmation is not None:
            made.setdefault(tie.confirmation.claim_id, []).append(tie)
    for claim in found:
        _take_back(claim, made.get(claim.pk, []), by=by, at=at)
    return found


@action(_("Named body entered"))
def enter_named_body(*, mention: Mention, form: OrganizationEntry, by: User, at: datetime) -> Organization:
    """Enter a body that a document names into the directory; the claim that it is one is confirmed with it."""
    require(may_confirm_in_text(by))
    claim = claim_named_body(mention=mention, by=by, at=at)
    return add_organization_from_claim(claim=claim, form=form, by=by, at=at)


@action(_("Tier read"))
def certify_from_claim(
    *, claim: Claim, organization: Organization, form: CertificationEntry, by: User, at: datetime
) -> Certification:
    """Confirm a claim by the tier of an organization that it states."""
    require(may_confirm_in_text(by))
    return add_certification_from_claim(claim=claim, organization=organization, form=form, by=by, at=at)


def _settle(settling: Settling, *, by: User, at: datetime) -> None:
    if settling.figure is not None:
        record_written_figure(claim=settling.claim, written=settling.figure, by=by, at=at)
    elif settling.event is not None and settling.cluster is not None:
        record_event_from_claim(claim=settling.claim, cluster=settling.cluster, entry=settling.event, by=by, at=at)
    elif settling.relations and settling.organization is not None:
        add_relations_from_claim(
            claim=settling.claim, organization=settling.organization, forms=settling.relations, by=by, at=at
        )
    else:
        confirm_claim(claim=settling.claim, by=by, at=at)


def _take_back(claim: Claim, made: Sequence[Figure | Event | Relation], *, by: User, at: datetime) -> None:
    ties = [one for one in made if isinstance(one, Relation)]
    if ties and len(ties) == len(made):
        take_back_relations(relations=ties, by=by, at=at)
        return
    if len(made) > 1:
        raise Refused(_("More than one record stands on this claim."))
    for one in made:
        if isinstance(one, Figure):
            take_back_figure(figure=one, by=by, at=at)
        elif isinstance(one, Event):
            take_back_event(event=one, by=by, at=at)
    if not made:
        take_back_claim(claim=claim, by=by, at=at)
