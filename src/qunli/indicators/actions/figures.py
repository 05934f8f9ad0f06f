"""Adding indicators, and figures that stand on a confirmed claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Words, WrongInput
from qunli.directory.actions import living
from qunli.directory.models import Cluster, Organization
from qunli.engines.notation.periods import Period, read_period
from qunli.engines.notation.unreadable import Unreadable
from qunli.evidence.actions import confirm_claim, take_back_claim
from qunli.evidence.models import Claim
from qunli.indicators.bridge import read_value
from qunli.indicators.models import Figure, Indicator
from qunli.indicators.permits import keeps_figures
from qunli.indicators.queries import asked_as, subject_fields
from qunli.indicators.states import Bound, Unit
from qunli.people.permits import require


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFigure:
    """A figure as somebody writes it down from a claim; without an indicator, one of the new name is added."""

    subject: Cluster | Organization
    indicator: Indicator | None = None
    new_indicator: str = ""
    counted_in: str = ""
    value: str = ""
    bound: str = Bound.EXACT
    period: str = ""
    as_of: date | None = None
    scope: str = ""


@action(_("Indicator added"))
def add_indicator(*, code: str, name: str, name_en: str, by: Doer, at: datetime, unit: str = "") -> Indicator:
    """Add an indicator after the present ones; one with the code that is there gets these names."""
    require(keeps_figures(by))
    indicator, made = Indicator.objects.update_or_create(
        code=code,
        defaults={"name": name, "name_en": name_en, "unit": unit},
        create_defaults={"name": name, "name_en": name_en, "unit": unit, "position": Indicator.objects.count()},
    )
    write_journal(on=indicator, by=by, at=at, facts={"code": code, "made": made})
    return indicator


@action(_("Figure recorded"))
def record_figure_from_claim(  # noqa: PLR0913 - a figure has these sides
    *,
    claim: Claim,
    indicator: Indicator,
    subject: Cluster | Organization,
    value: Decimal,
    by: Doer,
    at: datetime,
    bound: Bound | str = Bound.EXACT,
    period: Period | None = None,
    as_of: date | None = None,
    scope: str = "",
) -> Figure:
    """Confirm a claim and record the figure that it states; sources that disagree each keep their figure.

    An organization's figure is its own matter: the journal does not tell its value, and where the document is
    confidential, the confirmation closes its characters to others.
    """
    require(keeps_figures(by))
    if bound not in Bound.values:
        raise WrongInput({"bound": _("This is no bound.")})
    if period is None and as_of is None:
        raise WrongInput({"period": _("A figure is for a period or as of a day.")})
    is_closed = False
    if isinstance(subject, Organization):
        subject, is_closed = living(subject), claim.document.is_confidential
    confirmation = confirm_claim(claim=claim, by=by, at=at, is_closed=is_closed)
    figure = Figure.objects.create(
        **subject_fields(subject),
        indicator=indicator,
        value=value,
        bound=bound,
        period=period,  # type: ignore[misc]  # the stubs know the column as text
        as_of=as_of,
        scope=scope,
        confirmation=confirmation,
    )
    write_journal(on=figure, by=by, at=at, facts=_facts(figure))
    return figure


@action(_("Figure recorded"))
def record_written_figure(*, claim: Claim, written: WrittenFigure, by: Doer, at: datetime) -> Figure:
    """Confirm a claim by the figure written down from it. Raises `WrongInput` with every fault at its field."""
    require(keeps_figures(by))
    faults: dict[str, Words] = {}
    indicator = written.indicator or _new_indicator(written)
    if not indicator.name:
        faults["indicator"] = _("Choose the indicator, or name a new one.")
    period = _period_in(written, faults)
    value = _value_in(written.value, indicator, faults)
    if faults or value is None:
        raise WrongInput(faults)
    if written.indicator is None:
        indicator = _kept_indicator(indicator, written.subject, claim=claim, by=by, at=at)
    return record_figure_from_claim(
        claim=claim,
        indicator=indicator,
        subject=written.subject,
        value=value,
        bound=written.bound,
        period=period,
        as_of=written.as_of,
        scope=written.scope.strip(),
        by=by,
        at=at,
    )


@action(_("Figure taken back"))
def take_back_figure(*, figure: Figure, by: Doer, at: datetime) -> Claim:
    """Undo one's own figure within a day, with the confirmation that it stands on; the claim waits again."""
    held = lock(Figure.objects.select_related("confirmation__claim", "indicator"), figure.pk)
    claim = held.confirmation.claim
    write_journal(on=held, by=by, at=at, facts=_facts(held))
    held.delete()
    return take_back_claim(claim=claim, by=by, at=at)


def _new_indicator(written: WrittenFigure) -> Indicator:
    """Return an indicator of the new name that is not kept yet.

    A name under which the rule packs ask enterprises gets the packs' own code: what is recorded under it answers them.
    """
    name = written.new_indicator.strip()
    asked = asked_as(name) if isinstance(written.subject, Organization) else None
    return asked or Indicator(name=name, unit=written.counted_in)


def _kept_indicator(
    new: Indicator, subject: Cluster | Organization, *, claim: Claim, by: Doer, at: datetime
) -> Indicator:
    """Return the indicator of a name, added where there is none; two people naming one at once get one."""
    lock(Cluster.objects.all() if isinstance(subject, Cluster) else Organization.objects.all(), subject.pk)
    found = Indicator.objects.filter(code=new.code) if new.code else Indicator.objects.filter(name=new.name)
    kept = found.first()
    if kept is not None:
        return kept
    code, english = new.code or f"claim_{claim.pk}", new.name_en or new.name
    return add_indicator(code=code, name=new.name, name_en=english, unit=new.unit, by=by, at=at)


def _facts(figure: Figure) -> dict[str, object]:
    facts: dict[str, object] = {"indicator": figure.indicator.code, "confirmation": figure.confirmation_id}
    if figure.cluster_id is None:
        return facts | {"organization": figure.organization_id}
    return facts | {"cluster": figure.cluster_id, "value": figure.value}


def _period_in(written: WrittenFigure, faults: dict[str, Words]) -> Period | None:
    text = written.period.strip()
    if bool(text) == (written.as_of is not None):
        faults["period"] = _("A figure is for a period or as of a day: give one of the two.")
        return None
    try:
        return read_period(text) if text else None
    except Unreadable:
        faults["period"] = _("Expected a period such as 2024, 2024年上半年, 2024Q1 or 2022至2024.")
        return None


def _value_in(text: str, indicator: Indicator, faults: dict[str, Words]) -> Decimal | None:
    try:
        return read_value(text, indicator)
    except Unreadable:
        unit = dict(Unit.choices).get(indicator.unit, indicator.unit)
        faults["value"] = _("Expected a number in %(unit)s, as it is written.") % {"unit": unit}
        return None
