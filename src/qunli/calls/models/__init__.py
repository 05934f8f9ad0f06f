"""Records of the calls room."""

from qunli.calls.models.calls import Call, CallTopic, DeadlineExtension, Question, TopicIndicator
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
    "CallTopic",
    "CommitmentLetter",
    "DeadlineExtension",
    "FormCheck",
    "Partner",
    "Proposal",
    "ProposalVersion",
    "Question",
    "Stamp",
    "TopicIndicator",
]
