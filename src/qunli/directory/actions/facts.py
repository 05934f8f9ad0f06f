"""What is known of an organization: tiers, capabilities, credit marks."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Words, WrongInput
from qunli.directory.actions.entries import CertificationEntry, CreditMarkEntry
from qunli.directory.actions.organizations import living
from qunli.directory.models import Capability, Certification, CreditMark, Organization
from qunli.directory.permits import keeps_directory, may_add_credit_marks, may_edit_organization
from qunli.directory.states import Tier
from qunli.evidence.actions import confirm_claim
from qunli.evidence.models import Claim, Confirmation
from qunli.people.models import Party
from qunli.people.permits import require


@action(_("Tier added"))
def add_certification(
    *,
    organization: Organization,
    form: CertificationEntry,
    by: Doer,
    at: datetime,
    confirmation: Confirmation | None = None,
) -> Certification:
    """Add a tier that an organization holds, with who says so."""
    require(keeps_directory(by))
    held = living(organization)
    _check_certification(form)
    made = Certification.objects.create(organization=held, confirmation=confirmation, **asdict(form))
    facts = {"certification": made.pk, "tier": made.tier, "valid_from": made.valid_from, "valid_to": made.valid_to}
    write_journal(on=held, by=by, at=at, facts=facts)
    return made


@action(_("Tier added"))
def add_certification_from_claim(
    *, claim: Claim, organization: Organization, form: CertificationEntry, by: Doer, at: datetime
) -> Certification:
    """Confirm a claim by the tier that it says an organization holds; the tier points to the confirmation.

    Where the document is confidential, the confirmation closes its characters to others.
    """
    confirmation = confirm_claim(claim=claim, by=by, at=at, is_closed=claim.document.is_confidential)
    made = add_certification(organization=organization, form=form, by=by, at=at, confirmation=confirmation)
    write_journal(on=made.organization, by=by, at=at, facts={"certification": made.pk, "claim": claim.pk})
    return made


@action(_("Tier changed"))
def change_certification(
    *, certification: Certification, form: CertificationEntry, by: Doer, at: datetime
) -> Certification:
    """Correct a tier's issuer, number, validity or source."""
    require(keeps_directory(by))
    held = lock(Certification.objects.select_related("organization"), certification.pk)
    living(held.organization)
    _check_certification(form)
    was = {"valid_from": held.valid_from, "valid_to": held.valid_to}
    for name, value in asdict(form).items():
        setattr(held, name, value)
    held.save()
    facts = {"certification": held.pk, "tier": held.tier, "was": was, "valid_to": held.valid_to}
    write_journal(on=held.organization, by=by, at=at, facts=facts)
    return held


@action(_("Capability added"))
def add_capability(
    *, organization: Organization, title: str, source: str, by: Doer, at: datetime, description: str = ""
) -> Capability:
    """Add what an organization can do, as it says or as a project showed."""
    require(may_edit_organization(by, organization))
    held = living(organization)
    _require_texts({"title": title, "source": source})
    made = Capability.objects.create(
        organization=held, title=title.strip(), description=description.strip(), source=source.strip(), stated_at=at
    )
    write_journal(on=held, by=by, at=at, facts={"capability": made.pk})
    return made


@action(_("Credit mark entered"))
def add_credit_mark(*, party: Party, form: CreditMarkEntry, by: Doer, at: datetime) -> CreditMark:
    """Enter a mark that an authority issued against an organization or a person."""
    require(may_add_credit_marks(by))
    _require_texts({"issuer": form.issuer, "reason": form.reason, "source": form.source})
    if form.until < form.since:
        raise WrongInput({"until": _("The end is not before the beginning.")})
    made = CreditMark.objects.create(party=party, **asdict(form))
    facts = {"credit_mark": made.pk, "since": made.since, "until": made.until}
    write_journal(on=Organization.objects.filter(party=party).first() or party, by=by, at=at, facts=facts)
    return made


@action(_("Credit mark lifted"))
def lift_credit_mark(*, mark: CreditMark, on: date, by: Doer, at: datetime) -> CreditMark:
    """End a mark early, on the last day on which it still holds, as its issuer decided."""
    require(may_add_credit_marks(by))
    held = lock(CreditMark.objects.select_related("party"), mark.pk)
    if not held.since <= on < held.until:
        raise WrongInput({"on": _("The day lies between the mark's beginning and its end.")})
    was, held.until = held.until, on
    held.save(update_fields=["until"])
    about = Organization.objects.filter(party=held.party).first() or held.party
    write_journal(on=about, by=by, at=at, facts={"credit_mark": held.pk, "was_until": was, "until": on})
    return held


def _check_certification(form: CertificationEntry) -> None:
    _require_texts({"source": form.source})
    if form.tier not in Tier.values:
        raise WrongInput({"tier": _("This is no tier.")})
    if form.valid_from and form.valid_to and form.valid_to < form.valid_from:
        raise WrongInput({"valid_to": _("The end is not before the beginning.")})


def _require_texts(texts: dict[str, str]) -> None:
    empty: dict[str, Words] = {name: _("This is needed.") for name, text in texts.items() if not text.strip()}
    if empty:
        raise WrongInput(empty)
