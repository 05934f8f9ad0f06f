"""Who pays how much: shares of parties, and of what a project still holds from each.

Everything is split by the largest remainder (`notation.money.split_by_shares`): each party gets its exact proportion
rounded down to the fen, and the fen left over go one each to the largest remainders, among equal ones to the party
that stands earlier in the agreement. The parts sum to the whole: no fen is lost and none is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from qunli.engines.notation.money import split_by_shares
from qunli.funds.models import FundParty
from qunli.funds.states import MoneyFor, PayRule

Parts = dict[int, Decimal]
"""Yuan by the key of the party that they are of; a party that has no part is left out."""


def pays_for(party: FundParty, regions: Sequence[str]) -> bool:
    """Tell whether a party's money may pay for a project in which teams of these regions take part."""
    return party.money_for == MoneyFor.ALL or party.jurisdiction_id in regions


def parts_of_parties(
    amount: Decimal, *, rule: str, lead: FundParty, parties: Sequence[FundParty], regions: Sequence[str]
) -> Parts:
    """Split what a project is promised over the parties.

    Where the lead region pays, that is one part. Where all pay by share, those whose money may pay for the project's
    regions bear it by their shares among themselves; with none of them nobody pays, and nothing is returned.
    """
    if rule == PayRule.LEAD_REGION:
        return {lead.pk: amount} if pays_for(lead, regions) else {}
    paying = [party for party in parties if pays_for(party, regions)]
    return _split(amount, {party.pk: party.share for party in paying}) if paying else {}


def parts_of_balances(amount: Decimal, balances: Mapping[int, Decimal]) -> Parts:
    """Split a payment by what each party has left in it, so that every balance falls in the same proportion.

    Where the amount is within the sum of the balances, no part is above its balance: the exact proportion is not, and
    a balance is a whole number of fen, so neither is that proportion rounded up. Above the sum it is the caller's to
    refuse; the parts then still sum to the amount.
    """
    return _split(amount, balances) if any(balances.values()) else {}


def _split(amount: Decimal, shares: Mapping[int, Decimal]) -> Parts:
    split = split_by_shares(amount, list(shares.values()))
    return {party: part for party, part in zip(shares, split, strict=True) if part}
