"""Forms of the review room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qunli.calls.models import Proposal
from qunli.core.states import listed
from qunli.directory.models import Expert
from qunli.review.actions import Hand, Wanted
from qunli.review.models import Panel, PanelProposal, Seat
from qunli.review.queries import experts_to_seat
from qunli.review.states import AssignmentMethod, BidChoice, SeatRank

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

HALF = Decimal("0.5")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ProposalChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django\'s own takes none when it runs
    """Proposals by number, lead and title."""

    def label_from_instance(self, obj: Proposal) -> str:
        """Show number, lead and title."""
        return f"{obj.number} {obj.lead.name}: {obj.title}"


class ExpertChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django\'s own takes none when it runs
    """Experts by name, title and fields."""

    def label_from_instance(self, obj: Expert) -> str:
        """Show name, grade and fields."""
        return f"{obj.party.name} · {obj.get_grade_display()} · {listed(obj.fields)}"


class PanelForm(forms.Form):
    """A panel to be formed."""

    name = forms.CharField(label=_("Name of the panel"), max_length=100)
    proposals = ProposalChoice(
        label=_("Proposals"), queryset=Proposal.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    members_wanted = forms.IntegerField(label=pgettext_lazy("of a panel", "Members"), min_value=1, max_value=99)
    reserves_wanted = forms.IntegerField(label=_("Reserves"), min_value=0, max_value=99, initial=0)
    is_blind = forms.BooleanField(
        label=_("Blind"), required=False, help_text=_("Experts read without the names of the teams.")
    )
    meets_at = forms.DateTimeField(
        label=_("Meets at"), required=False, widget=MOMENT, help_text=_("Empty for a review by letter.")
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)

    def __init__(self, sent: QueryDict | None, *, proposals: QuerySet[Proposal]) -> None:
        super().__init__(sent)
        self.fields["proposals"].queryset = proposals  # type: ignore[attr-defined]  # it chooses among records
        self.initial.setdefault("proposals", list(proposals))


class SeatForm(forms.Form):
    """An expert to be seated by hand."""

    expert = ExpertChoice(label=_("Expert"), queryset=Expert.objects.none())
    rank = forms.ChoiceField(label=pgettext_lazy("seat", "Rank"), choices=SeatRank.choices, initial=SeatRank.MEMBER)

    def __init__(self, sent: QueryDict | None, *, panel: Panel) -> None:
        super().__init__(sent)
        self.fields["expert"].queryset = experts_to_seat(panel)  # type: ignore[attr-defined]  # as above


class DrawForm(forms.Form):
    """A draw by lot."""

    seed = forms.CharField(
        label=_("Seed"),
        max_length=100,
        help_text=_("A number that nobody chose, such as today's closing index: with it anybody can repeat the draw."),
    )
    witness = forms.CharField(label=_("Witness"), max_length=200, help_text=_("Name and body of who looks on."))
    fields_wanted = forms.CharField(
        label=_("Fields"), required=False, max_length=300, help_text=_("Separated by commas; empty for all.")
    )


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class FactForm(forms.Form):
    """What ties an expert to a team; may stay empty."""

    fact = forms.CharField(
        label=_("What ties you to the team"), required=False, max_length=300, help_text=_("May stay empty.")
    )


class OpinionForm(forms.Form):
    """The panel's opinion."""

    text = forms.CharField(label=_("Opinion"), widget=forms.Textarea(attrs={"rows": 12}), max_length=20000)


