"""What a paper says, and its Word file. How it is laid out stands in `official`, read with the first paper written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a paper."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, parted by line breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value, a row each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign and stamp."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """Who issues a paper and on which day, at its end on the right; without a day the line stays free to be filled."""

    issuer: str
    day: str = ""


Block = Heading | Text | Fields | TableBlock | Signatures | Closing


@dataclass(frozen=True, slots=True)
class PaperContent:
    """What a paper says: everything on it comes from the records at that time."""

    title: str
    blocks: tuple[Block, ...]
    document_number: str = ""
    addressee: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content in canonical form: equal papers have equal fingerprints."""
        kinds = [type(block).__name__ for block in self.blocks]
        text = json.dumps([asdict(self), kinds], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def word_file(content: PaperContent, *, version: int, check_code: str) -> bytes:
    """Write a paper as a Word file that carries its version and check code on every page."""
    foot = _("Version %(version)s · check code %(code)s") % {"version": version, "code": check_code}
    return loose_file(content, foot=foot)


def loose_file(content: PaperContent, *, foot: str, is_wide: bool = False) -> bytes:
    """Write a Word file that is no kept paper: a list as filtered, a file of a call. It says at its foot what it is."""
    from qunli.core.bridge.official import laid_out  # noqa: PLC0415 -- most processes write no paper; Word's parts are large

    return laid_out(content, foot=foot, is_wide=is_wide)
