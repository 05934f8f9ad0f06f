"""What ties an organization to others: entered by hand, or on a confirmed claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Refused, Words, WrongInput
from qunli.directory.actions.entries import RelationEntry
from qunli.directory.actions.organizations import living
from qunli.directory.models import Organization, Relation
from qunli.directory.permits import keeps_directory, may_edit_organization
from qunli.directory.states import RelationKind
from qunli.evidence.actions import confirm_claim, take_back_claim
from qunli.evidence.models import Claim, Confirmation
from qunli.people.permits import require


@action(_("Relation added"))
def add_relation(
    *,
    organization: Organization,
    form: RelationEntry,
    by: Doer,
    at: datetime,
    confirmation: Confirmation | None = None,
) -> Relation:
    """Add a tie to another organization; conflicts of interest are read from it."""
    require(may_edit_organization(by, organization))
    first, second = sorted((organization, form.other), key=lambda one: one.pk)
    held = {one.pk: living(one) for one in (first, second)}
    _check_relation(organization, form)
    made = Relation.objects.create(
        organization=held[organization.pk],
        other=held[form.other.pk],
        kind=form.kind,
        share=form.share,
        since=form.since,
        until=form.until,
        about=form.about.strip(),
        source=form.source,
        confirmation=confirmation,
    )
    facts = {"relation": made.pk, "kind": made.kind, "other": made.other_id}
    write_journal(on=made.organization, by=by, at=at, facts=facts)
    return made


@action(_("Relations read"))
def add_relations_from_claim(
    *, claim: Claim, organization: Organization, forms: Sequence[RelationEntry], by: Doer, at: datetime
) -> list[Relation]:
    """Confirm a claim by the ties that it states of one organization with others; each points to the confirmation."""
    require(keeps_directory(by))
    if not forms:
        raise WrongInput({"other": _("Choose at least one.")})
    # Who dealt with whom is told of a confidential document, its characters are not.
    confirmation = confirm_claim(claim=claim, by=by, at=at, is_closed=claim.document.is_confidential)
    ordered = sorted(forms, key=lambda one: one.other.pk)
    return [
        add_relation(organization=organization, form=one, by=by, at=at, confirmation=confirmation) for one in ordered
    ]


@action(_("Relations taken back"))
def take_back_relations(*, relations: Iterable[Relation], by: Doer, at: datetime) -> Claim:
    """Undo one's own ties read out of a claim within a day, with the confirmation; the claim waits again."""
    require(keeps_directory(by))
    rows = Relation.objects.select_related("organization", "confirmation__claim")
    held = [lock(rows, pk) for pk in sorted(one.pk for one in relations)]
    claims = {one.confirmation.claim for one in held if one.confirmation}
    if len(claims) != 1:
        raise Refused(_("These relations do not stand on one claim."))
    for one in held:
        write_journal(on=one.organization, by=by, at=at, facts={"relation": one.pk, "other": one.other_id})
        one.delete()
    return take_back_claim(claim=claims.pop(), by=by, at=at)


@action(_("Relation ended"))
def end_relation(*, relation: Relation, on: date, by: Doer, at: datetime) -> Relation:
    """End a tie on a day; it stays readable, because a window of years may reach back to it."""
    held = lock(Relation.objects.select_related("organization"), relation.pk)
    require(may_edit_organization(by, held.organization))
    if held.until is not None:
        raise Refused(_("This relation has ended already."))
    if held.since and on < held.since:
        raise WrongInput({"on": _("The end is not before the beginning.")})
    held.until = on
    held.save(update_fields=["until"])
    write_journal(on=held.organization, by=by, at=at, facts={"relation": held.pk, "until": on})
    return held


def _check_relation(organization: Organization, form: RelationEntry) -> None:
    faults: dict[str, Words] = {}
    if not form.source.strip():
        faults["source"] = _("This is needed.")
    if form.other.pk == organization.pk:
        faults["other"] = _("An organization has no relation to itself.")
    if form.kind not in RelationKind.values:
        faults["kind"] = _("This is no kind of relation.")
    if form.share is not None and not 0 < form.share <= 100:  # noqa: PLR2004 - per cent
        faults["share"] = _("A share is above 0 and at most 100 per cent.")
    if form.since and form.until and form.until < form.since:
        faults["until"] = _("The end is not before the beginning.")
    if faults:
        raise WrongInput(faults)
