"""The awards room's acts."""

from qunli.awards.actions.deciding import (
    CreditMarked,
    NotReady,
    approve,
    decide,
    pass_to_reserve,
    send_back,
)
from qunli.awards.actions.jointly import NotJoint, NotSettledByAll, lay_before_parties
from qunli.awards.actions.notices import post_decision, prepare_publicity
from qunli.awards.actions.papers import NothingToApprove, make_approval_paper
from qunli.awards.actions.recommending import Choice, recommend

__all__ = [
    "Choice",
    "CreditMarked",
    "NotJoint",
    "NotReady",
    "NotSettledByAll",
    "NothingToApprove",
    "approve",
    "decide",
    "lay_before_parties",
    "make_approval_paper",
    "pass_to_reserve",
    "post_decision",
    "prepare_publicity",
    "recommend",
    "send_back",
]
