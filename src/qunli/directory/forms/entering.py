"""What a person enters on the pages of the directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.core.states import Words
from qunli.directory.actions import (
    CertificationEntry,
    ClusterEntry,
    ContactEntry,
    CreditMarkEntry,
    ExpertEntry,
    OrganizationEntry,
    RelationEntry,
)
from qunli.directory.forms.listed import IndustryField, PlaceField
from qunli.directory.models import Cluster, Organization, Segment
from qunli.directory.queries import NotOneMeant, departments, organization_meant
from qunli.directory.states import ExpertGrade, MemberRole, OrganizationKind, RelationKind, SizeClass, Stream, Tier
from qunli.people.models import User
from qunli.people.queries import holders_of
from qunli.people.states import Role

if TYPE_CHECKING:
    from django.http import QueryDict

_OFFICERS: Final = (Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY)
PLACE_HELP: Final = _("Write its name, such as 闵行区梅陇镇, or its code, and choose from the list.")
INDUSTRY_HELP: Final = _("Write a word of its name, or its code in GB/T 4754-2017, and choose from the list.")
_EMPTY: Final = ("", "—")


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: Words, *, required: bool = False) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, required=required, widget=DayInput())


def officer_choices() -> list[tuple[str, str]]:
    """Return who may be the responsible officer."""
    officers: dict[int, User] = {}
    for role in _OFFICERS:
        officers |= {user.pk: user for user in holders_of(role).select_related("party")}
    return [_EMPTY, *((str(pk), user.party.name) for pk, user in officers.items())]


class OwnOrganizationForm(forms.Form):
    """What an organization's own editors say of it."""

    name_en = forms.CharField(label=_("English name"), required=False, max_length=200)
    role_text = forms.CharField(label=_("What it does, in one line"), required=False, max_length=300)
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    founded_on = day(_("Founded on"))
    about = forms.CharField(label=_("About"), required=False, widget=forms.Textarea({"rows": 5}))

    def entry(self, present: OrganizationEntry | None = None) -> OrganizationEntry:
        """Return the entry, what this form does not ask taken from the present one."""
        base: dict[str, Any] = {} if present is None else _spread(present)
        cleaned = dict(self.cleaned_data)
        if "responsible_officer" in cleaned:
            cleaned["responsible_officer"] = int(cleaned["responsible_officer"] or 0) or None
        if "former_names" in cleaned:
            lines = cleaned["former_names"].splitlines()
            cleaned["former_names"] = tuple(line.strip() for line in lines if line.strip())
        return OrganizationEntry(**(base | cleaned))


class OrganizationForm(OwnOrganizationForm):
    """All that the office enters of an organization."""

    name = forms.CharField(label=_("Name"), max_length=200)
    uscc = forms.CharField(
        label=_("Unified social credit code"), required=False, max_length=40, help_text=_("18 characters; checked.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganizationKind.choices)
    jurisdiction = PlaceField(label=_("Jurisdiction"), help_text=PLACE_HELP)
    industry = IndustryField(label=_("Industry"), help_text=INDUSTRY_HELP)
    size_class = forms.ChoiceField(label=_("Size"), required=False, choices=[_EMPTY, *SizeClass.choices])
    former_names = forms.CharField(
        label=_("Former names"), required=False, help_text=_("One a line."), widget=forms.Textarea({"rows": 2})
    )
    responsible_officer = forms.ChoiceField(label=_("Responsible officer"), required=False, choices=officer_choices)
    source = forms.CharField(label=_("Source"), required=False, max_length=300)

    field_order = ("name", "name_en", "uscc", "kind", "jurisdiction", "industry", "size_class", "role_text")


def organization_initial(entry: OrganizationEntry) -> dict[str, Any]:
    """Return what a form shows of an entry."""
    return _spread(entry) | {"former_names": "\n".join(entry.former_names)}


def _spread(entry: OrganizationEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in OrganizationEntry.__dataclass_fields__}


class CertificationForm(forms.Form):
    """A tier with who says so."""

    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices)
    issuer = forms.CharField(label=_("Issuer"), required=False, max_length=200)
    certificate_number = forms.CharField(label=_("Certificate number"), required=False, max_length=100)
    valid_from = day(_("Valid from"))
    valid_to = day(_("Valid to"))
    source = forms.CharField(label=_("Source"), max_length=300)

    def entry(self) -> CertificationEntry:
        """Return the entry."""
        return CertificationEntry(**self.cleaned_data)


class CapabilityForm(forms.Form):
    """What an organization can do."""

    title = forms.CharField(label=_("Capability"), max_length=200)
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea({"rows": 4}))
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Who says so: the organization, a report."))


