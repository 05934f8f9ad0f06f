"""What all workers of a run share: made by the first that needs it, while the others wait."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest


@contextmanager
def shared_folder(name: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Path]:
    """Give a folder that every worker of this run finds under the same name, to one worker at a time."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
