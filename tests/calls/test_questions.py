"""Questions by anybody, answers for everybody."""

from datetime import timedelta

import pytest

from making.calls import BIDDING, TEAM_DEADLINE, a_drafted_call, a_published_call
from qunli.calls.actions import VISITOR, QuestionSettled, answer_question, ask_question, decline_question
from qunli.calls.queries import answered_questions, waiting_questions
from qunli.core.models import JournalEntry
from qunli.core.states import NotPermitted, StepNotOpen, WrongInput
from qunli.duties.models import Duty

pytestmark = pytest.mark.django_db


def test_an_answer_is_public_without_who_asked() -> None:
    made = a_published_call()
    question = ask_question(
        call=made.call, text="样件几套?", asked_by="李先生", contact="13800000000", by=VISITOR, at=BIDDING
    )
    assert list(answered_questions(made.call)) == []
    assert list(waiting_questions(made.call)) == [question]
    answer_question(question=question, answer="五十套。", by=made.office.operator, at=BIDDING)
    (shown,) = answered_questions(made.call)
    assert (shown.text, shown.answer) == ("样件几套?", "五十套。")
    assert shown.get_deferred_fields() == {"asked_by", "contact"}
    assert not Duty.objects.filter(key="answer question", state="open").exists()
    written = str(list(JournalEntry.objects.values()))
    assert "李先生" not in written
    assert "样件" not in written


@pytest.mark.parametrize("text", ["请联系 13812345678", "写信给 a.b@example.org", "电话 021-64001234", "", "长" * 2001])
def test_a_question_with_contact_details_or_of_no_length_is_refused(text: str) -> None:
    made = a_published_call()
    with pytest.raises(WrongInput) as refused:
        ask_question(call=made.call, text=text, by=VISITOR, at=BIDDING)
    assert list(refused.value.faults) == ["text"]


def test_questions_are_asked_while_the_call_is_open() -> None:
    made = a_published_call()
    with pytest.raises(StepNotOpen):
        ask_question(call=made.call, text="还能揭榜吗?", by=VISITOR, at=TEAM_DEADLINE)
    ask_question(call=made.call, text="还能揭榜吗?", by=VISITOR, at=TEAM_DEADLINE - timedelta(seconds=1))
    with pytest.raises(StepNotOpen):
        ask_question(call=a_drafted_call(made.office).call, text="几时发布?", by=VISITOR, at=BIDDING)


def test_a_question_is_settled_once_by_the_operator() -> None:
    made = a_published_call()
    question = ask_question(call=made.call, text="样件几套?", by=VISITOR, at=BIDDING)
    with pytest.raises(NotPermitted):
        decline_question(question=question, by=made.office.auditor, at=BIDDING)
    decline_question(question=question, by=made.office.operator, at=BIDDING)
    with pytest.raises(QuestionSettled):
        answer_question(question=question, answer="迟", by=made.office.operator, at=BIDDING)
    assert list(answered_questions(made.call)) == []
