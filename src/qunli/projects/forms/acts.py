"""Forms of single acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.directory.models import Organization
from qunli.projects.bridge.measures import is_judged_by_person
from qunli.projects.models import Milestone
from qunli.projects.states import (
    TRL_NAMES,
    ChangeKind,
    Grade,
    IpStatus,
    Judgement,
    OutcomeKind,
    Stream,
    TransferKind,
    Verdict,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qunli.core.states import Words
    from qunli.projects.models import MilestoneIndicator


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def money_field(label: Words, *, required: bool = True, help_text: Words = "") -> forms.DecimalField:
    """Make a field for an amount in yuan."""
    return forms.DecimalField(
        label=label,
        required=required,
        help_text=help_text,
        max_digits=18,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )


def day_field(label: Words, *, required: bool = True, help_text: Words = "") -> forms.DateField:
    """Make a field for a day."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


def long_text(label: Words, *, required: bool = True, help_text: Words = "", rows: int = 4) -> forms.CharField:
    """Make a field for some lines of text."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class ReasonForm(forms.Form):
    """An act with a reason."""

    reason = long_text(_("Reason"))


class SignForm(forms.Form):
    """A signature; a reason only where a rule is not met."""

    reason = long_text(_("Reason for what the rules do not meet"), required=False)


class ContractForm(forms.Form):
    """What a technical contract says."""

    amount = money_field(_("Amount in yuan"))
    terms_text = long_text(_("Terms"), rows=8)
    ip_terms = forms.CharField(label=_("Rights in the result"), max_length=300, required=False)
    contract_number = forms.CharField(label=_("Contract number"), max_length=100, required=False)


class ReportForm(forms.Form):
    """A milestone's report: one field for each indicator."""

    text = long_text(_("What was done"), rows=8)
    spent = money_field(_("Spent on this milestone, in yuan"))
    evidence = forms.FileField(label=_("Evidence"), required=False)
    more_evidence = forms.FileField(label=_("More evidence"), required=False)

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        for row in milestone.indicators.order_by("position", "id"):
            self.fields[f"measured_{row.pk}"] = forms.CharField(
                label=_("Measured: %(name)s") % {"name": row.name}, max_length=100, help_text=target_words(row)
            )
        self.order_fields(["text", *(name for name in self.fields if name.startswith("measured_")), "spent"])

    def measured(self) -> dict[int, str]:
        """Return the values by the indicators' keys."""
        return _by_key(self.cleaned_data, "measured_")


def target_words(row: MilestoneIndicator) -> str:
    """Write a target down."""
    return f"{row.get_comparator_display()} {row.target} {row.unit}".strip()


def _by_key(values: dict[str, Any], prefix: str) -> dict[int, Any]:
    return {int(name.removeprefix(prefix)): value for name, value in values.items() if name.startswith(prefix)}


VERDICTS = [("", _("not judged")), ("yes", _("met")), ("no", _("not met"))]


class JudgeForm(forms.Form):
    """A judgement: a verdict for each indicator that a person judges."""

    outcome = forms.ChoiceField(label=_("Judgement"), choices=Judgement.choices, widget=forms.RadioSelect)
    reason = long_text(_("Reason"), required=False, help_text=_("Asked for unless the milestone is accepted."))
    remedy_until = day_field(
        _("Last day of the remedy"), required=False, help_text=_("Only where the rule pack gives no number of days.")
    )

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        rows = [row for row in milestone.indicators.order_by("position", "id") if _by_person(row)]
        for row in rows:
            self.fields[f"verdict_{row.pk}"] = forms.ChoiceField(
                label=f"{row.name}: {target_words(row)}", choices=VERDICTS, required=False, help_text=row.measured
            )
        self.order_fields([*(f"verdict_{row.pk}" for row in rows), "outcome"])

    def verdicts(self) -> dict[int, bool]:
        """Return what was judged, by the indicators' keys."""
        return {key: value == "yes" for key, value in _by_key(self.cleaned_data, "verdict_").items() if value}


def _by_person(row: MilestoneIndicator) -> bool:
    return is_judged_by_person(row.comparator, row.target, row.unit)


