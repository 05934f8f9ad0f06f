"""The books of joint funds: proved from zero, and a party's part written and taken in."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils import timezone

from qunli.cli.terminal import FAULTS, CommandFailed, doer, say, say_json
from qunli.funds.actions import take_in_part
from qunli.funds.bridge.carrying import public_key, signed_part
from qunli.funds.bridge.proving import Proof, prove_books
from qunli.funds.models import Fund, FundParty

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


def export(options: Namespace) -> int:
    """Write a party's part, signed."""
    [fund] = funds_named(options.number)
    rows = FundParty.objects.select_related("fund__keeper", "jurisdiction", "office")
    party = rows.filter(fund=fund, jurisdiction=options.party).first()
    if party is None:
        message = f"{fund.number} has no party {options.party}."
        raise CommandFailed(message)
    try:
        options.file.write_bytes(signed_part(party, at=timezone.now()))
    except OSError as error:
        message = f"Cannot write {options.file}: {error.strerror}."
        raise CommandFailed(message) from error
    say(f"{options.file}: the part of {party} in {fund.number}, signed with {public_key()}")
    return 0


def take_in(options: Namespace) -> int:
    """Take a part in."""
    try:
        source = options.file.read_bytes()
    except OSError as error:
        message = f"Cannot read {options.file}: {error.strerror}."
        raise CommandFailed(message) from error
    made = take_in_part(source=source, key=options.key, by=doer(), at=timezone.now())
    sums = ", ".join(f"{name.replace('_', ' ')} {amount}" for name, amount in made.content["sums"].items())
    say(f"{made.number}: {made.party_name} in {made.fund_title} ({made.fund_number}), verified and taken in")
    say(f"  {len(made.content['entries'])} entries, {sums}")
    return 0


def key(options: Namespace) -> int:
    """Print the key."""
    del options
    say(public_key())
    return 0


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
