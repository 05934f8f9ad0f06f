"""Needs, collection notices and key-technology lists over the API."""

from ninja import Router

from qunli.needs.api.collections import router as collections
from qunli.needs.api.imports import router as imports
from qunli.needs.api.key_lists import router as key_lists
from qunli.needs.api.needs import router as needs
from qunli.needs.api.screening import router as screening

router = Router()
router.add_router("", needs)
router.add_router("", screening)
router.add_router("", collections)
router.add_router("", key_lists)
router.add_router("", imports)

__all__ = ["router"]
