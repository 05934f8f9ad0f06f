"""How a text is stored, so that offsets mean the same everywhere."""

from __future__ import annotations

import hashlib
import re
from typing import Final

LONGEST: Final = 2_000_000
"""Characters that one document may hold: a yearbook has fewer."""
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def with_plain_line_ends(text: str) -> str:
    """Return the text with one sign for each line end, so that offsets mean the same on every machine."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def storable(text: str) -> str:
    r"""Put a visible sign in place of each one that a database does not take, one for one: offsets stay.

    >>> storable("产值\x0056亿元")
    '产值␀56亿元'
    """
    return _UNSTORABLE.sub(lambda found: "\u2400" if found.group() == "\x00" else "\ufffd", text)


def digest_of(text: str) -> str:
    """Return the digest of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
