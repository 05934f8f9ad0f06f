"""Adding indicators, and figures that stand on a confirmed claim."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, write_journal
from qunli.core.states import Doer, WrongInput
from qunli.directory.models import Cluster
from qunli.engines.notation.periods import Period
from qunli.evidence.actions import confirm_claim
from qunli.evidence.models import Claim
from qunli.indicators.models import Figure, Indicator
from qunli.indicators.permits import keeps_figures
from qunli.indicators.states import Bound
from qunli.people.permits import require


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
    cluster: Cluster,
    value: Decimal,
    by: Doer,
    at: datetime,
    bound: Bound | str = Bound.EXACT,
    period: Period | None = None,
    as_of: date | None = None,
    scope: str = "",
) -> Figure:
    """Confirm a claim and record the figure that it states; sources that disagree each keep their figure."""
    require(keeps_figures(by))
    if bound not in Bound.values:
        raise WrongInput({"bound": _("This is no bound.")})
    if period is None and as_of is None:
        raise WrongInput({"period": _("A figure is for a period or as of a day.")})
    confirmation = confirm_claim(claim=claim, by=by, at=at)
    figure = Figure.objects.create(
        indicator=indicator,
        cluster=cluster,
        value=value,
        bound=bound,
        period=period,  # type: ignore[misc]  # the stubs know the column as text
        as_of=as_of,
        scope=scope,
        confirmation=confirmation,
    )
    facts = {"indicator": indicator.code, "cluster": cluster.pk, "confirmation": confirmation.pk, "value": figure.value}
    write_journal(on=figure, by=by, at=at, facts=facts)
    return figure
