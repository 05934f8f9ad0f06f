"""Forms of the awards room."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.awards.actions import Choice
from qunli.awards.models import Award, Decision
from qunli.awards.queries import upheld_objections, winners
from qunli.awards.states import Standing
from qunli.calls.models import Proposal
from qunli.publicity.models import Objection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from qunli.engines.racing import Scheme

OFFERED = [(one.value, one.label) for one in (Standing.WINNER, Standing.RESERVE, Standing.NOT_CHOSEN)]
OFFERED_IN_RACE = [(one.value, one.label) for one in (Standing.RUNNER, Standing.RESERVE, Standing.NOT_CHOSEN)]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RecommendForm(forms.Form):
    """Standing, money and reason of each proposal; faults stand at `proposal-<id>`, its standing.

    In a race, whose scheme says what one team gets, nobody types the money.
    """

    def __init__(self, sent: QueryDict | None, *, proposals: Sequence[Proposal], scheme: Scheme | None = None) -> None:
        super().__init__(sent)
        self.proposals, self.scheme = proposals, scheme
        offered = OFFERED if scheme is None else OFFERED_IN_RACE
        for one in proposals:
            named = {"proposal": f"{one.number} {one.title}"}
            self.fields[f"proposal-{one.pk}"] = forms.ChoiceField(
                label=_("%(proposal)s: standing") % named, choices=offered, initial=Standing.NOT_CHOSEN
            )
            if scheme is None:
                self.fields[f"money-{one.pk}"] = forms.DecimalField(
                    label=_("%(proposal)s: money") % named,
                    min_value=0,
                    max_digits=18,
                    decimal_places=2,
                    required=False,
                    help_text=_("Asked for: %(money)s yuan. Only a winner and a reserve get money.")
                    % {"money": f"{one.asked_money:,.2f}"},
                )
            self.fields[f"reason-{one.pk}"] = forms.CharField(
                label=_("%(proposal)s: reason") % named, widget=forms.Textarea(attrs={"rows": 2}), max_length=5000
            )

    @property
    def choices(self) -> list[Choice]:
        """What is recommended."""
        sent = self.cleaned_data
        return [
            Choice(
                proposal=one,
                standing=Standing(sent[f"proposal-{one.pk}"]),
                money=self._money(one.pk),
                reason=sent[f"reason-{one.pk}"],
            )
            for one in self.proposals
        ]

    def _money(self, proposal: int) -> Decimal:
        if self.scheme is None:
            return self.cleaned_data[f"money-{proposal}"] or Decimal(0)
        is_chosen = self.cleaned_data[f"proposal-{proposal}"] != Standing.NOT_CHOSEN
        return self.scheme.lane_most if is_chosen else Decimal(0)


class DecideForm(forms.Form):
    """The meeting's record."""

    meeting_record = forms.CharField(label=_("Number of the meeting's record"), max_length=100)
    met_on = forms.DateField(label=_("Day of the meeting"), widget=DAY)


class ContactForm(forms.Form):
    """Where objections can be sent."""

    contact = forms.CharField(label=_("Contact for objections"), max_length=300)


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class DocumentForm(forms.Form):
    """The approval's document number."""

    document_number = forms.CharField(label=_("Document number"), max_length=100)


class AwardChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django\'s own takes none when it runs
    """Awards by proposal and lead."""

    def label_from_instance(self, obj: Award) -> str:
        """Show topic, number and lead."""
        return f"{obj.topic.title}: {obj.proposal.number} {obj.proposal.lead.name}"


class ReserveForm(forms.Form):
    """Which winner falls by which upheld objection."""

    objection = forms.ModelChoiceField(label=_("Upheld objection"), queryset=Objection.objects.none())
    award = AwardChoice(label=_("Winner that falls"), queryset=Award.objects.none())

    def __init__(self, sent: QueryDict | None, *, decision: Decision) -> None:
        super().__init__(sent)
        self.fields["objection"].queryset = upheld_objections(decision)  # type: ignore[attr-defined]  # of records
        self.fields["award"].queryset = winners(decision)  # type: ignore[attr-defined]  # as above
