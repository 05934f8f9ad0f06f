"""Encryption of backups in the age format (https://age-encryption.org/v1)."""

from __future__ import annotations

import io
import os
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import pyrage

from qunli.cli.terminal import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAGIC: Final = b"age-encryption.org/"
LARGEST_IN_MEMORY: Final = 2**30
"""A passphrase is applied to the whole at once; a recipient's key to any length, as a stream."""


@contextmanager
def locked_for(recipient: str, out: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give a stream whose content reaches `out` encrypted for an age recipient."""
    try:
        key = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError as error:
        message = f"--key: expected an age recipient (age1...): {error}."
        raise CommandFailed(message) from error
    reading, writing = os.pipe()
    source = os.fdopen(reading, "rb")
    with source, _beside(lambda: pyrage.encrypt_io(source, out, [key])), os.fdopen(writing, "wb") as sink:
        yield sink


@contextmanager
def locked_under(passphrase_file: str, out: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give a stream whose content reaches `out` encrypted under a passphrase, at its end."""
    whole = io.BytesIO()
    yield whole
    if whole.tell() > LARGEST_IN_MEMORY:
        message = "This backup is too large for a passphrase, which needs it whole in memory: use --key."
        raise CommandFailed(message)
    out.write(pyrage.passphrase.encrypt(whole.getvalue(), phrase_in(passphrase_file)))


@contextmanager
def opened(path: Path, *, identity: str | None, passphrase_file: str | None) -> Iterator[IO[bytes]]:
    """Give the content of a backup, decrypted where it is encrypted."""
    try:
        file = path.open("rb")
    except OSError as error:
        message = f"Cannot read {path}: {error.strerror}."
        raise CommandFailed(message) from error
    with file:
        encrypted = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if not encrypted:
            yield file
        elif passphrase_file:
            yield io.BytesIO(_or_say(lambda: pyrage.passphrase.decrypt(file.read(), phrase_in(passphrase_file))))
        elif identity:
            with _unlocked(file, identity) as content:
                yield content
        else:
            message = "The backup is encrypted: give --identity or --passphrase-file."
            raise CommandFailed(message)


@contextmanager
def _unlocked(file: IO[bytes], identity: str) -> Iterator[IO[bytes]]:
    keys = [_identity(line) for line in _lines(identity) if line and not line.startswith("#")]
    reading, writing = os.pipe()

    def decrypt() -> None:
        with os.fdopen(writing, "wb") as sink:
            pyrage.decrypt_io(file, sink, keys)

    with _beside(decrypt), os.fdopen(reading, "rb") as source:
        yield source


def _identity(line: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(line)
    except pyrage.IdentityError as error:
        message = "--identity: expected a file with AGE-SECRET-KEY-1... lines."
        raise CommandFailed(message) from error


@contextmanager
def _beside(work: Callable[[], object]) -> Iterator[None]:
    """Run the work in a thread meanwhile; its failure becomes one clear line, whatever the other end said of it."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BrokenPipeError:
            pass  # the reader had enough
        except BaseException as error:  # noqa: BLE001 -- carried to the thread that waits
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        for failure in failures:
            message = f"The backup cannot be encrypted or decrypted: {failure}."
            raise CommandFailed(message) from failure


def _or_say(decrypt: Callable[[], bytes]) -> bytes:
    try:
        return decrypt()
    except pyrage.DecryptError as error:
        message = f"The backup cannot be decrypted: {error}."
        raise CommandFailed(message) from error


def phrase_in(path: str) -> str:
    """Return the passphrase: the first line of the file."""
    lines = _lines(path)
    if not lines or not lines[0]:
        message = f"{path} holds no passphrase in its first line."
        raise CommandFailed(message)
    return lines[0]


def _lines(path: str) -> list[str]:
    try:
        return [line.strip() for line in Path(path).read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        message = f"Cannot read {path}: {error}."
        raise CommandFailed(message) from error
