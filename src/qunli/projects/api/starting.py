"""Starting projects over the API, and the reserve's chance."""

from typing import Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from qunli.awards.models import Award
from qunli.core.api import Key, arrived, paged
from qunli.people.permits import account_of
from qunli.projects import actions
from qunli.projects.api.following import ProjectOut
from qunli.projects.models import Project
from qunli.projects.queries.seen import awards_to_start, projects_seen_by, with_progress

router = Router(tags=["projects"])

RESERVE: Final = {"pass": actions.pass_project_to_reserve, "leave": actions.leave_reserve}


class AwardToStartOut(Schema):
    """A winner of an approved decision whose project has not been started."""

    id: int
    decision: str
    proposal: str
    lead: str

    @staticmethod
    def resolve_decision(award: Award) -> str:
        """Number the decision."""
        return award.decision.number

    @staticmethod
    def resolve_proposal(award: Award) -> str:
        """Number the proposal."""
        return award.proposal.number

    @staticmethod
    def resolve_lead(award: Award) -> str:
        """Name who leads."""
        return award.proposal.lead.name


@router.get("/awards-to-start", response=list[AwardToStartOut], url_name="awards_to_start", summary="Awards to start")
@paged
def to_start(request: HttpRequest) -> QuerySet[Award]:
    """List the awards whose projects the holder may start."""
    return awards_to_start(account_of(request))


@router.post("/awards/{key}/project", response={201: ProjectOut}, url_name="start_project", summary="Start a project")
def start(request: HttpRequest, key: Key) -> Status[Project]:
    """Start the project of an approved award; its lead then owes a task book."""
    user, at = account_of(request), arrived()
    award = get_object_or_404(awards_to_start(user), pk=key)
    return Status(201, _shown(request, actions.start_project(award=award, by=user, at=at)))


@router.post(
    "/projects/{key}/reserve/{step}", response=ProjectOut, url_name="project_reserve", summary="Pass it on, or leave it"
)
def reserve(request: HttpRequest, key: Key, step: Literal["pass", "leave"]) -> Project:
    """Start the best reserve's project after one that ended before its first payment, or decide against that."""
    user, at = account_of(request), arrived()
    found = get_object_or_404(projects_seen_by(user, at=at), pk=key)
    return _shown(request, RESERVE[step](project=found, by=user, at=at))


def _shown(request: HttpRequest, project: Project) -> Project:
    seen = projects_seen_by(account_of(request), at=arrived()).select_related("lead", "poster")
    return with_progress(seen).get(pk=project.pk)