class OrganizationField(forms.CharField):
    """An organization by its name or code: a list of ten thousand is no choice."""

    def clean(self, value: object) -> Organization | None:
        """Find the one that is meant."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return organization_meant(text)
        except NotOneMeant as unclear:
            words = unclear.words(
                none=_("No organization has this name or code."),
                several=_("Several are meant: %(names)s. Give the whole name or the code."),
            )
            raise forms.ValidationError(words) from unclear


class OtherOrganizationForm(forms.Form):
    """Another organization."""

    other = OrganizationField(label=_("The other organization"), help_text=_("Its name or code."))


class RelationForm(forms.Form):
    """A tie to another organization."""

    kind = forms.ChoiceField(label=_("This organization is"), choices=RelationKind.choices)
    other = OrganizationField(label=_("The other organization"), help_text=_("Its name or code."))
    share = forms.DecimalField(label=_("Share in per cent"), required=False, max_digits=5, decimal_places=2)
    since = day(_("Since"))
    until = day(_("Until"))
    about = forms.CharField(label=_("What was agreed"), required=False, max_length=200)
    source = forms.CharField(label=_("Source"), max_length=300)

    def entry(self) -> RelationEntry:
        """Return the entry."""
        return RelationEntry(**self.cleaned_data)


class ContactForm(forms.Form):
    """A person to call."""

    name = forms.CharField(label=_("Name"), max_length=100)
    job_title = forms.CharField(label=_("Job title"), required=False, max_length=100)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False)
    on = day(_("From"), required=True)

    def entry(self) -> ContactEntry:
        """Return the entry."""
        return ContactEntry(**{name: value for name, value in self.cleaned_data.items() if name != "on"})


class DayForm(forms.Form):
    """A day on which something ends."""

    on = day(_("Last day"), required=True)


class CreditMarkForm(forms.Form):
    """A mark that an authority issued."""

    issuer = forms.CharField(label=_("Issuer"), max_length=200)
    article = forms.CharField(label=_("Article"), required=False, max_length=200)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}))
    since = day(_("Since"), required=True)
    until = day(_("Until"), required=True)
    source = forms.CharField(label=_("Source"), max_length=300)

    def entry(self) -> CreditMarkEntry:
        """Return the entry."""
        return CreditMarkEntry(**self.cleaned_data)


class MembershipForm(forms.Form):
    """An organization's place in a cluster."""

    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices)
    segments = forms.ModelMultipleChoiceField(
        label=_("Segments"), required=False, queryset=Segment.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None = None, *, cluster: Cluster, initial: Mapping[str, object]) -> None:
        super().__init__(data, initial=dict(initial))
        chosen = cast("forms.ModelMultipleChoiceField[Segment]", self.fields["segments"])
        chosen.queryset = cluster.segments.order_by("position", "id")


class NewMemberForm(MembershipForm):
    """A new member of a cluster."""

    organization = OrganizationField(label=_("Organization"), help_text=_("Its name or code."))
    since = day(_("Since"), required=True)
    source = forms.CharField(label=_("Source"), required=False, max_length=300)

    field_order = ("organization", "role", "since", "segments", "source")


