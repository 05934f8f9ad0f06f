"""The directory over the API: what the pages show to the same people, and the same acts."""

from ninja import Router

from qunli.directory.api.authors import router as authors
from qunli.directory.api.facts import router as facts
from qunli.directory.api.joining import router as joining
from qunli.directory.api.keeping import router as records

router = Router()
router.add_router("", records)
router.add_router("", facts)
router.add_router("", authors)
router.add_router("", joining)

__all__ = ["router"]
