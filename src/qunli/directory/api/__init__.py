"""The directory over the API: what the pages show to the same people, and the same acts."""

from ninja import Router

from qunli.directory.api.facts import router as facts
from qunli.directory.api.keeping import router as records

router = Router()
router.add_router("", records)
router.add_router("", facts)

__all__ = ["router"]
