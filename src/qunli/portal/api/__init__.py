"""What joins the rooms, over the API: search, journal, calendar, papers and files."""

from ninja import Router

from qunli.portal.api.papers import router as papers
from qunli.portal.api.searching import router as searching

router = Router()
router.add_router("", searching)
router.add_router("", papers)

__all__ = ["router"]
