"""Calls and proposals, as the API tells them. Sealed proposals go through the same condition as on every page."""

from ninja import Router

from qunli.calls.api.calls import router as calls
from qunli.calls.api.matching import router as matching
from qunli.calls.api.proposals import router as proposals

router = Router()
router.add_router("", calls)
router.add_router("", matching)
router.add_router("", proposals)

__all__ = ["router"]
