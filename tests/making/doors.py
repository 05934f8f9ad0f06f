"""Every address that a client can read, knocked at; what comes back as one text, workbooks unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

FOREIGN: Final = ("account/", "i18n/")
"""Addresses that packages bring: they read none of our records."""


@dataclass(frozen=True, slots=True)
class Address:
    """One route: its path with gaps, and what fills each."""

    path: str
    gaps: tuple[tuple[str, bool], ...]

    def filled(self, pk: int, words: dict[str, str]) -> str:
        """Fill numbers with the record's key, words by the gap's name."""
        path = self.path
        for name, is_number in self.gaps:
            path = path.replace(f"%({name})s", str(pk) if is_number else words.get(name, "any"))
        return path


@dataclass
class Round:
    """What one walk past every door brought back."""

    statuses: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def doors_showing(self, marker: str) -> list[str]:
        """Name the doors behind which a text was read."""
        return sorted(door for door, text in self.texts.items() if marker in text)


def addresses() -> list[Address]:
    """List every address of the site."""
    return list(_addresses(get_resolver(), ""))


def _addresses(resolver: URLResolver, prefix: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{_gapped(str(entry.pattern))}"
            if not inner.startswith(FOREIGN):
                yield from _addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            gaps = tuple(
                (name, isinstance(converter, IntConverter) or name == "key")
                for name, converter in entry.pattern.converters.items()
            )
            yield Address(f"/{prefix}{_gapped(str(entry.pattern))}", gaps)


def _gapped(route: str) -> str:
    parts = route.replace("<", "\0<").replace(">", ">\0").split("\0")
    return "".join(f"%({part[1:-1].split(':')[-1]})s" if part.startswith("<") else part for part in parts)


def walk(*, browser: Client, api: Client, pks: set[int], words: dict[str, str], query: str) -> Round:
    """Read every address, the API's with a token: plain, as a workbook, and asked for a word."""
    brought = Round()
    for address in addresses():
        client = api if address.path.startswith("/api/") else browser
        numbered = any(is_number for _gap, is_number in address.gaps)
        for pk in sorted(pks) if numbered else [0]:
            path = address.filled(pk, words)
            for door in [path] if numbered else [path, f"{path}?format=xlsx", f"{path}?q={query}"]:
                knock(brought, door, client, door)
    return brought


def knock(brought: Round, name: str, client: Client, door: str) -> None:
    """Read one address and keep what it said."""
    response = client.get(door)
    body = b"".join(response) if response.streaming else response.content
    brought.statuses[name] = response.status_code
    brought.texts[name] = _unpacked(body) + response.headers.get("Content-Disposition", "")


def _unpacked(body: bytes) -> str:
    if not body.startswith(b"PK"):
        text = body.decode("utf-8", errors="replace")
        return text + (text.encode("latin-1", "ignore").decode("unicode_escape", "ignore") if "\\u" in text else "")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "".join(book.read(name).decode("utf-8", errors="replace") for name in book.namelist())
