"""Forms of a race: a score, the authority's decision, who leaves, and a correction."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunli.calls.queries import JUDGES, indicator_words
from qunli.projects.forms.acts import day_field
from qunli.projects.models import Lane
from qunli.projects.states import LaneState, LeftBy, ScoredBy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qunli.engines.racing import Stage


class ScoreForm(forms.Form):
    """Points and their reason."""

    who = forms.ChoiceField(label=_("Whose score"), choices=())
    points = forms.DecimalField(label=_("Points"), min_value=0, max_value=100, max_digits=6, decimal_places=2)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("For the experts: the number of their signed opinion, and what it says."),
    )

    def __init__(self, *args: Any, judges: Iterable[str], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        field.choices = [(who, ScoredBy(who).label) for who in judges]


class MeetingForm(forms.Form):
    """The meeting in which a result was decided."""

    meeting_record = forms.CharField(label=_("Number of the meeting's record"), max_length=100)
    met_on = day_field(_("Day of the meeting"))


class StageNoticeForm(forms.Form):
    """Where objections can be sent."""

    contact = forms.CharField(label=_("Contact for objections"), max_length=300)


class LaneChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own takes none when it runs
    """Lanes by their leads."""

    def label_from_instance(self, obj: Lane) -> str:
        """Show the lead."""
        return str(obj.project.lead.name)


class LeaveForm(forms.Form):
    """How and why a team leaves."""

    how = forms.ChoiceField(label=_("How it leaves"), choices=LeftBy.choices)
    into = LaneChoice(label=_("Merges into"), queryset=Lane.objects.none(), required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, lane: Lane, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type only
        others = Lane.objects.filter(race=lane.race_id, state=LaneState.RUNNING).exclude(pk=lane.pk)
        field.queryset = others.select_related("project__lead").order_by("id")


class CorrectionForm(MeetingForm):
    """Corrected values and scores by team; what is left empty stays as it was judged."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, stage: Stage, lanes: Iterable[Lane], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[bool, int, str]] = {}
        for lane in lanes:
            name = lane.project.lead.name
            for one in stage.indicators:
                self._add(f"measured_{lane.pk}_{one.key}", f"{name}: {indicator_words(one)}", (True, lane.pk, one.key))
            for judge in stage.judges:
                self._add(f"score_{lane.pk}_{judge.who}", f"{name}: {JUDGES[judge.who]}", (False, lane.pk, judge.who))

    def _add(self, field: str, label: str, place: tuple[bool, int, str]) -> None:
        self.fields[field] = forms.DecimalField(label=label, required=False)
        self.places[field] = place

    def given(self, *, measured: bool) -> dict[int, dict[str, Decimal]]:
        """Return the corrected values, or the corrected scores, by lane."""
        found: dict[int, dict[str, Decimal]] = {}
        for field, (is_measured, lane, key) in self.places.items():
            value = self.cleaned_data.get(field)
            if value is not None and is_measured == measured:
                found.setdefault(lane, {})[key] = value
        return found
