"""Duties."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from making.people import AT, a_party
from qunli.core.actions import action, write_journal
from qunli.core.states import SYSTEM
from qunli.duties.actions import Promise, raise_duty

if TYPE_CHECKING:
    from datetime import datetime

    from qunli.core.models import Record
    from qunli.core.states import Doer
    from qunli.duties.models import Duty
    from qunli.people.models import Party


@action("Duty raised for a test")
def _raise(*, owner: Party, promise: Promise, about: Record, by: Doer, at: datetime) -> Duty:
    duty = raise_duty(owner=owner, promise=promise, about=about, at=at)
    write_journal(on=about, by=by, at=at)
    return duty


def a_duty(*, owner: Party | None = None, due: datetime | None = None, key: str = "report", at: datetime = AT) -> Duty:
    """Make somebody owe a report about a party, by default in ten days."""
    promise = Promise(
        key=key, words="Report about %(name)s", due=due or at + timedelta(days=10), params={"name": "seals"}
    )
    about = a_party()
    return _raise(owner=owner or a_party(), promise=promise, about=about, by=SYSTEM, at=at)
