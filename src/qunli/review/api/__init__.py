"""Panels, rankings and one's own seats over the API."""

from ninja import Router

from qunli.review.api.assignments import router as assignments
from qunli.review.api.desk import router as desk
from qunli.review.api.panels import router as panels

router = Router()
router.add_router("", panels)
router.add_router("", desk)
router.add_router("", assignments)

__all__ = ["router"]
