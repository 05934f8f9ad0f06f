"""What makes a function an act: one transaction, at least one journal entry, sealed at the very end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from qunli.core.actions.entries import write_entries
from qunli.core.models.journal import JournalEntry, JournalLine, JournalSeal
from qunli.core.models.record import Record, about_fields
from qunli.core.queries.journal import GENESIS, digest_of_entry, hash_of_seal
from qunli.core.states import Doer, Ref, StepNotOpen, Words
from qunli.engines.lifecycle import Lifecycle, StepRefused

if TYPE_CHECKING:
    from django.db.models import QuerySet

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

SEAL_LOCK = 0x716C_7365  # one advisory lock for the chain, taken last of all

ACT_WORDS: dict[str, Words] = {}


class ActWithoutRecord(RuntimeError):
    """An action ended without writing the journal: a fault in the action."""


@dataclass(slots=True)
class _Act:
    name: str
    entries: list[JournalEntry] = field(default_factory=list)
    touched: set[tuple[str, str, int]] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)


_current: ContextVar[_Act | None] = ContextVar("act", default=None)


def action(words: Words) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an act; `words` is what the history says of it, as in `_("Call published")`.

    The act runs in one transaction. An act inside an act joins it. When the outermost one ends, the search is
    told of what was journalled, and then the entries are linked into the hash chain: that lock is taken last, so
    acts do not block each other before it and a nested act cannot deadlock. Raises `ActWithoutRecord` if nothing was
    journalled.
    """

    def make(function: Callable[P, R]) -> Callable[P, R]:
        name = f"{function.__module__.split('.')[1]}.{function.__name__}"
        ACT_WORDS[name] = words

        @wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                msg = f"{name} takes keyword arguments only"
                raise TypeError(msg)
            outer = _current.get()
            mine = _Act(name, keys=set(outer.keys) if outer else set())
            token = _current.set(mine)
            try:
                with transaction.atomic():
                    result = function(*args, **kwargs)
                    if not mine.entries:
                        raise ActWithoutRecord(name)
                    if outer is None:
                        write_entries(mine.touched, at=mine.entries[-1].at)
                        _seal(mine.entries)
                    else:
                        outer.entries += mine.entries
                        outer.touched |= mine.touched
                        outer.keys |= mine.keys
            finally:
                _current.reset(token)
            return result

        act.is_action = True  # type: ignore[attr-defined]  # read by the house tests
        return act

    return make


def write_journal(
    *,
    on: Record | Ref,
    by: Doer,
    at: datetime,
    was: str = "",
    now: str = "",
    facts: Mapping[str, object] | None = None,
) -> JournalEntry:
    """Write one entry about `on` in the name of the running act; `facts` holds no sealed or confidential content."""
    current = _current.get()
    if current is None:
        msg = "the journal is written inside an action only"
        raise RuntimeError(msg)
    # What is digested is what the database will give back: the JSON round trip settles types.
    settled = json.loads(json.dumps(dict(facts or {}), cls=DjangoJSONEncoder))
    entry = JournalEntry(
        **about_fields(on if isinstance(on, Ref) else on.ref),
        act=current.name,
        at=at,
        by_id=by.doer_id,
        by_label=by.doer_label[:200],
        was=was,
        now=now,
        facts=settled,
    )
    entry.digest = digest_of_entry(entry)
    entry.save(force_insert=True)
    current.entries.append(entry)
    current.touched.add((entry.about_room, entry.about_kind, entry.about_id))
    return entry


def first_in_act(key: str) -> bool:
    """Tell whether the running act, with all acts inside it, asks for this key the first time."""
    current = _current.get()
    if current is None:
        return True
    first = key not in current.keys
    current.keys.add(key)
    return first


def write_batch(*, on: Record | Ref, by: Doer, at: datetime, lines: Iterable[tuple[Ref, str]]) -> JournalEntry:
    """Write one entry for a batch, its digest over all lines, and the lines as a set."""
    rows = list(lines)
    whole = hashlib.sha256()
    for ref, digest in rows:
        whole.update(f"{ref.room}/{ref.kind}/{ref.id}:{digest}\n".encode())
    entry = write_journal(on=on, by=by, at=at, facts={"lines": len(rows), "lines_digest": whole.hexdigest()})
    current = _current.get()
    if current is not None:
        current.touched |= {(ref.room, ref.kind, ref.id) for ref, _digest in rows}
    JournalLine.objects.bulk_create(
        (JournalLine(entry=entry, digest=digest, **about_fields(ref)) for ref, digest in rows), batch_size=1000
    )
    return entry


def lock(rows: QuerySet[M], pk: int) -> M:
    """Load one row and hold it until the act ends; raises `DoesNotExist`."""
    return rows.select_for_update(of=("self",)).get(pk=pk)


def take_step(record: models.Model, *, lifecycle: Lifecycle, step: str) -> tuple[str, str]:
    """Move a locked record's `state` along its lifecycle; return the states before and after.

    Does not save. Raises `StepNotOpen` when the table has no such step from the present state.
    """
    was = str(record.state)  # type: ignore[attr-defined]  # every record with a lifecycle has it
    try:
        now = lifecycle.target(step=step, state=was)
    except StepRefused as refused:
        shown = record.get_state_display()  # type: ignore[attr-defined]  # made by Django for choices
        label = next((row.label for row in lifecycle.steps if row.name == step), step)
        named = record.ref_label if isinstance(record, Record) else str(record)
        raise StepNotOpen(record=named, state=shown, step=str(label)) from refused
    record.state = now  # type: ignore[attr-defined]  # as above
    return was, now


def _seal(entries: list[JournalEntry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
    last = JournalSeal.objects.order_by("-number").first()
    number, previous = (last.number, last.hash) if last else (0, GENESIS)
    seals = []
    for entry in entries:
        number += 1
        link = hash_of_seal(number=number, previous=previous, digest=entry.digest)
        seals.append(JournalSeal(number=number, entry=entry, previous=previous, hash=link))
        previous = link
    JournalSeal.objects.bulk_create(seals)
