"""Questions about a call, by anybody, and their public answers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.calls.models import Call, Question
from qunli.calls.permits import may_prepare
from qunli.calls.states import CallState
from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Refused, StepNotOpen, SystemDoer, WrongInput
from qunli.duties.actions import Promise, drop_duties, meet_duties, raise_duty
from qunli.people.models import User
from qunli.people.permits import require
from qunli.people.states import Role

VISITOR: Final = SystemDoer(doer_id=None, doer_label="visitor")
"""Who asks without an account."""

LONGEST_QUESTION: Final = 2000
_CONTACT: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")


class QuestionSettled(Refused):
    """The question has been answered or declined already."""


@action(_("Question asked"))
def ask_question(*, call: Call, text: str, by: Doer, at: datetime, asked_by: str = "", contact: str = "") -> Question:
    """Ask about a call that is open. Who asked is for the operator only; contact details in the text are refused."""
    held = lock(Call.objects.select_related("operator"), call.pk)
    if held.state != CallState.PUBLISHED or held.team_deadline is None or at >= held.team_deadline:
        raise StepNotOpen(record=held.number, state=held.get_state_display(), step=_("Ask a question"))
    words = text.strip()
    if not words or len(words) > LONGEST_QUESTION:
        raise WrongInput({"text": _("Write a question of at most %(most)s characters.") % {"most": LONGEST_QUESTION}})
    if _CONTACT.search(words):
        raise WrongInput({"text": _("The question becomes public: leave out telephone numbers and e-mail addresses.")})
    question = Question.objects.create(
        call=held, text=words, asked_by=asked_by.strip(), contact=contact.strip(), stated_at=at
    )
    raise_duty(
        owner=held.operator,
        promise=Promise(
            key="answer question",
            words=gettext_noop("Answer a question about %(call)s"),
            due=held.team_deadline,
            params={"call": held.title},
            role=Role.OPERATOR,
        ),
        about=question,
        at=at,
    )
    write_journal(on=held, by=by, at=at, facts={"question": question.pk})
    return question


@action(_("Question answered"))
def answer_question(*, question: Question, answer: str, by: User, at: datetime) -> Question:
    """Answer a question: both become public, without who asked."""
    held = _unsettled(question, by)
    words = answer.strip()
    if not words:
        raise WrongInput({"answer": _("Write an answer.")})
    if _CONTACT.search(held.text):
        raise WrongInput({"answer": _("The question holds contact details and cannot become public.")})
    held.answer, held.answered_by, held.answered_at = words, by, at
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    meet_duties(about=held, key="answer question", at=at)
    write_journal(on=held.call, by=by, at=at, facts={"question": held.pk})
    return held


@action(_("Question declined"))
def decline_question(*, question: Question, by: User, at: datetime) -> Question:
    """Leave a question that is none unanswered and unpublished."""
    held = _unsettled(question, by)
    held.declined_at = at
    held.save(update_fields=["declined_at"])
    drop_duties(about=held, key="answer question", at=at)
    write_journal(on=held.call, by=by, at=at, facts={"question": held.pk})
    return held


def _unsettled(question: Question, by: User) -> Question:
    held = lock(Question.objects.select_related("call"), question.pk)
    require(may_prepare(by, held.call))
    if held.answered_at is not None or held.declined_at is not None:
        raise QuestionSettled(_("This question has been settled already."))
    return held
