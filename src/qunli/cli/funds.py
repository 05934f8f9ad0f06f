"""The books of joint funds: proved from zero."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from qunli.cli.terminal import FAULTS, CommandFailed, say, say_json
from qunli.funds.bridge.proving import Proof, prove_books
from qunli.funds.models import Fund

if TYPE_CHECKING:
    from argparse import Namespace


def verify(options: Namespace) -> int:
    """Recompute every fund's books from its postings and name what is off."""
    proofs = [prove_books(fund) for fund in funds_named(options.number)]
    sound = all(proof.sound for proof in proofs)
    if options.json:
        say_json({"sound": sound, "funds": [{**asdict(proof), "sound": proof.sound} for proof in proofs]})
    else:
        for proof in proofs:
            _say(proof)
        if not proofs:
            say("There is no joint fund.")
    return 0 if sound else FAULTS


def funds_named(number: str) -> list[Fund]:
    """Return the fund of a number, or all."""
    funds = list(Fund.objects.order_by("id"))
    found = [fund for fund in funds if number in {"", fund.number}]
    if number and not found:
        message = f"There is no joint fund {number}."
        raise CommandFailed(message)
    return found


def _say(proof: Proof) -> None:
    sums = ", ".join(f"{name.replace('_', ' ')} {amount}" for name, amount in proof.sums.items())
    if proof.sound:
        say(f"{proof.fund} {proof.title}: the books prove from zero, {proof.entries} entries, head {proof.head[:16]}")
        say(f"  {sums}")
    else:
        say(f"{proof.fund} {proof.title}: {len(proof.faults)} FAULTS")
        for fault in proof.faults:
            say(f"  {fault}")
