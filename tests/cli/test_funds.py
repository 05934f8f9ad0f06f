"""The command that proves the books of joint funds."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING

import pytest

from making.funds import a_paid_fund, raw_entry
from qunli.cli import funds
from qunli.cli.terminal import CommandFailed
from qunli.funds.models import Account

if TYPE_CHECKING:
    from decimal import Decimal

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
