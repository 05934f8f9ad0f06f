"""Projects over the API: what the pages show to the same people, and the same acts."""

from ninja import Router

from qunli.projects.api.agreeing import router as agreeing
from qunli.projects.api.following import router as following
from qunli.projects.api.outcomes import router as outcomes
from qunli.projects.api.starting import router as starting

router = Router()
for _part in (starting, following, agreeing, outcomes):
    router.add_router("", _part)

__all__ = ["router"]
