"""Sealed stays sealed: who reads a proposal, by the one condition behind every list and page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from making.calls import (
    BIDDING,
    OPENING,
    a_complete_draft,
    a_draft_proposal,
    a_partner,
    a_person,
    a_recommended_proposal,
    a_submitted_proposal,
    a_team,
    an_opened_call,
    refresh,
)
from qunli.calls.permits import may_read_proposal
from qunli.calls.queries import form_check_counts, proposals_seen_by
from qunli.core.states import SYSTEM
from qunli.people.models import SightGrant
from qunli.people.queries import Anyone
from qunli.people.states import Role

pytestmark = pytest.mark.django_db


def seen(user: Anyone) -> int:
    return proposals_seen_by(user, at=OPENING).count()


def test_sealed_a_proposal_is_read_by_its_team_and_its_stampers_only() -> None:
    made = a_recommended_proposal()
    office, team = made.office, made.teams[0]
    readers = [team.editor, team.administrator, office.recommender]
    strangers: list[Anyone] = [
        office.operator,
        office.second_operator,
        office.authority,
        office.auditor,
        a_team("别家").administrator,
        a_person("财政", Role.FINANCE),
        a_person("专家", Role.EXPERT),
        a_person("管理", Role.ADMINISTRATOR),
        a_person("别处推荐", Role.RECOMMENDING_UNIT),
        AnonymousUser(),
    ]
    assert [seen(user) for user in readers] == [1, 1, 1]
    assert [seen(user) for user in strangers] == [0] * len(strangers)
    assert [may_read_proposal(user, made.proposals[0], at=OPENING) for user in readers] == [True] * 3
    assert form_check_counts(made.call) == {}


def test_a_recommending_unit_reads_nothing_that_is_still_a_draft() -> None:
    made = a_complete_draft()
    assert seen(made.office.recommender) == 0


def test_a_partner_reads_once_it_has_consented() -> None:
    made = a_draft_proposal()
    asked = a_partner(made, "已邀请", consents=None)
    consented = a_partner(made, "已同意", consents=True)
    refused = a_partner(made, "已拒绝", consents=False)
    assert [seen(team.editor) for team in (asked, consented, refused)] == [0, 1, 0]


def test_opened_a_proposal_is_read_by_those_who_run_the_call() -> None:
    made = an_opened_call()
    office = made.office
    readers = [office.operator, office.authority, office.auditor, office.recommender, made.teams[0].editor]
    assert [seen(user) for user in readers] == [1] * 5
    assert [seen(user) for user in (a_team("别家").editor, a_person("专家", Role.EXPERT))] == [0, 0]


def test_what_was_not_complete_in_time_stays_sealed() -> None:
    made = a_submitted_proposal()
    made = an_opened_call(made, teams=0)
    assert [seen(user) for user in (made.office.operator, made.office.authority, made.office.auditor)] == [0, 0, 0]
    assert seen(made.teams[0].editor) == 1


def test_a_grant_of_sight_opens_nothing_before_the_opening_and_a_missed_one_after_it() -> None:
    made = a_submitted_proposal()
    SightGrant.objects.create(
        user=made.office.auditor,
        about_room="calls",
        about_kind="proposal",
        about_id=made.proposals[0].pk,
        about_label="",
        reason="核查",
        granted_at=BIDDING,
        until=OPENING + timedelta(days=30),
    )
    assert seen(made.office.auditor) == 0
    made = an_opened_call(made, teams=0)
    refresh(made.proposals)
    assert seen(made.office.auditor) == 1
    assert SYSTEM.doer_id is None
