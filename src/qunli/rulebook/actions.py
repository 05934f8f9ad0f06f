"""Loading rule packs."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, write_journal
from qunli.core.states import Doer
from qunli.people.models import User
from qunli.people.permits import require
from qunli.rulebook.bridge import PackFault, PackRefused, read_pack
from qunli.rulebook.models import RulePack
from qunli.rulebook.permits import may_load_packs
from qunli.rulebook.queries import Content, versions_of

PACKS: Final = files("qunli.rulebook") / "packs"


@action(_("Rule pack loaded"))
def load_pack(*, source: Path | bytes, by: Doer, at: datetime) -> RulePack:
    """Load a pack from a TOML file or its bytes; the next version is made only when the content changed.

    Raises `PackRefused` with every fault and its line. The unique version refuses a second loader.
    """
    if isinstance(by, User):
        require(may_load_packs(by))
    text = _text(source.read_bytes() if isinstance(source, Path) else source)
    content = read_pack(text)
    known = versions_of(content["code"]).select_for_update().first()
    is_new = known is None or known.digest != digest_of(content)
    if known is None or is_new:
        known = _next_version(content, text, after=known.version if known else 0, at=at)
    write_journal(on=known, by=by, at=at, facts={"version": known.version, "digest": known.digest, "new": is_new})
    return known


@action(_("Shipped rule packs loaded"))
def load_shipped_packs(*, by: Doer, at: datetime) -> list[RulePack]:
    """Load every pack that comes with Qunli, in the order of their names."""
    shipped = sorted((file for file in PACKS.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return [load_pack(source=file.read_bytes(), by=by, at=at) for file in shipped]


def _next_version(content: Content, toml: str, *, after: int, at: datetime) -> RulePack:
    return RulePack.objects.create(
        code=content["code"],
        version=after + 1,
        kind=content["kind"],
        title=content["title"]["zh"],
        title_en=content["title"]["en"],
        issuer=content["issuer"],
        issue_number=content["number"],
        jurisdiction_code=content["jurisdiction"],
        in_force_from=_day(content["in_force_from"]),
        in_force_to=_day(content["in_force_to"]),
        content=content,
        toml=toml,
        digest=digest_of(content),
        loaded_at=at,
    )


def digest_of(content: Content) -> str:
    """SHA-256 over what a pack says, whatever the layout of its file."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(source: bytes) -> str:
    try:
        return source.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        line = source[: wrong.start].count(b"\n") + 1
        raise PackRefused([PackFault(line, "UTF-8", _("The file is not in UTF-8."))]) from wrong


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
