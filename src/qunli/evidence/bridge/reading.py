"""Hands a document to the engine in a process apart, and takes back what it read in the room's own words.

The engine is loaded there alone: it is slow to load, and a site that reads nothing needs none of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, Final

from qunli.evidence.bridge.texts import LONGEST, storable
from qunli.evidence.models import Claim, Defect, Mention, Passage
from qunli.evidence.states import (
    ClaimBound,
    ClaimKind,
    DefectKind,
    DropReason,
    PassageKind,
    PassageState,
    UnreadCause,
)

SECONDS: Final = 90.0
SECONDS_A_MEGABYTE: Final = 6.0
_MEGABYTE: Final = 2**20
_SHORT: Final = 200
_UNIT: Final = 40
_PLACES: Final = Decimal("1e-10")
_WIDE: Final = Context(prec=60)
_TOO_LARGE: Final = Decimal(10) ** 24


class Unread(Exception):
    """Nothing was read, and why."""

    def __init__(self, cause: UnreadCause) -> None:
        super().__init__(str(cause.value))
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Read:
    """What the engine read: the text as it is stored, and records that belong to no document yet."""

    text: str
    passages: list[Passage]
    claims: list[Claim]
    mentions: list[Mention]
    defects: list[Defect]


def read_file(name: str, content: bytes) -> Read:
    """Read a file. Raises `Unread`."""
    return read_of(_answer({"is_text": False, "source": name}, content))


def read_stored(text: str, kept: Sequence[tuple[int, int]] = ()) -> Read:
    """Read a text; stretches in `kept` are read whatever the engine makes of them. Raises `Unread`."""
    return read_of(_answer({"is_text": True, "kept": list(kept)}, text.encode()))


def _answer(header: dict[str, Any], content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-m", "qunli.evidence.bridge.apart"]
    allowed = SECONDS + SECONDS_A_MEGABYTE * len(content) / _MEGABYTE
    try:
        done = subprocess.run(  # noqa: S603 - our own program; what people sent goes to its standard input
            command,
            input=json.dumps(header).encode() + b"\n" + content,
            capture_output=True,
            timeout=allowed,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as late:
        raise Unread(UnreadCause.TOO_LONG) from late
    except (subprocess.CalledProcessError, ValueError) as fallen:
        raise Unread(UnreadCause.STOPPED) from fallen
    return answer


def read_of(answer: dict[str, Any]) -> Read:
    """Return what an answer of the process apart holds. Raises `Unread` where it holds a cause, or no usable text."""
    if "read" not in answer:
        cause = answer["cause"]
        raise Unread(UnreadCause[cause] if cause in UnreadCause.__members__ else UnreadCause.STOPPED)
    found: dict[str, Any] = answer["read"]
    text = storable(found["text"])
    if not text.strip():
        raise Unread(UnreadCause.NO_TEXT)
    if len(text) > LONGEST:
        raise Unread(UnreadCause.TOO_MANY_CHARACTERS)
    defects = {(one.start, one.end, one.kind): one for one in map(_defect, found["defects"])}
    claims: dict[tuple[object, ...], Claim] = {}
    for one in found["claims"]:
        claim = _claim(one, text)
        if claim is None:
            place = (one["start"], one["end"], DefectKind.REFUSED_CLAIM)
            defects[place] = Defect(start=place[0], end=place[1], kind=place[2], quote=one["quote"][:_SHORT])
        else:
            claims.setdefault(same_claim(claim), claim)
    mentions = {(one["start"], one["end"]): _mention(one, text) for one in found["organizations"]}
    return Read(
        text,
        [_passage(one) for one in found["passages"]],
        [*claims.values()],
        [*mentions.values()],
        [*defects.values()],
    )


def same_claim(claim: Claim) -> tuple[object, ...]:
    """Return what makes two machine-read claims of a document the same: the columns of `claim_read_once`."""
    return (claim.start, claim.end, claim.kind, claim.name, claim.value, claim.unit, claim.period)


def _passage(one: dict[str, Any]) -> Passage:
    kept = bool(one["keep"])
    return Passage(
        start=one["start"],
        end=one["end"],
        kind=one["kind"] if one["kind"] in PassageKind.values else PassageKind.PROSE,
        state=PassageState.KEPT if kept else PassageState.SET_ASIDE,
        # One that a newer engine brings is shown as “by the reader”.
        reason="" if kept else one["reason"] if one["reason"] in DropReason.values else DropReason.OTHER,
    )


def _claim(one: dict[str, Any], text: str) -> Claim | None:
    values = one["value"] if isinstance(one["value"], list) else [one["value"]]
    numbers = [Decimal(value) for value in values if value is not None]
    if one["kind"] not in ClaimKind.values or not all(map(_exact, numbers)):
        return None
    return Claim(
        start=one["start"],
        end=one["end"],
        quote=text[one["start"] : one["end"]],
        kind=one["kind"],
        subject=storable(one["subject"])[:_SHORT],
        name=storable(one["name"])[:_SHORT],
        value=_settled(numbers[0]) if numbers else None,
        value_to=_settled(numbers[1]) if len(numbers) > 1 else None,
        unit=one["unit"][:_UNIT],
        period=one["period"] or "",
        bound=one["bound"] if one["bound"] in ClaimBound.values else ClaimBound.EXACT,
        confidence=Decimal(str(one["confidence"])),
        scope=storable(one["scope"])[:_SHORT],
        happened=(one["date"] or "")[:20],
        others=[storable(other)[:_SHORT] for other in one["others"]],
    )


def _exact(value: Decimal) -> bool:
    """Tell whether the column holds the value without rounding it."""
    return value.is_finite() and abs(value) < _TOO_LARGE and value == _settled(value)


def _settled(value: Decimal) -> Decimal:
    """Return the value as the column gives it back."""
    return value.quantize(_PLACES, context=_WIDE)


def _mention(one: dict[str, Any], text: str) -> Mention:
    quote = text[one["start"] : one["end"]]
    return Mention(start=one["start"], end=one["end"], quote=quote[:_SHORT], role=one["role"][:_UNIT])


def _defect(one: dict[str, Any]) -> Defect:
    return Defect(
        start=one["start"],
        end=one["end"],
        quote=storable(one["quote"])[:_SHORT],
        kind=one["kind"] if one["kind"] in DefectKind.values else DefectKind.OTHER,
        suggestion=storable(one["suggestion"])[:_SHORT],
    )
