"""Records of the calls room."""

from qunli.calls.models.calls import Call, CallTopic, DeadlineExtension, Question, TopicIndicator
from qunli.calls.models.matches import CallInvitation, Match
from qunli.calls.models.proposals import (
    CommitmentLetter,
    FormCheck,
    Partner,
    Proposal,
    ProposalVersion,
    Stamp,
)

__all__ = [
    "Call",
    "CallInvitation",
    "CallTopic",
    "CommitmentLetter",
    "DeadlineExtension",
    "FormCheck",
    "Match",
    "Partner",
    "Proposal",
    "ProposalVersion",
    "Question",
    "Stamp",
    "TopicIndicator",
]
