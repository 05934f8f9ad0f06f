"""The tar file: members written with their digests, read back with every digest checked."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final

from qunli.cli.terminal import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMAT: Final = 1
PIECE: Final = 8 * 2**20
"""A dump's size is not known before its end; it is kept in pieces of at most this size."""
ABOUT: Final = "about.json"
DATABASE: Final = "database/"
FILES: Final = "files/"
MANIFEST: Final = "manifest.json"


@dataclass(slots=True)
class ArchiveWriter:
    """Writes members one after the other to a stream that need not seek."""

    tar: tarfile.TarFile
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Write a member that is in memory."""
        self._add(name, io.BytesIO(content), len(content))

    def add_stream(self, prefix: str, stream: IO[bytes]) -> int:
        """Write a stream of unknown length as numbered pieces; return its length."""
        number = whole = 0
        while piece := stream.read(PIECE):
            number, whole = number + 1, whole + len(piece)
            self.add_bytes(f"{prefix}{number:05d}", piece)
        return whole

    def add_file(self, name: str, path: Path) -> None:
        """Write a file as it is now."""
        with path.open("rb") as file:
            self._add(name, file, path.stat().st_size)

    def finish(self) -> None:
        """Write the manifest, the last member."""
        content = json.dumps({"format": FORMAT, "members": self.members}, indent=1).encode()
        self._add(MANIFEST, io.BytesIO(content), len(content))
        self.tar.close()

    def _add(self, name: str, file: IO[bytes], size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, int(time.time()), 0o600
        counted = _Hashing(file)
        self.tar.addfile(info, counted)
        self.members[name] = {"size": size, "sha256": counted.digest()}


class _Hashing:
    """Hashes what is read through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        content = self._file.read(size)
        self._hash.update(content)
        return content

    def digest(self) -> str:
        """Return the digest of all that was read."""
        return self._hash.hexdigest()


def members_of(stream: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield name and content of each member, in order; the content is read before the next one is asked for."""
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for info in tar:
            content = tar.extractfile(info)
            if content is None or not _is_plain(info.name):
                message = f"The backup holds {info.name!r}, which no backup of Qunli does."
                raise CommandFailed(message)
            yield info.name, content


@contextmanager
def readable() -> Iterator[None]:
    """Turn what tarfile says of a damaged file into one clear line."""
    try:
        yield
    except (tarfile.TarError, EOFError) as error:
        message = f"This is no backup of Qunli, or it is damaged: {error}."
        raise CommandFailed(message) from error


def checked(stream: IO[bytes]) -> dict[str, Any]:
    """Read a whole backup, hold each member against the manifest, and return what it says about itself."""
    with readable():
        found, texts = _digested(stream)
    if ABOUT not in texts or MANIFEST not in texts:
        message = "The backup is cut short: it has no manifest."
        raise CommandFailed(message)
    about, manifest = json.loads(texts[ABOUT]), json.loads(texts[MANIFEST])
    if manifest["format"] != FORMAT:
        message = f"The backup has format {manifest['format']}, this version reads {FORMAT}."
        raise CommandFailed(message)
    listed = manifest["members"]
    wrong = sorted(name for name in {*listed, *found} if listed.get(name) != found.get(name))
    if wrong:
        message = f"The backup is damaged: {len(wrong)} members differ from its manifest, the first is {wrong[0]}."
        raise CommandFailed(message)
    return dict(about)


def _digested(stream: IO[bytes]) -> tuple[dict[str, dict[str, Any]], dict[str, bytes]]:
    """Return size and digest of each member, and the content of the two that describe the others."""
    found: dict[str, dict[str, Any]] = {}
    texts: dict[str, bytes] = {}
    for name, content in members_of(stream):
        if name == MANIFEST:
            texts[name] = content.read()
            continue
        whole, size = hashlib.sha256(), 0
        while piece := content.read(PIECE):
            whole.update(piece)
            size += len(piece)
            if name == ABOUT:
                texts[name] = texts.get(name, b"") + piece
        found[name] = {"size": size, "sha256": whole.hexdigest()}
    return found, texts


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    known = name in {ABOUT, MANIFEST} or name.startswith((DATABASE, FILES))
    return known and not any(part in {"", ".", ".."} for part in parts) and "\\" not in name and "\0" not in name
