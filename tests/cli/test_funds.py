"""The command that proves the books of joint funds."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

import pytest

from making.funds import a_paid_fund, a_supported_project, raw_entry
from qunli.cli import funds
from qunli.cli.terminal import CommandFailed
from qunli.core.models import JournalEntry
from qunli.funds.bridge.carrying import PartRefused, public_key, signing_key
from qunli.funds.bridge.digests import canonical
from qunli.funds.models import Account, TakenPart

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_books_prove_until_something_is_written_past_them(capsys: pytest.CaptureFixture[str]) -> None:
    joint = a_paid_fund()
    assert funds.verify(Namespace(number="", json=False)) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{joint.fund.number} {joint.fund.title}: the books prove from zero, 6 entries, head ")
    assert "promised 8000000.00, paid in 4000000.00, left 4000000.00, committed 0.00" in said
    one = {account.kind: account for account in Account.objects.filter(party=joint.parties[0])}
    amount: Decimal = one["available"].balance
    raw_entry(joint.fund.pk, [(one["available"], -amount), (one["receivable"], amount)], number=7)
    assert funds.verify(Namespace(number=joint.fund.number, json=True)) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["sound"], told["funds"][0]["sums"]["left"], len(told["funds"][0]["faults"])) == (
        False,
        "3000000.00",
        2,
    )
    with pytest.raises(CommandFailed):
        funds.verify(Namespace(number="JJ0-0", json=False))


def test_a_party_takes_its_part_home_and_another_site_takes_it_in_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    joint = a_paid_fund()
    a_supported_project(joint)
    file = tmp_path / "part.json"
    assert funds.export(Namespace(number=joint.fund.number, party="310000", file=file)) == 0
    assert funds.key(Namespace()) == 0
    trusted = capsys.readouterr().out.splitlines()[-1]
    assert trusted == public_key()
    part = json.loads(file.read_text("utf-8"))
    assert (part["content"]["sums"]["committed"], part["content"]["projects"][0]["committed"]) == ("300000.00",) * 2
    assert "江苏" not in file.read_text("utf-8")
    altered = file.with_name("altered.json")
    altered.write_text(file.read_text("utf-8").replace("300000.00", "300001.00"), "utf-8")
    forged = signed_anew(part, "300000.00", "300001.00")
    (tmp_path / "forged.json").write_text(forged, "utf-8")
    for name, key, said in (
        ("altered.json", trusted, "altered"),
        ("part.json", "00" * 32, "another key"),
        ("part.json", "no key", "no signed part"),
        ("forged.json", trusted, "is not what the entries add up to"),
    ):
        with pytest.raises(PartRefused, match=said):
            funds.take_in(Namespace(file=tmp_path / name, key=key))
    assert TakenPart.objects.count() == 0
    assert funds.take_in(Namespace(file=file, key=trusted)) == 0
    assert "verified and taken in" in capsys.readouterr().out
    kept = TakenPart.objects.get()
    assert (kept.party_code, kept.content, kept.signed_with) == ("310000", part["content"], trusted)
    assert JournalEntry.objects.filter(act="funds.take_in_part").count() == 1
    with pytest.raises(PartRefused, match="already"):
        funds.take_in(Namespace(file=file, key=trusted))


def signed_anew(part: dict[str, Any], old: str, new: str) -> str:
    """Change a sum and sign again with the right key: the books themselves must refuse it."""
    content = json.loads(json.dumps(part["content"]))
    content["sums"]["committed"] = content["sums"]["committed"].replace(old, new)
    signature = {**part["signature"], "value": signing_key().sign(canonical(content)).hex()}
    return json.dumps({"content": content, "signature": signature})
