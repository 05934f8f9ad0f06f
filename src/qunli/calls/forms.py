"""What people fill in about calls and proposals."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.calls.models import Call, CallTopic, Proposal
from qunli.calls.permits import OFFICE_ROLES, TEAM_ROLES
from qunli.calls.queries import SCHEME, empty_terms, set_terms
from qunli.calls.states import SCHEME_TO_BEGIN_WITH, FormReason, FormResult
from qunli.directory.models import Cluster, Organization
from qunli.directory.queries import living_ids
from qunli.funds.models import Programme
from qunli.funds.queries import funds_seen_by, programmes_open_to_calls
from qunli.needs.models import ListItem
from qunli.needs.states import Comparator, ItemState
from qunli.people.models import Party
from qunli.people.permits import standing_of
from qunli.people.queries import parties_holding
from qunli.people.states import Role
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import newest_packs
from qunli.rulebook.states import PackKind

if TYPE_CHECKING:
    from qunli.calls.actions import IndicatorEntry
    from qunli.core.states import Words
    from qunli.people.models import User

SCHEME_HELP = _(
    "Stages, budgets, gates, judges and money, as everybody reads them before applying. The lines that begin with # "
    "explain; every fault is named with its place. The same text serves to compare schemes beforehand."
)
SPARE_LINES = 3
ROWS_SCHEME = 30
ROWS_LONG = 12
ROWS_SHORT = 4


def _text(label: Words, *, rows: int = ROWS_SHORT, required: bool = False, help_text: Words = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


def _instant(label: Words, help_text: Words = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=help_text,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _money(label: Words, help_text: Words = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_digits=18, decimal_places=2, required=False, help_text=help_text
    )


class CallForm(forms.Form):
    """A call's text, terms and deadlines; the terms that its pack leaves empty come as fields of their own."""

    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    cluster = forms.ModelChoiceField(label=_("Cluster"), queryset=Cluster.objects.none())
    pack = forms.ModelChoiceField(
        label=_("Rule pack"),
        queryset=RulePack.objects.none(),
        help_text=_("The pack fixes the sequence of steps and most terms."),
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Programme of a joint fund"), required=False, help_text=_("Then it pays.")
    )
    operator = forms.ModelChoiceField(label=_("Prepared by"), queryset=Party.objects.none())
    authority = forms.ModelChoiceField(label=_("Decided by"), queryset=Party.objects.none())
    guide = _text(_("Guide"), rows=ROWS_LONG, help_text=_("Public once published: goal, conditions, money, procedure."))
    contact = forms.CharField(label=_("Contact"), max_length=300, required=False)
    team_deadline = _instant(
        _("Teams hand in before"),
        _("Up to, not including, this instant: the end of a day is 00:00 of the next."),
    )
    unit_deadline = _instant(_("Own units stamp before"))
    recommending_deadline = _instant(_("Recommending units stamp before"))
    required_attachments = _text(_("Required attachments"), help_text=_("One a line."))

    def __init__(self, *args: object, user: User, call: Call | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        prepared = Party.objects.filter(pk__in=list(standing_of(user).parties(*OFFICE_ROLES))).order_by("name")
        choices: dict[str, Any] = {
            "cluster": Cluster.objects.order_by("name"),
            "pack": newest_packs().filter(kind__in=(PackKind.OPEN_CALL, PackKind.RACE)).order_by("code"),
            "programme": programmes_open_to_calls().filter(fund__in=funds_seen_by(user)),
            "operator": prepared,
            "authority": parties_holding(Role.AUTHORITY).order_by("name"),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type only
            field.queryset = rows
        if call is not None:
            self._add_terms(call)

    def _add_terms(self, call: Call) -> None:
        known = set_terms(call)
        for one in empty_terms(call.pack):
            if one.key == SCHEME:
                self.fields[f"term_{SCHEME}"] = _text(one.words, rows=ROWS_SCHEME, help_text=SCHEME_HELP)
                self.fields[f"term_{SCHEME}"].initial = known.get(SCHEME, "") or SCHEME_TO_BEGIN_WITH
                continue
            self.fields[f"term_{one.key}"] = forms.CharField(
                label=one.words,
                required=False,
                max_length=40,
                initial=known.get(one.key, ""),
                help_text=_("The pack leaves this empty: set it, or leave it open. Unit: %(unit)s")
                % {"unit": one.unit},
            )

    @property
    def terms(self) -> dict[str, Any]:
        """The terms that were set, as numbers or yes and no where they are such."""
        given = {
            name.removeprefix("term_"): text for name, text in self.cleaned_data.items() if name.startswith("term_")
        }
        return {key: text if key == SCHEME else _value(text) for key, text in given.items() if text.strip()}

    @property
    def attachments(self) -> list[str]:
        """The required attachments, one a line."""
        return [line.strip() for line in self.cleaned_data["required_attachments"].splitlines() if line.strip()]


YES, NO = {"true", "yes", "是"}, {"false", "no", "否"}


def _value(text: str) -> str | int | float | bool:
    plain = text.strip().lower()
    if plain in YES | NO:
        return plain in YES
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return text.strip()


class ItemForm(forms.Form):
    """Which item of the key-technology list goes into a call."""

    item = forms.ModelChoiceField(label=_("Item of the key-technology list"), queryset=ListItem.objects.none())

    def __init__(self, *args: object, call: Call, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        rows = ListItem.objects.filter(
            key_list__cluster=call.cluster_id, state=ItemState.OPEN, checked_at__isnull=False
        )
        field = self.fields["item"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type only
        field.queryset = rows.exclude(pk__in=call.topics.values("item")).order_by("position", "id")


class IndicatorForm(forms.Form):
    """One indicator of a topic."""

    name = forms.CharField(label=_("Indicator"), max_length=200, required=False)
    comparator = forms.ChoiceField(label=_("Comparison"), choices=Comparator.choices, required=False)
    target = forms.CharField(label=_("Target"), max_length=100, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    how_measured = forms.CharField(label=_("How it is measured"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A line with a name has a target."""
        given: dict[str, Any] = self.cleaned_data
        if given.get("name") and not given.get("target"):
            self.add_error("target", _("Name the target."))
        return given


class BudgetLineForm(forms.Form):
    """One line of a budget."""

    name = forms.CharField(label=_("What for"), max_length=100, required=False)
    amount = _money(_("Yuan"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """A line has both, or neither."""
        given: dict[str, Any] = self.cleaned_data
        if bool(given.get("name")) != (given.get("amount") is not None):
            self.add_error("name", _("A line has a name and an amount."))
        return given


IndicatorFormSet = forms.formset_factory(IndicatorForm, extra=SPARE_LINES)
BudgetFormSet = forms.formset_factory(BudgetLineForm, extra=SPARE_LINES)


class _WithLines(forms.Form):
    """A form with lines beneath it: both are valid, or neither."""

    lines: forms.BaseFormSet[Any]

    def is_valid(self) -> bool:
        """Check the lines too, so that all faults show at once."""
        is_valid = super().is_valid()
        if self.is_bound and not self.lines.is_valid():
            self.add_error(None, _("A line below is not complete."))
            return False
        return is_valid


class TopicForm(_WithLines):
    """What the public reads of a topic."""

    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    summary = _text(_("Summary"), required=True)
    bidder_conditions = _text(_("Conditions for bidders"))
    poster_money = _money(_("Poster's money"))
    fiscal_money = _money(_("Fiscal money"))
    wanted_by = forms.DateField(
        label=_("Wanted by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, topic: CallTopic, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        names = ("title", "title_en", "summary", "bidder_conditions", "poster_money", "fiscal_money", "wanted_by")
        kwargs["initial"] = {name: getattr(topic, name) for name in names}
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        rows = topic.indicators.order_by("position", "id").values(*IndicatorForm.base_fields)
        self.lines = IndicatorFormSet(self.data if self.is_bound else None, initial=list(rows), prefix="indicators")

    def indicators(self, make: type[IndicatorEntry]) -> list[IndicatorEntry]:
        """The indicators that were filled in."""
        filled = [line.cleaned_data for line in self.lines if line.cleaned_data.get("name")]
        return [make(**{**row, "comparator": Comparator(row["comparator"])}) for row in filled]


class QuestionForm(forms.Form):
    """A question about a call."""

    text = _text(
        _("Your question"), required=True, help_text=_("It becomes public with its answer, without your name.")
    )
    asked_by = forms.CharField(label=_("Your name"), max_length=200, required=False)
    contact = forms.CharField(
        label=_("How to reach you"), max_length=200, required=False, help_text=_("Seen by the operator only.")
    )


class AnswerForm(forms.Form):
    """An answer, public at once."""

    answer = _text(_("Answer"), required=True, help_text=_("Question and answer become public at once."))


class ReasonForm(forms.Form):
    """A reason."""

    reason = _text(_("Reason"), required=True)


class ExtensionForm(forms.Form):
    """Later deadlines of an open call, as far as it has them, and the reason that everybody reads."""

    team = _instant(_("Teams hand in before"))
    unit = _instant(_("Own units stamp before"))
    recommending = _instant(_("Recommending units stamp before"))
    reason = _text(_("Reason"), required=True, help_text=_("It becomes public beside the old and the new date."))

    def __init__(self, *args: object, call: Call, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        kept = {side: getattr(call, f"{side}_deadline") for side in ("team", "unit", "recommending")}
        kwargs["initial"] = kept
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        for side, date in kept.items():
            if date is None:
                del self.fields[side]


class DownloadForm(forms.Form):
    """A file for applicants."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, Word, Excel, a picture, text or ZIP."))


class StartForm(forms.Form):
    """The beginning of a proposal."""

    lead = forms.ModelChoiceField(label=_("Lead organization"), queryset=Organization.objects.none())
    title = forms.CharField(label=_("Title"), max_length=200)
    leader_name = forms.CharField(label=_("Team leader"), max_length=100)

    def __init__(self, *args: object, user: User, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        ours = Organization.objects.filter(party__in=list(standing_of(user).parties(*TEAM_ROLES)), merged_into=None)
        field = self.fields["lead"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type only
        field.queryset = ours.order_by("sort_key", "id")
        if ours.count() == 1:
            field.initial = ours.get().pk


class ProposalForm(_WithLines):
    """A draft: text, money by line, and what is promised for each indicator."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200)
    leader_name = forms.CharField(label=_("Team leader"), max_length=100)
    recommending_unit = forms.ModelChoiceField(
        label=_("Recommending unit"), queryset=Party.objects.none(), required=False, empty_label=_("not yet chosen")
    )
    approach = _text(_("Technical approach"), rows=ROWS_LONG)
    foundation = _text(_("The team's foundation"), rows=ROWS_LONG // 2)
    schedule = _text(_("Schedule"), rows=ROWS_LONG // 2)
    asked_money = _money(_("Money asked for"))
    own_money = _money(_("Own money"))

    def __init__(self, *args: object, proposal: Proposal, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        names = [name for name in self.base_fields if name != "seen_version"]
        initial: dict[str, Any] = {name: getattr(proposal, name) for name in names}
        kwargs["initial"] = {**initial, "seen_version": proposal.version}
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        field = self.fields["recommending_unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type only
        field.queryset = parties_holding(Role.RECOMMENDING_UNIT).order_by("name")
        self.indicators = list(proposal.topic.indicators.order_by("position", "id"))
        promised = {row.get("indicator"): row.get("value", "") for row in proposal.promised}
        for row in self.indicators:
            wanted = f"{row.get_comparator_display()} {row.target} {row.unit}".strip()
            self.fields[f"promise_{row.pk}"] = forms.CharField(
                label=row.name,
                required=False,
                max_length=100,
                initial=promised.get(row.pk, ""),
                help_text=_("Asked for: %(wanted)s") % {"wanted": wanted},
            )
        data = self.data if self.is_bound else None
        self.lines = BudgetFormSet(data, initial=proposal.budget, prefix="budget")

    @property
    def changes(self) -> dict[str, Any]:
        """What was filled in, by the names of the action."""
        given = self.cleaned_data
        kept = {name: given[name] for name in self.base_fields if name != "seen_version"}
        lines = [line.cleaned_data for line in self.lines if line.cleaned_data.get("name")]
        return {
            **kept,
            "asked_money": given["asked_money"] or Decimal(0),
            "own_money": given["own_money"] or Decimal(0),
            "budget": [{**line, "amount": f"{line['amount']:.2f}"} for line in lines],
            "promised": [{"indicator": row.pk, "value": given[f"promise_{row.pk}"].strip()} for row in self.indicators],
        }


class PartnerForm(forms.Form):
    """Whom to ask as a partner."""

    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none())
    part = forms.CharField(label=_("Its part"), max_length=300, required=False)

    def __init__(self, *args: object, proposal: Proposal, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        asked = living_ids([proposal.lead_id, *proposal.partners.values_list("organization_id", flat=True)]).values()
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type only
        field.queryset = Organization.objects.filter(merged_into=None).exclude(pk__in=asked).order_by("sort_key", "id")


class FileForm(forms.Form):
    """A file, and which required attachment it is."""

    purpose = forms.ChoiceField(label=_("What it is"), required=False)
    file = forms.FileField(label=_("File"), help_text=_("PDF, Word, Excel, a picture, text or ZIP."))

    def __init__(self, *args: object, call: Call, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        known = [(row["key"], row["label"]) for row in call.required_attachments]
        field.choices = [*known, ("", _("something else"))]


class FormCheckForm(forms.Form):
    """What a look at the form came to."""

    result = forms.ChoiceField(label=_("Result"), choices=FormResult.choices, widget=forms.RadioSelect)
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), choices=FormReason.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    note = _text(_("Note to the team"))
