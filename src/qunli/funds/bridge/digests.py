"""Fingerprints: of an entry with the one before it, and of a version of a list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from qunli.funds.models import Entry, JointLine, JointList

GENESIS = "0" * 64


def canonical(content: object) -> bytes:
    """Write JSON in the one way that is signed and digested: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(content: object) -> str:
    """Return the SHA-256 of the canonical text, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def digest_of_entry(entry: Entry, postings: Iterable[tuple[int, Decimal]], *, previous: str) -> str:
    """Cover what an entry says, its postings by account, and the entry before it in the fund."""
    said: Mapping[str, Any] = {
        "fund": entry.fund_id,
        "number": entry.number_in_fund,
        "kind": str(entry.kind),
        "day": entry.day.isoformat(),
        "support": entry.support_id,
        "year": entry.year,
        "proof": entry.proof,
        "note": entry.note,
        "corrects": entry.corrects_id,
        "about": [entry.about_room, entry.about_kind, entry.about_id],
        "postings": [[account, f"{amount:.2f}"] for account, amount in sorted(postings)],
        "previous": previous,
    }
    return digest_of(said)


def fingerprint_of_list(joint_list: JointList, lines: Iterable[JointLine]) -> str:
    """Cover what the parties approve: the version and every line in its order."""
    return digest_of(
        {
            "list": joint_list.pk,
            "version": joint_list.version,
            "programme": joint_list.programme_id,
            "lines": [
                [
                    line.position,
                    line.title,
                    line.lead_id,
                    line.party_id,
                    sorted(line.regions),
                    f"{line.amount:.2f}",
                    f"{line.other_money:.2f}",
                    [line.pooled_id, line.about_room, line.about_kind, line.about_id],
                ]
                for line in lines
            ],
        }
    )
