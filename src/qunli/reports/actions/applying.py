"""From the application to the check of the authority."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, write_journal
from qunli.core.states import Refused, Words, WrongInput, strung
from qunli.directory.models import Cluster
from qunli.duties.actions import drop_duties, meet_duties
from qunli.indicators.actions import assess_subject
from qunli.people.models import Party, User
from qunli.people.permits import require
from qunli.people.states import Role
from qunli.publicity.actions import withdraw_notice
from qunli.publicity.states import NoticeState
from qunli.reports.actions.steps import held_for, move, owe_check, told_why
from qunli.reports.bridge import unmet_rules
from qunli.reports.models import Recognition
from qunli.reports.permits import may_apply
from qunli.reports.states import ENDED
from qunli.rulebook.models import RulePack
from qunli.rulebook.states import PackKind


class AppliedAlready(Refused):
    """The cluster stands on this list, or its application is under way."""


class VetoStands(Refused):
    """A rule that the list calls a veto is unmet: nothing outweighs it."""

    def __init__(self, rules: list[str]) -> None:
        super().__init__(
            _("The list excludes this cluster: %(rules)s") % {"rules": strung(rules)},
            remedy=_("If this is wrong, correct the figure or the answer that says so, and submit again."),
        )
        self.rules = rules


@action(_("Recognition applied for"))
def apply_for_recognition(  # noqa: PLR0913 - an application has these sides
    *, cluster: Cluster, pack: RulePack, district: Party, authority: Party, plan: str, by: User, at: datetime
) -> Recognition:
    """Begin an application to the list of a pack; the plan of three years can be completed until it is submitted."""
    require(may_apply(by, cluster))
    if pack.kind != PackKind.CLUSTER_STANDARD:
        raise WrongInput({"pack": _("This rule pack is no standard of clusters.")})
    open_ones = Recognition.objects.filter(cluster=cluster, pack__code=pack.code).exclude(state__in=ENDED)
    if open_ones.exists():
        raise AppliedAlready(_("This cluster stands on this list already, or its application is under way."))
    made = Recognition.objects.create(
        cluster=cluster,
        pack=pack,
        applicant=cluster.operator,
        district=district,
        authority=authority,
        plan=plan.strip(),
        stated_by=by,
        stated_at=at,
    )
    write_journal(on=made, by=by, at=at, now=made.state, facts={"pack": pack.code, "version": pack.version})
    return made


@action(_("Application submitted to the district"))
def submit_application(
    *, recognition: Recognition, plan: str, by: User, at: datetime, why_short: str = ""
) -> Recognition:
    """Submit to the district, which owes the check; the cluster is held against the list at that moment.

    What is unmet is answered for with a reason, which district and authority read beside the verdicts. A rule that
    the list calls a veto is not answered for: raises `VetoStands`.
    """
    held = held_for(recognition, "submit", by)
    faults: dict[str, Words] = {}
    if not plan.strip():
        faults["plan"] = _("A recognition needs the plan of the three years to come.")
    held.assessment = assess_subject(subject=held.cluster, pack=held.pack, by=by, at=at)
    short = unmet_rules(held.assessment)
    vetoes = [one.words for one in short if one.is_veto]
    if vetoes:
        raise VetoStands(vetoes)
    if short and not why_short.strip():
        unmet = _("Unmet: %(rules)s. Say why the cluster applies all the same.")
        faults["why_short"] = unmet % {"rules": strung(one.words for one in short)}
    if faults:
        raise WrongInput(faults)
    held.plan, held.reason, held.why_short = plan.strip(), "", why_short.strip() if short else ""
    _stepped(held, "submit", "plan", "reason", "assessment", "why_short", by=by, at=at)
    meet_duties(about=held, key="recognition completion", at=at)
    words = gettext_noop("Check the application %(recognition)s and recommend it or return it")
    owe_check(held, owner=held.district, role=Role.RECOMMENDING_UNIT, words=words, at=at)
    return held


@action(_("Cluster recommended by the district"))
def recommend_cluster(*, recognition: Recognition, opinion: str, by: User, at: datetime) -> Recognition:
    """Recommend to the authority, with the district's opinion of what it checked."""
    held = held_for(recognition, "recommend", by)
    if not opinion.strip():
        raise WrongInput({"opinion": _("Say what was checked and what was found.")})
    held.opinion = opinion.strip()
    _stepped(held, "recommend", "opinion", by=by, at=at)
    meet_duties(about=held, key="recognition check", at=at)
    words = gettext_noop("Check the application %(recognition)s for completeness")
    owe_check(held, owner=held.authority, role=Role.AUTHORITY, words=words, at=at)
    return held


@action(_("Application returned for completion"))
def return_application(*, recognition: Recognition, reason: str, by: User, at: datetime) -> Recognition:
    """Return it to the applicant with what is to be completed."""
    held = held_for(recognition, "return", by)
    held.reason = told_why(reason)
    _stepped(held, "return", "reason", by=by, at=at)
    meet_duties(about=held, key="recognition check", at=at)
    words = gettext_noop("Complete the application %(recognition)s and submit it again")
    owe_check(held, owner=held.applicant, role=Role.OPERATOR, words=words, at=at)
    return held


@action(_("Application found complete"))
def check_application(*, recognition: Recognition, by: User, at: datetime) -> Recognition:
    """Find the application complete; what follows is publicity."""
    held = _stepped(held_for(recognition, "check", by), "check", by=by, at=at)
    meet_duties(about=held, key="recognition check", at=at)
    words = gettext_noop("Put the recognition %(recognition)s on public notice")
    owe_check(held, owner=held.authority, role=Role.AUTHORITY, words=words, at=at)
    return held


@action(_("Recognition refused"))
def refuse_application(*, recognition: Recognition, reason: str, by: User, at: datetime) -> Recognition:
    """Refuse with the reason; a notice under way is withdrawn."""
    held = held_for(recognition, "refuse", by)
    held.reason = told_why(reason)
    _stepped(held, "refuse", "reason", by=by, at=at)
    drop_duties(about=held, at=at)
    if held.notice is not None and held.notice.state in {NoticeState.PREPARED, NoticeState.RUNNING}:
        withdraw_notice(notice=held.notice, by=by, at=at)
    return held


@action(_("Application withdrawn"))
def withdraw_application(*, recognition: Recognition, by: User, at: datetime) -> Recognition:
    """Withdraw before the authority has checked."""
    held = _stepped(held_for(recognition, "withdraw", by), "withdraw", by=by, at=at)
    drop_duties(about=held, at=at)
    return held


def _stepped(held: Recognition, step: str, *fields: str, by: User, at: datetime) -> Recognition:
    was, now, facts = move(held, step, fields)
    write_journal(on=held, by=by, at=at, was=was, now=now, facts=facts)
    return held