class ClusterForm(forms.Form):
    """A cluster."""

    name = forms.CharField(label=_("Name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), required=False, max_length=200)
    jurisdiction = PlaceField(label=_("Jurisdiction"), help_text=PLACE_HELP, required=True)
    industry = IndustryField(label=_("Leading industry"), help_text=INDUSTRY_HELP)
    authority = forms.ModelChoiceField(
        label=_("Authority"),
        required=False,
        queryset=departments(),
        empty_label="—",
        help_text=_("The department that decides on calls and awards."),
    )
    recognition = forms.CharField(
        label=_("Recognition"),
        required=False,
        max_length=300,
        help_text=_("Once the cluster is recognised here, this follows by itself and is no more typed over."),
    )
    founded_on = day(_("Founded on"))
    about = forms.CharField(label=_("About"), required=False, widget=forms.Textarea({"rows": 5}))
    about_en = forms.CharField(label=_("About, in English"), required=False, widget=forms.Textarea({"rows": 5}))
    source = forms.CharField(label=_("Source"), required=False, max_length=300)

    def entry(self) -> ClusterEntry:
        """Return the entry; who runs it and decides is handed over beside it."""
        names = ClusterEntry.__dataclass_fields__
        return ClusterEntry(**{name: value for name, value in self.cleaned_data.items() if name in names})


class NewClusterForm(ClusterForm):
    """A cluster with who runs it and its fields of technology."""

    operator = forms.ModelChoiceField(
        label=_("Operator"),
        queryset=departments(),
        help_text=_("The department or body that prepares: its people screen needs and draft calls."),
    )
    fields_text = forms.CharField(
        label=_("Technology fields"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("One a line, the English name after a slash: 天窗系统 / Sunroof systems."),
    )

    field_order = ("name", "name_en", "jurisdiction", "industry", "operator", "authority", "fields_text")

    def technology_fields(self) -> list[tuple[str, str]]:
        """Return the fields of technology with their English names."""
        lines = (line.partition("/") for line in self.cleaned_data["fields_text"].splitlines())
        return [(name.strip(), english.strip()) for name, _sign, english in lines if name.strip()]


class SegmentForm(forms.Form):
    """A place on the chain."""

    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), required=False, max_length=100)
    stream = forms.ChoiceField(label=_("Where on the chain"), choices=Stream.choices)


class TechnologyFieldForm(forms.Form):
    """A field of the key-technology list."""

    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), required=False, max_length=100)


class ExpertForm(forms.Form):
    """An expert."""

    name = forms.CharField(label=_("Name"), max_length=200)
    grade = forms.ChoiceField(label=_("Grade"), choices=ExpertGrade.choices)
    job_title = forms.CharField(label=_("Job title"), required=False, max_length=100)
    jurisdiction = PlaceField(label=_("Jurisdiction"), help_text=PLACE_HELP)
    fields_text = forms.CharField(
        label=_("Fields"), required=False, help_text=_("One a line."), widget=forms.Textarea({"rows": 3})
    )
    is_available = forms.BooleanField(label=_("Can be asked at present"), required=False)
    source = forms.CharField(label=_("Source"), required=False, max_length=300)

    def entry(self, *, is_synthetic: bool = False) -> ExpertEntry:
        """Return the entry."""
        cleaned: Mapping[str, Any] = self.cleaned_data
        rest = {name: value for name, value in cleaned.items() if name != "fields_text"}
        fields = tuple(line.strip() for line in cleaned["fields_text"].splitlines() if line.strip())
        return ExpertEntry(**rest, fields=fields, is_synthetic=is_synthetic)


class PostForm(forms.Form):
    """Where an expert works or worked."""

    organization = OrganizationField(label=_("Organization"), help_text=_("Its name or code."))
    since = day(_("Since"))
    until = day(_("Until"))


class CoauthorForm(forms.Form):
    """With whom an expert wrote what."""

    name = forms.CharField(label=_("Co-author"), max_length=100, help_text=_("As a team would name this person."))
    work = forms.CharField(label=_("Work"), max_length=300)
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=1900, max_value=2200, help_text=_("Empty: counts however old.")
    )
    source = forms.CharField(label=_("Source"), max_length=300)
