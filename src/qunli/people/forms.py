"""Forms about accounts, roles, tokens and sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.people.models import Party
from qunli.people.permits import roles_to_invite_to
from qunli.people.queries import parties_to_act_for
from qunli.people.states import Language, Role, Theme

if TYPE_CHECKING:
    from qunli.people.models import User


class InvitationForm(forms.Form):
    """Who is invited to what."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=100)
    role = forms.ChoiceField(label=_("Role"))
    party = forms.ModelChoiceField(
        label=_("Acting for"),
        queryset=Party.objects.none(),
        required=False,
        help_text=_("The organization or department. Left empty: for the person, as an expert is."),
    )

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        roles = roles_to_invite_to(by)
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in roles]  # type: ignore[attr-defined]  # a choice field
        self.fields["party"].queryset = parties_to_act_for(by)  # type: ignore[attr-defined]  # a model choice field


class AcceptanceForm(forms.Form):
    """The password of a new account, twice."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least eight characters; a short sentence is best."),
    )
    again = forms.CharField(
        label=_("The same password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        """Compare the two."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ."))
        return again


class ProfileForm(forms.Form):
    """How somebody is called, reached and shown pages."""

    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    theme = forms.ChoiceField(label=_("Colours"), choices=Theme)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class RoleForm(forms.Form):
    """A role for a party."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    party = forms.ModelChoiceField(label=_("Acting for"), queryset=Party.objects.none())

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["party"].queryset = parties_to_act_for(by)  # type: ignore[attr-defined]  # a model choice field


class DepartmentForm(forms.Form):
    """A department."""

    name = forms.CharField(label=_("Name"), max_length=200)
    jurisdiction_code = forms.CharField(
        label=_("Jurisdiction"), max_length=12, required=False, help_text=_("The code of GB/T 2260, six digits.")
    )


class TokenForm(forms.Form):
    """What a token is for, what it may, and how long it lives."""

    name = forms.CharField(label=_("What for"), max_length=100)
    days = forms.ChoiceField(
        label=_("Lives for"),
        choices=[("30", _("30 days")), ("90", _("90 days")), ("366", _("a year"))],
        initial="90",
    )
    may_write = forms.BooleanField(
        label=_("May also write"), required=False, help_text=_("Without this it only reads.")
    )


class SightForm(forms.Form):
    """Why somebody asks to see a sealed or confidential record."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class AnswerForm(forms.Form):
    """How long a granted sight lasts."""

    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=30, initial=7)
