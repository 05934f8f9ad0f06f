"""Records of the projects room."""

from qunli.projects.models.acceptance import Acceptance, Outcome, Transfer
from qunli.projects.models.changes import ChangeRequest, Recovery
from qunli.projects.models.milestones import Milestone, MilestoneIndicator, MilestoneReport, Payment
from qunli.projects.models.projects import Project, StreamTotal, TaskBook, TechnicalContract

__all__ = [
    "Acceptance",
    "ChangeRequest",
    "Milestone",
    "MilestoneIndicator",
    "MilestoneReport",
    "Outcome",
    "Payment",
    "Project",
    "Recovery",
    "StreamTotal",
    "TaskBook",
    "TechnicalContract",
    "Transfer",
]
