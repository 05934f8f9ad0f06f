"""Indicators and figures, as the API tells and takes them."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from qunli.core.api import Key, KeyIn, arrived, paged
from qunli.core.states import WrongInput
from qunli.directory.models import Cluster, Organization
from qunli.directory.permits import reads_figures_of
from qunli.directory.queries import organizations_seen_by
from qunli.engines.notation.periods import Period, read_period
from qunli.engines.notation.unreadable import Unreadable
from qunli.evidence.queries import claims_seen_by
from qunli.indicators.actions import record_figure_from_claim
from qunli.indicators.models import Figure, Indicator
from qunli.indicators.queries import figures_of
from qunli.indicators.states import Bound
from qunli.people.permits import account_of, require

router = Router(tags=["indicators"])


class IndicatorOut(Schema):
    """What is measured."""

    id: int
    code: str
    name: str
    name_en: str
    unit: str = Field(description="CNY, share or rate (both as ratios), or what is counted.")


class FigureOut(Schema):
    """A figure with what says so. Where sources differ each has its figure."""

    id: int
    indicator: str = Field(description="The indicator's code.")
    cluster_id: int | None
    organization_id: int | None = Field(
        description="Of an organization's figure, which its own people and the office read."
    )
    value: Decimal
    unit: str
    bound: str
    period: str | None = Field(description="2024, 2024H1, 2024Q1, 2024-05 or first..last.")
    as_of: date | None
    scope: str
    claim_id: int
    quote: str
    document: str
    source: str
    source_date: date | None

    @staticmethod
    def resolve_indicator(figure: Figure) -> str:
        """Name the indicator."""
        return figure.indicator.code

    @staticmethod
    def resolve_unit(figure: Figure) -> str:
        """Tell what it counts in."""
        return figure.indicator.unit

    @staticmethod
    def resolve_period(figure: Figure) -> str | None:
        """Write the period."""
        return str(figure.period) if figure.period else None

    @staticmethod
    def resolve_claim_id(figure: Figure) -> int:
        """Point to the claim."""
        return figure.confirmation.claim_id

    @staticmethod
    def resolve_quote(figure: Figure) -> str:
        """Tell the exact characters."""
        return figure.confirmation.claim.quote

    @staticmethod
    def resolve_document(figure: Figure) -> str:
        """Name the document."""
        return figure.confirmation.claim.document.title

    @staticmethod
    def resolve_source(figure: Figure) -> str:
        """Tell who published it."""
        return figure.confirmation.claim.document.source

    @staticmethod
    def resolve_source_date(figure: Figure) -> date | None:
        """Tell when it was published."""
        return figure.confirmation.claim.document.source_date


class FigureIn(Schema):
    """The figure that a claim states: of a cluster or an organization, for a period or as of a day."""

    cluster_id: KeyIn | None = None
    organization_id: KeyIn | None = None
    indicator: str = Field(max_length=60, description="The indicator's code.")
    value: Decimal = Field(max_digits=24, decimal_places=6, description="In the indicator's unit; shares as ratios.")
    bound: Bound = Bound.EXACT
    period: str = Field("", max_length=40)
    as_of: date | None = None
    scope: str = Field("", max_length=60)


@router.get("/indicators", response=list[IndicatorOut], url_name="indicators", summary="What is measured")
@paged
def indicators(request: HttpRequest) -> QuerySet[Indicator]:
    """List the indicators in their order."""
    del request
    return Indicator.objects.order_by("position", "id")


@router.get("/clusters/{key}/figures", response=list[FigureOut], url_name="figures", summary="Figures of a cluster")
@paged
def figures(request: HttpRequest, key: Key, indicator: str = "") -> QuerySet[Figure]:
    """List a cluster's figures by indicator, the latest first, each with its source."""
    del request
    rows = figures_of(get_object_or_404(Cluster, pk=key))
    return rows.filter(indicator__code=indicator.replace("\x00", "")) if indicator else rows


@router.get(
    "/organizations/{key}/figures",
    response=list[FigureOut],
    url_name="organization_figures",
    summary="Figures of an organization",
)
@paged
def organization_figures(request: HttpRequest, key: Key, indicator: str = "") -> QuerySet[Figure]:
    """List an organization's figures by indicator, the latest first; the office and its own people read them."""
    organization = get_object_or_404(organizations_seen_by(account_of(request)), pk=key)
    require(reads_figures_of(account_of(request), organization))
    rows = figures_of(organization)
    return rows.filter(indicator__code=indicator.replace("\x00", "")) if indicator else rows


@router.post("/claims/{key}/figure", response={201: FigureOut}, url_name="record_figure", summary="Record a figure")
def record(request: HttpRequest, key: Key, body: FigureIn) -> Status[Figure]:
    """Confirm a claim by recording the figure that it states."""
    claim = get_object_or_404(claims_seen_by(account_of(request)), pk=key)
    made = record_figure_from_claim(
        claim=claim,
        indicator=get_object_or_404(Indicator, code=body.indicator.replace("\x00", "")),
        subject=_subject(request, body),
        value=body.value,
        bound=body.bound,
        period=period_in(body.period),
        as_of=body.as_of,
        scope=body.scope,
        by=account_of(request),
        at=arrived(),
    )
    return Status(201, made)


def _subject(request: HttpRequest, body: FigureIn) -> Cluster | Organization:
    if (body.cluster_id is None) == (body.organization_id is None):
        raise WrongInput({"cluster_id": _("A figure is of a cluster or of an organization: name one of the two.")})
    if body.cluster_id is not None:
        return get_object_or_404(Cluster, pk=body.cluster_id)
    return get_object_or_404(organizations_seen_by(account_of(request)), pk=body.organization_id)


def period_in(text: str) -> Period | None:
    if not text:
        return None
    try:
        return read_period(text)
    except Unreadable as fault:
        raise WrongInput(
            {"period": _("Expected a period such as 2024, 2024年上半年, 2024Q1 or 2022至2024.")}
        ) from fault
