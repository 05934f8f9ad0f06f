"""Writing a call: its text, terms, deadlines and topics, until it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from qunli.calls.models import Call, CallTopic, TopicIndicator
from qunli.calls.permits import may_issue, may_prepare, may_prepare_for
from qunli.calls.queries.races import SCHEME, faults_of_scheme
from qunli.calls.queries.terms import empty_terms
from qunli.calls.states import CallKind, CallState
from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Refused, StepNotOpen, WrongInput, strung
from qunli.funds.models import Fund
from qunli.funds.states import FundState
from qunli.needs.models import ListItem
from qunli.needs.states import Comparator, ItemState
from qunli.people.models import Party, User
from qunli.people.permits import require
from qunli.people.queries import holders_of
from qunli.people.states import Role
from qunli.rulebook.queries import terms_of
from qunli.rulebook.states import PackKind

if TYPE_CHECKING:
    from qunli.calls.queries.terms import TermValue
    from qunli.core.states import Words
    from qunli.directory.models import Cluster
    from qunli.funds.models import Programme
    from qunli.rulebook.models import RulePack


class CheckedByItsWriter(Refused):
    """Somebody else can check this call before publication, so its writer cannot."""


class ItemNotOpen(Refused):
    """Only an open item of the key-technology list goes into a call."""


@dataclass(frozen=True, slots=True)
class CallDraft:
    """Everything that a call's writer fills in. `terms` sets what the pack leaves empty, by key."""

    cluster: Cluster
    pack: RulePack
    operator: Party
    authority: Party
    title: str
    guide: str = ""
    contact: str = ""
    title_en: str = ""
    fee_pack: RulePack | None = None
    programme: Programme | None = None
    team_deadline: datetime | None = None
    unit_deadline: datetime | None = None
    recommending_deadline: datetime | None = None
    required_attachments: Sequence[str] = ()
    terms: Mapping[str, TermValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """What a topic's taker must reach."""

    name: str
    comparator: Comparator
    target: str
    unit: str = ""
    how_measured: str = ""


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """What the public reads of a topic, and its money."""

    title: str
    summary: str
    title_en: str = ""
    bidder_conditions: str = ""
    poster_money: Decimal = Decimal(0)
    fiscal_money: Decimal = Decimal(0)
    wanted_by: date | None = None
    indicators: Sequence[IndicatorEntry] = ()


@action(_("Call drafted"))
def draft_call(*, plan: CallDraft, by: User, at: datetime) -> Call:
    """Draft a call under a version of a rule pack. Raises `WrongInput` on contradicting deadlines or terms."""
    require(may_prepare_for(by, plan.operator.pk))
    call = Call(stated_by=by, stated_at=at)
    _write(call, plan)
    call.save(force_insert=True)
    write_journal(on=call, by=by, at=at, now=call.state, facts={"pack": plan.pack.pk})
    return call


@action(_("Call changed"))
def change_call(*, call: Call, plan: CallDraft, by: User, at: datetime) -> Call:
    """Write a draft anew; a check before publication that was made counts no more."""
    draft = lock_draft(call, by)
    require(may_prepare_for(by, plan.operator.pk))
    _write(draft, plan)
    draft.save()
    write_journal(on=draft, by=by, at=at, facts={"pack": plan.pack.pk})
    return draft


@action(_("Call checked before publication"))
def check_call(*, call: Call, by: User, at: datetime) -> Call:
    """Note that nothing in the call is confidential. Raises `CheckedByItsWriter` where another could check it."""
    held = lock(Call.objects.all(), call.pk)
    require(may_issue(by, held))
    if held.state != CallState.DRAFT:
        raise StepNotOpen(record=held.number, state=held.get_state_display(), step=_("Check before publication"))
    if by.pk == held.stated_by_id and _others_can_check(held, by):
        raise CheckedByItsWriter(
            _("You wrote this call: another person checks it before publication."),
            remedy=_("Ask a colleague, or somebody at the authority."),
        )
    held.checked_by, held.checked_at = by, at
    held.save(update_fields=["checked_by", "checked_at"])
    write_journal(on=held, by=by, at=at)
    return held


def entry_of(item: ListItem) -> TopicEntry:
    """Propose a topic from a list item: its public text, and of an open need also figures, money and conditions."""
    need = item.need
    if need.is_confidential:
        return TopicEntry(item.public_title, item.public_summary, title_en=item.public_title_en)
    return TopicEntry(
        title=item.public_title,
        summary=item.public_summary,
        title_en=item.public_title_en,
        bidder_conditions=need.bidder_conditions,
        poster_money=need.budget or Decimal(0),
        wanted_by=need.wanted_by,
        indicators=[
            IndicatorEntry(row.name, Comparator(row.comparator), row.target, row.unit, row.how_measured)
            for row in need.indicators.order_by("position", "id")
        ],
    )


@action(_("Topic added to the call"))
def add_topic(*, call: Call, item: ListItem, by: User, at: datetime, entry: TopicEntry | None = None) -> CallTopic:
    """Put an item of the key-technology list into a draft; without an entry its public text is taken."""
    draft = lock_draft(call, by)
    listed = lock(ListItem.objects.select_related("need", "key_list"), item.pk)
    if listed.state != ItemState.OPEN:
        raise ItemNotOpen(
            _("This item is %(state)s: only an open one goes into a call.") % {"state": listed.get_state_display()}
        )
    if listed.key_list.cluster_id != draft.cluster_id:
        raise WrongInput({"item": _("This item is on another cluster's list.")})
    if draft.topics.filter(item=listed).exists():
        raise WrongInput({"item": _("This item is in the call already.")})
    last = draft.topics.aggregate(last=Max("position"))["last"]
    topic = CallTopic(call=draft, item=listed, position=0 if last is None else last + 1)
    _write_topic(topic, entry or entry_of(listed))
    forget_check(draft)
    write_journal(on=draft, by=by, at=at, facts={"topic": topic.pk, "item": listed.pk})
    return topic


@action(_("Topic of the call changed"))
def change_topic(*, topic: CallTopic, entry: TopicEntry, by: User, at: datetime) -> CallTopic:
    """Write a topic of a draft anew."""
    draft = lock_draft(topic.call, by)
    held = lock(CallTopic.objects.filter(call=draft), topic.pk)
    _write_topic(held, entry)
    forget_check(draft)
    write_journal(on=draft, by=by, at=at, facts={"topic": held.pk})
    return held


@action(_("Topic taken out of the call"))
def remove_topic(*, topic: CallTopic, by: User, at: datetime) -> Call:
    """Take a topic out of a draft."""
    draft = lock_draft(topic.call, by)
    held = lock(CallTopic.objects.filter(call=draft), topic.pk)
    write_journal(on=draft, by=by, at=at, facts={"topic": held.pk, "item": held.item_id})
    held.delete()
    forget_check(draft)
    return draft


def lock_draft(call: Call, by: User) -> Call:
    """Hold a call that is still a draft; raises `StepNotOpen` for any other."""
    held = lock(Call.objects.select_related("pack"), call.pk)
    require(may_prepare(by, held))
    if held.state != CallState.DRAFT:
        raise StepNotOpen(record=held.number, state=held.get_state_display(), step=_("Change"))
    return held


def _write(call: Call, plan: CallDraft) -> None:
    _refuse_contradictions(plan)
    for name in (
        "cluster", "pack", "operator", "authority", "title", "guide", "contact", "title_en", "fee_pack", "programme",
        "team_deadline", "unit_deadline", "recommending_deadline",
    ):  # fmt: skip
        setattr(call, name, getattr(plan, name))
    call.required_attachments = [
        {"key": f"a{place}", "label": label} for place, label in enumerate(plan.required_attachments, start=1)
    ]
    call.kind = CallKind.RACE if plan.pack.kind == PackKind.RACE else CallKind.OPEN_CALL
    call.terms = terms_of(plan.pack, plan.terms)
    call.sequence = list(plan.pack.content.get("sequence", ()))
    call.checked_by, call.checked_at = None, None


def _refuse_contradictions(plan: CallDraft) -> None:
    faults: dict[str, Words] = {}
    if plan.unit_deadline and plan.team_deadline and plan.unit_deadline < plan.team_deadline:
        faults["unit_deadline"] = _("The own unit's deadline lies before the team's.")
    before = plan.unit_deadline or plan.team_deadline
    if plan.recommending_deadline and before and plan.recommending_deadline < before:
        faults["recommending_deadline"] = _("The recommending unit's deadline lies before the one before it.")
    faults |= _faults_of_programme(plan)
    settable = {one.key for one in empty_terms(plan.pack)}
    for key in plan.terms:
        if key not in settable:
            faults[f"term_{key}"] = _("The pack fixes this: a call cannot set it.")
    if SCHEME in plan.terms and SCHEME in settable:
        wrong = faults_of_scheme(terms_of(plan.pack, {SCHEME: plan.terms[SCHEME]}))
        if wrong:
            faults[f"term_{SCHEME}"] = strung(str(words) for words in wrong)
    if faults:
        raise WrongInput(faults)


def _faults_of_programme(plan: CallDraft) -> dict[str, Words]:
    if plan.programme is None:
        return {}
    fund = Fund.objects.select_related("keeper").get(pk=plan.programme.fund_id)
    if fund.state != FundState.IN_FORCE:
        return {"programme": _("This fund is not in force.")}
    if fund.keeper_id != plan.authority.pk:
        words = _("A fund call is decided by the keeper of the fund's books: %(keeper)s.")
        return {"authority": words % {"keeper": fund.keeper.name}}
    return {}


def _write_topic(topic: CallTopic, entry: TopicEntry) -> None:
    if entry.poster_money < 0 or entry.fiscal_money < 0:
        raise WrongInput({"poster_money": _("Money is not negative.")})
    for name in ("title", "title_en", "summary", "bidder_conditions", "poster_money", "fiscal_money", "wanted_by"):
        setattr(topic, name, getattr(entry, name))
    topic.save()
    topic.indicators.all().delete()
    TopicIndicator.objects.bulk_create(
        TopicIndicator(
            topic=topic,
            position=place,
            name=row.name,
            comparator=row.comparator,
            target=row.target,
            unit=row.unit,
            how_measured=row.how_measured,
        )
        for place, row in enumerate(entry.indicators)
    )


def forget_check(call: Call) -> None:
    """Void the check before publication: what it read has changed."""
    call.checked_by, call.checked_at = None, None
    call.save(update_fields=["checked_by", "checked_at"])


def _others_can_check(call: Call, writer: User) -> bool:
    colleagues = holders_of(Role.OPERATOR, [call.operator_id]) | holders_of(Role.AUTHORITY, [call.authority_id])
    return colleagues.exclude(pk=writer.pk).exists()
