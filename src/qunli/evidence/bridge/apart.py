"""Reads one file or text in a process of its own, started by `reading`: held to memory, and killed when late.

The first line of the standard input is a header in JSON, the rest is the content. One JSON object is answered. A file
that makes the engine fall takes down this process alone.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from qunli.engines.reading import Document, Dropped, Unopened, as_json, read_document, read_text

_MEMORY: Final = 230 * 2**20  # beside the 70 of a process that has loaded the engine
_MEMORY_A_BYTE: Final = 12


def read(header: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Return what was read, or the cause why nothing was."""
    try:
        if header["is_text"]:
            text = content.decode()
            kept = [(start, end) for start, end in header["kept"]]
            document = Document("", hashlib.sha256(content).hexdigest(), "utf-8", read_text(text, kept=kept))
        else:
            document = read_document(header["source"], content)
        return {"read": _with_codes(as_json(document))}
    except Unopened as unopened:
        return {"cause": unopened.cause.name}
    except MemoryError:
        return {"cause": "TOO_MUCH"}
    except Exception as error:  # noqa: BLE001 - whatever a file does to the engine, the queue goes on
        return {"cause": "STOPPED", "detail": type(error).__name__}


def _with_codes(told: dict[str, Any]) -> dict[str, Any]:
    """Name the reason of each passage by its code: its words are for developers."""
    for passage in told["passages"]:
        passage["reason"] = Dropped(passage["reason"]).name
    return told


def _hold_memory(size: int) -> None:
    """Let an allocation beyond what a file of this size may need fail, instead of filling the machine."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = _mapped() + _MEMORY + _MEMORY_A_BYTE * size
    with suppress(ValueError, OSError):
        resource.setrlimit(
            resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )


def _mapped() -> int:
    """Return what is mapped before the file: numpy keeps threads ready, which map much and touch little of it."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
    except (OSError, IndexError):
        return 70 * 2**20


def main() -> int:
    """Answer what came on the standard input."""
    header = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    _hold_memory(len(content))
    sys.stdout.write(json.dumps(read(header, content)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
