"""One running project, behind it an approved decision and its notice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from qunli.awards.models import Award, Decision
from qunli.awards.states import DecisionState, Standing
from qunli.calls.models import Proposal
from qunli.directory.models import Organization
from qunli.people.models import User
from qunli.projects.models import Project
from qunli.projects.states import ProjectState
from qunli.publicity.models import PublicNotice
from qunli.publicity.states import NoticeState


def a_project(proposal: Proposal, *, poster: Organization, decided_by: User) -> Project:
    """Make the project of a proposal that won."""
    award = Award.objects.create(
        decision=_a_decision(proposal, decided_by),
        topic=proposal.topic,
        proposal=proposal,
        rank=1,
        standing=Standing.WINNER,
        money=Decimal(1_200_000),
        reason="示例",
    )
    call = proposal.call
    return Project.objects.create(
        award=award,
        lead=proposal.lead,
        poster=poster,
        operator=call.operator,
        authority=call.authority,
        title=proposal.title,
        leader_name=proposal.leader_name,
        document_number=award.decision.document_number,
        starts_on=date(2026, 4, 1),
        ends_on=date(2027, 9, 30),
        stated_at=proposal.stated_at,
        started_at=proposal.stated_at,
        state=ProjectState.RUNNING,
    )


def _a_decision(proposal: Proposal, decided_by: User) -> Decision:
    call, at = proposal.call, proposal.stated_at
    notice = PublicNotice.objects.create(
        about_room="awards",
        about_kind="decision",
        about_id=1,
        about_label="LX",
        title="公示",
        text="公示",
        working_days=5,
        counts_first_day=True,
        in_name_of=call.authority,
        contact="示例集群运营中心",
        stated_at=at,
        first_day=date(2026, 2, 2),
        last_day=date(2026, 2, 6),
        state=NoticeState.ENDED,
    )
    return Decision.objects.create(
        call=call,
        stated_by=proposal.stated_by,
        stated_at=at,
        meeting_record="纪要 1",
        met_on=date(2026, 1, 30),
        decided_by=decided_by,
        decided_at=at,
        notice=notice,
        document_number="示例〔2026〕1 号",
        approved_by=decided_by,
        approved_at=at,
        state=DecisionState.APPROVED,
    )
