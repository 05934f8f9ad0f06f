"""Loading rule packs."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, write_journal
from qunli.core.states import Doer
from qunli.people.models import User
from qunli.people.permits import require
from qunli.rulebook.bridge import digest_of, read_pack, text_of_pack
from qunli.rulebook.models import RulePack
from qunli.rulebook.permits import may_load_packs
from qunli.rulebook.queries import Content, packs_not_loaded, shipped_packs, versions_of


@action(_("Rule pack loaded"))
def load_pack(*, source: Path | bytes, by: Doer, at: datetime) -> RulePack:
    """Load a pack from a TOML file or its bytes; the next version is made only when the content changed.

    Raises `PackRefused` with every fault and its line. The unique version refuses a second loader.
    """
    if isinstance(by, User):
        require(may_load_packs(by))
    text = text_of_pack(source.read_bytes() if isinstance(source, Path) else source)
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
    return [load_pack(source=file.read_bytes(), by=by, at=at) for file in shipped_packs()]


@action(_("New rule packs loaded"))
def load_new_packs(*, by: Doer, at: datetime) -> list[RulePack]:
    """Load those of the shipped packs that no version here came from: a site's own later version stays newest."""
    return [load_pack(source=file.read_bytes(), by=by, at=at) for file in packs_not_loaded()]


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


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
