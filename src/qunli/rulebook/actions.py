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


def load_pack(*, source: Path | bytes, by: Doer, at: datetime) -> RulePack:
    """Load a pack from a TOML file or its bytes; a new version is made only when the content changed.

    Raises `PackRefused` with every fault and its line.
    """
    text = _text(source.read_bytes() if isinstance(source, Path) else source)
    content = read_pack(text)
    known = versions_of(content["code"]).first()
    if known is not None and known.digest == digest_of(content):
        return known
    return add_pack_version(content=content, toml=text, by=by, at=at)


def load_shipped_packs(*, by: Doer, at: datetime) -> list[RulePack]:
    """Load every pack that comes with Qunli, in the order of their names."""
    shipped = sorted((file for file in PACKS.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return [load_pack(source=file.read_bytes(), by=by, at=at) for file in shipped]


@action(_("Rule pack loaded"))
def add_pack_version(*, content: Content, toml: str, by: Doer, at: datetime) -> RulePack:
    """Keep a checked pack as the next version of its code; the unique version refuses a second loader."""
    if isinstance(by, User):
        require(may_load_packs(by))
    known = versions_of(content["code"]).select_for_update().first()
    pack = RulePack.objects.create(
        code=content["code"],
        version=known.version + 1 if known else 1,
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
    write_journal(on=pack, by=by, at=at, facts={"version": pack.version, "digest": pack.digest})
    return pack


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
