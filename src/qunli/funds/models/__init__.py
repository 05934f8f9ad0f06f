"""Funds and their agreements, the reserve pool, joint lists, and the books."""

from qunli.funds.models.agreements import Fund, FundParty, NegativeCost, Programme, YearlyMoney
from qunli.funds.models.books import Account, Entry, Posting, Support, TakenPart
from qunli.funds.models.lists import Approval, JointLine, JointList, PoolProject

__all__ = [
    "Account",
    "Approval",
    "Entry",
    "Fund",
    "FundParty",
    "JointLine",
    "JointList",
    "NegativeCost",
    "PoolProject",
    "Posting",
    "Programme",
    "Support",
    "TakenPart",
    "YearlyMoney",
]