class SignForm(forms.Form):
    """A signature, with a dissent where there is one."""

    dissent = forms.CharField(
        label=_("Dissent"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        help_text=_("Leave empty to agree. A dissent is kept with your signature."),
    )


class FeesForm(forms.Form):
    """How fees are computed."""

    days = forms.DecimalField(label=_("Days"), min_value=HALF, max_digits=4, decimal_places=1, initial=1)
    by_letter = forms.BooleanField(label=_("Reviewed by letter"), required=False)
    senior_day = forms.DecimalField(
        label=_("A day, senior title"), required=False, max_digits=8, decimal_places=2, help_text=_("Empty: lower end.")
    )
    other_day = forms.DecimalField(
        label=_("A day, other title"), required=False, max_digits=8, decimal_places=2, help_text=_("Empty: lower end.")
    )

    def __init__(self, sent: QueryDict | None, *, seats: list[Seat]) -> None:
        super().__init__(sent)
        self.seats = seats
        for seat in seats:
            self.fields[f"days-{seat.pk}"] = forms.DecimalField(
                label=_("Days of %(expert)s") % {"expert": seat.expert},
                required=False,
                min_value=HALF,
                max_digits=4,
                decimal_places=1,
                help_text=_("Empty: as for all."),
            )

    @property
    def days_of(self) -> dict[int, Decimal]:
        """Days by seat, where they depart from those for all."""
        given = {seat.pk: self.cleaned_data[f"days-{seat.pk}"] for seat in self.seats}
        return {pk: days for pk, days in given.items() if days is not None}


class ProofForm(forms.Form):
    """A proof of payment."""

    proof = forms.CharField(label=_("Proof of payment"), max_length=200)


class SlotsForm(forms.Form):
    """Begin and end of each defence."""

    def __init__(self, sent: QueryDict | None, *, rows: list[PanelProposal]) -> None:
        super().__init__(sent)
        for row in rows:
            for key, label, value in (
                ("from", _("%(proposal)s from"), row.slot_from),
                ("to", _("%(proposal)s to"), row.slot_to),
            ):
                self.fields[f"{key}-{row.proposal_id}"] = forms.DateTimeField(
                    label=label % {"proposal": row.proposal.number}, required=False, widget=MOMENT, initial=value
                )


class SheetForm(forms.Form):
    """Points by line of the rubric, and why. Half-way, anything may be missing."""

    reason = forms.CharField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 6}), max_length=10000)

    def __init__(self, sent: QueryDict | None, *, panel: Panel, kept: Mapping[str, str]) -> None:
        super().__init__(sent, initial=dict(kept))
        chinese = (get_language() or "").startswith("zh")
        lines: dict[str, forms.Field] = {}
        for line in panel.rubric:
            title = line["title_zh" if chinese else "title_en"]
            lines[line["key"]] = forms.DecimalField(
                label=title,
                required=False,
                min_value=0,
                max_value=panel.score_max,
                max_digits=6,
                decimal_places=1,
                help_text=_("0 to %(max)d, weight %(weight)s") % {"max": panel.score_max, "weight": line["weight"]},
            )
        self.fields = {**lines, **self.fields}

    @property
    def points(self) -> dict[str, Decimal | None]:
        """The points given so far."""
        return {key: value for key, value in self.cleaned_data.items() if key != "reason"}


class ExpertsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    """Experts by name, title and fields."""

    def label_from_instance(self, obj: Expert) -> str:
        """Show name, grade and fields."""
        return f"{obj.party.name} · {obj.get_grade_display()} · {listed(obj.fields)}"


class CandidatesForm(forms.Form):
    """Experts among whom an assignment may choose."""

    experts = ExpertsChoice(label=_("Experts"), queryset=Expert.objects.none(), widget=forms.CheckboxSelectMultiple)
    bids_until = forms.DateTimeField(
        label=_("Wishes until"),
        required=False,
        widget=MOMENT,
        help_text=_("Until then they may say what they would like to judge. Empty: they are not asked."),
    )

    def __init__(self, sent: QueryDict | None, *, experts: QuerySet[Expert]) -> None:
        super().__init__(sent)
        self.fields["experts"].queryset = experts  # type: ignore[attr-defined]  # it chooses among records


class WishesForm(forms.Form):
    """What an expert says of each proposal that no fact keeps them from."""

    def __init__(self, sent: QueryDict | None, *, rows: Sequence[tuple[int, str, str]]) -> None:
        """Take a row for each proposal: its key, its number, and what was said before."""
        super().__init__(sent)
        for key, number, said in rows:
            self.fields[f"choice-{key}"] = forms.ChoiceField(
                label=_("%(proposal)s: your wish") % {"proposal": number},
                choices=[("", "—"), *BidChoice.choices],
                required=False,
                initial=said,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )
            self.fields[f"fact-{key}"] = forms.CharField(
                label=_("%(proposal)s: what ties you to the team") % {"proposal": number},
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"class": "form-control form-control-sm"}),
            )

    @property
    def bids(self) -> dict[int, BidChoice]:
        """What was said, by proposal."""
        given = {name: value for name, value in self.cleaned_data.items() if name.startswith("choice-") and value}
        return {int(name.removeprefix("choice-")): BidChoice(value) for name, value in given.items()}

    @property
    def facts(self) -> dict[int, str]:
        """What ties the expert, by proposal."""
        given = {name: value for name, value in self.cleaned_data.items() if name.startswith("fact-") and value}
        return {int(name.removeprefix("fact-")): value for name, value in given.items()}


