"""Putting a decision on public notice for the working days that the call's terms ask for."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from qunli.awards.models import Decision
from qunli.awards.permits import may_post_decision
from qunli.awards.queries import awards_of, teams_of
from qunli.awards.states import CHOSEN, DECISION_LIFECYCLE, DecisionState, Standing
from qunli.core.actions import action, lock, take_step, write_journal
from qunli.core.states import Refused, WrongInput
from qunli.people.models import User
from qunli.people.permits import require
from qunli.publicity.actions import NoticeDraft, post_notice, prepare_notice
from qunli.publicity.models import PublicNotice
from qunli.publicity.states import NoticeState
from qunli.review.queries import number_term, term_of


class NoticeMissing(Refused):
    """There is no notice to post, or one is under way already."""


@action(_("Publicity of the decision prepared"))
def prepare_publicity(*, decision: Decision, contact: str, by: User, at: datetime) -> PublicNotice:
    """Prepare the notice of a decision: who is to win and who stands in reserve, for how many working days.

    The words are in the language of the site. Somebody else checks the notice before `post_decision` can post it.
    """
    held = lock(Decision.objects.select_related("call__authority", "notice"), decision.pk)
    require(may_post_decision(by, held))
    if held.state != DecisionState.DECIDED:
        raise NoticeMissing(_("A decision is made public after it was taken."))
    if held.notice is not None and held.notice.state in {NoticeState.PREPARED, NoticeState.RUNNING}:
        raise NoticeMissing(_("A notice of this decision is under way already."))
    if not contact.strip():
        raise WrongInput({"contact": _("Say where objections can be sent.")})
    days = number_term(held.call, "publicity_working_days")
    if not days:
        raise NoticeMissing(
            _("The terms of this call do not say for how many working days a decision is public."),
            remedy=_("Fix it in the terms of the call."),
        )
    with override(settings.LANGUAGE_CODE):
        draft = NoticeDraft(
            title=gettext("Proposed awards of “%(call)s”") % {"call": held.call.title},
            text=gettext(
                "Decided by %(meeting)s. Whoever objects writes under real name, with evidence, before the last day."
            )
            % {"meeting": held.meeting_record},
            rows=_rows(held),
            contact=contact.strip(),
            working_days=days,
            counts_first_day=bool(term_of(held.call, "publicity_counts_first_day")),
        )
    notice = prepare_notice(about=held, draft=draft, in_name_of=held.call.authority, by=by, at=at)
    held.notice = notice
    held.save(update_fields=["notice"])
    write_journal(on=held, by=by, at=at, facts={"notice": notice.pk, "working_days": days})
    return notice


@action(_("Decision put on public notice"))
def post_decision(*, decision: Decision, by: User, at: datetime) -> Decision:
    """Post the prepared and checked notice; the decision is on public notice from today.

    A notice that was posted by itself stands as it is: the decision catches up with it.
    """
    held = lock(Decision.objects.select_related("call", "notice"), decision.pk)
    require(may_post_decision(by, held))
    was, now = take_step(held, lifecycle=DECISION_LIFECYCLE, step="post")
    if held.notice is None or held.notice.state == NoticeState.WITHDRAWN:
        raise NoticeMissing(_("No notice is prepared."), remedy=_("Prepare the publicity first."))
    if held.notice.state == NoticeState.PREPARED:
        held.notice = post_notice(notice=held.notice, by=by, at=at)
    held.save(update_fields=["state", "notice"])
    facts = {"notice": held.notice.pk, "last_day": held.notice.last_day}
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return held


def _rows(decision: Decision) -> list[list[str]]:
    shown = [one for one in awards_of(decision) if one.standing in {*CHOSEN, Standing.RESERVE}]
    teams = teams_of([one.proposal for one in shown])
    head = [gettext("Topic"), gettext("Proposal"), gettext("Lead"), gettext("Partners"), gettext("Standing")]
    rows = []
    for one in shown:
        known = {one.proposal.lead.party_id, one.proposal.leader_party_id}
        partners = [name for party, name in teams[one.proposal_id].items() if party not in known]
        rows.append(
            [
                one.topic.title,
                one.proposal.title,
                one.proposal.lead.name,
                "、".join(partners),
                str(one.get_standing_display()),
            ]
        )
    return [head, *rows]
