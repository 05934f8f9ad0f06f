"""Recognitions, what follows them, and the dossier over the API."""

from ninja import Router

from qunli.reports.api.following import router as following
from qunli.reports.api.recognitions import router as recognitions

router = Router()
router.add_router("", recognitions)
router.add_router("", following)

__all__ = ["router"]
