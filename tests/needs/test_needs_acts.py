"""What each act on a need changes, whom it tells, and what it refuses."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from making.needs import (
    CLOSES,
    LATER,
    a_confidential_need,
    a_draft,
    a_member,
    a_returned_need,
    a_submitted_need,
    a_town,
    an_accepted_need,
    an_entry,
    an_open_collection,
    someone_of,
)
from making.people import AT
from qunli.core.models import JournalEntry, Message
from qunli.core.states import NotPermitted, StepNotOpen, WrongInput
from qunli.duties.models import Duty
from qunli.duties.states import DutyState
from qunli.needs.actions import (
    IndicatorEntry,
    accept_need,
    answer_with_nothing,
    attach_to_need,
    change_collection,
    change_need,
    close_collection,
    draft_collection,
    open_collection,
    recommend_need,
    reconsider_need,
    remove_from_need,
    reopen_collection,
    return_need,
    state_need,
    submit_need,
    take_back_need,
)
from qunli.needs.actions.screening import AlreadyRecommended
from qunli.needs.actions.stating import ChangedMeanwhile, CollectionClosed, NotAMember
from qunli.needs.models import Need
from qunli.needs.states import Comparator, NeedState

pytestmark = pytest.mark.django_db


def open_duties() -> set[tuple[str, str]]:
    """Return key and owner of each open duty."""
    return set(Duty.objects.filter(state=DutyState.OPEN).values_list("key", "owner__name"))


def test_a_stated_need_is_a_draft_with_its_indicators() -> None:
    town = a_town()
    need = a_draft(town)
    assert (need.state, need.number, need.version) == (NeedState.DRAFT, f"XQ2026-{need.pk:04d}", 1)
    assert [str(row) for row in need.indicators.all()] == ["低温渗水量 ≤ 0 mL"]
    assert open_duties() == set()


def test_only_its_own_people_state_the_need_of_an_organization() -> None:
    town = a_town()
    for other in (town.operator, town.authority, town.unit, someone_of(a_member(town.cluster))):
        with pytest.raises(NotPermitted):
            state_need(cluster=town.cluster, organization=town.organization, entry=an_entry(town), by=other, at=AT)


def test_an_organization_outside_of_the_cluster_states_no_need_in_it() -> None:
    town, elsewhere = a_town(), a_town()
    with pytest.raises(NotAMember):
        state_need(
            cluster=elsewhere.cluster, organization=town.organization, entry=an_entry(town), by=town.engineer, at=AT
        )


def test_what_cannot_be_kept_is_named_at_its_field_all_at_once() -> None:
    town, elsewhere = a_town(), a_town()
    with pytest.raises(WrongInput) as wrong:
        a_draft(
            town,
            title=" ",
            budget=Decimal(-1),
            field=elsewhere.field,
            indicators=(IndicatorEntry("渗水量", Comparator.AT_MOST, "很少"),),
        )
    assert list(wrong.value.faults) == ["title", "budget", "field", "indicators"]
    assert Need.objects.count() == 0


def test_a_target_in_words_is_for_a_person_to_judge() -> None:
    need = a_draft(a_town(), indicators=(IndicatorEntry("渗水", Comparator.TEXT, "目视无水"),))
    assert need.indicators.get().target == "目视无水"


def test_a_change_counts_a_version_and_the_journal_names_columns_not_content() -> None:
    town = a_town()
    need = a_draft(town)
    changed = change_need(
        need=need, entry=an_entry(town, title="新标题", indicators=()), version=1, by=town.engineer, at=LATER
    )
    assert (changed.title, changed.version, changed.indicators.count()) == ("新标题", 2, 0)
    assert JournalEntry.objects.latest("id").facts == {"version": 2, "changed": ["title", "indicators"]}


def test_the_second_of_two_who_change_a_need_at_once_is_told() -> None:
    town = a_town()
    need = a_draft(town)
    change_need(need=need, entry=an_entry(town, title="第一个"), version=1, by=town.engineer, at=LATER)
    with pytest.raises(ChangedMeanwhile):
        change_need(need=need, entry=an_entry(town, title="第二个"), version=1, by=town.engineer, at=LATER)
    need.refresh_from_db()
    assert need.title == "第一个"


def test_a_submitted_need_gives_operator_and_recommending_unit_a_duty_by_number_only() -> None:
    town = a_town()
    need = a_confidential_need(town)
    assert open_duties() == {("screen_need", "Operating body"), ("recommend_need", "Town office")}
    duty = Duty.objects.get(key="screen_need")
    assert (duty.params, duty.about_label, duty.escalates_to) == (
        {"number": need.number},
        need.number,
        town.cluster.authority,
    )
    assert duty.due_at == datetime(2026, 3, 16, 15, 59, 59, tzinfo=UTC)


def test_all_that_is_missing_is_named_before_a_need_can_be_sent() -> None:
    town = a_town()
    need = a_draft(town, problem="", indicators=(), wanted_by=None, field=None)
    with pytest.raises(WrongInput) as wrong:
        submit_need(need=need, by=town.engineer, at=AT)
    assert list(wrong.value.faults) == ["problem", "indicators", "wanted_by", "field"]
    need.refresh_from_db()
    assert need.state == NeedState.DRAFT


def test_a_result_wanted_by_a_past_day_is_refused() -> None:
    town = a_town()
    with pytest.raises(WrongInput) as wrong:
        a_submitted_need(town, wanted_by=date(2026, 3, 2))
    assert list(wrong.value.faults) == ["wanted_by"]


def test_what_was_sent_cannot_be_changed_until_it_is_taken_back() -> None:
    town = a_town()
    need = a_submitted_need(town)
    with pytest.raises(NotPermitted):
        change_need(need=need, entry=an_entry(town), version=need.version, by=town.engineer, at=LATER)
    back = take_back_need(need=need, by=town.engineer, at=LATER)
    assert (back.state, back.submitted_at, open_duties()) == (NeedState.DRAFT, None, set())
    changed = change_need(need=back, entry=an_entry(town, title="改"), version=back.version, by=town.engineer, at=LATER)
    assert changed.title == "改"


def test_the_unit_that_was_asked_recommends_once() -> None:
    town = a_town()
    need = a_confidential_need(town)
    done = recommend_need(need=need, by=town.unit, at=LATER)
    assert (done.recommended_by, done.recommended_at) == (town.unit_party, LATER)
    assert open_duties() == {("screen_need", "Operating body")}
    with pytest.raises(AlreadyRecommended):
        recommend_need(need=need, by=town.unit, at=LATER)


def test_where_no_unit_was_asked_any_unit_recommends_what_is_not_confidential() -> None:
    town = a_town()
    assert recommend_need(need=a_submitted_need(town), by=town.unit, at=LATER).recommended_by == town.unit_party
    secret = a_confidential_need(town, recommending_unit=None)
    with pytest.raises(NotPermitted):
        recommend_need(need=secret, by=town.unit, at=LATER)


def test_a_returned_need_carries_the_reason_and_a_duty_but_the_message_does_not() -> None:
    town = a_town()
    need = a_returned_need(town)
    assert (need.state, need.return_reason) == (NeedState.RETURNED, "Name a temperature.")
    assert open_duties() == {("correct_need", town.organization.name)}
    assert "temperature" not in str([*Message.objects.values(), *JournalEntry.objects.values(), *Duty.objects.values()])


def test_a_need_is_not_returned_without_a_reason() -> None:
    town = a_town()
    need = a_submitted_need(town)
    with pytest.raises(WrongInput) as wrong:
        return_need(need=need, reason="  ", by=town.operator, at=LATER)
    assert list(wrong.value.faults) == ["reason"]


def test_a_returned_need_is_sent_again_and_screened_again() -> None:
    town = a_town()
    again = submit_need(need=a_returned_need(town), by=town.engineer, at=LATER)
    assert (again.state, again.return_reason, again.settled_at) == (NeedState.SUBMITTED, "", None)
    assert open_duties() == {("screen_need", "Operating body")}


def test_an_accepted_need_is_told_to_its_organization() -> None:
    town = a_town()
    need = an_accepted_need(town)
    assert (need.state, need.settled_at, open_duties()) == (NeedState.ACCEPTED, LATER, set())
    message = Message.objects.get(occasion__contains="accepted")
    assert (message.party_id, message.params) == (town.organization.party_id, {"number": need.number})


def test_accepting_twice_is_refused() -> None:
    town = a_town()
    need = an_accepted_need(town)
    with pytest.raises(StepNotOpen):
        accept_need(need=need, by=town.operator, at=LATER)


def test_a_decision_can_be_undone_and_made_anew() -> None:
    town = a_town()
    for need in (an_accepted_need(town), a_returned_need(town)):
        again = reconsider_need(need=need, by=town.operator, at=LATER)
        assert (again.state, again.settled_at, again.return_reason) == (NeedState.SUBMITTED, None, "")
        assert accept_need(need=again, by=town.operator, at=LATER).state == NeedState.ACCEPTED


def test_a_decision_made_twice_is_told_twice() -> None:
    town = a_town()
    again = reconsider_need(need=an_accepted_need(town), by=town.operator, at=LATER)
    accept_need(need=again, by=town.operator, at=LATER)
    assert Message.objects.filter(occasion__contains="accepted").count() == 2


def test_files_are_attached_while_the_need_can_be_changed() -> None:
    town = a_town()
    need = a_draft(town)
    drawing = ContentFile(b"%PDF-1.4\n%%EOF\n", name="drawing.pdf")
    kept = attach_to_need(need=need, file=drawing, confidential=True, by=town.engineer, at=AT)
    assert (kept.about, kept.is_confidential, kept.content_type) == (need.ref, True, "application/pdf")
    assert remove_from_need(need=need, attachment=kept, by=town.engineer, at=AT).removed_at == AT
    submitted = submit_need(need=need, by=town.engineer, at=AT)
    with pytest.raises(NotPermitted):
        attach_to_need(need=submitted, file=drawing, confidential=True, by=town.engineer, at=AT)


def test_a_file_of_another_need_is_not_removed() -> None:
    town = a_town()
    one, other = a_draft(town), a_draft(town)
    drawing = ContentFile(b"%PDF-1.4\n%%EOF\n", name="drawing.pdf")
    kept = attach_to_need(need=one, file=drawing, confidential=True, by=town.engineer, at=AT)
    with pytest.raises(NotPermitted):
        remove_from_need(need=other, attachment=kept, by=town.engineer, at=AT)


# Collections


def test_sending_a_notice_out_asks_every_member_by_the_closing_time() -> None:
    town = a_town()
    other = a_member(town.cluster)
    notice = an_open_collection(town)
    assert open_duties() == {("answer_collection", town.organization.name), ("answer_collection", other.name)}
    assert set(Duty.objects.values_list("due_at", flat=True)) == {CLOSES}
    assert set(Message.objects.values_list("party_id", flat=True)) == {town.organization.party_id, other.party_id}
    assert notice.opened_at == AT


def test_a_need_sent_on_a_notice_meets_the_duty_of_its_organization() -> None:
    town = a_town()
    a_member(town.cluster, name="Other")
    need = state_need(
        cluster=town.cluster,
        organization=town.organization,
        entry=an_entry(town),
        collection=an_open_collection(town),
        by=town.engineer,
        at=AT,
    )
    submit_need(need=need, by=town.engineer, at=AT)
    assert open_duties() == {("answer_collection", "Other"), ("screen_need", "Operating body")}


def test_an_organization_may_say_that_it_has_nothing_to_state() -> None:
    town = a_town()
    notice = an_open_collection(town)
    answer_with_nothing(collection=notice, organization=town.organization, by=town.engineer, at=AT)
    assert open_duties() == set()
    with pytest.raises(NotPermitted):
        answer_with_nothing(collection=notice, organization=town.organization, by=town.operator, at=AT)


def test_closing_frees_who_has_not_answered_and_takes_no_new_need() -> None:
    town = a_town()
    notice = an_open_collection(town)
    need = state_need(
        cluster=town.cluster,
        organization=town.organization,
        entry=an_entry(town),
        collection=notice,
        by=town.engineer,
        at=AT,
    )
    close_collection(collection=notice, by=town.operator, at=LATER)
    assert open_duties() == set()
    with pytest.raises(CollectionClosed):
        submit_need(need=need, by=town.engineer, at=LATER)


def test_a_notice_is_opened_again_with_a_new_closing_time() -> None:
    town = a_town()
    closed = close_collection(collection=an_open_collection(town), by=town.operator, at=LATER)
    later = datetime(2026, 4, 27, 9, 0, tzinfo=UTC)
    assert reopen_collection(collection=closed, closes_at=later, by=town.operator, at=LATER).closes_at == later
    assert Duty.objects.get(state=DutyState.OPEN).due_at == later


def test_moving_the_closing_time_moves_the_duties_of_those_who_owe() -> None:
    town = a_town()
    a_member(town.cluster, name="Other")
    notice = an_open_collection(town)
    answer_with_nothing(collection=notice, organization=town.organization, by=town.engineer, at=AT)
    later = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    change_collection(
        collection=notice, title=notice.title, text=notice.text, closes_at=later, by=town.operator, at=LATER
    )
    assert set(Duty.objects.filter(state=DutyState.OPEN).values_list("owner__name", "due_at")) == {("Other", later)}
    with pytest.raises(WrongInput) as wrong:
        change_collection(
            collection=notice, title="Other title", text=notice.text, closes_at=later, by=town.operator, at=LATER
        )
    assert list(wrong.value.faults) == ["text"]


def test_a_notice_without_words_or_with_a_past_closing_time_is_refused() -> None:
    town = a_town()
    with pytest.raises(WrongInput) as wrong:
        draft_collection(cluster=town.cluster, title="", text="", closes_at=AT, by=town.operator, at=AT)
    assert list(wrong.value.faults) == ["title", "text", "closes_at"]


def test_only_the_operator_of_the_cluster_sends_a_notice_out() -> None:
    town = a_town()
    notice = draft_collection(cluster=town.cluster, title="A", text="B", closes_at=CLOSES, by=town.operator, at=AT)
    for other in (town.engineer, town.authority, a_town().operator):
        with pytest.raises(NotPermitted):
            open_collection(collection=notice, by=other, at=AT)
