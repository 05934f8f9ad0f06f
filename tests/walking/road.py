"""The road that is walked: who walks, on which ground, and what day it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from qunli.cli.demo import ground
from qunli.cli.demo.example import example_in
from qunli.cli.demo.world import World
from walking.person import Account, Person

if TYPE_CHECKING:
    from time_machine import Traveller

CHINA = ZoneInfo("Asia/Shanghai")
BEGINNING = datetime(2025, 9, 8, 9, 0, tzinfo=CHINA)


def a_ground() -> World:
    """Let the example's cluster be there, with its people, before anything has happened."""
    world = World(example=example_in(None), seed=7, now=timezone.now())
    ground.build(world)
    return world


@dataclass
class Road:
    """One walk along the whole road: everybody has a window of their own, made when they are first met."""

    world: World
    traveller: Traveller
    meet: Callable[[Account | None, str], Person]
    language: str
    meet_hurried: Callable[[Account | None, str], Person] | None = None
    is_hurried: bool = False
    met: dict[str, Person] = field(default_factory=dict)
    _hurried: Road | None = None

    @property
    def hurried(self) -> Road:
        """The same road for those who do what others have done before in just the same way: met over a shorter way."""
        if self.meet_hurried is None:
            return self
        if self._hurried is None:
            self._hurried = Road(self.world, self.traveller, self.meet_hurried, self.language, is_hurried=True)
        return self._hurried

    def it_is(self, *moment: int) -> None:
        """Let it be that moment in Shanghai, for everybody."""
        self.traveller.move_to(datetime(*moment, tzinfo=CHINA))  # type: ignore[arg-type,misc]  # year to minute

    def person(self, key: str) -> Person:
        """Return somebody by the key of the example's files; whoever is `public` has no account."""
        if key not in self.met:
            user = self.world.users.get(key)
            account = Account(user.party.name, user.email, self.world.passwords[key]) if user else None
            assert account or key.startswith("public"), key
            self.met[key] = self.meet(account, self.language)
        return self.met[key]

    @property
    def told(self) -> dict[str, Any]:
        """What the example's road tells: texts, dates and amounts."""
        return self.world.example.road
