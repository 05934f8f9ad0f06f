"""Answering what no figure tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, write_journal
from qunli.core.states import Doer, Words, WrongInput
from qunli.directory.models import Cluster, Organization
from qunli.engines.assessing import FactsRefused, read_facts
from qunli.engines.notation.periods import read_period
from qunli.engines.notation.unreadable import Unreadable
from qunli.indicators.bridge import assessable
from qunli.indicators.models import Answer
from qunli.indicators.permits import assesses_clusters, assesses_organization
from qunli.indicators.queries import subject_fields
from qunli.indicators.states import Bound
from qunli.people.models import User
from qunli.people.permits import require
from qunli.rulebook.models import RulePack

if TYPE_CHECKING:
    from qunli.engines.assessing.packs import Input


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEntry:
    """An answer as entered: under which input, for which time, the value as it is written, and who says so."""

    key: str
    value: str | bool
    source: str
    period: str = ""
    bound: str = Bound.EXACT


@action(_("Answer given"))
def give_answer(
    *, subject: Cluster | Organization, pack: RulePack, entry: AnswerEntry, by: Doer, at: datetime
) -> Answer:
    """Answer an input of a pack for a subject; it holds for every pack that asks under the same key.

    The value stays readable by the office and the subject's own people only, so the journal names the key alone.
    """
    require(assesses_clusters(by) if isinstance(subject, Cluster) else assesses_organization(by, subject))
    asked = next((one for one in assessable(pack).inputs if one.key == entry.key), None)
    period, faults = _checked(asked, entry)
    if faults:
        raise WrongInput(faults)
    made = Answer.objects.create(
        **subject_fields(subject),
        key=entry.key,
        period=period,
        value=entry.value,
        bound=entry.bound,
        source=entry.source.strip(),
        stated_by=by if isinstance(by, User) else None,
        stated_at=at,
    )
    write_journal(on=subject, by=by, at=at, facts={"answer": made.pk, "key": made.key, "period": made.period})
    return made


def _checked(asked: Input | None, entry: AnswerEntry) -> tuple[str, dict[str, Words]]:
    faults: dict[str, Words] = {}
    if not entry.source.strip():
        faults["source"] = _("Say where this stands, or who says so.")
    period = ""
    try:
        period = str(read_period(entry.period)) if entry.period.strip() else ""
    except Unreadable:
        faults["period"] = _("Expected a period such as 2024, 2024年上半年, 2024Q1 or 2022至2024.")
    if asked is None:
        return period, faults | {"key": _("This rule pack does not ask for it.")}
    try:
        read_facts({asked.key: {"value": entry.value, "bound": entry.bound}}, [asked])
    except FactsRefused as refused:
        faults["value"] = _FAULTS.get(refused.faults[0].code, _("This cannot be read as what is asked for."))
    return period, faults


_FAULTS: dict[str, Words] = {
    "other_unit": _("This is in another unit than what is asked for."),
    "share_needs_its_percent_sign": _("Write a share with its percent sign, such as 12.5%."),
}
