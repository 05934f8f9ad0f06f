"""Indicators, figures, events and assessments over the API."""

from ninja import Router

from qunli.indicators.api.assessing import router as assessing
from qunli.indicators.api.events import router as events
from qunli.indicators.api.figures import router as figures

router = Router()
router.add_router("", figures)
router.add_router("", events)
router.add_router("", assessing)

__all__ = ["router"]
