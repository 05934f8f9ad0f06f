"""Calls over the API: reading, writing, issuing, extending, questions and answers."""

from typing import Any, Final, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile

from qunli.calls import actions
from qunli.calls.actions import CallDraft, IndicatorEntry, NewDeadlines, TopicEntry
from qunli.calls.api.shapes import (
    AnswerIn,
    AskIn,
    CallIn,
    CallOut,
    ExtensionIn,
    NewTopicIn,
    NoteIn,
    QuestionOut,
    TopicIn,
    TopicOut,
    WholeCallOut,
    WhyIn,
)
from qunli.calls.models import Call, CallTopic, Question
from qunli.calls.permits import may_prepare, may_read_call
from qunli.calls.queries import (
    answered_questions,
    call_with_topics,
    calls_seen_by,
    downloads_of,
    waiting_questions,
)
from qunli.calls.states import CallState
from qunli.core.api import FileOut, Key, arrived, paged
from qunli.core.models import Attachment
from qunli.directory.models import Cluster
from qunli.needs.models import ListItem
from qunli.people.models import Party, User
from qunli.people.permits import account_of, require
from qunli.people.queries import parties_holding
from qunli.people.states import Role
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import newest_packs
from qunli.rulebook.states import PackKind

router = Router(tags=["calls"])

STEPS: Final[dict[str, Any]] = {  # each takes a call, who and when
    "check": actions.check_call,
    "publish": actions.publish_call,
    "open": actions.open_proposals,
    "finish-form-check": actions.finish_form_check,
}


@router.get("/calls", response=list[CallOut], url_name="calls", summary="Calls, the newest first")
@paged
def calls(request: HttpRequest, state: CallState | None = None) -> QuerySet[Call]:
    """List the calls that the holder may read; a visitor's are the published ones."""
    rows = calls_seen_by(request.user)
    return (rows.filter(state=state) if state else rows).order_by("-published_at", "-id")


@router.post("/calls", response={201: WholeCallOut}, url_name="calls", summary="Draft a call")
def draft(request: HttpRequest, body: CallIn) -> Status[Call]:
    """Draft a call under the newest version of a rule pack."""
    made = actions.draft_call(plan=_plan(body), by=account_of(request), at=arrived())
    return Status(201, call_with_topics(made.pk))


@router.get("/calls/{key}", response=WholeCallOut, url_name="call", summary="One call")
def call(request: HttpRequest, key: Key) -> Call:
    """Return a call with topics, indicators, terms, extensions and files."""
    found = call_with_topics(key)
    if not may_read_call(request.user, found):
        raise Http404
    return found


@router.put("/calls/{key}", response=WholeCallOut, url_name="call", summary="Write a draft anew")
def change(request: HttpRequest, key: Key, body: CallIn) -> Call:
    """Write a draft anew; a check before publication counts no more."""
    changed = actions.change_call(call=call(request, key), plan=_plan(body), by=account_of(request), at=arrived())
    return call_with_topics(changed.pk)


@router.post("/calls/{key}/topics", response={201: TopicOut}, url_name="add_topic", summary="Add a topic to a draft")
def add_topic(request: HttpRequest, key: Key, body: NewTopicIn) -> Status[CallTopic]:
    """Put an open item of the key-technology list into a draft."""
    found = call(request, key)
    user = _preparer(request, found)
    item = ListItem.objects.filter(key_list__cluster=found.cluster_id).get(pk=body.item_id)
    entry = _entry(body.text) if body.text else None
    return Status(201, actions.add_topic(call=found, item=item, entry=entry, by=user, at=arrived()))


@router.put("/topics/{key}", response=TopicOut, url_name="topic", summary="Write a topic of a draft anew")
def change_topic(request: HttpRequest, key: Key, body: TopicIn) -> CallTopic:
    """Write a topic anew."""
    topic = _topic(request, key)
    return actions.change_topic(topic=topic, entry=_entry(body), by=account_of(request), at=arrived())


@router.api_operation(
    ["DELETE"], "/topics/{key}", response={204: None}, url_name="topic", summary="Take a topic out of a draft"
)
def remove_topic(request: HttpRequest, key: Key) -> Status[None]:
    """Take a topic out."""
    actions.remove_topic(topic=_topic(request, key), by=account_of(request), at=arrived())
    return Status(204, None)


@router.post(
    "/calls/{key}/files", response={201: FileOut}, url_name="call_files", summary="Attach a file for applicants"
)
def attach(request: HttpRequest, key: Key, file: File[UploadedFile]) -> Status[Attachment]:
    """Put a file beside the guide of a draft."""
    found = call(request, key)
    user = _preparer(request, found)
    return Status(201, actions.attach_to_call(call=found, file=file, by=user, at=arrived()))


@router.api_operation(
    ["DELETE"], "/calls/{key}/files/{file}", response={204: None}, url_name="call_file", summary="Take a file out"
)
def detach(request: HttpRequest, key: Key, file: Key) -> Status[None]:
    """Take a file for applicants out of a draft."""
    found = call(request, key)
    user = _preparer(request, found)
    kept = next((one for one in downloads_of(found) if one.pk == file), None)
    if kept is None:
        raise Http404
    actions.detach_from_call(call=found, attachment=kept, by=user, at=arrived())
    return Status(204, None)


