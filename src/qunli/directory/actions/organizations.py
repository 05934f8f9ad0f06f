"""Adding and changing organizations."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, queue_job, write_journal
from qunli.core.states import Doer, Refused, Words, WrongInput
from qunli.directory.actions.entries import OrganizationEntry
from qunli.directory.bridge.naming import checked_uscc, search_columns
from qunli.directory.models import Industry, Jurisdiction, Organization
from qunli.directory.permits import keeps_directory, may_edit_organization
from qunli.directory.states import OrganizationKind, SizeClass
from qunli.evidence.actions import confirm_claim
from qunli.evidence.models import Claim
from qunli.people.actions import add_party, rename_party
from qunli.people.models import Party
from qunli.people.permits import require
from qunli.people.queries import holders_of
from qunli.people.states import PartyKind, Role

OWN_FIELDS: Final = frozenset({"name_en", "website", "about", "role_text", "founded_on"})
_PLAIN: Final = ("name_en", "uscc", "kind", "size_class", "founded_on", "website", "about", "role_text", "source")
_KEYS: Final = {
    "jurisdiction": "jurisdiction_id",
    "industry": "industry_id",
    "responsible_officer": "responsible_officer_id",
}
_OFFICERS: Final = (Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY)


class UsccTaken(WrongInput):
    """Another organization has this code."""

    def __init__(self, holder: Organization | None) -> None:
        named = holder.name if holder else "?"
        super().__init__({"uscc": _("%(name)s is in the directory under this code.") % {"name": named}})
        self.holder = holder


class MergedAway(Refused):
    """The organization was merged into another and changes no more."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(
            _("%(name)s was merged into another organization.") % {"name": organization.name},
            remedy=_("Work on the organization that was kept, or undo the merge."),
        )


@action(_("Organization added"))
def add_organization(*, form: OrganizationEntry, by: Doer, at: datetime, party: Party | None = None) -> Organization:
    """Add an organization and the party behind it, or to a party that is there already.

    Raises `WrongInput` with every fault at its field, `UsccTaken` where another has the code. Whether it looks like
    one that is there already is found by a job.
    """
    require(keeps_directory(by))
    checked = _checked(form)
    party = party or add_party(
        kind=PartyKind.ORGANIZATION, name=checked.name, by=by, at=at, jurisdiction_code=checked.jurisdiction
    )
    organization = Organization(party=party, entered_at=at)
    _put(organization, checked)
    _save_once(organization)
    write_journal(on=organization, by=by, at=at, facts={"uscc": organization.uscc, "party": party.pk})
    queue_job("directory.find_likenesses", key="directory.find_likenesses")
    return organization


@action(_("Organization added"))
def add_organization_from_claim(*, claim: Claim, form: OrganizationEntry, by: Doer, at: datetime) -> Organization:
    """Confirm that a document names a body, and add it; the record points to the confirmation as its source."""
    confirmation = confirm_claim(claim=claim, by=by, at=at)
    organization = add_organization(form=form, by=by, at=at)
    organization.confirmation = confirmation
    organization.save(update_fields=["confirmation"])
    write_journal(on=organization, by=by, at=at, facts={"confirmation": confirmation.pk})
    return organization


@action(_("Organization changed"))
def change_organization(*, organization: Organization, form: OrganizationEntry, by: Doer, at: datetime) -> Organization:
    """Change what is entered of an organization; a name given up is kept among the former ones.

    Its own editors change only `OWN_FIELDS`; anything else is refused.
    """
    held = living(organization)
    require(may_edit_organization(by, held))
    checked = _checked(form)
    changed = changed_fields(held, checked)
    if not keeps_directory(by):
        require(changed <= OWN_FIELDS, _("The operator keeps name, code, kind, place and size. Ask for the change."))
    if "name" in changed:
        rename_party(party=held.party, name=checked.name, by=by, at=at)
        if held.name not in checked.former_names:
            checked = replace(checked, former_names=(*checked.former_names, held.name))
    _put(held, checked)
    _save_once(held)
    write_journal(on=held, by=by, at=at, facts={"changed": sorted(changed)})
    if changed & {"name", "name_en", "uscc", "former_names"}:
        queue_job("directory.find_likenesses", key="directory.find_likenesses")
    return held


