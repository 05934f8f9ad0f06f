"""Parties one by one and as a set."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_batch, write_journal
from qunli.core.models import Record
from qunli.core.states import Doer
from qunli.people.models import Party
from qunli.people.states import PartyKind


@action(_("Party renamed"))
def rename_party(*, party: Party, name: str, by: Doer, at: datetime) -> Party:
    """Give a party the name that its organization or department bears now."""
    held = lock(Party.objects.all(), party.pk)
    held.name = name
    held.save(update_fields=["name"])
    write_journal(on=held, by=by, at=at)
    return held


@action(_("Parties added"))
def add_parties(*, kind: PartyKind, names: Sequence[str], on: Record, by: Doer, at: datetime) -> list[Party]:
    """Add the parties of an import as one batch about `on`, in the order of the names."""
    made = Party.objects.bulk_create([Party(kind=kind, name=name) for name in names], batch_size=1000)
    lines = ((party.ref, hashlib.sha256(party.name.encode()).hexdigest()) for party in made)
    write_batch(on=on, by=by, at=at, lines=lines)
    return made