class AssignmentForm(forms.Form):
    """What is asked of an assignment."""

    method = forms.ChoiceField(
        label=_("How"),
        choices=AssignmentMethod.choices,
        widget=forms.RadioSelect,
        initial=AssignmentMethod.TOTAL,
        help_text=_("By lot, fit and wishes play no part; recusal, loads and the rules below do."),
    )
    demand = forms.IntegerField(label=_("Judges of each proposal"), min_value=1, max_value=99)
    load_max = forms.IntegerField(label=_("Most proposals of an expert"), min_value=1, max_value=9999)
    load_min = forms.IntegerField(label=_("Least proposals of an expert"), min_value=0, max_value=9999, initial=0)
    bid_share = forms.IntegerField(
        label=_("Weight of wishes, percent"),
        min_value=0,
        max_value=100,
        initial=50,
        help_text=_("The rest is the fit in words between the proposal and the expert's record."),
    )
    apart = forms.BooleanField(
        label=_("Nobody from one institution twice before a proposal"), required=False, initial=True
    )
    mixed = forms.BooleanField(label=_("Not all judges of a proposal from one province"), required=False, initial=True)
    outsider = forms.BooleanField(
        label=_("At least one judge from outside the province of the lead"), required=False, initial=False
    )
    seniors = forms.IntegerField(label=_("Judges with a senior title, at least"), min_value=0, max_value=99, initial=0)
    seed = forms.CharField(
        label=_("Seed"),
        required=False,
        max_length=80,
        help_text=_("For a draw: a number that nobody chose, so that anybody can repeat the draw with it."),
    )
    witness = forms.CharField(
        label=_("Witness"), required=False, max_length=200, help_text=_("For a draw: name and body of who looks on.")
    )

    @property
    def wanted(self) -> Wanted:
        """What was asked for."""
        given = self.cleaned_data
        return Wanted(**{**given, "method": AssignmentMethod(given["method"])})


class HandForm(forms.Form):
    """Pairs kept or ruled out by hand: one field for each pair shown, and one more pair."""

    KEEP, NEVER = "keep", "never"
    CHOICES = (("", _("leave open")), (KEEP, _("keep")), (NEVER, _("rule out")))

    proposal = forms.ChoiceField(label=_("Proposal"), required=False)
    expert = forms.ChoiceField(label=_("Expert"), required=False)
    also = forms.ChoiceField(label=_("This pair"), required=False, choices=CHOICES)

    def __init__(
        self,
        sent: QueryDict | None,
        *,
        pairs: Mapping[tuple[int, int], str],
        proposals: Sequence[tuple[int, str]],
        experts: Sequence[tuple[int, str]],
    ) -> None:
        """Take the pairs shown with what was set of them before, and what one more pair is chosen from."""
        super().__init__(sent)
        self.fields["proposal"].choices = [("", "—"), *proposals]  # type: ignore[attr-defined]  # a choice field
        self.fields["expert"].choices = [("", "—"), *experts]  # type: ignore[attr-defined]  # as above
        names = dict(proposals), dict(experts)
        for (one, two), said in pairs.items():
            label = f"{names[0].get(one, one)} – {names[1].get(two, two)}"
            self.fields[name_of_pair(one, two)] = forms.ChoiceField(
                label=label,
                required=False,
                choices=self.CHOICES,
                initial=said,
                widget=forms.Select(attrs={"class": "form-select form-select-sm w-auto"}),
            )
        self.pairs = pairs

    @property
    def hand(self) -> Hand:
        """What is kept and what is ruled out."""
        given = {pair: self.cleaned_data[name_of_pair(*pair)] for pair in self.pairs}
        more = self.cleaned_data
        if more["proposal"] and more["expert"]:
            given[int(more["proposal"]), int(more["expert"])] = more["also"] or self.KEEP
        return Hand(
            pinned=tuple(sorted(pair for pair, said in given.items() if said == self.KEEP)),
            forbidden=tuple(sorted(pair for pair, said in given.items() if said == self.NEVER)),
        )


def name_of_pair(proposal: int, expert: int) -> str:
    """Name the field of a pair."""
    return f"pair-{proposal}-{expert}"
