"""The directory over the API: what the pages show to the same people, and the same acts."""

from ninja import Router

from qunli.directory.api import entering
from qunli.directory.api.facts import router as facts

router = Router()
router.add_router("", entering.router)
router.add_router("", facts)

__all__ = ["router"]
