"""Carrying a party's part of a fund home: written, signed, and read again elsewhere.

The file's format is described in `docs/fund-parts.md`. A party's part is a ledger of its own, because every entry
balances for each party by itself: whoever receives it can add it up without seeing anybody else's money.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from qunli.core.states import Refused, strung
from qunli.funds.bridge.digests import canonical
from qunli.funds.bridge.statements import statement_of_party
from qunli.funds.models import FundParty, Posting
from qunli.funds.queries.books import stages_of
from qunli.funds.states import AccountKind, EntryKind

FORMAT: Final = "qunli-fund-part"
VERSION: Final = 1
STAGES: Final = ("promised", "paid_in", "left", "committed", "paid", "recoverable", "returned")
_LARGEST: Final = 50_000_000
_INFO: Final = b"qunli joint fund parts, Ed25519, 1"

Content = dict[str, Any]
"""The signed content: JSON, as the format describes it."""


class PartRefused(Refused):
    """A file is no part of a fund, was altered, was signed by another key, or does not add up. Nothing is taken in."""


def signing_key() -> Ed25519PrivateKey:
    """Return the site's key for parts, derived from its secret key: it needs no keeping of its own."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(settings.SECRET_KEY.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> str:
    """Return, in hex, the key by which others verify this site's parts."""
    return signing_key().public_key().public_bytes_raw().hex()


def signed_part(party: FundParty, *, at: datetime) -> bytes:
    """Write a party's part, signed."""
    content = _content(party, at=at)
    value = signing_key().sign(canonical(content)).hex()
    signature = {"algorithm": "Ed25519", "public_key": public_key(), "value": value}
    return json.dumps({"content": content, "signature": signature}, ensure_ascii=False, indent=1).encode()


def read_part(source: bytes, *, key: str) -> Content:
    """Read a part that was signed with a key that one trusts. Raises `PartRefused` with everything that is wrong."""
    if len(source) > _LARGEST:
        raise PartRefused(_("The file is larger than 50 MB."))
    try:
        whole = json.loads(source)
        content, signature = whole["content"], whole["signature"]
        claimed, value = str(signature["public_key"]), bytes.fromhex(signature["value"])
        trusted = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.strip()))
        if signature["algorithm"] != "Ed25519" or content["format"] != FORMAT or content["version"] != VERSION:
            raise PartRefused(_("This version of Qunli does not read that format."))
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise PartRefused(_("The file is no signed part of a joint fund, or the key is no Ed25519 key.")) from fault
    if claimed != key.strip().lower():
        raise PartRefused(
            _("The file was signed with another key than the one you trust."),
            remedy=_("Ask the site that keeps the fund for its key by another way."),
        )
    try:
        trusted.verify(value, canonical(content))
    except InvalidSignature as fault:
        raise PartRefused(_("The signature does not fit: the file was altered.")) from fault
    faults = list(_faults(content))
    if faults:
        raise PartRefused(strung(faults[:20]))
    return dict(content)


def _content(party: FundParty, *, at: datetime) -> Content:
    statement = statement_of_party(party)
    fund = party.fund
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": at.isoformat(),
        "fund": {
            "number": fund.number,
            "title": fund.title,
            "title_en": fund.title_en,
            "keeper": fund.keeper.name,
            "state": fund.state,
            "pay_rule": fund.pay_rule,
            "carry_over_percent": fund.carry_over,
            "starts_on": fund.starts_on.isoformat(),
            "ends_on": fund.ends_on.isoformat(),
            "agreement_version": fund.version,
            "negative_costs": list(fund.negative_costs.order_by("position").values_list("name", flat=True)),
        },
        "party": {
            "code": party.jurisdiction_id,
            "name": party.jurisdiction.name,
            "office": party.office.name,
            "share": f"{party.share:f}",
            "money_for": party.money_for,
            "signed_at": party.signed_at.isoformat() if party.signed_at else None,
        },
        "years": [
            {"year": row.year, "amount": _text(row.amount), "cap": None if row.cap is None else _text(row.cap)}
            for row in statement.years
        ],
        "projects": [
            {
                "number": row.support.number,
                "title": row.support.line.title,
                "lead": row.support.line.lead.name,
                "lead_region": row.support.line.party.jurisdiction_id,
                "programme": row.support.programme.title,
                "state": row.support.state,
                "committed": _text(row.money.committed),
                "paid": _text(row.money.paid),
                "recoverable": _text(row.money.recoverable),
            }
            for row in statement.projects
        ],
        "entries": list(_entries(party)),
        "sums": {name: _text(getattr(statement.money, name)) for name in STAGES},
    }


def _entries(party: FundParty) -> Iterator[Content]:
    rows = (
        Posting.objects.filter(account__party=party)
        .select_related("entry__corrects", "account__support")
        .order_by("entry__number_in_fund", "id")
    )
    entries: dict[int, Content] = {}
    for row in rows:
        entry = row.entry
        one = entries.setdefault(
            entry.pk,
            {
                "number": entry.number_in_fund,
                "kind": entry.kind,
                "day": entry.day.isoformat(),
                "year": entry.year,
                "proof": entry.proof,
                "note": entry.note,
                "corrects": entry.corrects.number_in_fund if entry.corrects else None,
                "postings": [],
            },
        )
        project = row.account.support.number if row.account.support else None
        one["postings"].append({"account": row.account.kind, "project": project, "amount": _text(row.amount)})
    yield from entries.values()


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _faults(content: Content) -> Iterator[str]:
    """Add the part up anew, entry by entry."""
    balances: dict[tuple[str, str | None], Decimal] = defaultdict(Decimal)
    try:
        last = 0
        for entry in content["entries"]:
            number = int(entry["number"])
            if number <= last:
                yield _("Entry %(number)s stands out of order.") % {"number": number}
            last = number
            EntryKind(entry["kind"])
            date.fromisoformat(entry["day"])
            yield from _faults_of_entry(number, entry, balances)
        sums = stages_of((kind, balance) for (kind, _project), balance in balances.items())
        for name in STAGES:
            if Decimal(content["sums"][name]) != getattr(sums, name):
                yield _("The sum “%(name)s” is not what the entries add up to.") % {"name": name}
        for text in (content["fund"]["title"], content["fund"]["number"], content["party"]["code"]):
            str(text)
        datetime.fromisoformat(content["exported_at"])
    except (KeyError, TypeError, ValueError, InvalidOperation):
        yield _("A record is not as the format wants it.")


def _faults_of_entry(
    number: int, entry: Mapping[str, Any], balances: dict[tuple[str, str | None], Decimal]
) -> Iterator[str]:
    whole = Decimal(0)
    for posting in entry["postings"]:
        kind, amount = AccountKind(posting["account"]), Decimal(posting["amount"])
        place = (str(kind), posting["project"])
        balances[place] += amount
        whole += amount
        if balances[place] < 0 and kind != AccountKind.SOURCE:
            yield _("Entry %(number)s takes more than was there.") % {"number": number}
    if whole:
        yield _("Entry %(number)s does not balance.") % {"number": number}
