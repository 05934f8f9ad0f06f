"""Backups: one tar file, streamed, encrypted where a key is given, verified before anything is restored from it.

Members, in this order: `about.json` (versions and journal head), `database/00001` and so on (pieces of one dump in
PostgreSQL's custom format), `files/...`, `manifest.json` (size and SHA-256 of each member before it).
"""

from qunli.cli.backup.restoring import restore
from qunli.cli.backup.writing import backup

__all__ = ["backup", "restore"]
