"""An expert's sharpening of a need: asked for, given, taken, and taken back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qunli.core.actions import action, lock, tell, write_journal
from qunli.core.states import Refused, WrongInput
from qunli.duties.actions import drop_duties, meet_duties
from qunli.needs.actions.asking import ask_for_advice
from qunli.needs.models import Need, NeedAdvice
from qunli.needs.permits import may_give_advice, may_screen_need, may_take_advice
from qunli.needs.queries import need_rows, search_column
from qunli.needs.states import NeedState
from qunli.people.models import Party, User
from qunli.people.permits import require


class AdviceNotOpen(Refused):
    """Advice cannot be asked for, given, taken or undone as things stand."""


@action(_("Expert asked for advice"))
def ask_advice(*, need: Need, expert: Party, by: User, at: datetime, due: datetime | None = None) -> NeedAdvice:
    """Ask an expert to sharpen a need; from now on the expert may read it, even a confidential one."""
    held = lock(need_rows(), need.pk)
    require(may_screen_need(by, held))
    if held.state not in {NeedState.SUBMITTED, NeedState.ACCEPTED}:
        raise AdviceNotOpen(_("%(need)s is not being screened.") % {"need": held.number})
    if held.advice.filter(expert=expert).exists():
        raise AdviceNotOpen(_("This expert has been asked about %(need)s already.") % {"need": held.number})
    advice = NeedAdvice.objects.create(need=held, expert=expert, asked_by=by, stated_at=at, due_at=due)
    write_journal(on=held, by=by, at=at, facts={"expert": expert.pk})
    ask_for_advice(advice, at=at)
    return advice


@action(_("Advice given"))
def give_advice(*, advice: NeedAdvice, text: str, by: User, at: datetime, sharper_problem: str = "") -> NeedAdvice:
    """Give advice, perhaps with a sharper wording of the problem; it can be given anew until it is taken."""
    held = _locked(advice)
    require(may_give_advice(by, held))
    if not text.strip():
        raise WrongInput({"text": _("Say what should be sharper, and why.")})
    held.text, held.sharper_problem, held.given_at = text.strip(), sharper_problem.strip(), at
    held.save(update_fields=["text", "sharper_problem", "given_at"])
    write_journal(on=held.need, by=by, at=at, facts={"advice": held.pk})
    meet_duties(about=held.need, key="give_advice", owner=held.expert, at=at)
    tell(
        parties=[held.need.cluster.operator_id, held.need.organization.party_id],
        occasion=f"advice {held.pk} given",
        words=gettext_noop("An expert has advised on need %(number)s"),
        params={"number": held.need.number},
        about=held.need,
        at=at,
    )
    return held


@action(_("Advice taken"))
def take_advice(*, advice: NeedAdvice, by: User, at: datetime) -> Need:
    """Put the expert's wording in the place of the need's own, which is kept for an undo."""
    held = _locked(advice)
    need = lock(need_rows(), held.need_id)
    require(may_take_advice(by, need))
    if held.given_at is None or not held.sharper_problem or held.taken_at is not None:
        raise AdviceNotOpen(_("There is no new wording to take."))
    held.problem_before, held.taken_at = need.problem, at
    held.save(update_fields=["problem_before", "taken_at"])
    _reword(need, held.sharper_problem)
    write_journal(on=need, by=by, at=at, facts={"advice": held.pk, "version": need.version})
    return need


@action(_("Advice undone"))
def undo_advice(*, advice: NeedAdvice, by: User, at: datetime) -> Need:
    """Give the need its words back; refused once they were changed again, because that change would be lost."""
    held = _locked(advice)
    need = lock(need_rows(), held.need_id)
    require(may_take_advice(by, need))
    if held.taken_at is None or need.problem != held.sharper_problem:
        raise AdviceNotOpen(_("The problem has been changed since this advice was taken."))
    before, held.problem_before, held.taken_at = held.problem_before, "", None
    held.save(update_fields=["problem_before", "taken_at"])
    _reword(need, before)
    write_journal(on=need, by=by, at=at, facts={"advice": held.pk, "version": need.version})
    return need


@action(_("Request for advice withdrawn"))
def withdraw_advice(*, advice: NeedAdvice, by: User, at: datetime) -> Need:
    """Take back a request that is not answered yet; the expert no longer reads the need."""
    held = _locked(advice)
    need = held.need
    require(may_screen_need(by, need))
    if held.given_at is not None:
        raise AdviceNotOpen(_("The expert has answered already."))
    drop_duties(about=need, key="give_advice", owner=held.expert, at=at)
    write_journal(on=need, by=by, at=at, facts={"expert": held.expert_id})
    held.delete()
    return need


def _locked(advice: NeedAdvice) -> NeedAdvice:
    rows = NeedAdvice.objects.select_related("need__organization", "need__cluster", "expert")
    return lock(rows, advice.pk)


def _reword(need: Need, problem: str) -> None:
    need.problem = problem
    need.bigrams = search_column(need.title, need.problem)
    need.version += 1
    need.save(update_fields=["problem", "bigrams", "version"])
