"""Forms of the room: the agreement, the pool, lists, and money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.core.states import listed
from qunli.directory.models import Jurisdiction, Organization
from qunli.directory.queries import departments, organization_meant
from qunli.directory.queries.naming import NotOneMeant
from qunli.engines.notation.money import NotMoney, read_money
from qunli.funds.actions import FundEntry, PartyEntry, PoolEntry, YearEntry
from qunli.funds.models import Fund, FundParty, PoolProject
from qunli.funds.states import MoneyFor, PayRule

PARTY_FIELDS = ("jurisdiction", "office", "share", "money_for", "years")
DAY = forms.DateInput({"type": "date"})


class YuanField(forms.CharField):
    """An amount as people write it: 1200000, 120万, 1,200,000.50."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own arguments
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def clean(self, value: object) -> Any:  # noqa: ANN401 -- a decimal, or none
        """Read the amount."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_money(text)
        except NotMoney as fault:
            raise forms.ValidationError(_("“%(text)s” is no amount in yuan.") % {"text": text}) from fault


class LinesField(forms.CharField):
    """Texts, one a line."""

    widget = forms.Textarea({"rows": 3})

    def clean(self, value: object) -> Any:  # noqa: ANN401 -- a list of texts
        """Part the lines."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class AgreementForm(forms.Form):
    """The agreement. Its parties are rows: `jurisdiction_1`, `office_1` and so on; an empty row is left out."""

    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    purpose = forms.CharField(
        label=_("What the fund is for"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    starts_on = forms.DateField(label=_("First day"), widget=DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=DAY)
    pay_rule = forms.ChoiceField(label=_("Who pays for a project"), choices=PayRule.choices)
    carry_over = forms.IntegerField(
        label=_("May be carried over, in percent"),
        min_value=0,
        max_value=100,
        initial=100,
        help_text=_("Of a year's promised money, when the year is closed; what lies above goes back to the party."),
    )
    negative_costs = LinesField(
        label=_("Negative list"), required=False, help_text=_("Kinds of cost that the fund never pays, one a line.")
    )

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own arguments
        super().__init__(*args, **kwargs)
        self.numbers = range(1, rows + 1)
        offices = departments()
        for number in self.numbers:
            self.fields |= _party_fields(number, offices)

    @property
    def head(self) -> Iterator[forms.BoundField]:
        """The fields before the parties."""
        return (field for field in self if not field.name.rpartition("_")[2].isdigit())

    @property
    def party_rows(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        """The fields of each party."""
        for number in self.numbers:
            yield (
                number,
                [self[f"{name}_{number}"] for name in ("jurisdiction", "office", "share", "money_for", "years")],
            )

    def clean(self) -> dict[str, Any]:
        """Read each party's place and years; a row that is begun must be complete."""
        said = super().clean() or {}
        self.parties: list[PartyEntry] = []
        for number in self.numbers:
            if said.get(f"jurisdiction_{number}") or said.get(f"office_{number}"):
                self._read_party(number, said)
        return said

    def entry(self) -> FundEntry:
        """Return the agreement as written."""
        said = self.cleaned_data
        return FundEntry(
            title=said["title"],
            title_en=said["title_en"],
            purpose=said["purpose"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            pay_rule=PayRule(said["pay_rule"]),
            carry_over=said["carry_over"],
            negative_costs=said["negative_costs"],
            parties=self.parties,
        )

    def _read_party(self, number: int, said: dict[str, Any]) -> None:
        place, office = said.get(f"jurisdiction_{number}"), said.get(f"office_{number}")
        if not place or not office:
            self.add_error(f"jurisdiction_{number}", _("A party has a jurisdiction and an office that acts for it."))
            return
        years = said.get(f"years_{number}") or []
        share = said.get(f"share_{number}") or Decimal(1)
        self.parties.append(
            PartyEntry(place, office, share=share, money_for=MoneyFor(said[f"money_for_{number}"]), years=years)
        )


class JurisdictionField(forms.CharField):
    """A jurisdiction by its name or its code."""

    def clean(self, value: object) -> Any:  # noqa: ANN401 -- a jurisdiction, or none
        """Find it."""
        text = super().clean(value)
        if not text:
            return None
        found = list(Jurisdiction.objects.filter(code=text)[:1]) or list(
            Jurisdiction.objects.filter(name=text).order_by("code")[:2]
        )
        if len(found) != 1:
            raise forms.ValidationError(
                _("“%(text)s” names no jurisdiction, or several: write its code.") % {"text": text}
            )
        return found[0]


class YearsField(forms.CharField):
    """What is promised year by year, a line each: year, amount, and a cap where there is one."""

    widget = forms.Textarea({"rows": 3})

    def clean(self, value: object) -> Any:  # noqa: ANN401 -- years
        """Read the lines."""
        return [self._year(line) for line in super().clean(value).splitlines() if line.strip()]

    def _year(self, line: str) -> YearEntry:
        words = line.replace("：", " ").replace(":", " ").replace("年", " ").split()
        try:
            year, *amounts = words
            first, cap = (read_money(text) for text in (amounts * 2 if len(amounts) == 1 else amounts))
            return YearEntry(int(year), first, cap if len(amounts) > 1 else None)
        except (ValueError, NotMoney) as fault:
            raise forms.ValidationError(
                _("“%(line)s”: write year and amount, and a cap if there is one.") % {"line": line}
            ) from fault


def _party_fields(number: int, offices: Any) -> dict[str, forms.Field]:  # noqa: ANN401 -- a queryset of parties
    return {
        f"jurisdiction_{number}": JurisdictionField(
            label=_("Jurisdiction"), max_length=100, required=False, help_text=_("Its name or its code.")
        ),
        f"office_{number}": forms.ModelChoiceField(label=_("Office"), queryset=offices, required=False),
        f"share_{number}": forms.DecimalField(
            label=_("Share"), max_digits=9, decimal_places=4, min_value=0, required=False, initial=1
        ),
        f"money_for_{number}": forms.ChoiceField(label=_("Its money pays for"), choices=MoneyFor.choices[::-1]),
        f"years_{number}": YearsField(
            label=pgettext_lazy("joint fund", "Promised"),
            required=False,
            help_text=_("A line a year: 2026 1000万; with a cap: 2026 1000万 600万."),
        ),
    }


def initial_of(fund: Fund) -> dict[str, Any]:
    """Return an agreement as its form shows it."""
    said: dict[str, Any] = {
        name: getattr(fund, name)
        for name in ("title", "title_en", "purpose", "starts_on", "ends_on", "pay_rule", "carry_over")
    }
    said["negative_costs"] = "\n".join(fund.negative_costs.order_by("position").values_list("name", flat=True))
    parties = fund.parties.order_by("position").prefetch_related("years")
    for number, party in enumerate(parties, 1):
        said |= {
            f"jurisdiction_{number}": party.jurisdiction_id,
            f"office_{number}": party.office_id,
            f"share_{number}": party.share.normalize(),
            f"money_for_{number}": party.money_for,
            f"years_{number}": "\n".join(
                " ".join(str(part) for part in (row.year, row.amount, row.cap) if part is not None)
                for row in sorted(party.years.all(), key=lambda row: row.year)
            ),
        }
    return said


class ProgrammeForm(forms.Form):
    """A programme."""

    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    ceiling = YuanField(
        label=_("Ceiling"), required=False, help_text=_("No more is ever committed under it. Empty: none.")
    )


class OrganizationsField(LinesField):
    """Organizations by name or credit code, one a line."""

    def clean(self, value: object) -> list[Organization]:
        """Find each."""
        return [_organization(text) for text in super().clean(value)]


class OrganizationField(forms.CharField):
    """An organization by name or credit code."""

    def clean(self, value: object) -> Any:  # noqa: ANN401 -- an organization
        """Find it."""
        return _organization(super().clean(value))


def _organization(text: str) -> Organization:
    try:
        return organization_meant(text)
    except NotOneMeant as fault:
        near = listed(fault.names)
        words = _("“%(text)s” names no organization of the directory.") % {"text": text}
        if near:
            words = _("“%(text)s” may be one of several: %(names)s.") % {"text": text, "names": near}
        raise forms.ValidationError(words) from fault


class PoolForm(forms.Form):
    """A project for the pool."""

    party: forms.Field = forms.ModelChoiceField(label=_("Lead region"), queryset=FundParty.objects.none())
    title = forms.CharField(label=_("Title"), max_length=200)
    lead = OrganizationField(label=_("Lead"), max_length=200, help_text=_("Name or credit code, as in the directory."))
    partners = OrganizationsField(
        label=_("Partners"), help_text=_("One a line. At least two regions of the fund take part.")
    )
    disciplines = LinesField(label=_("Disciplines"), required=False, help_text=_("One a line."))
    summary = forms.CharField(label=_("Summary"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 4}))
    asked_money = YuanField(label=_("Asked of the fund, in yuan"))
    other_money = YuanField(label=_("Other money, in yuan"), required=False)
    costs = LinesField(
        label=_("Kinds of cost that the fund's money would pay"), required=False, help_text=_("One a line.")
    )

    def __init__(self, *args: Any, parties: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own arguments
        super().__init__(*args, **kwargs)
        field: Any = self.fields["party"]
        field.queryset = parties

    def entry(self) -> PoolEntry:
        """Return the project as written."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "party"}
        return PoolEntry(**{**said, "other_money": said["other_money"] or Decimal(0)})


class ListForm(forms.Form):
    """A joint list: its programme and title, and how much each pooled project gets; empty is not on the list."""

    title = forms.CharField(label=_("Title"), max_length=200)

    def __init__(self, *args: Any, pooled: Sequence[PoolProject], programmes: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own arguments
        super().__init__(*args, **kwargs)
        self.pooled = pooled
        if programmes is not None:
            self.fields["programme"] = forms.ModelChoiceField(label=_("Programme"), queryset=programmes)
        for one in pooled:
            asked = _("%(number)s, %(party)s, asks for %(asked)s yuan. Empty: not on this list.") % {
                "number": one.number,
                "party": one.party,
                "asked": f"{one.asked_money:,.2f}",
            }
            self.fields[f"amount_{one.pk}"] = YuanField(label=one.title, required=False, help_text=asked)

    @property
    def chosen(self) -> list[tuple[PoolProject, Decimal]]:
        """The projects that get something, and how much."""
        amounts = ((one, self.cleaned_data.get(f"amount_{one.pk}")) for one in self.pooled)
        return [(one, amount) for one, amount in amounts if amount is not None]


class PayInForm(forms.Form):
    """What a party has paid in."""

    year = forms.TypedChoiceField(label=_("For the year"), coerce=int)
    amount = YuanField(label=_("Yuan"))
    day = forms.DateField(label=_("Day on the bank's slip"), widget=DAY)
    proof = forms.CharField(label=_("Number of the bank's slip"), max_length=200)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own arguments
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = [(year, year) for year in years]


class SlipForm(forms.Form):
    """Money that a bank moved."""

    amount = YuanField(label=_("Yuan"))
    day = forms.DateField(label=_("Day on the bank's slip"), widget=DAY)
    proof = forms.CharField(label=_("Number of the bank's slip"), max_length=200)


class ClaimForm(forms.Form):
    """What is to be recovered, and why."""

    amount = YuanField(label=_("Yuan"))
    note = forms.CharField(label=_("Why"), max_length=300)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}))


class YearForm(forms.Form):
    """A year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