def living(organization: Organization) -> Organization:
    """Hold an organization until the act ends. Raises `MergedAway`."""
    held = lock(Organization.objects.select_related("party"), organization.pk)
    if held.merged_into_id is not None:
        raise MergedAway(held)
    return held


def entry_of(organization: Organization) -> OrganizationEntry:
    """Return what is entered of an organization now, to change some of it."""
    return OrganizationEntry(
        name=organization.name,
        former_names=tuple(organization.former_names),
        is_synthetic=organization.is_synthetic,
        jurisdiction=organization.jurisdiction_id or "",
        industry=organization.industry_id or "",
        responsible_officer=organization.responsible_officer_id,
        **{name: getattr(organization, name) for name in _PLAIN},
    )


def changed_fields(organization: Organization, form: OrganizationEntry) -> set[str]:
    """Name the fields in which an entry differs from what is there."""
    present = entry_of(organization)
    return {one.name for one in fields(form) if getattr(present, one.name) != getattr(form, one.name)}


def _put(organization: Organization, form: OrganizationEntry) -> None:
    organization.name = form.name
    organization.former_names = list(form.former_names)
    organization.is_synthetic = form.is_synthetic
    for name in _PLAIN:
        setattr(organization, name, getattr(form, name))
    for name, column in _KEYS.items():
        setattr(organization, column, getattr(form, name) or None)
    put_search_columns(organization)


def put_search_columns(organization: Organization) -> None:
    """Compute the columns by which an organization is found and sorted."""
    others = (organization.name_en, *organization.former_names, organization.uscc)
    columns = search_columns(organization.name, [one for one in others if one])
    organization.name_key, organization.sort_key = columns.name_key, columns.sort_key
    organization.bigrams = columns.bigrams


def _save_once(organization: Organization) -> None:
    others = Organization.objects.filter(uscc=organization.uscc, merged_into=None).exclude(pk=organization.pk)
    if organization.uscc and (holder := others.first()):
        raise UsccTaken(holder)
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError as broken:
        if "organization_uscc_once" not in str(broken):
            raise
        raise UsccTaken(others.first()) from broken


def _checked(form: OrganizationEntry) -> OrganizationEntry:
    faults: dict[str, Words] = {}
    uscc = ""
    try:
        uscc = checked_uscc(form.uscc)
    except WrongInput as wrong:
        faults.update(wrong.faults)
    name = " ".join(form.name.split())
    if not name:
        faults["name"] = _("An organization has a name.")
    if form.kind not in OrganizationKind.values:
        faults["kind"] = _("This is no kind of organization.")
    if form.size_class not in {"", *SizeClass.values}:
        faults["size_class"] = _("This is no size class.")
    faults |= _faults_of_keys(form)
    if faults:
        raise WrongInput(faults)
    return replace(form, name=name, uscc=uscc)


def _faults_of_keys(form: OrganizationEntry) -> dict[str, Words]:
    faults: dict[str, Words] = {}
    if form.jurisdiction and not Jurisdiction.objects.filter(pk=form.jurisdiction).exists():
        faults["jurisdiction"] = _("No such jurisdiction is in the list.")
    if form.industry and not Industry.objects.filter(pk=form.industry).exists():
        faults["industry"] = _("No such industry is in GB/T 4754-2017.")
    officer = form.responsible_officer
    if officer and not any(holders_of(role).filter(pk=officer).exists() for role in _OFFICERS):
        faults["responsible_officer"] = _("The responsible officer works for the operator or the authority.")
    return faults
