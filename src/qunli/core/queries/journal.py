"""Reading and verifying the journal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from functools import cache

from django.apps import apps
from django.db.models import Field, QuerySet

from qunli.core.models.journal import JournalEntry, JournalLine, JournalSeal
from qunli.core.states import Ref, Words

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole chain found."""

    sound: bool
    entries: int
    head: str
    fault: str = ""
    entry_id: int | None = None


def digest_of_entry(entry: JournalEntry) -> str:
    """SHA-256 over every field that says what happened, as canonical JSON."""
    content = {
        "about": [entry.about_room, entry.about_kind, entry.about_id, entry.about_label],
        "act": entry.act,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": [entry.by_id, entry.by_label],
        "states": [entry.was, entry.now],
        "facts": entry.facts,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of_seal(*, number: int, previous: str, digest: str) -> str:
    """SHA-256 over a seal's number, the seal before it and the entry's digest."""
    return hashlib.sha256(f"{number}:{previous}:{digest}".encode()).hexdigest()


@cache
def _state_choices() -> dict[tuple[str, str], dict[str, Words]]:
    """The words of every state of every kind of record, by room and kind."""
    fields = (
        (model._meta, field)  # noqa: SLF001 - Django's documented way to a model's fields
        for model in apps.get_models()
        for field in model._meta.get_fields()  # noqa: SLF001 - as above
        if field.name == "state" and isinstance(field, Field)
    )
    return {(meta.app_label, str(meta.model_name)): dict(field.flatchoices) for meta, field in fields}


@cache
def _states_of(room: str) -> dict[str, Words]:
    """The words of every state in a room: an act of a part is written down on the whole, as a seat's on its panel."""
    return {
        state: words for (at, _), choices in _state_choices().items() if at == room for state, words in choices.items()
    }


def move_words(entry: JournalEntry) -> str:
    """From which state to which a record went, in the reader's words; empty where it stayed."""
    if entry.was == entry.now:
        return ""
    words = _states_of(entry.about_room) | _state_choices().get((entry.about_room, entry.about_kind), {})
    return " → ".join(str(words.get(state, state)) for state in (entry.was, entry.now) if state)


def history_of(ref: Ref) -> QuerySet[JournalEntry]:
    """Entries about one record, newest first."""
    return JournalEntry.objects.filter(about_room=ref.room, about_kind=ref.kind, about_id=ref.id).order_by("-id")


def journal_head() -> str:
    """The number and hash of the last seal; `0:000…` for an empty journal."""
    last = JournalSeal.objects.order_by("-number").first()
    return str(last) if last else f"0:{GENESIS}"


def verify_journal(*, against: str = "") -> Verdict:
    """Walk the chain and name the first entry that does not fit.

    `against` is a head (`number:hash`) kept outside the database: with it a cut tail is found too.
    Cannot find: a chain rewritten whole by whoever owns the database when no head was kept outside.
    """
    number, previous, wanted = 0, GENESIS, dict([_parted(against)]) if against else {}
    for seal in _seals():
        number += 1
        fault = _fault_of(seal, number, previous)
        if fault:
            return Verdict(
                sound=False, entries=number, head=f"{number}:{seal.hash}", fault=fault, entry_id=seal.entry_id
            )
        previous = seal.hash
        if wanted.get(number, previous) != previous:
            return Verdict(
                sound=False,
                entries=number,
                head=f"{number}:{previous}",
                fault="differs from the head kept outside",
                entry_id=seal.entry_id,
            )
    head = f"{number}:{previous}"
    if wanted and max(wanted) > number:
        return Verdict(
            sound=False, entries=number, head=head, fault=f"the tail is cut: {max(wanted)} entries were there"
        )
    unsealed = JournalEntry.objects.filter(seal=None).order_by("id").first()
    if unsealed:
        return Verdict(
            sound=False, entries=number, head=head, fault="an entry stands outside the chain", entry_id=unsealed.pk
        )
    return Verdict(sound=True, entries=number, head=head)


def _parted(head: str) -> tuple[int, str]:
    number, _, link = head.strip().partition(":")
    return int(number), link


def _seals() -> Iterator[JournalSeal]:
    return JournalSeal.objects.select_related("entry").order_by("number").iterator(chunk_size=2000)


def _fault_of(seal: JournalSeal, number: int, previous: str) -> str:
    if seal.number != number:
        return f"seal {number} is missing"
    if seal.previous != previous:
        return "does not follow the seal before it"
    if digest_of_entry(seal.entry) != seal.entry.digest:
        return "the entry was changed"
    if hash_of_seal(number=number, previous=previous, digest=seal.entry.digest) != seal.hash:
        return "the seal was changed"
    if seal.entry.facts.get("lines_digest", "") != _lines_digest(seal.entry):
        return "the lines of the batch were changed"
    return ""


def _lines_digest(entry: JournalEntry) -> str:
    if "lines_digest" not in entry.facts:
        return ""
    whole = hashlib.sha256()
    for line in JournalLine.objects.filter(entry=entry).order_by("id").iterator(chunk_size=2000):
        whole.update(f"{line.about_room}/{line.about_kind}/{line.about_id}:{line.digest}\n".encode())
    return whole.hexdigest()
