"""Two organizations that were merged are one: whoever leads, owns, takes part or bears a mark."""

from datetime import date, timedelta

import pytest

from making.calls import (
    BIDDING,
    Made,
    a_complete_draft,
    a_drafted_call,
    a_list_item,
    a_partner,
    a_submitted_proposal,
    a_team,
)
from qunli.calls.actions import add_topic, check_call, invite_partner, publish_call, start_proposal
from qunli.calls.queries import missing_of
from qunli.core.states import SYSTEM, WrongInput
from qunli.directory.actions import merge_organizations, undo_merge
from qunli.directory.models import CreditMark, Merge, Organization
from qunli.directory.queries import is_one_of, living_ids, one_with

pytestmark = pytest.mark.django_db


def merge(merged: Organization, kept: Organization) -> Merge:
    return merge_organizations(kept=kept, merged=merged, by=SYSTEM, at=BIDDING)


def places(made: Made) -> list[str]:
    return [one.place for one in missing_of(made.proposals[-1], on=BIDDING.date())]


def test_merged_twice_over_an_organization_is_the_last_one_kept() -> None:
    first, second, last, other = (a_team(f"单位{place}").organization for place in range(4))
    merge(first, second)
    merge(second, last)
    keys = (first.pk, second.pk, last.pk, other.pk)
    assert living_ids(keys) == dict(zip(keys, (last.pk, last.pk, last.pk, other.pk), strict=True))
    assert one_with([last.pk]) == {first.pk, second.pk, last.pk}
    assert [is_one_of(last.pk, [first.pk]), is_one_of(first.pk, [second.pk]), is_one_of(other.pk, [first.pk])] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("kept", ["owner", "lead"])
def test_the_owner_of_the_need_does_not_lead_under_its_other_name(kept: str) -> None:
    made = a_complete_draft()
    owner, lead = made.proposals[0].topic.item.need.organization, made.teams[0].organization
    assert places(made) == []
    record = merge(lead, owner) if kept == "owner" else merge(owner, lead)
    assert places(made) == ["lead"]
    undo_merge(merge=record, by=SYSTEM, at=BIDDING)
    assert places(made) == []


def test_a_unit_takes_one_task_a_round_under_either_name() -> None:
    made = a_drafted_call()
    item = a_list_item(made.office, made.owner, "储氢瓶阀")
    add_topic(call=made.call, item=item, by=made.office.operator, at=BIDDING)
    check_call(call=made.call, by=made.office.second_operator, at=BIDDING)
    made.call = publish_call(call=made.call, by=made.office.authority, at=BIDDING)
    a_submitted_proposal(made)
    other = a_team("另一名称的单位")
    topic = made.call.topics.order_by("-position")[0]
    words = {"title": "另一方案", "leader_name": "李示例"}
    made.proposals.append(start_proposal(topic=topic, lead=other.organization, **words, by=other.editor, at=BIDDING))
    assert "lead" not in places(made)
    merge(made.teams[0].organization, other.organization)
    assert "lead" in places(made)


def test_the_lead_is_not_its_own_partner_under_another_name() -> None:
    made = a_complete_draft()
    partner, stranger = a_partner(made), a_team("另一名称的单位")
    merge(stranger.organization, partner.organization)
    proposal, editor = made.proposals[0], made.teams[0].editor
    with pytest.raises(WrongInput) as refused:
        invite_partner(proposal=proposal, organization=stranger.organization, part="", by=editor, at=BIDDING)
    assert set(refused.value.faults) == {"organization"}
    assert places(made) == []
    merge(partner.organization, made.teams[0].organization)
    assert places(made) == ["partners"]


def test_a_credit_mark_stays_with_whoever_was_merged() -> None:
    made = a_complete_draft()
    other = a_team("另一名称的单位").organization
    on = BIDDING.date()
    CreditMark.objects.create(
        party=other.party, issuer="示例部门", reason="示例", since=on, until=on + timedelta(days=1), source="示例"
    )
    assert places(made) == []
    merge(made.teams[0].organization, other)
    assert places(made) == ["partners"]
    assert missing_of(made.proposals[0], on=date(2030, 1, 1)) == []
