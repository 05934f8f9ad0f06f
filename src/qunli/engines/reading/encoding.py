"""Decodes bytes of unknown encoding: by their mark, by what they declare, else by which reading makes sense."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from qunli.engines.reading.characters import COMMON_HAN, class_counts

__all__ = ["Decoded", "decode"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES: Final = ("gb18030", "big5hkscs", "shift_jis", "cp1252")
_SAMPLE: Final = 65_536
_SOME_BROKEN: Final = 0.1  # share of broken characters up to which a text still counts as UTF-8
_NULS_OF_UTF16: Final = 0.3
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text without its byte-order mark, and how it was found."""

    text: str
    encoding: str
    guessed: bool
    broken: bool


def decode(content: bytes, declared: Iterable[str] = ()) -> Decoded:
    r"""Decode whatever the bytes are; never raises.

    >>> decode("闵行区有八十六家企业".encode("gb18030")).text
    '闵行区有八十六家企业'
    >>> decode(b"\xef\xbb\xbfok").text
    'ok'
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark) and _may_be(content[len(mark) :], encoding):
            return _decoded(content[len(mark) :], encoding, guessed=False)
    strict = _strict(content, "utf-8")
    if strict is not None and not _looks_like_utf16(content):
        return Decoded(strict, "utf-8", guessed=False, broken=False)
    for encoding in declared:
        text = _strict(content, encoding)
        if text is not None:
            return Decoded(text, encoding.lower(), guessed=False, broken=False)
    return _decoded(content, _likeliest(content), guessed=True)


def _may_be(content: bytes, encoding: str) -> bool:
    """Say whether a mark can be believed: that of UTF-32 is also UTF-16's followed by a NUL."""
    return not encoding.startswith("utf-32") or (bool(content) and _strict(content, encoding) is not None)


def _decoded(content: bytes, encoding: str, *, guessed: bool) -> Decoded:
    text = _strict(content, encoding)
    if text is None:
        text = _SURROGATES.sub("\ufffd", content.decode(encoding, "replace"))
        return Decoded(text, encoding, guessed, broken=True)
    return Decoded(text, encoding, guessed, broken=False)


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None
    return None if _SURROGATES.search(text) else text


def _looks_like_utf16(content: bytes) -> str:
    """Return the UTF-16 form of a text in which every other byte is NUL, as in Latin text without a mark."""
    sample = content[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if half < 2 or max(even, odd) < half * _NULS_OF_UTF16 or min(even, odd) > max(even, odd) / 10:  # noqa: PLR2004 -- two characters at least; ten to one
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _likeliest(content: bytes) -> str:
    wide = _looks_like_utf16(content)
    if wide:
        return wide
    sample = content[:_SAMPLE]
    as_utf8 = sample.decode("utf-8", "replace")
    wide_characters = sum(1 for character in as_utf8 if character > "\x7f" and character != "\ufffd")
    if as_utf8.count("\ufffd") <= max(1, wide_characters) * _SOME_BROKEN + 1 and wide_characters:
        return "utf-8"
    return max((*_CANDIDATES, "utf-16-le", "utf-16-be"), key=lambda encoding: _sense(sample, encoding))


def _sense(sample: bytes, encoding: str) -> float:
    """Return how much of a sample reads as everyday characters; damage counts against it."""
    text = sample.decode(encoding, "replace")
    if not text:
        return 0.0
    classes = class_counts(text)
    common = sum(1 for character in text if character in COMMON_HAN)
    plain = classes["a"] + classes["d"] + classes["s"]
    damage = classes["b"] + classes["r"] + text.count("\ufffd") + classes["l"]
    ascii_plain = min(plain, sum(1 for character in text if character < "\x80"))
    return (3 * common + ascii_plain + classes["h"] - 3 * damage) / len(text)
