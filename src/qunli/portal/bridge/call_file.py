"""The file of a call: everything of it that one reader may see, from its dates to its results, table by table."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qunli.awards.queries import awards_seen_by
from qunli.calls.models import Partner
from qunli.calls.queries import answered_questions, proposals_seen_by, term_rows
from qunli.calls.states import Consent
from qunli.core.states import listed, strung
from qunli.core.tables import Sheet
from qunli.review.queries import panels_seen_by, standing_of_proposals

if TYPE_CHECKING:
    from qunli.calls.models import Call
    from qunli.people.permits import Anyone

Rows = list[list[Any]]


def call_file_of(call: Call, *, user: Anyone, at: datetime) -> list[Sheet]:
    """Gather a call for a reader; what the reader may not see is left out, sealed proposals included."""
    return [
        _facts(call),
        _topics(call),
        Sheet(
            _("Terms"),
            (_("Term"), _("Value"), _("Unit"), _("Confidence"), _("Source"), _("Set by the call")),
            [
                [row.words, strung(row.rubric) or row.value, row.unit, row.confidence, row.source, row.set_by_call]
                for row in term_rows(call)
            ],
        ),
        Sheet(
            _("Questions and answers"),
            (_("Question"), _("Answer"), _("Answered")),
            [[one.text, one.answer, one.answered_at] for one in answered_questions(call)],
        ),
        _proposals(call, user, at=at),
        *_ranking(call, user),
        _results(call, user),
    ]


def _facts(call: Call) -> Sheet:
    rows: Rows = [
        [_("Number"), call.number],
        [_("Title"), call.title],
        [_("State"), str(call.get_state_display())],
        [_("Authority"), call.authority.name],
        [_("Operator"), call.operator.name],
        [_("Contact"), call.contact],
        [_("Rule pack"), str(call.pack)],
        [_("Published"), call.published_at],
        [_("Teams hand in before"), call.team_deadline],
        [_("Own units stamp before"), call.unit_deadline],
        [_("Recommending units stamp before"), call.recommending_deadline],
        [_("Proposals opened"), call.opened_at],
        [_("Closed"), call.closed_at],
        [_("Required attachments"), strung(row["label"] for row in call.required_attachments)],
    ]
    rows += [[_("Extended deadlines"), one.reason] for one in call.extensions.all()]
    return Sheet(_("Call"), (_("What"), _("Value")), rows)


def _topics(call: Call) -> Sheet:
    head = (_("Topic"), _("Summary"), _("Indicators"), _("Poster's money"), _("Fiscal money"), _("Wanted by"))
    return Sheet(
        _("Topics"),
        head,
        [
            [
                topic.title,
                topic.summary,
                strung(str(row) for row in topic.indicators.all()),
                topic.poster_money,
                topic.fiscal_money,
                topic.wanted_by,
            ]
            for topic in call.topics.all()
        ],
    )


def _proposals(call: Call, user: Anyone, *, at: datetime) -> Sheet:
    consented = Partner.objects.filter(consent=Consent.GIVEN).select_related("organization").order_by("id")
    seen = proposals_seen_by(user, at=at).filter(call=call).order_by("topic__position", "id")
    head = (
        _("Number"), _("Title"), _("Topic"), _("Lead"), _("Partners"), _("Leader"), _("Recommending unit"),
        _("Money asked for"), _("Own money"), _("Handed in"), _("State"),
    )  # fmt: skip
    rows: Rows = [
        [
            one.number,
            one.title,
            one.topic.title,
            one.lead.name,
            listed(partner.organization.name for partner in one.partners.all()),
            one.leader_name,
            one.recommending_unit.name if one.recommending_unit else "",
            one.asked_money,
            one.own_money,
            one.submitted_at,
            str(one.get_state_display()),
        ]
        for one in seen.prefetch_related(Prefetch("partners", consented))
    ]
    return Sheet(_("Proposals"), head, rows)


def _ranking(call: Call, user: Anyone) -> list[Sheet]:
    """Rank by the concluded panels, for those who look at panels; scores of one expert are not in it."""
    if not panels_seen_by(user).filter(call=call).exists():
        return []
    head = (_("Topic"), _("Rank"), _("Number"), _("Title"), _("Score"), _("Lowest"), _("Median"), _("Highest"))
    titles = {topic.pk: topic.title for topic in call.topics.all()}
    rows: Rows = [
        [
            titles[topic],
            row.rank,
            row.proposal.number,
            row.proposal.title,
            row.score,
            row.spread.low,
            row.spread.middle,
            row.spread.high,
        ]
        for topic, ranked in standing_of_proposals(call).items()
        for row in ranked
    ]
    return [Sheet(_("Review"), head, rows)]


def _results(call: Call, user: Anyone) -> Sheet:
    seen = awards_seen_by(user).filter(decision__call=call).select_related("decision", "topic", "proposal__lead")
    head = (
        _("Decision"), _("Round"), _("Topic"), _("Number"), _("Lead"), _("Rank"), _("Standing"), _("Money"),
        _("Reason"), pgettext("approval", "Document"),
    )  # fmt: skip
    return Sheet(
        pgettext("call file", "Results"),
        head,
        [
            [
                one.decision.number,
                one.decision.round,
                one.topic.title,
                one.proposal.number,
                one.proposal.lead.name,
                one.rank,
                str(one.get_standing_display()),
                one.money,
                one.reason,
                one.decision.document_number,
            ]
            for one in seen.order_by("decision__round", "topic__position", "rank", "id")
        ],
    )
