"""The whole road from a published call to a transfer: the next lawful act, any other act, and the laws that hold."""

from making.road.laws import (
    broken_at_the_end,
    broken_laws,
    digest_of_everything,
)
from making.road.onward import go_on
from making.road.strays import STRAYS
from making.road.world import NothingThere, Pick, Road, a_road

__all__ = [
    "STRAYS",
    "NothingThere",
    "Pick",
    "Road",
    "a_road",
    "broken_at_the_end",
    "broken_laws",
    "digest_of_everything",
    "go_on",
]
