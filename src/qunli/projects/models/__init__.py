"""Records of the projects room."""

from qunli.projects.models.acceptance import Acceptance, Outcome, Transfer
from qunli.projects.models.changes import ChangeRequest, Recovery
from qunli.projects.models.milestones import Milestone, MilestoneIndicator, MilestoneReport, Payment
from qunli.projects.models.projects import Project, StreamTotal, TaskBook, TechnicalContract
from qunli.projects.models.races import Lane, Race, StageDecision, StageScore

__all__ = [
    "Acceptance",
    "ChangeRequest",
    "Lane",
    "Milestone",
    "MilestoneIndicator",
    "MilestoneReport",
    "Outcome",
    "Payment",
    "Project",
    "Race",
    "Recovery",
    "StageDecision",
    "StageScore",
    "StreamTotal",
    "TaskBook",
    "TechnicalContract",
    "Transfer",
]
