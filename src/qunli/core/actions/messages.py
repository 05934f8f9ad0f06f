"""Telling parties what concerns them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from qunli.core.actions.jobs import queue_job
from qunli.core.models.messages import Message
from qunli.core.models.record import Record, about_fields
from qunli.core.states import Ref


def tell(
    *,
    parties: Iterable[int],
    occasion: str,
    words: str,
    params: Mapping[str, object],
    about: Record | Ref,
    at: datetime,
) -> None:
    """Write a message to each party, once per occasion, and queue its sending in the same transaction.

    `words` is a message id marked with `gettext_noop`; it names no sealed or confidential content.
    Called inside an action.
    """
    ref = about if isinstance(about, Ref) else about.ref
    rows = [
        Message(party_id=party, occasion=occasion, words=words, params=dict(params), at=at, **about_fields(ref))
        for party in dict.fromkeys(parties)
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        queue_job("people.send_messages", key="people.send_messages")


def mark_read(*, parties: Iterable[int], upto: int, at: datetime) -> int:
    """Note that the parties have seen their messages up to an id; returns how many were new to them."""
    return Message.objects.filter(party_id__in=list(parties), id__lte=upto, read_at=None).update(read_at=at)
