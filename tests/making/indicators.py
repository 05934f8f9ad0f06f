"""Indicators, figures and packs, made through actions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from making.evidence import a_document
from making.people import AT, an_operator
from qunli.core.states import SYSTEM
from qunli.engines.notation.periods import read_period
from qunli.evidence.actions import state_claim
from qunli.indicators.actions import add_indicator, record_figure_from_claim
from qunli.indicators.models import Indicator
from qunli.indicators.states import Bound
from qunli.rulebook.actions import load_pack
from qunli.rulebook.queries import PACKS

if TYPE_CHECKING:
    from qunli.directory.models import Cluster, Organization
    from qunli.indicators.models import Figure
    from qunli.rulebook.models import RulePack

MEILONG = (
    # indicator, unit, value, bound, period
    ("total_output", "CNY", "5648000000", Bound.EXACT, "2024"),
    ("sme_share", "share", "0.50", Bound.MORE_THAN, "2024"),
    ("output_growth_3y", "rate", "0.1314", Bound.EXACT, "2022至2024"),
    ("little_giants", "enterprises", "8", Bound.EXACT, "2025"),
    ("little_giants", "enterprises", "2", Bound.EXACT, "2024-10-14"),
    ("rd_growth", "rate", "0.05", Bound.EXACT, "2025"),
    ("standards_3y", "standards", "51", Bound.EXACT, "2025"),
)
"""What is told of the Meilong cluster, as far as a standard asks for it."""


def a_pack(code: str) -> RulePack:
    """Load a shipped pack."""
    return load_pack(source=(PACKS / f"{code}.toml").read_bytes(), by=SYSTEM, at=AT)


def a_figure(
    subject: Cluster | Organization,
    code: str,
    value: str,
    *,
    unit: str = "",
    bound: Bound = Bound.EXACT,
    period: str = "2024",
    scope: str = "",
) -> Figure:
    """Record a figure that a document of its own states."""
    known = Indicator.objects.filter(code=code).first()
    indicator = known or add_indicator(code=code, name=code, name_en=code, unit=unit, by=SYSTEM, at=AT)
    text = f"{code} {period} {scope} {bound} {value}"
    document = a_document(text, title=f"报道：{code} {period}")
    claim = state_claim(document=document, start=0, end=len(text), content={}, by=SYSTEM, at=AT)
    span = read_period(period)
    is_day = span.first == span.last
    return record_figure_from_claim(
        claim=claim,
        indicator=indicator,
        subject=subject,
        value=Decimal(value),
        bound=bound,
        period=None if is_day else span,
        as_of=span.first if is_day else None,
        scope=scope,
        by=an_operator(),
        at=AT,
    )


def meilong_figures(cluster: Cluster) -> None:
    """Record what is told of Meilong."""
    for code, unit, value, bound, period in MEILONG:
        a_figure(cluster, code, value, unit=unit, bound=bound, period=period)


LATER = date(2026, 3, 2)
"""The day of `AT` in Shanghai."""
