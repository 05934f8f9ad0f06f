"""Looks into a zipped office file without unpacking more than it may."""

import zipfile
import zlib
from io import BytesIO
from typing import IO, Final

from qunli.engines.reading.formats.opened import Unopened, UnopenedCause

__all__ = ["member", "member_names", "opened_archive"]

LEAST_ALLOWED: Final = 48 * 1024 * 1024
PER_BYTE: Final = 12
MOST_MEMBERS: Final = 20_000


def member_names(content: bytes) -> frozenset[str]:
    """Return the names of the members; none where it is no archive that can be opened."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
        return frozenset()


def opened_archive(content: bytes) -> zipfile.ZipFile:
    """Open an archive whose members unpack to no more than a document of its size needs."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as error:
        raise Unopened(UnopenedCause.BROKEN, type(error).__name__) from error
    members = archive.infolist()
    if any(one.flag_bits & 0x1 for one in members):
        raise Unopened(UnopenedCause.ENCRYPTED)
    whole = sum(one.file_size for one in members if one.filename.endswith((".xml", ".rels")))
    if whole > max(LEAST_ALLOWED, PER_BYTE * len(content)) or len(members) > MOST_MEMBERS:
        raise Unopened(UnopenedCause.EXPANDS)
    return archive


def member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open one member to be read as a stream; what it unpacks to is held to what its entry says."""
    try:
        return archive.open(name)
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError) as error:
        raise Unopened(UnopenedCause.BROKEN, name) from error
