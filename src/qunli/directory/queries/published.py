"""The published lists of jurisdictions and industries, as they come with Qunli."""

from __future__ import annotations

import csv
import hashlib
from importlib.resources import files

from qunli.directory.models import Industry, Jurisdiction


def published_rows(name: str) -> tuple[list[dict[str, str]], str]:
    """Return the rows of a published list and the SHA-256 of its file."""
    content = files("qunli").joinpath("directory", "files", name).read_bytes()
    return list(csv.DictReader(content.decode().splitlines())), hashlib.sha256(content).hexdigest()


def published_lists_are_loaded() -> bool:
    """Tell whether every code of the published lists is known here under its name."""
    listed = {"jurisdictions.csv": Jurisdiction, "industries.csv": Industry}
    return all(
        {(row["code"], row["name"]) for row in published_rows(name)[0]}
        <= set(model._default_manager.values_list("code", "name"))  # noqa: SLF001 - Django documents it
        for name, model in listed.items()
    )