class PaidForm(forms.Form):
    """The proof of a payment."""

    paid_on = day_field(_("Paid on"))
    proof = forms.CharField(label=_("Number of the bank's slip"), max_length=200)
    file = forms.FileField(label=_("The slip"), required=False)


class RecoveredForm(forms.Form):
    """The proof that money came back."""

    recovered_on = day_field(_("Came back on"))
    proof = forms.CharField(label=_("Number of the bank's slip"), max_length=200)


class KindForm(forms.Form):
    """Which of the four acts is asked for."""

    kind = forms.ChoiceField(label=_("What is asked for"), widget=forms.RadioSelect)
    reason = long_text(_("Reason"))

    def __init__(self, *args: Any, kinds: Iterable[ChangeKind], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]  # a ChoiceField


class SettleForm(forms.Form):
    """Granting or refusing; an early end also says what is recognized as spent."""

    granted = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("Grant")), ("no", _("Refuse"))], widget=forms.RadioSelect
    )
    reason = long_text(_("Reason"), required=False)

    def __init__(self, *args: Any, streams: Iterable[str] = (), **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        for stream in streams:
            self.fields[f"spent_{stream}"] = money_field(
                _("Recognized as spent: %(stream)s") % {"stream": Stream(stream).label},
                required=False,
                help_text=_("Left empty everywhere, the milestones' reports say what was spent."),
            )
        if streams:
            self.fields["recover_by"] = day_field(_("To be given back by"), required=False)


class OpinionForm(forms.Form):
    """The user's opinion."""

    opinion = long_text(_("What the result is worth to you"), rows=6)


class AcceptanceForm(forms.Form):
    """A final acceptance."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Closed: honest work that fell short. It leaves no credit mark and asks for no money back by itself."
        ),
    )
    grade = forms.ChoiceField(label=_("Grade"), choices=[("", _("no grade")), *Grade.choices], required=False)
    opinion = long_text(pgettext_lazy("acceptance", "Opinion"), rows=6)
    users_opinion = long_text(
        _("User's opinion as handed in on paper"), required=False, help_text=_("The poster's own words come first.")
    )


def _levels() -> list[tuple[int | str, Words]]:
    """Name the levels in the reader's language, so only once somebody reads."""
    return [("", _("not stated")), *((level, f"{level} {name}") for level, name in TRL_NAMES.items())]


class OutcomeForm(forms.Form):
    """An outcome."""

    kind = forms.ChoiceField(label=_("Kind"), choices=OutcomeKind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    description = long_text(_("Description"), required=False)
    trl = forms.TypedChoiceField(
        label=_("Technology readiness level"),
        choices=_levels,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Names after GB/T 22900 as remembered, not verified."),
    )
    ip_status = forms.ChoiceField(label=_("Rights"), choices=IpStatus.choices)
    identifier = forms.CharField(label=_("Number of the patent or standard"), max_length=100, required=False)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Organization.objects.none())
    co_owners = forms.ModelMultipleChoiceField(
        label=_("Owned together with"), queryset=Organization.objects.none(), required=False
    )

    def __init__(self, *args: Any, owners: QuerySet[Organization], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["co_owners"].queryset = owners  # type: ignore[attr-defined]  # as above


class TransferForm(forms.Form):
    """A transfer."""

    kind = forms.ChoiceField(label=_("Way"), choices=TransferKind.choices)
    receiver = forms.ModelChoiceField(label=_("Receiver"), queryset=Organization.objects.none())
    price = money_field(_("Price in yuan"))
    price_is_agreed = forms.BooleanField(
        label=_("The price was agreed"),
        required=False,
        initial=True,
        help_text=_("An agreed price goes on public notice; an auction's does not."),
    )
    terms_text = long_text(_("Terms"), required=False)

    def __init__(self, *args: Any, receivers: QuerySet[Organization], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = receivers  # type: ignore[attr-defined]  # a ModelChoiceField


class ContactForm(forms.Form):
    """Whom to turn to about a notice."""

    contact = forms.CharField(label=_("Contact"), max_length=300)


class OptionalReasonForm(forms.Form):
    """An act that asks for a reason in some cases only."""

    reason = long_text(_("Reason"), required=False, help_text=_("Asked for where the pack leaves it to a person."))
