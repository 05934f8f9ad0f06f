"""Contacts: a handover ends one and begins the next."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Refused, WrongInput
from qunli.directory.actions.entries import ContactEntry
from qunli.directory.actions.organizations import living
from qunli.directory.models import Contact, Organization
from qunli.directory.permits import may_edit_organization
from qunli.people.permits import require


@action(_("Contact added"))
def add_contact(*, organization: Organization, form: ContactEntry, since: date, by: Doer, at: datetime) -> Contact:
    """Add a person to call. The journal names the row, never the person's number."""
    require(may_edit_organization(by, organization))
    held = living(organization)
    _check(form)
    made = Contact.objects.create(organization=held, since=since, **asdict(form))
    write_journal(on=held, by=by, at=at, facts={"contact": made.pk, "since": since})
    return made


@action(_("Contact handed over"))
def hand_over_contact(*, contact: Contact, to: ContactEntry, on: date, by: Doer, at: datetime) -> Contact:
    """End a contact the day before and let the next one begin; returns the next."""
    held = _open_one(contact, by=by)
    _check(to)
    if on <= held.since:
        raise WrongInput({"on": _("The handover is after the day on which the present contact began.")})
    made = Contact.objects.create(organization=held.organization, since=on, **asdict(to))
    held.until, held.handed_over_to = on - timedelta(days=1), made
    held.save(update_fields=["until", "handed_over_to"])
    write_journal(on=held.organization, by=by, at=at, facts={"contact": held.pk, "next": made.pk, "since": on})
    return made


@action(_("Contact ended"))
def end_contact(*, contact: Contact, on: date, by: Doer, at: datetime) -> Contact:
    """End a contact for whom nobody follows."""
    held = _open_one(contact, by=by)
    if on < held.since:
        raise WrongInput({"on": _("The end is not before the beginning.")})
    held.until = on
    held.save(update_fields=["until"])
    write_journal(on=held.organization, by=by, at=at, facts={"contact": held.pk, "until": on})
    return held


def _open_one(contact: Contact, *, by: Doer) -> Contact:
    held = lock(Contact.objects.select_related("organization"), contact.pk)
    require(may_edit_organization(by, held.organization))
    if held.until is not None:
        raise Refused(_("This contact has ended already."))
    return held


def _check(form: ContactEntry) -> None:
    if not form.name.strip():
        raise WrongInput({"name": _("This is needed.")})
    if not (form.phone.strip() or form.email.strip()):
        raise WrongInput({"phone": _("Give a telephone number or an e-mail address.")})