@router.post(
    "/calls/{key}/steps/{step}", response=WholeCallOut, url_name="call_step", summary="Take a step with a call"
)
def take_step(request: HttpRequest, key: Key, step: Literal["check", "publish", "open", "finish-form-check"]) -> Call:
    """Check before publication, publish, open the sealed proposals, or finish the form check."""
    done: Call = STEPS[step](call=call(request, key), by=account_of(request), at=arrived())
    return call_with_topics(done.pk)


@router.post("/calls/{key}/extend", response=WholeCallOut, url_name="extend_call", summary="Extend the deadlines")
def extend(request: HttpRequest, key: Key, body: ExtensionIn) -> Call:
    """Move deadlines that have not passed to later ones, in public and with a reason."""
    to = NewDeadlines(team=body.team, unit=body.unit, recommending=body.recommending)
    found = call(request, key)
    actions.extend_deadlines(call=found, to=to, reason=body.reason, by=account_of(request), at=arrived())
    return call_with_topics(key)


@router.post("/calls/{key}/end", response=WholeCallOut, url_name="end_call", summary="End a call")
def end(request: HttpRequest, key: Key, body: NoteIn) -> Call:
    """Close a call that brought nothing to decide."""
    actions.end_call(call=call(request, key), reason=body.reason, by=account_of(request), at=arrived())
    return call_with_topics(key)


@router.post("/calls/{key}/cancel", response=WholeCallOut, url_name="cancel_call", summary="Cancel a call")
def cancel(request: HttpRequest, key: Key, body: WhyIn) -> Call:
    """Call it off with a reason that teams are told."""
    actions.cancel_call(call=call(request, key), reason=body.reason, by=account_of(request), at=arrived())
    return call_with_topics(key)


@router.get("/calls/{key}/questions", response=list[QuestionOut], url_name="questions", summary="Questions answered")
@paged
def questions(request: HttpRequest, key: Key) -> QuerySet[Question]:
    """List the questions about a call that have an answer."""
    return answered_questions(call(request, key))


@router.post("/calls/{key}/questions", response={201: QuestionOut}, url_name="questions", summary="Ask about a call")
def ask(request: HttpRequest, key: Key, body: AskIn) -> Status[Question]:
    """Ask about an open call; the question is public once it is answered, without who asked."""
    user = account_of(request)
    return Status(201, actions.ask_question(call=call(request, key), by=user, at=arrived(), **body.dict()))


@router.get(
    "/calls/{key}/questions/waiting", response=list[QuestionOut], url_name="waiting_questions", summary="Waiting"
)
@paged
def waiting(request: HttpRequest, key: Key) -> QuerySet[Question]:
    """List the questions that wait for an answer, for whoever prepares the call."""
    found = call(request, key)
    _preparer(request, found)
    return waiting_questions(found)


@router.post("/questions/{key}/answer", response=QuestionOut, url_name="answer_question", summary="Answer a question")
def answer(request: HttpRequest, key: Key, body: AnswerIn) -> Question:
    """Answer; question and answer become public."""
    return actions.answer_question(
        question=_question(request, key), answer=body.answer, by=account_of(request), at=arrived()
    )


@router.post(
    "/questions/{key}/decline", response=QuestionOut, url_name="decline_question", summary="Decline a question"
)
def decline(request: HttpRequest, key: Key) -> Question:
    """Leave a question that is none unanswered and unpublished."""
    return actions.decline_question(question=_question(request, key), by=account_of(request), at=arrived())


def _preparer(request: HttpRequest, found: Call) -> User:
    user = account_of(request)
    require(may_prepare(user, found))
    return user


def _question(request: HttpRequest, key: int) -> Question:
    found = Question.objects.select_related("call").get(pk=key)
    if not may_prepare(account_of(request), found.call):
        raise Http404
    return found


def _topic(request: HttpRequest, key: int) -> CallTopic:
    found = CallTopic.objects.select_related("call").get(pk=key)
    if not may_prepare(account_of(request), found.call):
        raise Http404
    return found


def _plan(body: CallIn) -> CallDraft:
    """Return it as the acts take it; what is not there answers 404."""
    plain = body.dict(exclude={"cluster_id", "pack_id", "operator_id", "authority_id", "fee_pack_id"})
    return CallDraft(
        **plain,
        cluster=Cluster.objects.get(pk=body.cluster_id),
        pack=newest_packs().filter(kind__in=(PackKind.OPEN_CALL, PackKind.RACE)).get(pk=body.pack_id),
        operator=Party.objects.get(pk=body.operator_id),
        authority=parties_holding(Role.AUTHORITY).get(pk=body.authority_id),
        fee_pack=RulePack.objects.filter(kind=PackKind.EXPERT_FEES).get(pk=body.fee_pack_id)
        if body.fee_pack_id
        else None,
    )


def _entry(body: TopicIn) -> TopicEntry:
    plain = body.dict(exclude={"indicators"})
    return TopicEntry(**plain, indicators=[IndicatorEntry(**row.dict()) for row in body.indicators])
