"""Outcomes: recording and publishing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Refused, Words, WrongInput
from qunli.directory.models import Organization
from qunli.directory.queries import is_one_of
from qunli.people.models import User
from qunli.people.permits import require
from qunli.projects.actions.holding import hold_project
from qunli.projects.models import Outcome, Project
from qunli.projects.permits import may_publish_outcome, may_record_outcome
from qunli.projects.queries.teams import is_confidential, team_organizations
from qunli.projects.states import IpStatus, OutcomeKind, ProjectState

TRL_FIRST, TRL_LAST = 1, 9


@dataclass(frozen=True, slots=True)
class OutcomeEntry:
    """What an outcome is, how ready, and whose."""

    kind: str
    title: str
    owner: Organization
    title_en: str = ""
    description: str = ""
    trl: int | None = None
    identifier: str = ""
    ip_status: str = IpStatus.NONE
    co_owners: Sequence[Organization] = ()


class NotForThePublic(Refused):
    """What comes from a confidential need is not published."""


@action(_("Outcome recorded"))
def record_outcome(*, project: Project, entry: OutcomeEntry, by: User, at: datetime) -> Outcome:
    """Record an outcome of a project that runs or is concluded; its owners are of the team or the poster."""
    held = hold_project(project.pk)
    require(may_record_outcome(by, held))
    if held.state not in {ProjectState.RUNNING, ProjectState.CONCLUDED}:
        raise Refused(_("%(project)s brings no outcomes now.") % {"project": held.number})
    faults = _faults(held, entry)
    if faults:
        raise WrongInput(faults)
    outcome = Outcome.objects.create(
        project=held,
        kind=entry.kind,
        title=entry.title.strip(),
        title_en=entry.title_en.strip(),
        description=entry.description.strip(),
        trl=entry.trl,
        identifier=entry.identifier.strip(),
        ip_status=entry.ip_status,
        owner=entry.owner,
        stated_by=by,
        stated_at=at,
    )
    outcome.co_owners.set(entry.co_owners)
    write_journal(on=outcome, by=by, at=at, facts={"project": held.number, "kind": outcome.kind, "trl": outcome.trl})
    return outcome


def _faults(project: Project, entry: OutcomeEntry) -> dict[str, Words]:
    faults: dict[str, Words] = {}
    if entry.kind not in OutcomeKind.values:
        faults["kind"] = _("This is no kind of outcome.")
    if not entry.title.strip():
        faults["title"] = _("Name the outcome.")
    if entry.trl is not None and not TRL_FIRST <= entry.trl <= TRL_LAST:
        faults["trl"] = _("The level is 1 to 9.")
    if entry.ip_status in {IpStatus.FILED, IpStatus.GRANTED} and not entry.identifier.strip():
        faults["identifier"] = _("Give the number under which it was filed or granted.")
    own = set(team_organizations(project).values_list("pk", flat=True)) | {project.poster_id}
    if not all(is_one_of(one.pk, own) for one in (entry.owner, *entry.co_owners)):
        faults["owner"] = _("Owners are organizations of the team or the poster.")
    return faults


@action(_("Outcome published after the check"))
def publish_outcome(*, outcome: Outcome, by: User, at: datetime) -> Outcome:
    """Publish an outcome: whoever does so has read it for secrets and confidential matter, and has not stated it."""
    project = hold_project(outcome.project_id)
    held = lock(Outcome.objects.all(), outcome.pk)
    held.project = project
    require(may_publish_outcome(by, held), _("Somebody of the office who has not stated the outcome publishes it."))
    if is_confidential(project):
        raise NotForThePublic(_("This outcome comes from a confidential need."))
    if held.is_public:
        raise Refused(_("This outcome is public already."))
    held.is_public, held.checked_by, held.checked_at = True, by, at
    held.save(update_fields=["is_public", "checked_by", "checked_at"])
    write_journal(on=held, by=by, at=at)
    return held


@action(_("Outcome taken out of the public"))
def unpublish_outcome(*, outcome: Outcome, by: User, at: datetime) -> Outcome:
    """Take a published outcome back."""
    project = hold_project(outcome.project_id)
    held = lock(Outcome.objects.all(), outcome.pk)
    held.project = project
    require(may_record_outcome(by, project))
    if not held.is_public:
        raise Refused(_("This outcome is not public."))
    held.is_public, held.checked_by, held.checked_at = False, None, None
    held.save(update_fields=["is_public", "checked_by", "checked_at"])
    write_journal(on=held, by=by, at=at)
    return held
