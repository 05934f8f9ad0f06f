"""Taking in a party's part of a fund that another Qunli keeps."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, write_journal
from qunli.core.states import Doer
from qunli.funds.bridge.carrying import PartRefused, read_part
from qunli.funds.models import TakenPart
from qunli.people.models import User
from qunli.people.permits import require


@action(_("Part of a joint fund taken in"))
def take_in_part(*, source: bytes, key: str, by: Doer, at: datetime) -> TakenPart:
    """Take a signed part in, whole or not at all: only from the server, where one knows whose key one trusts.

    Raises `PartRefused` where it was altered, signed by another key, does not add up, or is here already.
    """
    require(not isinstance(by, User))
    content = read_part(source, key=key)
    digest = hashlib.sha256(source).hexdigest()
    if TakenPart.objects.filter(sha256=digest).exists():
        raise PartRefused(_("This file has been taken in already."))
    made = TakenPart.objects.create(
        fund_title=str(content["fund"]["title"])[:200],
        fund_number=str(content["fund"]["number"])[:40],
        party_name=str(content["party"]["name"])[:100],
        party_code=str(content["party"]["code"])[:12],
        signed_with=key.strip().lower(),
        exported_at=datetime.fromisoformat(content["exported_at"]),
        sha256=digest,
        content=content,
        stated_at=at,
    )
    write_journal(on=made, by=by, at=at, facts={"sha256": digest, "signed_with": made.signed_with})
    return made
