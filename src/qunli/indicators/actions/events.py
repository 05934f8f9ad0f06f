"""Recording what happened, on a confirmed claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Words, WrongInput
from qunli.directory.models import Cluster, Organization
from qunli.engines.notation.periods import Period
from qunli.evidence.actions import confirm_claim, take_back_claim
from qunli.evidence.models import Claim
from qunli.indicators.models import Event
from qunli.indicators.permits import keeps_figures
from qunli.indicators.states import EventKind, Reach
from qunli.people.permits import require


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEntry:
    """An event as entered; `reach` is of a first of its kind only, and as its source says."""

    title: str
    title_en: str = ""
    kind: str = EventKind.EVENT
    reach: str = ""
    period: Period | None = None
    organizations: Sequence[Organization] = field(default_factory=tuple)


@action(_("Event recorded"))
def record_event_from_claim(*, claim: Claim, cluster: Cluster, entry: EventEntry, by: Doer, at: datetime) -> Event:
    """Confirm a claim and record the event that it tells of; a time that the text does not state stays empty."""
    require(keeps_figures(by))
    faults: dict[str, Words] = {}
    if not entry.title.strip():
        faults["title"] = _("This is needed.")
    if entry.kind not in EventKind.values:
        faults["kind"] = _("Choose one of the kinds.")
    if entry.reach and (entry.kind != EventKind.FIRST or entry.reach not in Reach.values):
        faults["reach"] = _("Only a first of its kind is the first somewhere.")
    if faults:
        raise WrongInput(faults)
    confirmation = confirm_claim(claim=claim, by=by, at=at)
    made = Event.objects.create(
        cluster=cluster,
        kind=entry.kind,
        reach=entry.reach,
        title=entry.title.strip(),
        title_en=entry.title_en.strip(),
        period=entry.period,  # type: ignore[misc]  # the stubs know the column as text
        confirmation=confirmation,
    )
    made.organizations.set(entry.organizations)
    facts = {"cluster": cluster.pk, "confirmation": confirmation.pk, "kind": made.kind}
    write_journal(on=made, by=by, at=at, facts=facts)
    return made


@action(_("Event taken back"))
def take_back_event(*, event: Event, by: Doer, at: datetime) -> Claim:
    """Undo one's own event within a day, with the confirmation that it stands on; the claim waits again."""
    held = lock(Event.objects.select_related("confirmation__claim"), event.pk)
    claim = held.confirmation.claim
    write_journal(on=held, by=by, at=at, facts={"confirmation": held.confirmation_id, "kind": held.kind})
    held.delete()
    return take_back_claim(claim=claim, by=by, at=at)
