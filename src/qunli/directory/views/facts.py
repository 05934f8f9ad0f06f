"""What is known of an organization: one small form for each fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qunli.core.states import NotPermitted
from qunli.core.views import arrived_at, form_page
from qunli.directory.actions import (
    add_capability,
    add_certification,
    add_contact,
    add_credit_mark,
    add_relation,
    change_certification,
    end_contact,
    end_relation,
    hand_over_contact,
    lift_credit_mark,
)
from qunli.directory.forms import (
    CapabilityForm,
    CertificationForm,
    ContactForm,
    CreditMarkForm,
    DayForm,
    RelationForm,
)
from qunli.directory.models import Certification, Contact, CreditMark, Organization, Relation
from qunli.directory.permits import keeps_directory, may_add_credit_marks, may_edit_organization
from qunli.directory.queries import organizations_seen_by
from qunli.directory.views.organizations import trail
from qunli.people.permits import account_of

if TYPE_CHECKING:
    from django import forms

F = TypeVar("F", bound="forms.Form")


def _page(
    request: HttpRequest, found: Organization, form: F, title: str, act: Callable[[F], object], *, may: bool
) -> HttpResponse:
    """Show a fact's form to whom it is open, and go back to the organization when it is done."""
    if not may:
        raise NotPermitted
    whole: dict[str, Any] = {"title": title, "pretitle": found.name} | trail(found)

    def done(_form: object) -> str:
        act(form)
        return reverse("directory:organization", args=[found.pk])

    return form_page(request, form=form, act=done, context=whole, done=_("Saved."))


def certification_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a tier."""
    found = get_object_or_404(organizations_seen_by(request.user), pk=pk)
    return _page(
        request,
        found,
        CertificationForm(request.POST or None),
        _("Add a tier"),
        lambda form: add_certification(
            organization=found, form=form.entry(), by=account_of(request), at=arrived_at(request)
        ),
        may=keeps_directory(request.user),
    )


def certification_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a tier."""
    held = get_object_or_404(Certification.objects.select_related("organization"), pk=pk)
    names = CertificationForm.base_fields
    form = CertificationForm(request.POST or None, initial={name: getattr(held, name) for name in names})
    return _page(
        request,
        held.organization,
        form,
        _("Change a tier"),
        lambda form: change_certification(
            certification=held, form=form.entry(), by=account_of(request), at=arrived_at(request)
        ),
        may=keeps_directory(request.user),
    )


def capability_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a capability."""
    found = get_object_or_404(organizations_seen_by(request.user), pk=pk)
    return _page(
        request,
        found,
        CapabilityForm(request.POST or None),
        _("Add a capability"),
        lambda form: add_capability(
            organization=found, by=account_of(request), at=arrived_at(request), **form.cleaned_data
        ),
        may=may_edit_organization(request.user, found),
    )


def relation_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a relation."""
    found = get_object_or_404(organizations_seen_by(request.user), pk=pk)
    return _page(
        request,
        found,
        RelationForm(request.POST or None),
        _("Add a relation"),
        lambda form: add_relation(
            organization=found, form=form.entry(), by=account_of(request), at=arrived_at(request)
        ),
        may=may_edit_organization(request.user, found),
    )


def relation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a relation."""
    held = get_object_or_404(Relation.objects.select_related("organization"), pk=pk)
    return _page(
        request,
        held.organization,
        DayForm(request.POST or None, initial={"on": timezone.localdate()}),
        _("End a relation"),
        lambda form: end_relation(
            relation=held, on=form.cleaned_data["on"], by=account_of(request), at=arrived_at(request)
        ),
        may=may_edit_organization(request.user, held.organization),
    )


def contact_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a contact."""
    found = get_object_or_404(organizations_seen_by(request.user), pk=pk)
    return _page(
        request,
        found,
        ContactForm(request.POST or None, initial={"on": timezone.localdate()}),
        _("Add a contact"),
        lambda form: add_contact(
            organization=found,
            form=form.entry(),
            since=form.cleaned_data["on"],
            by=account_of(request),
            at=arrived_at(request),
        ),
        may=may_edit_organization(request.user, found),
    )


def contact_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a contact over to the next person."""
    held = get_object_or_404(Contact.objects.select_related("organization"), pk=pk)
    return _page(
        request,
        held.organization,
        ContactForm(request.POST or None, initial={"on": timezone.localdate()}),
        _("Hand over from %(name)s") % {"name": held.name},
        lambda form: hand_over_contact(
            contact=held, to=form.entry(), on=form.cleaned_data["on"], by=account_of(request), at=arrived_at(request)
        ),
        may=may_edit_organization(request.user, held.organization),
    )


def contact_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a contact for whom nobody follows."""
    held = get_object_or_404(Contact.objects.select_related("organization"), pk=pk)
    return _page(
        request,
        held.organization,
        DayForm(request.POST or None, initial={"on": timezone.localdate()}),
        _("End a contact"),
        lambda form: end_contact(
            contact=held, on=form.cleaned_data["on"], by=account_of(request), at=arrived_at(request)
        ),
        may=may_edit_organization(request.user, held.organization),
    )


def credit_mark_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a credit mark."""
    found = get_object_or_404(organizations_seen_by(request.user).select_related("party"), pk=pk)
    return _page(
        request,
        found,
        CreditMarkForm(request.POST or None),
        _("Enter a credit mark"),
        lambda form: add_credit_mark(
            party=found.party, form=form.entry(), by=account_of(request), at=arrived_at(request)
        ),
        may=may_add_credit_marks(request.user),
    )


def credit_mark_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a credit mark before its end."""
    held = get_object_or_404(CreditMark, pk=pk)
    found = get_object_or_404(organizations_seen_by(request.user), party=held.party_id)
    return _page(
        request,
        found,
        DayForm(request.POST or None, initial={"on": timezone.localdate()}),
        _("Lift a credit mark"),
        lambda form: lift_credit_mark(
            mark=held, on=form.cleaned_data["on"], by=account_of(request), at=arrived_at(request)
        ),
        may=may_add_credit_marks(request.user),
    )
